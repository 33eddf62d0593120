"""Who hears of a place changes with who works on the request."""

from collections.abc import Iterable

from django.db import transaction

from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.register.models import Service

from .. import rules
from ..models import ACTIVE, IN_QUEUE, Placement, PlaceOffer, WaitingListEntry
from ..rules import OfferState


@transaction.atomic
def restate_audience(*, service_id: int, request_id: int, audience: Iterable[int]) -> None:
    """Show a request's running placement, entry and offer to who works on it from now on.

    Done in the provider's name, as every change of a place; what is over stays as it was. The
    caller records the event of the act by which somebody joined or left.
    """
    provider_id = Service.objects.values_list("provider_id", flat=True).get(pk=service_id)
    heard = sorted({provider_id, *audience})
    with acting(Actor(None, provider_id, frozenset({rules.SYSTEM}))):
        Placement.objects.filter(ACTIVE, request_id=request_id).update(audience=heard)
        WaitingListEntry.objects.filter(IN_QUEUE, request_id=request_id).update(audience=heard)
        PlaceOffer.objects.filter(state=OfferState.OPEN, entry__request_id=request_id).update(
            audience=heard
        )
