"""What every act on a map shares: lock the row, check the step, write, record."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from opora.journal import services as journal
from opora.lib.actor import Actor
from opora.lib.refusals import Change, NotVisible, Stale

from .. import queries, rules
from ..models import MapVersion
from ..rules import STEPS, State

KIND = "map"


@dataclass(slots=True)
class Act:
    """One step under way: the locked row of the version and what is being done to it."""

    actor: Actor
    action: str
    version: MapVersion
    now: datetime

    @property
    def today(self) -> date:
        """The day of the act in Sofia."""
        return timezone.localdate(self.now)


def begin(
    actor: Actor, version: MapVersion, action: str, *, now: datetime, seen: int | None = None
) -> Act:
    """Lock the version, check that it is as the actor saw it and that the step is allowed.

    Raises NotVisible, Stale (what changed meanwhile) or Refused.
    """
    locked = queries.visible(actor).select_for_update(of=("self",)).filter(pk=version.pk).first()
    if locked is None:
        raise NotVisible
    if seen is not None and locked.version != seen:
        raise Stale(_moved(version, locked))
    who = queries.who_is(actor, locked.district_id)
    locked.state = rules.next_state(State(locked.state), action, who)
    return Act(actor, action, locked, now)


def _moved(before: MapVersion, now: MapVersion) -> list[Change]:
    if before.state == now.state:
        return []
    label = str(MapVersion._meta.get_field("state").verbose_name)
    return [Change(label, before.get_state_display(), now.get_state_display())]


def finish(
    act: Act,
    fields: Iterable[str] = (),
    *,
    happened_on: date | None = None,
    details: Mapping[str, Any] | None = None,
) -> MapVersion:
    """Write the new state with the changed `fields` and record the event."""
    act.version.version += 1
    act.version.save(update_fields=["state", "version", *fields])
    tell(act, act.version, happened_on=happened_on, details=details)
    return act.version


def tell(
    act: Act,
    version: MapVersion,
    *,
    name: str = "",
    happened_on: date | None = None,
    audience: Iterable[int] | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Record what was done with a version, for those who may read it."""
    row = STEPS[act.action]
    journal.record(
        act.actor,
        name or row.event,
        kind=KIND,
        record_id=version.pk,
        version=version.version,
        audience=version.audience if audience is None else audience,
        happened_on=happened_on or act.today,
        recorded_at=act.now,
        article="" if row.by == rules.PRACTICE else row.by,
        details=details,
    )
