"""A freed place offers itself to the next who waits; the offer is accepted, declined or expires.

The waiting list knows who is offered a place; `follow` brings the requests in step with it, in the
same transaction, after every act that touched the places of a service.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.journal import context
from opora.lib.actor import Actor
from opora.lib.refusals import Refused
from opora.places import queries as place_queries
from opora.places import services as places
from opora.places.models import PlaceOffer
from opora.register.models import Service

from ..models import ServiceRequest
from ..rules import State
from .steps import SYSTEM, begin, check_still_licensed, finish, open_case, service_of


def follow(service_id: int, *, now: datetime) -> int:
    """Bring the requests of a service in step with its offers; returns how many moved.

    Done in the provider's name: who frees a place may not see who is next.
    """
    provider_id = Service.objects.values_list("provider__organization_id", flat=True).get(
        pk=service_id
    )
    provider = Actor(None, provider_id, SYSTEM)
    with context.acting(provider):
        offers = PlaceOffer.objects.filter(service=service_id, state="open").select_related("entry")
        offered = {offer.entry.request_id: offer for offer in offers}
        here = ServiceRequest.objects.filter(service=service_id)
        expired = here.filter(state=State.OFFERED).exclude(pk__in=offered)
        waiting = here.filter(state=State.WAITING, pk__in=offered)
        moved = [(one, "expire_offer") for one in expired] + [(one, "offer") for one in waiting]
        for request, action in sorted(moved, key=lambda pair: pair[0].pk):
            act = begin(provider, request, action, seen=request.version, now=now)
            offer = offered.get(request.pk)
            finish(act, due_on=timezone.localdate(offer.expires_at) if offer else None)
    return len(moved)


@transaction.atomic
def accept_offer(
    actor: Actor, *, request: ServiceRequest, seen: int, now: datetime
) -> ServiceRequest:
    """The person takes the offered place. Refused when the provider's license has ended."""
    act = begin(actor, request, "accept_offer", seen=seen, now=now)
    check_still_licensed(act)
    open_case(act, places.accept_offer(actor, offer=_open_offer(act.request), now=now))
    done = finish(act, details={"service": act.request.service_id})
    follow(service_of(done), now=now)
    return done


@transaction.atomic
def decline_offer(
    actor: Actor, *, request: ServiceRequest, reason: str, seen: int, now: datetime
) -> ServiceRequest:
    """The person does not take the place and goes to the end of the list; the next is offered."""
    act = begin(actor, request, "decline_offer", seen=seen, now=now)
    if not reason.strip():
        raise Refused(_("Напишете защо лицето не приема мястото."), field="reason")
    places.decline_offer(actor, offer=_open_offer(act.request), reason=reason, now=now)
    done = finish(act, details={"reason": reason})
    follow(service_of(done), now=now)
    return done


def _open_offer(request: ServiceRequest) -> PlaceOffer:
    offer = PlaceOffer.objects.filter(entry__request_id=request.pk, state="open").first()
    if offer is None:
        raise Refused(_("Предложението за място вече не е в сила."))
    return offer


def expire_offers(*, now: datetime) -> int:
    """The job's verb: offers past their time go to the next; returns how many requests moved."""
    moved = 0
    for service_id in place_queries.services_to_settle(now=now):
        with transaction.atomic():
            places.settle_service(service_id, now=now)
            moved += follow(service_id, now=now)
    return moved
