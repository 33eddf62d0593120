"""Enters the providers and their services, with the history of their places."""

from datetime import datetime

from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.referral import services as referral
from opora.register import services as register
from opora.register.models import Service

from .days import Days
from .facilities import COMPLEX, FACILITIES, Facility
from .licenses import license_providers
from .offices import OFFICES
from .staff import Staff


def build(staff: Staff, days: Days, *, now: datetime) -> dict[str, Service]:
    """Every service by its key."""
    complexes: dict[str, int] = {}
    for office in OFFICES:
        if office.eik:
            actor = staff.head(office.slug)
            with acting(actor):
                register.create_provider(
                    actor,
                    organization_id=actor.organization_id,
                    eik=office.eik,
                    legal_form="municipal" if office.is_municipal else "private",
                    now=now,
                )
    license_providers(staff, days, now=now)
    for facility in FACILITIES:
        if facility.in_complex and facility.provider not in complexes:
            actor = staff.head(facility.provider)
            with acting(actor):
                row = register.create_complex(
                    actor,
                    provider_id=actor.organization_id,
                    name=COMPLEX,
                    municipality=facility.municipality,
                    now=now,
                )
            complexes[facility.provider] = row.pk
    return {
        facility.key: _open(
            staff.head(facility.provider), facility, complexes.get(facility.provider), now
        )
        for facility in FACILITIES
    }


def _open(actor: Actor, facility: Facility, complex_id: int | None, now: datetime) -> Service:
    (n_places, opened_on, basis), *later = facility.places
    with acting(actor):
        service = register.create_service(
            actor,
            provider_id=actor.organization_id,
            facts=facility.facts(complex_id),
            opened_on=opened_on,
            n_places=n_places,
            basis=basis,
            now=now,
        )
        for n_changed, valid_from, its_basis in later:
            referral.change_capacity(
                actor,
                service_id=service.pk,
                n_places=n_changed,
                valid_from=valid_from,
                basis=its_basis,
                document="",
                now=now,
            )
    return service
