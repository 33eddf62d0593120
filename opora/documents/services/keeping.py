"""Giving numbers; keeping and dropping drafts.

No event is written here: a number is part of the act that asked for it, a draft is not yet an act.
"""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from opora.lib.actor import Actor

from .. import rules
from ..models import Draft
from ..queries import own

_NEXT = """
    insert into documents_numberseries as s (organization_id, series, year, last)
    values (%s, %s, %s, 1)
    on conflict (organization_id, series, year) do update set last = s.last + 1
    returning last
"""


@transaction.atomic
def next_number(actor: Actor, *, series: str, year: int) -> int:
    """The next number of the acting organization's series in a year, from 1, without gaps.

    Whoever asks meanwhile waits until this transaction ends, so ask late in a long one.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [actor.organization_id, series, year])
        number: int = cursor.fetchone()[0]
    return number


@transaction.atomic
def save_draft(actor: Actor, *, key: str, content: dict[str, Any], now: datetime) -> None:
    """Keep what the actor has typed so far under `key`, over what was kept before.

    Secrets and tokens of the form are left out. One statement, so that two savings of the same
    form at the same moment do not meet.
    """
    kept = {name: value for name, value in content.items() if name not in rules.NOT_KEPT}
    Draft.objects.bulk_create(
        [
            Draft(
                user_id=actor.user_id,  # type: ignore[misc]  # only people have drafts
                organization_id=actor.organization_id,
                key=key,
                content=kept,
                saved_at=now,
            )
        ],
        update_conflicts=True,
        unique_fields=["user_id", "organization_id", "key"],
        update_fields=["content", "saved_at"],
    )


@transaction.atomic
def drop_draft(actor: Actor, key: str) -> bool:
    """The form was sent or given up: forget what was typed. Whether there was anything."""
    n_gone, _ = own(actor).filter(key=key).delete()
    return n_gone > 0


@transaction.atomic
def drop_old_drafts(now: datetime) -> int:
    """Erase everybody's drafts that nobody touched for thirty days; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("select documents_drop_old_drafts(%s)", [now])
        n_gone: int = cursor.fetchone()[0]
    return n_gone
