"""Who stands where in a service's queue, and the record of every change. Inside the locked book."""

from collections.abc import Iterator
from contextlib import contextmanager

from opora.lib.actor import Actor

from . import rules
from .book import Book
from .models import IN_QUEUE, QueueChange, WaitingListEntry
from .rules import Cause, Side


def queue(book: Book) -> list[int]:
    """Who is in the queue, in its order."""
    entries = WaitingListEntry.objects.filter(IN_QUEUE, service=book.service_id)
    return list(entries.order_by("order_key", "id").values_list("pk", flat=True))


@contextmanager
def reordered(
    book: Book, *, actor: Actor, entry: WaitingListEntry, cause: Cause, reason: str = ""
) -> Iterator[None]:
    """Keep for everybody whose place changes inside from where to where, and why."""
    before = queue(book)
    yield
    moved = rules.moves(before, queue(book))
    if entry.pk not in moved:  # the only one in the queue stays first, and still is told why
        place = before.index(entry.pk) + 1
        moved[entry.pk] = (place, place)
    audiences = WaitingListEntry.objects.in_bulk(list(moved))
    QueueChange.objects.bulk_create(
        QueueChange(
            entry_id=moved_id,
            organization_id=book.provider_id,
            audience=audiences[moved_id].audience,
            from_place=from_place,
            to_place=to_place,
            cause=cause,
            is_own=moved_id == entry.pk,
            reason=reason if moved_id == entry.pk else "",
            user_id=actor.user_id,
            acting_organization_id=actor.organization_id,
            changed_at=book.now,
        )
        for moved_id, (from_place, to_place) in moved.items()
    )


def move_back(
    book: Book, actor: Actor, entry: WaitingListEntry, cause: Cause, reason: str = ""
) -> None:
    """Return somebody from an offer to the end of the queue, explained."""
    with reordered(book, actor=actor, entry=entry, cause=cause, reason=reason):
        entry.state = rules.EntryState.WAITING
        entry.moved_back_at = book.now
        entry.has_passed = True
        entry.priority = 0
        rank(entry)
        entry.save()


def rank(entry: WaitingListEntry) -> None:
    """Compute where the entry stands from what the rule looks at."""
    entry.order_key = rules.order_key(
        priority=entry.priority,
        assessed_on=entry.assessed_on,
        joined_at=entry.joined_at,
        moved_back_at=entry.moved_back_at,
    )


def leave_queue(
    book: Book,
    actor: Actor,
    entry: WaitingListEntry,
    *,
    action: str,
    side: Side,
    cause: Cause,
    reason: str = "",
) -> None:
    """Close an entry that got a place or left; those behind it move up."""
    with reordered(book, actor=actor, entry=entry, cause=cause, reason=reason):
        entry.state = rules.next_state(rules.ENTRY_STEPS, action, entry.state, actor, side)
        entry.closed_at = book.now
        entry.save()
