"""Answering an offered place, and what happens to one that nobody answers."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from opora.lib.actor import Actor

from .. import book as books
from .. import offering, order, queries, rules, sentences
from ..book import Book
from ..models import Placement, PlaceOffer
from ..rules import Cause, Ground, OfferState, Side


@transaction.atomic
def accept_offer(actor: Actor, *, offer: PlaceOffer, now: datetime) -> Placement:
    """The person takes the offered place: it is held for them and they leave the queue."""
    with offering.opened(offer.service_id, now=now) as book:
        offer = PlaceOffer.objects.select_related("entry").get(pk=offer.pk)
        side = rules.side_of(actor, book.provider_id, offer.audience)
        if offer.state == OfferState.EXPIRED:
            raise sentences.offer_is_over(offer)
        answer(book, actor, offer, action="accept", side=side)
        entry = offer.entry
        offer.placement = Placement.objects.create(
            service_id=offer.service_id,
            person_id=entry.person_id,
            request_id=entry.request_id,
            organization_id=book.provider_id,
            audience=entry.audience,
            state=rules.next_state(rules.PLACEMENT_STEPS, "take", "", actor, side),
            ground=Ground.REGULAR,
            held_at=now,
        )
        offer.save(update_fields=["placement"])
        order.leave_queue(book, actor, entry, action="take", side=side, cause=Cause.PLACED)
        books.announce(book)
        placement = offer.placement
    books.tell_act(book, actor, "places.offer_accepted", placement, details={"offer_id": offer.pk})
    return placement


@transaction.atomic
def decline_offer(
    actor: Actor, *, offer: PlaceOffer, reason: str, now: datetime
) -> PlaceOffer | None:
    """The person does not want the offered place: they go to the end of the queue, with the
    explanation kept, and the next one gets the offer, which is returned."""
    if not reason.strip():
        raise sentences.missing("reason", _("Посочете защо предложеното място се отказва."))
    with offering.opened(offer.service_id, now=now) as book:
        offer = PlaceOffer.objects.select_related("entry").get(pk=offer.pk)
        side = rules.side_of(actor, book.provider_id, offer.audience)
        if offer.state == OfferState.EXPIRED:
            raise sentences.offer_is_over(offer)
        answer(book, actor, offer, action="decline", side=side, reason=reason.strip())
        order.move_back(book, actor, offer.entry, Cause.DECLINED, reason.strip())
        offers = offering.offer_free(book)
        if not offers:
            books.announce(book)
    books.tell_act(
        book,
        actor,
        "places.offer_declined",
        offer.entry,
        details={"offer_id": offer.pk, "reason": reason.strip()},
    )
    return offers[0] if offers else None


def expire_due(now: datetime) -> list[tuple[PlaceOffer, PlaceOffer | None]]:
    """Close every offer whose time is over and offer what is free, one service at a time.

    Also offers places that come with a capacity announced for today. Returns each expired offer
    with the one made instead of it, if anybody else was eligible.
    """
    pairs: list[tuple[PlaceOffer, PlaceOffer | None]] = []
    for service_id in queries.services_to_settle(now=now):
        with transaction.atomic():
            expired, offered = offering.settle_service(service_id, now=now)
        instead: list[PlaceOffer | None] = [*offered, *([None] * len(expired))]
        pairs += list(zip(expired, instead, strict=False))
    return pairs


def answer(
    book: Book, actor: Actor, offer: PlaceOffer, *, action: str, side: Side, reason: str = ""
) -> None:
    """Close an open offer inside its locked book."""
    offer.state = rules.next_state(rules.OFFER_STEPS, action, offer.state, actor, side)
    offer.answered_at, offer.reason = book.now, reason
    offer.save(update_fields=["state", "answered_at", "reason"])
