"""What every act on a case shares: lock it, check who leads it, write, record."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from opora.journal import services as journal
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused

from .. import queries, rules
from ..models import Case
from ..rules import CaseState, Part

KIND = "case"
CLOCKS = ("D2", "D4")


def led_now(actor: Actor, case: Case, *, ended: bool = False) -> Case:
    """The case locked, when the actor's organization leads it; refused once it has ended."""
    locked = queries.led(actor).select_for_update(of=("self",)).filter(pk=case.pk).first()
    if locked is None:
        raise NotVisible
    if not ended and locked.state == CaseState.ENDED:
        raise Refused(rules.ALREADY_ENDED)
    return locked


def hearing(case: Case, part: Part) -> list[int]:
    """The organizations that take part now and may see this part; for the audience of an event."""
    return sorted(
        case.parties.filter(until=None, parts__contains=[part]).values_list(
            "organization_id", flat=True
        )
    )


def tell(
    actor: Actor,
    case: Case,
    name: str,
    *,
    now: datetime,
    happened_on: date | None = None,
    audience: Iterable[int] = (),
    details: Mapping[str, Any] | None = None,
) -> None:
    """Write that the case changed, and record the event for everybody who sees the core."""
    case.version += 1
    case.changed_at = now
    case.save()
    journal.record(
        actor,
        f"cases.{name}",
        kind=KIND,
        record_id=case.pk,
        version=case.version,
        audience={*case.audience, *audience},
        happened_on=happened_on or timezone.localdate(now),
        recorded_at=now,
        subject_id=case.person_id,
        details=details,
    )


def check_day(day: date, now: datetime, *, field: str) -> None:
    """An act may not stand in the future."""
    if day > timezone.localdate(now):
        raise Refused(rules.IN_FUTURE, field=field)
