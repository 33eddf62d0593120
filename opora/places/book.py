"""The book of one service while it is locked: what is occupied, and what is told about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from opora.journal.services import record
from opora.lib.actor import Actor
from opora.lib.words import SOFIA
from opora.register.models import Service

from . import queries, rules, sentences
from .models import ACTIVE, IN_QUEUE, PlaceBook, Placement, PlaceOffer, WaitingListEntry
from .rules import Occupancy

EVERYBODY = 0  # in an event's audience: a public fact without personal data


@dataclass(frozen=True, slots=True)
class Book:
    """One service's book while it is locked."""

    service_id: int
    provider_id: int
    now: datetime

    @property
    def today(self) -> date:
        """The day in Sofia."""
        return self.now.astimezone(SOFIA).date()

    @property
    def system(self) -> Actor:
        """Who does what follows by itself: the provider's organization, no person."""
        return Actor(None, self.provider_id, frozenset({rules.SYSTEM}))


def book_of(service_id: int, now: datetime) -> Book:
    """The book of a service that is already locked."""
    provider_id = Service.objects.values_list("provider_id", flat=True).get(pk=service_id)
    return Book(service_id, provider_id, now)


def lock(service_ids: Iterable[int]) -> None:
    """Lock the books of these services in the order of their numbers; makes those that are new.

    An act over several services locks them all at once before the first change.
    """
    wanted = sorted(set(service_ids))
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into places_placebook (service_id) select unnest(%s::bigint[]) order by 1"
            " on conflict do nothing",
            [wanted],
        )
    books = PlaceBook.objects.filter(pk__in=wanted).order_by("pk")
    list(books.select_for_update(no_key=True))


def occupancy(book: Book, day: date | None = None) -> Occupancy:
    """What is occupied now, against the capacity of `day` (today when not given)."""
    return queries.occupancy([book.service_id], day or book.today)[book.service_id]


def tell(book: Book, name: str, offer: PlaceOffer) -> None:
    """Record what happened by itself, for the service and for the request it concerns."""
    for kind, record_id in (("service", book.service_id), ("request", offer.entry.request_id)):
        record(
            book.system,
            name,
            kind=kind,
            record_id=record_id,
            audience=offer.audience,
            happened_on=book.today,
            recorded_at=book.now,
            article=rules.PROVIDER_RULE,
            subject_id=offer.entry.person_id,
            details={"offer_id": offer.pk, "request_id": offer.entry.request_id},
        )


def announce(book: Book) -> None:
    """Tell every open page, in the provider's name, that the counts of this service changed."""
    record(
        book.system,
        "places.changed",
        kind="service",
        record_id=book.service_id,
        audience=[EVERYBODY],
        happened_on=book.today,
        recorded_at=book.now,
    )


def tell_act(
    book: Book,
    actor: Actor,
    name: str,
    concerned: Placement | WaitingListEntry,
    *,
    details: Mapping[str, Any] | None = None,
    happened_on: date | None = None,
) -> None:
    """Record what somebody did, in their own name, for all who work with the person."""
    record(
        actor,
        name,
        kind="service",
        record_id=concerned.service_id,
        audience=concerned.audience,
        happened_on=happened_on or book.today,
        recorded_at=book.now,
        subject_id=concerned.person_id,
        details={"request_id": concerned.request_id, **(details or {})},
    )


def refuse_second_place(book: Book, person_id: int) -> None:
    """One person has one place in one service."""
    if Placement.objects.filter(ACTIVE, service=book.service_id, person=person_id).exists():
        raise sentences.has_place()


def entry_of(book: Book, person_id: int) -> WaitingListEntry | None:
    """The person's entry in the queue of this service."""
    return WaitingListEntry.objects.filter(
        IN_QUEUE, service=book.service_id, person=person_id
    ).first()
