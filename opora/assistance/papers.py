"""What the acts of assistance say on paper. The form, the number and the keeping are documents'."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from opora.accounts.models import Organization
from opora.documents import services as documents
from opora.documents.paper import Fields, Paper, Section, Signature, Table
from opora.lib.actor import Actor
from opora.lib.labels import translated
from opora.lib.words import day as written

from . import rules
from .models import AssistanceAgreement, Direction
from .reading import hours, planned_on
from .reading import written as cell

WEEK = (
    date(2026, 1, 5),
    ("понеделник", "вторник", "сряда", "четвъртък", "петък", "събота", "неделя"),
)


def issue_direction(actor: Actor, direction: Direction, *, now: datetime) -> Any:
    """The direction, for the person and the municipality."""
    return documents.issue(
        actor,
        paper=direction_paper(direction),
        kind="assistance-direction",
        record_kind="assistance",
        record_id=direction.pk,
        audience=direction.audience,
        person_id=direction.person_id,
        series="assistance-direction",
        now=now,
    )


def direction_paper(direction: Direction) -> Paper:
    """To whom, by which assessment, what degree and how many hours, since when."""
    until = written(direction.valid_until) if direction.valid_until else _("без краен срок")
    return Paper(
        title=_("Направление за лична помощ"),
        article=translated(rules.BY_DISABILITY),
        subtitle=direction.number,
        to=direction.office.name,
        about=direction.person.full_name,
        sections=[
            Section(
                [
                    Fields(
                        [
                            (_("Лице"), direction.person.full_name),
                            (_("Дата на раждане"), written(direction.person.birth_date)),
                            (_("Индивидуална оценка"), direction.assessment),
                            (_("Степен на зависимост"), direction.get_degree_display()),
                            (_("Часове на месец"), str(direction.n_hours)),
                            (_("В сила от"), written(direction.valid_from)),
                            (_("В сила до"), until),
                        ]
                    ),
                    _("Лицето подава заявление до кмета на общината по настоящия си адрес."),
                ]
            )
        ],
        signatures=[Signature(_("За дирекцията"), "")],
    )


def issue_agreement(actor: Actor, agreement: AssistanceAgreement, *, now: datetime) -> Any:
    """The agreement of three, for signing."""
    office = Organization.objects.get(pk=agreement.organization_id)
    return documents.issue(
        actor,
        paper=agreement_paper(agreement, office),
        kind="assistance-agreement",
        record_kind="assistance",
        record_id=agreement.enrollment_id,
        audience=[agreement.organization_id],
        person_id=agreement.enrollment.person_id,
        series="assistance-agreement",
        now=now,
    )


def agreement_paper(agreement: AssistanceAgreement, office: Organization) -> Paper:
    """Who with whom, hours a month, the week."""
    user, assistant = agreement.enrollment.person, agreement.assistant.person
    kind = _(rules.KIND_LABELS[rules.Kind(agreement.enrollment.kind)])
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
            Section(
                [
                    _(
                        "Отработените часове се отчитат до края на месеца от асистента, "
                        "потвърждават се от потребителя и се утвърждават от общината."
                    )
                ],
                _("Отчитане"),
            ),
        ],
        signatures=[
            Signature(_("Потребител"), user.full_name),
            Signature(_("Асистент"), assistant.full_name),
            Signature(_("За общината"), ""),
        ],
    )


def of(actor: Actor, what: str, record_id: int) -> dict[str, Any]:
    """What has been issued for a record, for the page's list of papers."""
    return {}
