"""Saying something to people in the product."""

from datetime import datetime

from django.db import connection, transaction

from opora.journal import services as journal
from opora.lib.actor import Actor

from . import queries, rules
from .models import Notice


@transaction.atomic
def notify(
    actor: Actor,
    *,
    organization_id: int,
    kind: str,
    record_kind: str,
    record_id: int,
    now: datetime,
    user_id: int | None = None,
    role: str = "",
) -> int:
    """Tell one member (`user_id`) or everybody with a `role` in an organization; its id.

    `kind` is one of `rules.SENTENCES`. Said again before it was read, it is the same notice, newer.
    """
    if kind not in rules.SENTENCES or bool(role) == bool(user_id):
        raise ValueError(f"notice {kind} for one person or for one role")
    values = [organization_id, user_id, role, kind, record_kind, record_id, now]
    with connection.cursor() as cursor:
        cursor.execute("select notices_add(%s, %s, %s, %s, %s, %s, %s)", values)
        notice_id: int = cursor.fetchone()[0]
    journal.record(
        actor,
        "notices.added",
        kind="notice",
        record_id=notice_id,
        audience=[organization_id],
        recorded_at=now,
    )
    return notice_id


@transaction.atomic
def mark_read(actor: Actor, *, now: datetime, notice_ids: list[int] | None = None) -> int:
    """Read: these notices, or all. A notice for a role is then read for everybody who has it, since
    one person is enough to act on it. Returns how many were new."""
    asked = queries.unread(actor)
    if notice_ids is not None:
        asked = asked.filter(pk__in=notice_ids)
    read = list(asked.select_for_update().order_by("pk").values_list("pk", flat=True))
    Notice.objects.filter(pk__in=read).update(read_at=now, read_by_id=actor.user_id)
    if read:
        journal.record(actor, "notices.read", kind="notice", record_id=read[-1], recorded_at=now)
    return len(read)
