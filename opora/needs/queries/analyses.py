"""Reading analyses: the municipality its own, the others what was submitted, all what is public."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, QuerySet

from opora.accounts.models import Organization
from opora.accounts.rules import OrganizationKind, may
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible
from opora.territory import queries as territory
from opora.territory.models import Municipality

from ..models import (
    AnalysisReturn,
    AnalysisSection,
    AnalysisVersion,
    ConsultationComment,
    Cycle,
    NeedsAnalysis,
    PlanningProposal,
)
from ..rules import SUBMITTED_STATES, State, Who

Reason = AnalysisVersion.Reason


def cycles() -> QuerySet[Cycle]:
    """The rounds of planning, newest first."""
    return Cycle.objects.all()


def current_cycle() -> Cycle | None:
    """The newest round that is not closed."""
    return Cycle.objects.filter(closed_on=None).first()


def n_submitted(actor: Actor) -> dict[str, int]:
    """How many analyses the actor has received in each round of planning, by its code."""
    found = within(actor).filter(state__in=SUBMITTED_STATES)
    return dict(found.values_list("cycle").annotate(n=Count("pk")).order_by())


def within(actor: Actor) -> QuerySet[NeedsAnalysis]:
    """The analyses whose audience the actor's organization belongs to, whatever its right."""
    return NeedsAnalysis.objects.filter(audience__contains=[actor.organization_id])


def visible(actor: Actor) -> QuerySet[NeedsAnalysis]:
    """The analyses that the actor may open: the municipality's own, and for those to whom they
    were submitted, from the first submission on."""
    return (
        within(actor)
        .select_related("municipality__district", "organization", "cycle")
        .order_by("-cycle__opened_on", "municipality__name", "municipality__code")
    )


def analysis(actor: Actor, pk: int) -> NeedsAnalysis:
    """One analysis with what belongs to its page; NotVisible for everybody else."""
    found = visible(actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def is_own(actor: Actor, found: NeedsAnalysis) -> bool:
    """Whether the actor's municipality writes it."""
    return found.organization_id == actor.organization_id


def reads_live(actor: Actor, found: NeedsAnalysis) -> bool:
    """Whether the actor reads the analysis as it is now, or only its last submitted version."""
    return is_own(actor, found) or found.state in SUBMITTED_STATES


def who_is(actor: Actor, found: NeedsAnalysis) -> frozenset[Who]:
    """What the actor is to this analysis, by organization and by the rights of their roles."""
    if is_own(actor, found):
        rights = {"needs.write": Who.WRITER, "needs.submit": Who.HEAD}
    else:
        rights = {"needs.return": Who.RECEIVER}
    kind = _kind(actor)
    found_as = {who for right, who in rights.items() if may(kind, actor.roles, right)}
    return frozenset(found_as | ({Who.SYSTEM, Who.CITIZEN} if actor.has("system") else set()))


def _kind(actor: Actor) -> OrganizationKind:
    value = Organization.objects.values_list("kind", flat=True).get(pk=actor.organization_id)
    return OrganizationKind(value)


def receiver(found: NeedsAnalysis) -> Organization | None:
    """To whom it was submitted: the administration of its district, else the agency."""
    heard = Organization.objects.filter(pk__in=found.audience)
    return (
        heard.filter(kind=OrganizationKind.DISTRICT).first()
        or heard.filter(kind=OrganizationKind.ASSISTANCE_AGENCY).first()
    )


def sections(found: NeedsAnalysis) -> dict[str, AnalysisSection]:
    """The written sections by code."""
    return {row.code: row for row in found.sections.select_related("edited_by")}


def proposals(found: NeedsAnalysis) -> QuerySet[PlanningProposal]:
    """The rows of the planned services in the order of the law."""
    return found.proposals.select_related("planned_service")


def submitted(actor: Actor, *, cycle: Cycle, district: str | None = None) -> list[NeedsAnalysis]:
    """The submitted and accepted analyses of a cycle, of one district when given, by the name of
    the municipality; each with `.proposals.all()` and their planned services read at once."""
    rows = PlanningProposal.objects.select_related("planned_service")
    found = visible(actor).filter(cycle=cycle, state__in=SUBMITTED_STATES)
    if district:
        found = found.filter(municipality__district=district)
    return list(found.prefetch_related(Prefetch("proposals", rows)))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a district is: municipalities that have submitted, of all."""

    n_submitted: int
    n_accepted: int
    n_all: int
    missing: tuple[str, ...]


def progress(actor: Actor, *, cycle: Cycle, district: str) -> Progress:
    """„17 от 22 внесени“, and the names of those that have not submitted or were returned."""
    states = dict(
        visible(actor)
        .filter(cycle=cycle, municipality__district=district)
        .values_list("municipality_id", "state")
    )
    return _progress(list(territory.municipalities(district)), states)


def _progress(everybody: Sequence[Municipality], states: Mapping[str, str]) -> Progress:
    codes = {each.pk for each in everybody}
    states = {code: state for code, state in states.items() if code in codes}
    sent = {code for code, state in states.items() if state in SUBMITTED_STATES}
    return Progress(
        n_submitted=len(sent),
        n_accepted=sum(state == State.ACCEPTED for state in states.values()),
        n_all=len(everybody),
        missing=tuple(str(each) for each in everybody if each.pk not in sent),
    )


def progress_of_all(actor: Actor, *, cycle: Cycle) -> dict[str, Progress]:
    """The progress of every district that the actor hears of, by its code; two queries."""
    own = Organization.objects.values_list("district", flat=True).get(pk=actor.organization_id)
    everybody: dict[str, list[Municipality]] = defaultdict(list)
    for each in territory.municipalities(own):
        everybody[each.district_id].append(each)
    states = dict(visible(actor).filter(cycle=cycle).values_list("municipality_id", "state"))
    return {district: _progress(units, states) for district, units in everybody.items()}


def returns(found: NeedsAnalysis) -> QuerySet[AnalysisReturn]:
    """When it was given back, by whom and why, the last first; only for the municipality and for
    those who may return (second wall)."""
    return found.returns.select_related("organization")


def versions(actor: Actor, found: NeedsAnalysis) -> QuerySet[AnalysisVersion]:
    """The locked versions that the actor may read, newest first, without their content."""
    rows = AnalysisVersion.objects.filter(analysis=found).defer("content")
    if is_own(actor, found):
        return rows
    return rows.filter(reason__in=[Reason.SUBMITTED, Reason.CONSULTATION])


def version(actor: Actor, found: NeedsAnalysis, number: int) -> AnalysisVersion:
    """One locked version; NotVisible when there is none for the actor."""
    row = versions(actor, found).defer(None).filter(number=number).first()
    if row is None:
        raise NotVisible
    return row


def comments(found: NeedsAnalysis) -> QuerySet[ConsultationComment]:
    """What was said in the consultation; outsiders get only what is answered (second wall)."""
    return found.comments.select_related("answered_by")


# Public, without an account


def consultations(on: date) -> QuerySet[NeedsAnalysis]:
    """The consultations that are open on a day, those that end first before the others."""
    return (
        _published()
        .filter(state=State.CONSULTATION, consultation_from__lte=on, consultation_to__gte=on)
        .order_by("consultation_to", "municipality__name")
    )


def past_consultations(on: date) -> QuerySet[NeedsAnalysis]:
    """The consultations that have ended, newest first."""
    return _published().filter(consultation_to__lt=on).order_by("-consultation_to")


def put_to_consultation(municipality: str) -> QuerySet[NeedsAnalysis]:
    """The analyses of a municipality that everybody may read, the newest round first."""
    return _published().filter(municipality=municipality).order_by("-cycle__opened_on")


def published(pk: int) -> tuple[NeedsAnalysis, AnalysisVersion]:
    """An analysis that was put to consultation, with the newest version that everybody may read."""
    found = _published().filter(pk=pk).first()
    row = (
        AnalysisVersion.objects.filter(analysis=pk, reason=Reason.CONSULTATION).first()
        if found
        else None
    )
    if found is None or row is None:
        raise NotVisible
    return found, row


def answered(found: NeedsAnalysis) -> QuerySet[ConsultationComment]:
    """The comments that everybody may read: answered, and not withheld."""
    return found.comments.filter(answered_at__isnull=False, is_withheld=False)


def _published() -> QuerySet[NeedsAnalysis]:
    return NeedsAnalysis.objects.filter(consultation_from__isnull=False).select_related(
        "municipality__district", "organization", "cycle"
    )
