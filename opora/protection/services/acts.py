"""What every act on a child's case shares: lock, check the step, write, restate clocks, record."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.models import Membership
from opora.accounts.rules import CASEWORK
from opora.documents import services as documents
from opora.documents.models import IssuedDocument
from opora.documents.paper import Paper
from opora.journal import context
from opora.journal import services as journal
from opora.law import queries as law_queries
from opora.law import services as law
from opora.law.models import Clock
from opora.law.rules import Unit
from opora.lib.actor import Actor
from opora.lib.refusals import Change, NotVisible, Refused, Stale
from opora.lib.words import SOFIA
from opora.notices import services as notices
from opora.people import services as people
from opora.people.rules import Basis

from .. import queries, rules
from ..models import ChildCase, Measure
from ..rules import CASE_ENDS, CASE_LABELS, CASE_STEPS, MEASURE_STEPS, CaseState, Part
from ..steps import next_state

KIND = "protection"
MEASURE_KIND = "measure"
SYSTEM = frozenset({"system"})


@dataclass(slots=True)
class Act:
    """One step under way: the locked case and what is being done to it."""

    actor: Actor
    action: str
    case: ChildCase
    now: datetime
    measure: Measure | None = None

    @property
    def today(self) -> date:
        """The day of the act in Sofia."""
        return timezone.localdate(self.now)


def system(organization_id: int) -> Actor:
    """What follows by itself is done in this organization's name."""
    return Actor(None, organization_id, SYSTEM)


def begin(
    actor: Actor, case: ChildCase, action: str, *, now: datetime, seen: int | None = None
) -> Act:
    """Lock the case, check that it is as the actor saw it and that the step is allowed.

    Raises NotVisible, Stale or Refused.
    """
    locked = lock(case.pk, seen)
    locked.state = next_state(
        CASE_STEPS, CASE_LABELS, CaseState(locked.state), action, queries.who_is(actor, locked)
    )
    return Act(actor, action, locked, now)


def begin_measure(
    actor: Actor, measure: Measure, action: str, *, now: datetime, seen: int | None = None
) -> Act:
    """The same for a step of a measure; the case's version counts."""
    case = lock(measure.case_id, seen)
    locked = Measure.objects.select_for_update().get(pk=measure.pk)
    labels = rules.MEASURE_LABELS
    state = rules.MeasureState(locked.state)
    locked.state = next_state(MEASURE_STEPS, labels, state, action, queries.who_is(actor, case))
    return Act(actor, action, case, now, locked)


def lock(case_id: int, seen: int | None) -> ChildCase:
    """The case under a lock; what somebody else changed meanwhile is refused as stale."""
    locked = ChildCase.objects.select_for_update(of=("self",)).filter(pk=case_id).first()
    if locked is None:
        raise NotVisible
    if seen is not None and locked.version != seen:
        before, now = _("както го отворихте"), _("променен междувременно")
        raise Stale([Change(_("случаят"), before, now)])
    return locked


def finish(
    act: Act,
    *,
    happened_on: date | None = None,
    details: Mapping[str, Any] | None = None,
    part: Part | None = None,
    heard_by: Iterable[int] = (),
    as_owner: bool = False,
) -> ChildCase:
    """Write the case with its nearest term and record the event.

    The directorate hears of everything; whoever was given `part` hears of that. `as_owner` writes
    in the owner's name when the actor's own organization leaves by this very act.
    """
    case = act.case
    case.version += 1
    case.changed_at = act.now
    if case.state in CASE_ENDS and case.closed_at is None:
        case.closed_at = act.now
        law.stop_clock(act.actor, kind=KIND, record_id=case.pk, stopped_on=act.today)
    if act.measure:
        act.measure.save()
    restate(case)
    heard = {case.organization_id, *given_to(case, part), *heard_by}
    _record(act, heard, happened_on or act.today, details)
    writer = system(case.organization_id) if as_owner else act.actor
    with context.acting(writer):
        tick(writer, case)
        case.save()
    return case


def _record(
    act: Act, heard: set[int], happened_on: date, details: Mapping[str, Any] | None
) -> None:
    case = act.case
    row = MEASURE_STEPS[act.action] if act.measure else CASE_STEPS[act.action]
    article = rules.MEASURE_ARTICLES[rules.MeasureKind(act.measure.kind)] if act.measure else ""
    journal.record(
        act.actor,
        row.event,
        kind=KIND,
        record_id=case.pk,
        version=case.version,
        audience=heard,
        happened_on=happened_on,
        recorded_at=act.now,
        article=row.article or (article if article in CONFIRMED else ""),
        subject_id=case.person_id,
        details=details,
    )


CONFIRMED = frozenset({rules.PLACING, rules.EMERGENCY})


def given_to(case: ChildCase, part: Part | None) -> set[int]:
    """The organizations to which this part of the case was given."""
    if part is None:
        return set()
    rows = case.parts.filter(until=None, parts__contains=[part.value])
    return set(rows.values_list("organization_id", flat=True))


def restate(case: ChildCase) -> None:
    """Who hears of the case now."""
    parties = set(case.parts.filter(until=None).values_list("organization_id", flat=True))
    led = {case.organization_id} | ({case.transfer_to_id} if case.transfer_to_id else set())
    case.audience = sorted(parties | led)


def start(act: Act, code: str, started_on: date, *, measure: Measure | None = None) -> None:
    """Let a term run for the case or for a measure, heard by the directorate only."""
    law.start_clock(
        act.actor,
        code=code,
        kind=MEASURE_KIND if measure else KIND,
        record_id=measure.pk if measure else act.case.pk,
        started_on=started_on,
        responsible_id=act.case.organization_id,
        audience=[act.case.organization_id],
    )


def stop(act: Act, *codes: str, on: date, measure: Measure | None = None) -> None:
    """Stop these terms, whichever of them runs."""
    for code in codes:
        law.stop_clock(
            act.actor,
            kind=MEASURE_KIND if measure else KIND,
            record_id=measure.pk if measure else act.case.pk,
            stopped_on=on,
            code=code,
        )


def tick(actor: Actor, case: ChildCase) -> None:
    """The nearest moment among the running terms of the case and of its measures."""
    moments = [(clock_moment(clock, case), clock) for clock in running(actor, case)]
    if case.closed_at or not moments:
        case.due_at, case.in_hours = None, False
        return
    due_at, clock = min(moments, key=lambda pair: pair[0])
    if due_at != case.due_at:
        case.escalated_at = None
    case.due_at, case.in_hours = due_at, clock.rule.unit == Unit.HOURS


def running(actor: Actor, case: ChildCase) -> list[Clock]:
    """The running terms of a case and of its measures."""
    own = law_queries.clocks_of(actor, KIND, [case.pk])
    ids = list(case.measures.values_list("pk", flat=True))
    others = law_queries.clocks_of(actor, MEASURE_KIND, ids)
    return [
        clock
        for clocks in (*own.values(), *others.values())
        for clock in clocks
        if clock.stopped_on is None
    ]


def clock_moment(clock: Clock, case: ChildCase) -> datetime:
    """When a term is over: an hour for terms in hours, else the end of its last day in Sofia."""
    if clock.rule.unit == Unit.HOURS:
        began = case.danger_at
        if clock.record_kind == MEASURE_KIND:
            began = Measure.objects.values_list("starts_at", flat=True).get(pk=clock.record_id)
        return (began or case.received_at) + timedelta(hours=clock.rule.amount or 0)
    return datetime.combine(clock.due_on + timedelta(days=1), time(), tzinfo=SOFIA)


def involve(actor: Actor, case: ChildCase, organization_id: int, now: datetime) -> None:
    """The organization sees the child from now on, because of this case."""
    if case.person_id is None:
        return
    people.involve(
        actor,
        person_id=case.person_id,
        organization_id=organization_id,
        basis=Basis.PROTECTION,
        ground=ground(case),
        is_confidential=case.is_confidential,
        now=now,
    )


def ground(case: ChildCase) -> str:
    """The record on which involvements of the case stand."""
    return f"{KIND}:{case.pk}"


def check_officer(actor: Actor, officer_id: int) -> None:
    """Refuse whoever does not work in the actor's directorate now."""
    found = Membership.objects.filter(
        organization=actor.organization_id,
        user=officer_id,
        user__is_active=True,
        until=None,
        role__in=CASEWORK,
    )
    if not found.exists():
        raise Refused(_("Изберете действащ служител на дирекцията."), field="officer_id")


def told(text: str, sentence: str, field: str) -> None:
    """Refuse an act whose reason is empty."""
    if not text.strip():
        raise Refused(sentence, field=field)


def warn(act: Act, kind: str, *, role: str = "head", user_id: int | None = None) -> None:
    """Tell the head, or one officer, of the directorate that leads the case."""
    notices.notify(
        act.actor,
        organization_id=act.case.organization_id,
        kind=kind,
        role="" if user_id else role,
        user_id=user_id,
        record_kind=KIND,
        record_id=act.case.pk,
        now=act.now,
    )


def issue(
    act: Act, paper: Paper, kind: str, *, part: Part | None = None, series: str = "protection"
) -> IssuedDocument:
    """Write the act on paper; seen by the directorate and by whoever was given the part."""
    return documents.issue(
        act.actor,
        paper=paper,
        kind=kind,
        record_kind=KIND,
        record_id=act.case.pk,
        audience=sorted({act.case.organization_id, *given_to(act.case, part)}),
        person_id=act.case.person_id,
        series=series,
        now=act.now,
    )
