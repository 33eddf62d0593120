"""The individual needs assessment: begun from what is known, written, finished."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.cases import queries as cases
from opora.cases import services as case_services
from opora.cases.models import Case
from opora.cases.rules import TermKind
from opora.lib.actor import Actor
from opora.lib.refusals import Change, NotVisible, Refused, Stale

from .. import papers, queries
from ..models import AssessedArea, NeedsAssessment
from ..prefill import Known
from ..rules import AssessmentState
from .steps import check_past, tell

TEXTS = ("own_words", "strengths", "conclusion")
AREA_TEXTS = ("situation", "own_words", "need")


@transaction.atomic
def start_assessment(
    actor: Actor, *, case: Case, known: Known | None = None, now: datetime
) -> NeedsAssessment:
    """Begin an assessment by the areas of life in force today.

    A first one is filled from what is `known` (the preliminary assessment); a later one from the
    one before it. Each filled area says from where.
    """
    case = case_services.led_now(actor, case)
    made = queries.assessments(actor).filter(case=case)
    if made.filter(state=AssessmentState.DRAFT).exists():
        raise Refused(_("По този случай вече се прави оценка."))
    last = made.filter(state=AssessmentState.FINISHED).first()
    source = known or Known()
    assessment = NeedsAssessment.objects.create(
        case=case,
        organization_id=actor.organization_id,
        n=(made.aggregate(last=Max("n"))["last"] or 0) + 1,
        own_words=last.own_words if last else source.own_words,
        strengths=last.strengths if last else "",
        prefilled_from=_("оценка № %(n)s") % {"n": last.n} if last else source.source,
        author_id=actor.user_id,
        saved_at=now,
    )
    _fill(assessment, last, source, timezone.localdate(now))
    tell(actor, case, "support.assessment_started", now=now, details={"n": assessment.n})
    return assessment


def _fill(
    assessment: NeedsAssessment, last: NeedsAssessment | None, known: Known, today: date
) -> None:
    before = {one.area.code: one for one in last.areas.select_related("area")} if last else {}
    for term in cases.terms(TermKind.AREA, today):
        area = AssessedArea(assessment=assessment, case_id=assessment.case_id, area=term)
        if old := before.get(term.code):
            area.situation, area.own_words, area.need = old.situation, old.own_words, old.need
            area.source = assessment.prefilled_from
        elif term.code in known.areas:
            area.situation, area.source = known.areas[term.code], known.source
        area.save()


@transaction.atomic
def save_assessment(
    actor: Actor,
    *,
    assessment: NeedsAssessment,
    fields: Mapping[str, str | bool],
    areas: Mapping[int, Mapping[str, str]],
    seen: int,
    now: datetime,
) -> NeedsAssessment:
    """Keep what the team wrote. `areas`: by id of an area its three texts.

    Raises Stale when somebody saved it after the actor opened it.
    """
    held = _held(actor, assessment)
    if held.version != seen:
        raise Stale([Change(_("оценката"), _("както я отворихте"), _("променена междувременно"))])
    for name, value in fields.items():
        setattr(held, name, value)
    held.version += 1
    held.author_id, held.saved_at = actor.user_id, now
    held.save()
    for area in held.areas.filter(pk__in=areas):
        for name in AREA_TEXTS:
            setattr(area, name, areas[area.pk].get(name, ""))
        area.save()
    return held


def _held(actor: Actor, assessment: NeedsAssessment) -> NeedsAssessment:
    case_services.led_now(actor, assessment.case)
    held = queries.assessments(actor).select_for_update(of=("self",)).filter(pk=assessment.pk)
    found = held.first()
    if found is None:
        raise NotVisible
    if found.state != AssessmentState.DRAFT:
        raise Refused(_("Тази оценка е завършена. При промяна се прави нова."))
    return found


@transaction.atomic
def finish_assessment(
    actor: Actor, *, assessment: NeedsAssessment, finished_on: date, now: datetime
) -> NeedsAssessment:
    """The team has finished; the plan may follow. Refused while nothing says what is needed."""
    held = _held(actor, assessment)
    check_past(finished_on, now, field="finished_on")
    if not held.areas.exclude(need="").exists():
        raise Refused(
            _("Оценката още не казва от каква подкрепа има нужда лицето."),
            remedy=_("Напишете нужната подкрепа поне в една област."),
        )
    if not held.conclusion.strip():
        raise Refused(_("Напишете заключение."), field="conclusion")
    case = held.case
    queries.assessments(actor).filter(case=case, state=AssessmentState.FINISHED).update(
        state=AssessmentState.REPLACED
    )
    held.state, held.finished_on = AssessmentState.FINISHED, finished_on
    held.save()
    papers.issue(actor, case, papers.assessment(held), "needs_assessment", now=now)
    tell(
        actor,
        case,
        "support.assessment_finished",
        now=now,
        happened_on=finished_on,
        details={"n": held.n},
    )
    return held
