"""A municipality, its provider, a directorate and another municipality; all invented."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from opora.accounts.models import Organization
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.register import services
from opora.register.models import Service
from opora.register.rules import ServiceFacts
from opora.territory.models import Municipality

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)
EIK = "175074752"

FACTS = ServiceFacts(
    named_service="dcdu",
    name="Дневен център „Слънце“",
    municipality="SFO39",
    settlement="гр. Самоков",
    level="municipal",
    funding="state_delegated",
    mode="day",
    environment="specialized",
    users="children",
    target_groups=("children-disability",),
    phone="0722 00000",
    line="ул. „Измислена“ 1",
)
PROTECTED = replace(
    FACTS,
    named_service="kc",
    name="Кризисен център Самоков",
    target_groups=("victims",),
    users="all",
    line="ул. „Тайна маркер“ 7",
    is_protected=True,
)


@dataclass(frozen=True)
class Cast:
    """The four that every access test needs."""

    municipality: Actor
    provider: Actor
    directorate: Actor
    stranger: Actor


@pytest.fixture
def cast(db: None) -> Cast:
    """Samokov with a provider and its directorate, and Elena, which must not touch its services."""

    def actor(kind: str, slug: str, municipality: str) -> Actor:
        organization = Organization.objects.create(
            kind=kind,
            name=slug,
            short_name=slug,
            slug=slug,
            municipality=Municipality.objects.get(pk=municipality),
        )
        return Actor(None, organization.pk, frozenset({"head"}))

    people = Cast(
        actor("municipality", "samokov", "SFO39"),
        actor("provider", "slance", "SFO39"),
        actor("directorate", "dsp-samokov", "SFO39"),
        actor("municipality", "elena", "VTR13"),
    )
    with acting(people.provider):
        services.create_provider(
            people.provider,
            organization_id=people.provider.organization_id,
            eik=EIK,
            legal_form="private",
            now=NOW,
        )
    return people


@pytest.fixture
def make(cast: Cast) -> Callable[..., Service]:
    """A service of the provider, through the service that makes them."""

    def make_service(facts: ServiceFacts = FACTS, **changed: Any) -> Service:
        with acting(cast.provider):
            return services.create_service(
                cast.provider,
                provider_id=cast.provider.organization_id,
                facts=replace(facts, **changed),
                opened_on=date(2020, 9, 1),
                n_places=30,
                basis="Заповед на АСП",
                now=NOW,
            )

    return make_service
