"""How many places there are, and how long an offer waits for its answer."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.journal.services import record
from opora.lib.actor import Actor
from opora.register import services as register

from .. import book as books
from .. import offering, rules, sentences
from ..models import PlaceBook, PlaceOffer, PlaceRule


@transaction.atomic
def open_book(*, service_id: int) -> PlaceBook:
    """The service's book, made when it is new, and locked until the transaction ends."""
    books.lock([service_id])
    return PlaceBook.objects.get(pk=service_id)


@transaction.atomic
def change_capacity(
    actor: Actor,
    *,
    service_id: int,
    n_places: int,
    valid_from: date,
    basis: str,
    document: str,
    now: datetime,
) -> list[PlaceOffer]:
    """Enter how many places the service has from a day on; the offers that follow at once.

    Refused below the number of users and of places already offered. A cut announced for a later
    day counts from today for what is given anew; more places are offered from their first day.
    """
    with offering.opened(service_id, now=now) as book:
        since = max(valid_from, book.today)
        before = books.occupancy(book, since)
        register.write_capacity(
            actor,
            service_id=service_id,
            n_places=n_places,
            valid_from=valid_from,
            basis=basis,
            document=document,
            now=now,
        )
        after = books.occupancy(book, since)
        if not rules.keeps_capacity(
            new=after.lasting_capacity, current=before.lasting_capacity, occupancy=after
        ):
            raise sentences.below_users(n_places, after)
        if after.lasting_capacity > before.lasting_capacity:
            offering.wake(book)
        offers = offering.offer_free(book)
        if not offers:
            books.announce(book)
    record(
        actor,
        "places.capacity_changed",
        kind="service",
        record_id=service_id,
        audience=[books.EVERYBODY, book.provider_id],
        happened_on=book.today,
        recorded_at=now,
        details={"n_places": n_places, "valid_from": valid_from, "basis": basis},
    )
    return offers


@transaction.atomic
def set_hours_to_answer(
    actor: Actor, *, n_hours: int, valid_from: date, source: str, now: datetime
) -> PlaceRule:
    """The provider's own time for an answer to an offer, from a day on. Open offers keep theirs."""
    if n_hours < 1:
        raise sentences.missing("n_hours", _("Посочете поне един час за отговор."))
    if valid_from < timezone.localdate(now):
        raise sentences.missing("valid_from", _("Правилото важи най-рано от днес."))
    own = PlaceRule.objects.filter(organization=actor.organization_id)
    own.filter(Q(valid_to=None) | Q(valid_to__gt=valid_from), valid_from__lt=valid_from).update(
        valid_to=valid_from
    )
    later = own.filter(valid_from__gt=valid_from).order_by("valid_from").first()
    rule, _created = own.update_or_create(
        organization_id=actor.organization_id,
        valid_from=valid_from,
        defaults={
            "n_hours_to_answer": n_hours,
            "valid_to": later.valid_from if later else None,
            "source": source,
            "confidence": "practice",
        },
    )
    record(
        actor,
        "places.rule_set",
        kind="organization",
        record_id=actor.organization_id,
        happened_on=timezone.localdate(now),
        recorded_at=now,
        article=rules.PROVIDER_RULE,
        details={"n_hours": n_hours, "valid_from": valid_from},
    )
    return rule
