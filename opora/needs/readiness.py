"""What is missing before an analysis is put to consultation or submitted; each line leads there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opora.criteria import queries as criteria
from opora.register.rules import Level

from .models import AnalysisVersion, NeedsAnalysis, PlanningProposal
from .queries import figures
from .rules import SECTIONS

Purpose = Literal["consultation", "submit"]
SHORTEST_SECTION = 40


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to mend: the sentence, where on the page, whether nothing goes without it."""

    sentence: str
    target: str
    is_needed: bool = True
    rule: str = ""


def check(analysis: NeedsAnalysis, purpose: Purpose, *, today: date) -> list[Line]:
    """Everything that is missing or doubtful, what is needed first."""
    found = [*_sections(analysis), *_proposals(analysis), *_criteria(analysis, today)]
    if purpose == "submit":
        found += [*_consultation(analysis, today), *_council(analysis)]
    return sorted(found, key=lambda line: not line.is_needed)


def _sections(analysis: NeedsAnalysis) -> Iterator[Line]:
    written = dict(analysis.sections.values_list("code", "text"))
    for code, section in SECTIONS.items():
        if section.is_required and len(written.get(code, "").strip()) < SHORTEST_SECTION:
            yield Line(
                _("Напишете раздел „%(title)s“.") % {"title": _(section.title)},
                f"section-{code}",
                rule=_("чл. 37, ал. 1 НПСУ"),
            )


def _proposals(analysis: NeedsAnalysis) -> Iterator[Line]:
    rows = list(analysis.proposals.select_related("planned_service"))
    proposed = [row for row in rows if row.users]
    if not proposed:
        yield Line(
            _("Предложете брой потребители поне за една услуга."),
            "services",
            rule=_("чл. 41, ал. 1 НПСУ"),
        )
    for row in proposed:
        yield from _proposal(row)
    closing = [row for row in rows if row.existing and row.users is None]
    for row in closing:
        yield Line(
            _("„%(service)s“ има места, а не е предложена: напишете брой или 0.")
            % {"service": row.planned_service},
            f"service-{row.planned_service_id}",
            is_needed=False,
        )


def _proposal(row: PlanningProposal) -> Iterator[Line]:
    said = {"service": row.planned_service}
    where = f"service-{row.planned_service_id}"
    if row.computed is not None and (row.users or 0) > row.computed and not row.note.strip():
        yield Line(
            _("„%(service)s“: предложени са повече от изчисления максимум, без мотиви.") % said,
            where,
            rule=_("чл. 2 НПСУ"),
        )
    if row.year_from is None:
        yield Line(_("„%(service)s“: няма година на начало.") % said, where, is_needed=False)
    if not row.settlement and row.users != row.existing:
        yield Line(_("„%(service)s“: няма населено място.") % said, where, is_needed=False)
    if not row.funding:
        yield Line(_("„%(service)s“: няма източник на средства.") % said, where, is_needed=False)


def _criteria(analysis: NeedsAnalysis, today: date) -> Iterator[Line]:
    day = figures.day_of(analysis.cycle, today)
    kept = criteria.set_in_force(day)
    if kept is None:
        yield Line(_("Няма критерии в сила: максимумите не са изчислени."), "services", False)
    elif not criteria.may_be_decided(kept):
        yield Line(
            _("Критериите са примерни и не са нормативен акт; с тях не се внася анализ."),
            "services",
            rule=_("чл. 2 НПСУ"),
        )
    n_uncomputed = analysis.proposals.filter(
        computed=None, planned_service__level=Level.MUNICIPAL
    ).count()
    if kept and n_uncomputed:
        yield Line(
            ngettext(
                "За %(n)s услуга липсва критерий или показател; сборът е непълен.",
                "За %(n)s услуги липсва критерий или показател; сборът е непълен.",
                n_uncomputed,
            )
            % {"n": n_uncomputed},
            "services",
            is_needed=False,
        )


def _consultation(analysis: NeedsAnalysis, today: date) -> Iterator[Line]:
    rule = _("чл. 42, ал. 1–4 НПСУ")
    if analysis.consultation_to is None:
        yield Line(_("Няма обществено обсъждане."), "consultation", rule=rule)
        return
    if analysis.consultation_to >= today:
        yield Line(_("Общественото обсъждане още тече."), "consultation", rule=rule)
    n_open = analysis.comments.filter(answered_at=None).count()
    if n_open:
        yield Line(
            ngettext(
                "%(n)s предложение на гражданин е без отговор.",
                "%(n)s предложения на граждани са без отговор.",
                n_open,
            )
            % {"n": n_open},
            "comments",
            rule=rule,
        )


def _council(analysis: NeedsAnalysis) -> Iterator[Line]:
    if not analysis.council_number:
        yield Line(_("Няма решение на общинския съвет."), "council", rule=_("чл. 35, ал. 2 ЗСУ"))
        return
    last = analysis.versions.filter(reason=AnalysisVersion.Reason.COUNCIL).first()
    if last and last.locked_at < analysis.changed_at and analysis.decided_at:
        yield Line(
            _("След решението на съвета анализът е променян; преценете нужно ли е ново решение."),
            "council",
            is_needed=False,
        )
