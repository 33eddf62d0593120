"""Keeping every service as it was: one version for each change, from the day it holds."""

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from opora.lib.actor import Actor
from opora.lib.refusals import Refused

from .models import Service, ServiceVersion, ServiceVersionAddress
from .rules import ServiceFacts

COPIED = (
    "provider_id", "named_service_id", "name", "district_id", "municipality_id", "settlement",
    "level", "funding", "mode", "environment", "users", "complex_id", "is_protected", "phone",
    "email",
)  # fmt: skip


def write(
    actor: Actor,
    service: Service,
    facts: ServiceFacts,
    *,
    valid_from: date,
    now: datetime,
    why: str = "",
) -> ServiceVersion:
    """The service as it stands now, as its version from a day on; the one before ends that day.

    Refused for a day before the last version began: what was told of the past stays told.
    """
    last = service.versions.order_by("-number").first()
    if last and valid_from < last.valid_from:
        raise Refused(
            _("Услугата има промяна от по-късен ден: %(day)s.")
            % {"day": f"{last.valid_from:%d.%m.%Y} г."},
            rule=_("Историята се допълва напред."),
            remedy=_("Впишете този или по-късен ден."),
            field="changed_on",
        )
    if last:
        ServiceVersion.objects.filter(pk=last.pk).update(valid_to=valid_from)
    made = version_of(actor, service, facts, last.number + 1 if last else 1, valid_from, now, why)
    made.save()
    address_of(made, facts).save()
    return made


def version_of(
    actor: Actor,
    service: Service,
    facts: ServiceFacts,
    number: int,
    valid_from: date,
    now: datetime,
    why: str,
) -> ServiceVersion:
    """A version that is not written yet."""
    copied: dict[str, Any] = {name: getattr(service, name) for name in COPIED}
    return ServiceVersion(
        service=service,
        number=number,
        valid_from=valid_from,
        target_groups=sorted(facts.target_groups),
        organization_id=actor.organization_id,
        user_id=actor.user_id,
        recorded_at=now,
        why=why,
        **copied,
    )


def address_of(made: ServiceVersion, facts: ServiceFacts) -> ServiceVersionAddress:
    """Its address, not written yet."""
    return ServiceVersionAddress(
        version=made,
        service_id=made.service_id,
        municipality_id=facts.municipality,
        settlement=facts.settlement,
        line=facts.line,
        is_protected=facts.is_protected,
    )


def of_service(service_id: int) -> QuerySet[ServiceVersion]:
    """The versions of a service that the actor may see, newest first."""
    return ServiceVersion.objects.filter(service=service_id).select_related(
        "address", "municipality", "district", "named_service", "provider__organization", "complex"
    )


def on_day(rows: QuerySet[ServiceVersion], day: date) -> QuerySet[ServiceVersion]:
    """The versions that held on a day, of services that worked then."""
    return (
        rows.filter(valid_from__lte=day, service__opened_on__lte=day)
        .exclude(valid_to__lte=day)
        .exclude(service__closed_on__lte=day)
    )
