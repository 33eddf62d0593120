"""The acts of a child's case on paper. The signal and who gave it stand on none of them."""

from datetime import date

from django.utils.translation import gettext as _

from opora.documents.paper import Fields, Paper, Section, Signature
from opora.lib.words import day
from opora.people.models import Person
from opora.people.naming import in_full

from .models import ActionPlan, CaseAssessment, ChildCase, Measure, RiskCheck
from .rules import COURT, MEASURE_ARTICLES, MeasureKind
from .steps import NOT_THE_LAW


def about(person: Person | None, described: str = "") -> str:
    """Whom an act concerns: names, number, birth date."""
    return in_full(person) if person else described or _("дете с неустановена самоличност")


def named(person: Person | None, described: str = "") -> str:
    """Whom an act concerns in the register of documents: names only."""
    return person.full_name if person else about(person, described)


def concerned(case: ChildCase) -> Section:
    """The child, as every act names it."""
    return Section([Fields([(_("Дете"), about(case.person, case.described))])])


def director(case: ChildCase) -> tuple[Signature, ...]:
    """Who signs an order or a request to the court."""
    return (Signature(_("Директор на %(where)s") % {"where": case.organization.name}),)


def leading(case: ChildCase) -> tuple[Signature, ...]:
    """Who signs a report: the leading officer and the director."""
    name = case.lead.name if case.lead else ""
    return (Signature(_("Водещ на случая"), name), *director(case))


def texts(*pairs: tuple[str, str]) -> list[Section]:
    """Sections of one text each; what was not written stands on no paper."""
    return [Section([text], title) for title, text in pairs if text.strip()]


def check_report(case: ChildCase, check: RiskCheck) -> Paper:
    """What the check of a signal found."""
    seen = day(check.visited_on) if check.visited_on else _("не е видяно")
    outcome = _("Детето е в риск.") if check.is_at_risk else _("Не е установен риск за детето.")
    return Paper(
        title=_("Доклад от проверка на сигнал"),
        subtitle=case.number,
        about=named(case.person, case.described),
        confidence="weak",
        sections=[
            concerned(case),
            Section(
                [
                    Fields(
                        [
                            (_("Сигналът е получен на"), day(case.received_at.date())),
                            (_("Детето е видяно на"), seen),
                            (_("Проверката приключи на"), day(check.finished_on or date.min)),
                        ]
                    )
                ]
            ),
            *texts(
                (_("Какво се установи"), check.findings),
                (_("Какво казва детето"), check.child_words),
                (_("Заключение"), f"{outcome} {check.conclusion}"),
            ),
        ],
        signatures=leading(case),
    )


def assessment(case: ChildCase, written: CaseAssessment) -> Paper:
    """The assessment of a case."""
    return Paper(
        title=_("Оценка на случай на дете в риск"),
        subtitle=case.number,
        about=named(case.person, case.described),
        confidence="weak",
        sections=[
            concerned(case),
            *texts(*((label.capitalize(), text) for label, text in written.filled)),
        ],
        signatures=leading(case),
    )


def plan(case: ChildCase, adopted: ActionPlan) -> Paper:
    """An action plan."""
    return Paper(
        title=_("План за действие"),
        subtitle=_("%(case)s, редакция %(n)s") % {"case": case.number, "n": adopted.number},
        about=named(case.person, case.described),
        confidence="weak",
        sections=[
            concerned(case),
            Section([Fields([(_("Приет на"), day(adopted.adopted_on))])]),
            *texts(
                (_("Цели"), adopted.goals),
                (_("Дейности, кой и до кога"), adopted.actions),
                (_("Мнение на детето и семейството"), adopted.child_words),
            ),
        ],
        signatures=(
            *leading(case),
            Signature(_("Родител или лице, което полага грижа")),
            Signature(_("Детето")),
        ),
    )


def _article(measure: Measure) -> tuple[str, str]:
    article = MEASURE_ARTICLES[MeasureKind(measure.kind)]
    return ("", "memory") if article in NOT_THE_LAW else (_(article), "confirmed")


def order(case: ChildCase, measure: Measure) -> Paper:
    """The director's order by which a measure is in force."""
    article, confidence = _article(measure)
    return Paper(
        title=_("Заповед за мярка за закрила"),
        about=named(case.person, case.described),
        article=article,
        confidence=confidence,
        sections=[
            concerned(case),
            Section(
                [
                    Fields(
                        [
                            (_("Мярка"), str(measure)),
                            (_("При кого или къде"), measure.whom),
                            (_("Случай"), case.number),
                        ]
                    )
                ],
                _("Нареждам"),
            ),
            *texts((_("Мотиви"), measure.reason)),
            Section([_("Заповедта може да се обжалва; за реда и срока предстои проверка.")]),
        ],
        signatures=director(case),
    )


def ending(case: ChildCase, measure: Measure) -> Paper:
    """The director's order that ends a measure."""
    article, confidence = _article(measure)
    return Paper(
        title=_("Заповед за прекратяване на мярка за закрила"),
        subtitle=case.number,
        about=named(case.person, case.described),
        article=article,
        confidence=confidence,
        sections=[
            concerned(case),
            Section(
                [
                    Fields(
                        [
                            (_("Мярка"), str(measure)),
                            (_("Заповед"), measure.order_number),
                            (_("Прекратява се на"), day(measure.ended_on or date.min)),
                        ]
                    )
                ]
            ),
            *texts((_("Мотиви"), measure.end_reason)),
        ],
        signatures=director(case),
    )


def court_request(case: ChildCase, measure: Measure) -> Paper:
    """The request to the court to place the child."""
    return Paper(
        title=_("Искане до съда за настаняване на дете"),
        to=measure.court,
        about=named(case.person, case.described),
        article=_(COURT),
        sections=[
            concerned(case),
            Section(
                [
                    Fields(
                        [
                            (_("Случай"), case.number),
                            (_("Мярка"), str(measure)),
                            (_("Заповед"), measure.order_number),
                            (_("При кого или къде"), measure.whom),
                        ]
                    )
                ]
            ),
            *texts((_("Мотиви"), measure.reason)),
            Section([_("Моля съда да настани детето по реда на Закона за закрила на детето.")]),
        ],
        signatures=director(case),
    )


def closing(case: ChildCase, reason: str, on: date) -> Paper:
    """The report with which a case ends."""
    return Paper(
        title=_("Доклад за приключване на случай"),
        subtitle=case.number,
        about=named(case.person, case.described),
        confidence="weak",
        sections=[
            concerned(case),
            Section([Fields([(_("Приключва на"), day(on))])]),
            *texts((_("Защо приключва"), reason)),
        ],
        signatures=leading(case),
    )
