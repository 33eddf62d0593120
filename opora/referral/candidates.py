"""From which services a person may choose now: free places, distance, waiting."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from opora.lib.actor import Actor
from opora.places import queries as places
from opora.places.models import WaitingListEntry
from opora.places.rules import Occupancy
from opora.register import queries as register
from opora.register.models import Service
from opora.territory import queries as territory

from .models import ServiceRequest
from .queries import visible
from .rules import State


@dataclass(frozen=True, slots=True)
class Candidate:
    """A service of the right kind, as the person sees it when choosing."""

    service: Service
    occupancy: Occupancy
    distance_km: int | None
    is_near: bool
    is_in_district: bool
    wait: str

    @property
    def note(self) -> str:
        """Where it is and how long one waits, in words."""
        if self.is_near:
            where = _("в общината")
        elif self.distance_km is None:
            where = ""
        else:
            where = territory.distance_words(self.distance_km)
            where = _("в областта") + " · " + where if self.is_in_district else where
        return " · ".join(part for part in (where, self.wait) if part)


def services_for(actor: Actor, request: ServiceRequest, *, on: date) -> list[Candidate]:
    """The services of the request's kind that work on a day: free ones first, then the nearest."""
    found = register.in_full(
        register.suitable(actor, on=on, named_service=request.named_service_id)
    )
    services = list(found)
    occupancy = places.occupancy([service.pk for service in services], on)
    waits = places.expected_wait([service.pk for service in services], on)
    distances = territory.distances_from(request.municipality_id)
    candidates = [
        Candidate(
            service=service,
            occupancy=occupancy[service.pk],
            distance_km=distances.get(service.municipality_id or ""),
            is_near=service.municipality_id == request.municipality_id,
            is_in_district=service.district_id == request.municipality.district_id,
            wait=places.wait_words(waits[service.pk]),
        )
        for service in services
    ]
    return sorted(
        candidates,
        key=lambda one: (
            one.occupancy.n_vacancies == 0,
            not one.is_near,
            not one.is_in_district,
            one.distance_km if one.distance_km is not None else 10_000,
        ),
    )


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """Where a person stands in a waiting list, and why."""

    entry: WaitingListEntry
    place: int
    why: str


def queue_place(actor: Actor, request: ServiceRequest) -> QueuePlace | None:
    """The person's own row of the waiting list; None when they do not wait."""
    entry = places.entry_of(actor, request_id=request.pk)
    if entry is None or entry.closed_at:
        return None
    return QueuePlace(entry, places.queue_places([entry.pk])[entry.pk], places.why(entry))


def vacant_kinds(actor: Actor, on: date) -> set[str]:
    """The kinds of services with a free place now, among those the actor's people choose from."""
    kinds = (
        visible(actor)
        .filter(state=State.REFERRED)
        .order_by()
        .values_list("named_service", flat=True)
        .distinct()
    )
    return places.vacant_kinds(kinds, on)
