"""Writing to the journal."""

import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.utils import timezone

from opora.lib.actor import Actor

from . import rules
from .context import acting
from .models import Event, EventDetail

ERASED_AT_ONCE = 5000


def record(
    actor: Actor,
    name: str,
    *,
    kind: str,
    record_id: int,
    version: int | None = None,
    audience: Iterable[int] = (),
    happened_on: date | None = None,
    recorded_at: datetime | None = None,
    article: str = "",
    subject_id: int | None = None,
    details: Mapping[str, Any] | None = None,
) -> Event:
    """Insert one event for the current transaction's act; its position is given at commit.

    `audience` are the organizations that may see it, fixed now; the acting one is always among
    them. `details` may hold personal data: they go to the erasable `EventDetail`, the event itself
    keeps only their salted SHA-256. `recorded_at` is the clock of a caller that has its own.
    """
    now = recorded_at or timezone.now()
    heard_by = sorted({actor.organization_id, *audience})
    salt = secrets.token_bytes(16)
    values = json.loads(json.dumps(details or {}, cls=DjangoJSONEncoder))
    event = Event.objects.create(
        name=name,
        user_id=actor.user_id,
        organization_id=actor.organization_id,
        audience=heard_by,
        record_kind=kind,
        record_id=record_id,
        record_version=version,
        subject_id=subject_id,
        happened_on=happened_on or timezone.localdate(now),
        recorded_at=now,
        article=article,
        digest=rules.digest(salt, values) if details else None,
    )
    if details:
        EventDetail.objects.create(event=event, audience=heard_by, salt=salt, values=values)
    return event


def record_each(
    actor: Actor,
    name: str,
    *,
    kind: str,
    record_ids: Iterable[int],
    audience: Iterable[int] = (),
    happened_on: date,
    recorded_at: datetime,
    article: str = "",
) -> None:
    """Insert the same event of many records, without details, in one statement."""
    heard_by = sorted({actor.organization_id, *audience})
    Event.objects.bulk_create(
        Event(
            name=name,
            user_id=actor.user_id,
            organization_id=actor.organization_id,
            audience=heard_by,
            record_kind=kind,
            record_id=record_id,
            happened_on=happened_on,
            recorded_at=recorded_at,
            article=article,
        )
        for record_id in record_ids
    )


def erase_expired(*, now: datetime, at_once: int = ERASED_AT_ONCE) -> int:
    """Erase the details that their organizations no longer keep; returns how many.

    The rule is that of the organization that acted. The event itself stays whole with its digest,
    so whoever still holds the details with their salt can prove them. Each organization's course
    tells how many were erased. In transactions of `at_once` details.
    """
    n_all = 0
    while n := _erase_some(now, at_once):
        n_all += n
    return n_all


@transaction.atomic
def _erase_some(now: datetime, at_most: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "select organization_id, n from journal_erase_details(%s, %s)",
            [timezone.localdate(now), at_most],
        )
        erased = dict(cursor.fetchall())
    for organization_id, n in erased.items():
        system = Actor(None, organization_id, frozenset({"system"}))
        with acting(system):
            record(
                system,
                "journal.details_erased",
                kind="organization",
                record_id=organization_id,
                recorded_at=now,
                details={"n": n},
            )
    return sum(erased.values())
