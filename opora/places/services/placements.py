"""Taking a place, beginning to use it, freeing it."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from opora.lib.actor import Actor

from .. import book as books
from .. import offering, order, rules, sentences
from ..models import Placement, PlaceOffer, WaitingListEntry
from ..rules import Cause, EntryState, Ground, Occupancy, OfferState, PlacementState
from .offers import answer


@transaction.atomic
def take(
    actor: Actor,
    *,
    service_id: int,
    person_id: int,
    request_id: int,
    audience: Iterable[int],
    ground: str = Ground.REGULAR,
    ground_document: str = "",
    now: datetime,
) -> Placement:
    """Hold a place for the person.

    Refused when nothing is free, or while somebody is next by the order of the queue; an urgent or
    court act may exceed the capacity, when its document is named. Refused also when the person
    already has a place here. Somebody who waits leaves the queue with the place.
    """
    by_act = rules.exceeds_with_ground(ground, ground_document)
    with offering.opened(service_id, now=now) as book:
        heard = sorted({book.provider_id, *audience})
        side = rules.side_of(actor, book.provider_id, heard)
        state = rules.next_state(rules.PLACEMENT_STEPS, "take", "", actor, side)
        books.refuse_second_place(book, person_id)
        entry = books.entry_of(book, person_id)
        offer = _open_offer_of(entry, by_act=by_act)
        if offer:
            answer(book, actor, offer, action="accept", side=side)
        occupancy = books.occupancy(book)
        if not by_act:
            _check_free(occupancy)
        placement = Placement.objects.create(
            service_id=service_id,
            person_id=person_id,
            request_id=request_id,
            organization_id=book.provider_id,
            audience=heard,
            state=state,
            ground=ground,
            ground_document=ground_document.strip(),
            is_over_capacity=by_act and occupancy.n_vacancies == 0,
            held_at=now,
        )
        if offer:
            offer.placement = placement
            offer.save(update_fields=["placement"])
        if entry:
            order.leave_queue(book, actor, entry, action="take", side=side, cause=Cause.PLACED)
        books.announce(book)
    books.tell_act(book, actor, "places.taken", placement)
    return placement


def _open_offer_of(entry: WaitingListEntry | None, *, by_act: bool) -> PlaceOffer | None:
    """The offer that an urgent or court act makes unnecessary; a regular one is to be accepted."""
    if not entry or entry.state != EntryState.OFFERED:
        return None
    if not by_act:
        raise sentences.offer_stands()
    return PlaceOffer.objects.select_related("entry").get(entry=entry, state=OfferState.OPEN)


def _check_free(occupancy: Occupancy) -> None:
    is_full = occupancy.n_vacancies == 0
    if occupancy.n_eligible or (is_full and occupancy.n_offered):
        raise sentences.others_wait()
    if is_full:
        raise sentences.no_place(occupancy)


@transaction.atomic
def begin(actor: Actor, *, placement: Placement, started_on: date, now: datetime) -> Placement:
    """The person starts using the held place on a day that is not in the future."""
    with offering.opened(placement.service_id, now=now) as book:
        placement = Placement.objects.get(pk=placement.pk)
        side = rules.side_of(actor, book.provider_id, placement.audience)
        placement.state = rules.next_state(
            rules.PLACEMENT_STEPS, "begin", placement.state, actor, side
        )
        if started_on > book.today:
            raise sentences.not_future("started_on")
        placement.started_on = started_on
        placement.save(update_fields=["state", "started_on"])
        books.announce(book)
    books.tell_act(book, actor, "places.begun", placement, happened_on=started_on)
    return placement


@transaction.atomic
def end(
    actor: Actor, *, placement: Placement, reason: str, ended_on: date, now: datetime
) -> PlaceOffer | None:
    """Free the place and offer it to the next who waits, in one act; that offer, if there is one.

    An authority may free only a place that is held and not used yet.
    """
    if not reason.strip():
        raise sentences.missing("reason", _("Посочете защо мястото се освобождава."))
    with offering.opened(placement.service_id, now=now) as book:
        placement = Placement.objects.get(pk=placement.pk)
        side = rules.side_of(actor, book.provider_id, placement.audience)
        action = "release" if placement.state == PlacementState.HELD else "end"
        placement.state = rules.next_state(
            rules.PLACEMENT_STEPS, action, placement.state, actor, side
        )
        if ended_on > book.today:
            raise sentences.not_future("ended_on")
        if placement.started_on and ended_on < placement.started_on:
            raise sentences.before_start("ended_on")
        placement.ended_on, placement.end_reason = ended_on, reason.strip()
        placement.save(update_fields=["state", "ended_on", "end_reason"])
        offer = offering.free_one(book)
    told = {"reason": reason.strip()}
    books.tell_act(book, actor, "places.ended", placement, details=told, happened_on=ended_on)
    return offer
