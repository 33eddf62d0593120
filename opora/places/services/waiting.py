"""The waiting list: joining it, priority in it, leaving it."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from opora.lib.actor import Actor

from .. import book as books
from .. import offering, order, rules, sentences
from ..models import PlaceOffer, WaitingListEntry
from ..rules import Cause, OfferState
from .offers import answer


@transaction.atomic
def enqueue(
    actor: Actor,
    *,
    service_id: int,
    person_id: int,
    request_id: int,
    audience: Iterable[int],
    assessed_on: date,
    priority_reason: str = "",
    is_urgent: bool = False,
    is_resident: bool = False,
    now: datetime,
) -> WaitingListEntry:
    """Enter the person in the service's waiting list where the provider's rule puts them.

    When a place is free and nobody is before them, it is offered at once (state `offered`).
    """
    with offering.opened(service_id, now=now) as book:
        heard = sorted({book.provider_id, *audience})
        side = rules.side_of(actor, book.provider_id, heard)
        state = rules.next_state(rules.ENTRY_STEPS, "enqueue", "", actor, side)
        books.refuse_second_place(book, person_id)
        if books.entry_of(book, person_id):
            raise sentences.waits_already()
        if assessed_on > book.today:
            raise sentences.not_future("assessed_on")
        entry = WaitingListEntry(
            service_id=service_id,
            person_id=person_id,
            request_id=request_id,
            organization_id=book.provider_id,
            audience=heard,
            state=state,
            joined_at=now,
            assessed_on=assessed_on,
            priority=1 if priority_reason.strip() else 0,
            priority_reason=priority_reason.strip(),
            is_urgent=is_urgent,
            is_resident=is_resident,
        )
        order.rank(book, entry)
        reason = entry.priority_reason
        with order.reordered(book, actor=actor, entry=entry, cause=Cause.JOINED, reason=reason):
            entry.save(force_insert=True)
        if not offering.offer_free(book):
            books.announce(book)
        entry.refresh_from_db()
    books.tell_act(book, actor, "places.enqueued", entry)
    return entry


@transaction.atomic
def set_priority(
    actor: Actor, *, entry: WaitingListEntry, reason: str, now: datetime
) -> WaitingListEntry:
    """The provider documents why this person goes before others."""
    if not reason.strip():
        raise sentences.missing("reason", _("Посочете основанието за предимство."))
    return _reprioritize(actor, entry, 1, reason.strip(), now)


@transaction.atomic
def end_priority(
    actor: Actor, *, entry: WaitingListEntry, reason: str, now: datetime
) -> WaitingListEntry:
    """The provider takes a priority back, with the reason."""
    if not reason.strip():
        raise sentences.missing("reason", _("Посочете защо предимството се отменя."))
    return _reprioritize(actor, entry, 0, reason.strip(), now)


def _reprioritize(
    actor: Actor, entry: WaitingListEntry, priority: int, reason: str, now: datetime
) -> WaitingListEntry:
    action = "set_priority" if priority else "end_priority"
    cause = Cause.PRIORITY_GIVEN if priority else Cause.PRIORITY_ENDED
    with offering.opened(entry.service_id, now=now) as book:
        entry = WaitingListEntry.objects.get(pk=entry.pk)
        side = rules.side_of(actor, book.provider_id, entry.audience)
        entry.state = rules.next_state(rules.ENTRY_STEPS, action, entry.state, actor, side)
        entry.priority = priority
        entry.priority_reason = reason if priority else entry.priority_reason
        order.rank(book, entry)
        with order.reordered(book, actor=actor, entry=entry, cause=cause, reason=reason):
            entry.save()
        books.announce(book)
    books.tell_act(book, actor, f"places.{cause}", entry, details={"reason": reason})
    return entry


@transaction.atomic
def set_facts(
    actor: Actor,
    *,
    entry: WaitingListEntry,
    is_urgent: bool,
    is_resident: bool,
    has_sibling: bool,
    reason: str,
    now: datetime,
) -> WaitingListEntry:
    """The provider corrects what a rule may look at besides priority, with the reason."""
    if not reason.strip():
        raise sentences.missing("reason", _("Посочете на какво се основава поправката."))
    with offering.opened(entry.service_id, now=now) as book:
        entry = WaitingListEntry.objects.get(pk=entry.pk)
        side = rules.side_of(actor, book.provider_id, entry.audience)
        entry.state = rules.next_state(rules.ENTRY_STEPS, "set_facts", entry.state, actor, side)
        entry.is_urgent, entry.is_resident = is_urgent, is_resident
        entry.has_sibling = has_sibling
        order.rank(book, entry)
        with order.reordered(
            book, actor=actor, entry=entry, cause=Cause.FACTS_CHANGED, reason=reason.strip()
        ):
            entry.save()
        books.announce(book)
    books.tell_act(book, actor, "places.facts_changed", entry, details={"reason": reason.strip()})
    return entry


@transaction.atomic
def leave(
    actor: Actor, *, entry: WaitingListEntry, reason: str, now: datetime
) -> PlaceOffer | None:
    """Take the person off the list; the offer to the next, when a place was offered to them."""
    if not reason.strip():
        raise sentences.missing("reason", _("Посочете защо лицето отпада от списъка."))
    with offering.opened(entry.service_id, now=now) as book:
        entry = WaitingListEntry.objects.get(pk=entry.pk)
        side = rules.side_of(actor, book.provider_id, entry.audience)
        offer = PlaceOffer.objects.filter(entry=entry, state=OfferState.OPEN).first()
        if offer:
            answer(book, actor, offer, action="decline", side=side, reason=reason.strip())
        entry.leave_reason = reason.strip()
        order.leave_queue(
            book,
            actor,
            entry,
            action="leave",
            side=side,
            cause=Cause.LEFT,
            reason=reason.strip(),
        )
        offers = offering.offer_free(book)
        if not offers:
            books.announce(book)
    books.tell_act(book, actor, "places.left", entry, details={"reason": reason.strip()})
    return offers[0] if offers else None
