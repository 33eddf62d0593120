"""The month of a service on paper."""

from datetime import datetime

from django.utils.translation import gettext as _

from opora.documents import services as documents
from opora.documents.models import IssuedDocument
from opora.documents.paper import Fields, Paper, Section, Signature, Table
from opora.lib.actor import Actor
from opora.register.models import Service

from . import measures, report, rules
from .models import ServiceMonth
from .services.days import KIND


def issue(actor: Actor, service: Service, row: ServiceMonth, *, now: datetime) -> IssuedDocument:
    """The report of a closed month, numbered in the organization's register."""
    people = report.people(actor, service=service, month=row.month)
    return documents.issue(
        actor,
        paper=paper(service, row, people),
        kind="month_report",
        record_kind=KIND,
        record_id=row.pk,
        audience=[],
        series="month_reports",
        now=now,
    )


def paper(service: Service, row: ServiceMonth, people: list[report.Person]) -> Paper:
    """Everybody with the sums of the month; what was used of what there was."""
    lines = [
        (str(n), each.name, each.agreement.number, each.used_words, each.absence_words)
        for n, each in enumerate(people, 1)
    ]
    heads = ["№", _("Лице"), _("Договор"), _("Ползване"), _("Отсъствия")]
    return Paper(
        title=_("Месечен отчет за ползване на социална услуга"),
        subtitle=rules.month_words(row.month),
        sections=[
            Section([_facts(service, row)]),
            Section([Table(heads, lines, numeric=[0])], _("Кой колко е ползвал")),
        ],
        signatures=[Signature(_("Съставил")), Signature(_("Ръководител"))],
        confidence="practice",
    )


def _facts(service: Service, row: ServiceMonth) -> Fields:
    used = measures.Used(
        row.used_minutes, row.used_half_days, row.used_days, row.used_nights, row.n_absent
    )
    figures = measures.Utilization(
        service.pk, row.month, row.state, row.is_hourly,
        used.minutes if row.is_hourly else used.halves, row.available, row.n_people,
    )  # fmt: skip
    return Fields(
        [
            (_("Услуга"), service.name),
            (_("Състояние"), row.get_state_display()),
            (_("Ползвали"), str(row.n_people)),
            (_("Общо"), report.used_words(used)),
            (_("Отсъствия"), str(row.n_absent)),
            (_("Използваемост"), figures.percent),
        ]
    )
