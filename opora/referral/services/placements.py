"""From the accepted place to its end, and what a change of places sets going."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from opora.lib.actor import Actor
from opora.lib.refusals import Refused
from opora.places import services as places
from opora.places.models import Placement, PlaceOffer

from .endings import end_case_of
from .offers import follow
from .steps import Act


@transaction.atomic
def begin_use(actor: Actor, *, placement: Placement, started_on: date, now: datetime) -> Placement:
    """The person begins to use the held place."""
    return places.begin(actor, placement=placement, started_on=started_on, now=now)


@transaction.atomic
def end_use(
    actor: Actor, *, placement: Placement, reason: str, ended_on: date, now: datetime
) -> None:
    """The place is free again, and is offered to the next in the same moment; its case ends."""
    if not reason.strip():
        raise Refused(_("Напишете защо ползването приключва."), field="reason")
    end_case_of(placement, note=reason, ended_on=ended_on, now=now)
    places.end(actor, placement=placement, reason=reason, ended_on=ended_on, now=now)
    follow(placement.service_id, now=now)


def end_placement(act: Act, reason: str, on: date) -> None:
    """End the place of a request, if it has one."""
    placement = Placement.objects.filter(request_id=act.request.pk, ended_on=None).first()
    if placement:
        end_case_of(placement, note=reason, ended_on=on, now=act.now)
        places.end(act.actor, placement=placement, reason=reason, ended_on=on, now=act.now)


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
    """Write a new number of places; the offers of the new ones to those who wait."""
    offers = places.change_capacity(
        actor,
        service_id=service_id,
        n_places=n_places,
        valid_from=valid_from,
        basis=basis,
        document=document,
        now=now,
    )
    follow(service_id, now=now)
    return offers
