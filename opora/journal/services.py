"""Writing to the journal."""

import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from opora.lib.actor import Actor

from . import rules
from .models import Event, EventDetail


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
