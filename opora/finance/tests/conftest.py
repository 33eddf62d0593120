"""The agency that keeps the amounts, two municipalities, a district; all invented offices."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from opora.accounts.models import Membership, Organization, User
from opora.finance.models import StandardItem
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.register import services as register
from opora.register.models import Provider, Service
from opora.register.rules import ServiceFacts
from opora.territory.models import District, Municipality

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)
CENTER = ServiceFacts(
    named_service="csri-p",
    name="Център за рехабилитация",
    municipality="SFO39",
    settlement="гр. Самоков",
    level="municipal",
    funding="state_delegated",
    mode="day",
    environment="specialized",
    users="adults",
    target_groups=("adults-disability",),
    phone="0722 00000",
    line="ул. „Измислена“ 1",
)


@dataclass(frozen=True)
class Cast:
    """Who acts."""

    agency: Actor
    municipality: Actor
    stranger: Actor
    district: Actor
    other_district: Actor
    provider: Actor


def organization(kind: str, slug: str, **where: Any) -> Organization:
    """An invented office."""
    return Organization.objects.create(kind=kind, name=slug, short_name=slug, slug=slug, **where)


def actor_of(office: Organization, role: str = "analyst") -> Actor:
    """Somebody who works there."""
    user = User.objects.create_user(f"{office.slug}@example.org", "Мария Илиева", "парола за проба")
    actor = Actor(user.pk, office.pk, frozenset({role}))
    with acting(actor):
        Membership.objects.create(user=user, organization=office, role=role)
    return actor


@pytest.fixture
def cast(db: None) -> Cast:
    """Самоков and Елена, the district of Самоков, the agency and a provider."""
    samokov, elena = (Municipality.objects.get(pk=code) for code in ("SFO39", "VTR13"))
    return Cast(
        agency=actor_of(organization("assistance_agency", "asp")),
        municipality=actor_of(organization("municipality", "samokov", municipality=samokov)),
        stranger=actor_of(organization("municipality", "elena", municipality=elena)),
        district=actor_of(
            organization("district", "oblast-sofia", district=District.objects.get(pk="SFO"))
        ),
        other_district=actor_of(
            organization("district", "oblast-vt", district=District.objects.get(pk="VTR"))
        ),
        provider=actor_of(organization("provider", "podkrepa", municipality=samokov), "head"),
    )


@pytest.fixture
def item(db: None) -> StandardItem:
    """What the tests write standards for."""
    return StandardItem.objects.get(pk="as")


def open_service(cast: Cast, n_places: int | None = 40, **changed: Any) -> Service:
    """A service of the provider in Самоков, through the service that makes them."""
    with acting(cast.provider):
        if not Provider.objects.filter(pk=cast.provider.organization_id).exists():
            register.create_provider(
                cast.provider,
                organization_id=cast.provider.organization_id,
                eik="175074752",
                legal_form="private",
                now=NOW,
            )
        opened_on = changed.pop("opened_on", date(2020, 9, 1))
        return register.create_service(
            cast.provider,
            provider_id=cast.provider.organization_id,
            facts=replace(CENTER, **changed),
            opened_on=opened_on,
            n_places=n_places,
            basis="Заповед на АСП",
            now=NOW,
        )
