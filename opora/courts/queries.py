"""Reading court placements: those of one's own directorate."""

from datetime import date

from django.db.models import F, QuerySet
from django.utils import timezone

from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible
from opora.protection.queries import rights_of
from opora.protection.steps import Who

from . import rules
from .models import CourtPlacement


def placements(actor: Actor) -> QuerySet[CourtPlacement]:
    """The court placements of the actor's directorate; the one whose term ends first, first."""
    if not actor.roles:
        return CourtPlacement.objects.none()
    return (
        CourtPlacement.objects.filter(audience__contains=[actor.organization_id])
        .select_related(
            "person", "organization", "officer", "named_service", "service", "municipality",
            "request",
        )
        .order_by(F("closed_at").desc(nulls_first=True), F("until").asc(nulls_last=True), "-id")
    )  # fmt: skip


def placement(actor: Actor, pk: int) -> CourtPlacement:
    """One court placement, or NotVisible."""
    found = placements(actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def ending(actor: Actor, today: date) -> QuerySet[CourtPlacement]:
    """Placements whose term ends soon, or has ended, and whose prolongation nobody asked for."""
    return placements(actor).filter(
        state=rules.CourtState.ADMITTED, until__lte=today + rules.WARNED_BEFORE
    )


def over(actor: Actor, today: date) -> list[CourtPlacement]:
    """Placements whose term has run out while the person is still in the service, told once."""
    inside = sorted(one.value for one in rules.INSIDE)
    return list(placements(actor).filter(state__in=inside, until__lt=today, warned_over_on=None))


def n_ending(actor: Actor) -> int:
    """How many terms end soon and wait for a prolongation or an end."""
    return ending(actor, timezone.localdate()).count()


def who_places(actor: Actor, placement: CourtPlacement) -> frozenset[Who]:
    """What the actor is to a court placement."""
    own = placement.organization_id == actor.organization_id
    return rights_of(actor) if own else frozenset()
