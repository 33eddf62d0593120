"""What every act here shares: lock the row, check the step, write, record."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.utils import timezone

from opora.journal import services as journal
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Stale

from .. import queries, rules
from ..models import Amendment, AnnualPlan, NationalMap
from ..rules import Who

EVERYBODY = [0]
Record = TypeVar("Record", NationalMap, Amendment, AnnualPlan)
TABLES: dict[type, tuple[rules.Steps, Mapping[Any, str], str]] = {
    NationalMap: (rules.MAP_STEPS, rules.MAP_LABELS, "map"),
    Amendment: (rules.AMENDMENT_STEPS, rules.AMENDMENT_LABELS, "map"),
    AnnualPlan: (rules.PLAN_STEPS, rules.PLAN_LABELS, "plan"),
}


@dataclass(slots=True)
class Act(Generic[Record]):
    """One step under way: the locked record and what is being done to it."""

    actor: Actor
    action: str
    record: Record
    now: datetime

    @property
    def today(self) -> date:
        """The day of the act in Sofia."""
        return timezone.localdate(self.now)


def who_is(actor: Actor, record: NationalMap | Amendment | AnnualPlan) -> frozenset[Who]:
    """What the actor is to a record; a municipality only to its own."""
    if isinstance(record, NationalMap):
        return queries.who_is(actor)
    right = "planning.annual" if isinstance(record, AnnualPlan) else "planning.agree"
    own = record.organization_id == actor.organization_id
    return queries.who_is(actor, municipality=record.municipality_id if own else None, right=right)


def begin(
    actor: Actor, record: Record, action: str, *, now: datetime, seen: int | None = None
) -> Act[Record]:
    """Lock the record, check that it is as the actor saw it and that the step is allowed.

    Raises NotVisible, Stale or Refused. Whoever may not change the row does not find it.
    """
    kind = type(record)
    locked = kind.objects.select_for_update(of=("self",)).filter(pk=record.pk).first()
    if locked is None:
        raise NotVisible
    if seen is not None and locked.version != seen:
        raise Stale
    steps, labels, _kind = TABLES[kind]
    locked.state = rules.next_state(steps, labels, locked.state, action, who_is(actor, locked))
    return Act(actor, action, locked, now)


def finish(
    act: Act[Record],
    fields: Iterable[str] = (),
    *,
    happened_on: date | None = None,
    audience: Iterable[int] = (),
    details: Mapping[str, Any] | None = None,
) -> Record:
    """Write the new state with the changed `fields` and record the event."""
    record = act.record
    record.version += 1
    record.save(update_fields=["state", "version", *fields])
    tell(act, happened_on=happened_on, audience=audience, details=details)
    return record


def tell(
    act: Act[Record],
    *,
    happened_on: date | None = None,
    audience: Iterable[int] = (),
    details: Mapping[str, Any] | None = None,
) -> None:
    """Record what was done. An amendment's events stand in the course of its Map."""
    steps, _labels, kind = TABLES[type(act.record)]
    row = steps[act.action]
    on = act.record
    journal.record(
        act.actor,
        row.event,
        kind=kind,
        record_id=on.national_map_id if isinstance(on, Amendment) else on.pk,
        version=on.version,
        audience=audience,
        happened_on=happened_on or act.today,
        recorded_at=act.now,
        article="" if row.by == rules.PRACTICE else row.by,
        details=details,
    )
