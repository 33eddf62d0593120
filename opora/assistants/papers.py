"""The agreement of three on paper. The form, the number and the keeping are documents'."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from opora.accounts.models import Organization
from opora.assistance import rules
from opora.assistance.papers import AGREEMENT
from opora.documents import services as documents
from opora.documents.models import IssuedDocument
from opora.documents.paper import Fields, Paper, Section, Signature, Table
from opora.lib.actor import Actor
from opora.lib.labels import gettext_noop, translated
from opora.lib.words import day as written

from .models import AssistanceAgreement
from .reading import hours, planned_on
from .reading import written as cell

A_MONDAY = date(2026, 1, 5)
REPORTING = gettext_noop(
    "Отработените часове се отчитат до края на месеца от асистента, "
    "потвърждават се от потребителя и се утвърждават от общината."
)
WEEK = (
    gettext_noop("понеделник"),
    gettext_noop("вторник"),
    gettext_noop("сряда"),
    gettext_noop("четвъртък"),
    gettext_noop("петък"),
    gettext_noop("събота"),
    gettext_noop("неделя"),
)


def issue_agreement(
    actor: Actor, agreement: AssistanceAgreement, *, now: datetime
) -> IssuedDocument:
    """The agreement of three, for signing."""
    office = Organization.objects.get(pk=agreement.organization_id)
    return documents.issue(
        actor,
        paper=agreement_paper(agreement, office),
        kind=AGREEMENT,
        record_kind="assistance",
        record_id=agreement.enrollment_id,
        audience=[agreement.organization_id],
        person_id=agreement.enrollment.person_id,
        now=now,
    )


def agreement_paper(agreement: AssistanceAgreement, office: Organization) -> Paper:
    """Who with whom, hours a month, the week."""
    user, assistant = agreement.enrollment.person, agreement.assistant.person
    kind = agreement.enrollment.get_kind_display()
    direction = agreement.enrollment.direction
    rows = [
        (_("Потребител"), user.full_name),
        (_("Асистент"), assistant.full_name),
        (_("Доставчик"), office.name),
        (_("Направление"), direction.number if direction else ""),
        (_("Часове на месец"), hours(agreement.n_minutes)),
        (_("В сила от"), written(agreement.valid_from)),
    ]
    week = [
        (_(name), cell(planned_on(agreement.schedule, A_MONDAY + timedelta(days=n))))
        for n, name in enumerate(WEEK)
    ]
    return Paper(
        title=_("Споразумение за %(kind)s") % {"kind": kind},
        article=translated(rules.BY_ASSISTANCE if direction else rules.BY_SUPPORT),
        subtitle=agreement.number,
        about=user.full_name,
        sections=[
            Section([Fields(rows)], _("Страни")),
            Section([Table([_("Ден"), _("Часове")], week)], _("Седмично разписание")),
            Section([_(REPORTING)], _("Отчитане")),
        ],
        signatures=[
            Signature(_("Потребител"), user.full_name),
            Signature(_("Асистент"), assistant.full_name),
            Signature(_("За общината"), ""),
        ],
    )
