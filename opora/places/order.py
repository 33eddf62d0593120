"""Who stands where in a service's queue, and the record of every change. Inside the locked book."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection
from django.db.models import F, Q

from opora.lib.actor import Actor

from . import order_rules, rules
from .book import Book
from .models import IN_QUEUE, OrderRule, QueueChange, QueueFact, WaitingListEntry
from .order_rules import Facts
from .rules import Cause, Side

ENDS = frozenset({Cause.PLACED, Cause.LEFT})
SEEN = (
    "joined_at",
    "assessed_on",
    "priority",
    "is_urgent",
    "is_resident",
    "has_sibling",
    "moved_back_at",
)


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
    if cause not in ENDS:
        _remember(book, entry)
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
        rank(book, entry)
        entry.save()


def rank(book: Book, entry: WaitingListEntry) -> None:
    """Compute where the entry stands by the rule in force from what the rule looks at."""
    criteria = rule_at(book.service_id, book.now).criteria
    entry.order_key = order_rules.order_key(criteria, facts_of(entry))


def facts_of(entry: WaitingListEntry) -> Facts:
    """What a rule sees of an entry now."""
    seen = {name: getattr(entry, name) for name in SEEN}
    return Facts(entry.pk or 0, **seen)


def rule_at(service_id: int, moment: datetime) -> OrderRule:
    """The rule by which a service's list is ordered at a moment: its own, else everybody's."""
    found = OrderRule.objects.filter(
        Q(service=service_id) | Q(service=None), applied_at__lte=moment
    )
    return found.order_by(F("service").asc(nulls_last=True), "-applied_at", "-id")[:1].get()


def _remember(book: Book, entry: WaitingListEntry) -> None:
    """Keep what the rule sees of the entry from now on."""
    seen = {name: getattr(entry, name) for name in SEEN}
    QueueFact.objects.create(
        entry=entry, organization_id=book.provider_id, known_at=book.now, **seen
    )


RERANK = """
with ranked as (
    select entry.id, entry.service_id, entry.organization_id, entry.audience, entry.order_key,
           row_number() over (partition by entry.service_id order by order_key, id) as was,
           places_order_key(%(criteria)s::text[], priority::int, is_urgent, is_resident,
               has_sibling, assessed_on, joined_at, moved_back_at) as new_key
    from places_waitinglistentry entry
    where state in ('waiting', 'offered') and service_id = any(%(services)s)
), moved as (
    select *, row_number() over (partition by service_id order by new_key, id) as now from ranked
), written as (
    update places_waitinglistentry entry set order_key = ranked.new_key from ranked
    where entry.id = ranked.id and entry.order_key <> ranked.new_key
)
insert into places_queuechange
    (entry_id, organization_id, audience, from_place, to_place, cause, is_own, reason, rule_id,
     user_id, acting_organization_id, changed_at)
select moved.id, moved.organization_id, moved.audience, was, now, 'rule_changed', false, '',
    rule.id, %(user)s, rule.organization_id, rule.applied_at
from moved join places_orderrule rule on rule.service_id = moved.service_id
    and rule.id = any(%(rules)s)
where was <> now
"""


def rerank(actor: Actor, found: list[OrderRule]) -> int:
    """Put the lists of one provider's locked services in the order of their new rule, keep every
    move with its cause; how many moved. All in one statement, whatever the number of people."""
    with connection.cursor() as cursor:
        cursor.execute(
            RERANK,
            {
                "criteria": found[0].criteria,
                "services": [rule.service_id for rule in found],
                "rules": [rule.pk for rule in found],
                "user": actor.user_id,
            },
        )
        return cursor.rowcount


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
