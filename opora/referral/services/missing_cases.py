"""Cases for places that were given before Opora kept cases."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from opora.accounts.models import Organization
from opora.accounts.rules import OrganizationKind
from opora.cases.models import Case
from opora.journal import context
from opora.lib.actor import Actor
from opora.places.models import ACTIVE, Placement

from ..models import ServiceRequest
from .steps import SYSTEM, ground_of, open_case_of


def open_missing_cases(*, now: datetime) -> int:
    """Open a case for every place in use or held that has none; returns how many. Done again, it
    finds nothing. Each opens on the day on which its place was given, and its clock runs since."""
    providers = Organization.objects.filter(kind=OrganizationKind.PROVIDER)
    return sum(_open_at(pk, now) for pk in providers.values_list("pk", flat=True).order_by("pk"))


@transaction.atomic
def _open_at(provider_id: int, now: datetime) -> int:
    with context.acting(Actor(None, provider_id, SYSTEM)):
        kept = Case.objects.exclude(placement=None).values("placement")
        left = Placement.objects.filter(ACTIVE, organization=provider_id).exclude(pk__in=kept)
        placements = list(left.order_by("held_at", "pk"))
        for placement in placements:
            request = ServiceRequest.objects.select_related("named_service").get(
                pk=placement.request_id
            )
            on = timezone.localdate(placement.held_at)
            open_case_of(request, placement, ground_of(request, placement), on=on, now=now)
    return len(placements)
