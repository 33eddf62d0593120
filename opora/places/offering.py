"""Opening a service's book: locked, seen as its provider sees it, settled before anybody counts.

A municipality that declines a place may not see who is next; so everything between opening and
closing happens in the provider's context, and what follows by itself is told in its name.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from django.db.models import F, Q

from opora.journal.context import acting
from opora.lib.words import SOFIA
from opora.register.models import Capacity

from . import order, rules
from .book import Book, announce, book_of, lock, occupancy, tell
from .models import PlaceOffer, PlaceRule, WaitingListEntry
from .rules import Cause, EntryState, OfferState, Side


@contextmanager
def opened(service_id: int, *, now: datetime) -> Iterator[Book]:
    """The service's book, locked until the transaction ends; expired offers are settled first."""
    lock([service_id])
    book = book_of(service_id, now)
    with acting(book.system):
        settle(book)
        yield book


def settle(book: Book) -> tuple[list[PlaceOffer], list[PlaceOffer]]:
    """Close the offers whose time is over and offer what is free; (expired, newly offered)."""
    _wake_for_new_capacity(book)
    due = PlaceOffer.objects.filter(
        service=book.service_id, state=OfferState.OPEN, expires_at__lte=book.now
    )
    expired = list(due.select_related("entry").order_by("expires_at", "id"))
    for offer in expired:
        _expire(book, offer)
    offered = offer_free(book)
    if expired and not offered:
        announce(book)
    return expired, offered


def settle_service(service_id: int, *, now: datetime) -> tuple[list[PlaceOffer], list[PlaceOffer]]:
    """Lock a service's book only to settle it; (expired, newly offered)."""
    lock([service_id])
    book = book_of(service_id, now)
    with acting(book.system):
        return settle(book)


def _wake_for_new_capacity(book: Book) -> None:
    """Places that come on a day announced before are new to those who declined earlier ones."""
    passed = WaitingListEntry.objects.filter(
        service=book.service_id, state=EntryState.WAITING, has_passed=True
    )
    if not passed.exists():
        return
    row = Capacity.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=book.today),
        service=book.service_id,
        valid_from__lte=book.today,
    ).first()
    if row:
        midnight = datetime.combine(row.valid_from, time(), SOFIA)
        passed.filter(moved_back_at__lt=midnight).update(has_passed=False)


def _expire(book: Book, offer: PlaceOffer) -> None:
    offer.state = rules.next_state(
        rules.OFFER_STEPS, "expire", offer.state, book.system, Side.PROVIDER
    )
    offer.answered_at = book.now
    offer.save(update_fields=["state", "answered_at"])
    order.move_back(book, book.system, offer.entry, Cause.EXPIRED)
    tell(book, "places.offer_expired", offer)


def offer_free(book: Book) -> list[PlaceOffer]:
    """Offer every free place to the next one who is eligible, in the order of the queue."""
    waiting = WaitingListEntry.objects.filter(
        service=book.service_id, state=EntryState.WAITING, has_passed=False
    )
    n_free = occupancy(book).n_vacancies if waiting.exists() else 0
    if not n_free:
        return []
    offers = [_offer(book, entry) for entry in waiting.order_by("order_key", "id")[:n_free]]
    if offers:
        announce(book)
    return offers


def _offer(book: Book, entry: WaitingListEntry) -> PlaceOffer:
    entry.state = rules.next_state(
        rules.ENTRY_STEPS, "offer", entry.state, book.system, Side.PROVIDER
    )
    entry.save(update_fields=["state"])
    offer = PlaceOffer.objects.create(
        entry=entry,
        service_id=book.service_id,
        organization_id=book.provider_id,
        audience=entry.audience,
        state=OfferState.OPEN,
        offered_at=book.now,
        expires_at=book.now + timedelta(hours=hours_to_answer(book.provider_id, book.today)),
    )
    tell(book, "places.offered", offer)
    return offer


def hours_to_answer(provider_id: int, day: date) -> int:
    """The provider's own hours in force on a day, else those for everybody."""
    rule = (
        PlaceRule.objects.filter(
            Q(organization=provider_id) | Q(organization=None),
            Q(valid_to=None) | Q(valid_to__gt=day),
            valid_from__lte=day,
        )
        .order_by(F("organization").asc(nulls_last=True))
        .first()
    )
    return rule.n_hours_to_answer if rule else rules.HOURS_TO_ANSWER


def free_one(book: Book) -> PlaceOffer | None:
    """A place became free: everybody who waits is eligible again, and the next gets an offer."""
    wake(book)
    offers = offer_free(book)
    if not offers:
        announce(book)
    return offers[0] if offers else None


def wake(book: Book) -> None:
    """Who declined an earlier place may be offered the one that becomes free now."""
    WaitingListEntry.objects.filter(service=book.service_id, state=EntryState.WAITING).update(
        has_passed=False
    )
