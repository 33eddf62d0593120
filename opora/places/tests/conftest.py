"""A municipality, its directorate, a provider with one service, and another municipality."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from opora.accounts.models import Organization
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.people import services as people
from opora.people.models import Person
from opora.places import queries, services
from opora.places.models import Placement, WaitingListEntry
from opora.register import services as register
from opora.register.models import Service
from opora.register.rules import ServiceFacts
from opora.territory.models import Municipality

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

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


@dataclass
class Stage:
    """Everybody of the story and short ways to let them act."""

    municipality: Actor
    directorate: Actor
    provider: Actor
    stranger: Actor
    service_id: int = 0
    n_people: int = 0

    @property
    def audience(self) -> list[int]:
        """Who works with the people of the story."""
        return [self.municipality.organization_id, self.directorate.organization_id]

    def person(self) -> Person:
        """One more invented person, entered by the municipality."""
        self.n_people += 1
        with acting(self.municipality):
            return people.create_person(
                self.municipality,
                first_name="Мария",
                middle_name="Петрова",
                last_name="Маркерова",
                birth_date=date(1984, 3, 12),
                sex="female",
                identifier_kind="none",
                identifier="",
                missing_reason="homeless",
                basis="referral",
                now=NOW,
                is_demo=True,
            )

    def take(self, actor: Actor | None = None, **changed: Any) -> Placement:
        """A place for a new person, by the provider unless said otherwise."""
        actor = actor or self.provider
        facts: dict[str, Any] = {
            "service_id": self.service_id,
            "person_id": changed.pop("person_id", None) or self.person().pk,
            "request_id": self.n_people,
            "audience": self.audience,
            "now": NOW,
        }
        with acting(actor):
            return services.take(actor, **(facts | changed))

    def enqueue(self, actor: Actor | None = None, **changed: Any) -> WaitingListEntry:
        """A new person in the waiting list, by the municipality unless said otherwise."""
        actor = actor or self.municipality
        facts: dict[str, Any] = {
            "service_id": self.service_id,
            "person_id": changed.pop("person_id", None) or self.person().pk,
            "request_id": self.n_people,
            "audience": self.audience,
            "assessed_on": TODAY - 10 * DAY,
            "now": NOW + self.n_people * timedelta(seconds=1),
        }
        with acting(actor):
            return services.enqueue(actor, **(facts | changed))

    def order(self) -> list[int]:
        """The numbers of the entries in the order of the queue."""
        with acting(self.provider):
            rows = queries.queue(self.provider, self.service_id, today=TODAY)
        return [row.entry.pk for row in rows]


def make_stage(n_places: int = 2) -> Stage:
    """The cast and the service, made through the services that make them."""

    def actor(kind: str, slug: str, municipality: str) -> Actor:
        organization = Organization.objects.create(
            kind=kind,
            name=slug,
            short_name=slug,
            slug=slug,
            municipality=Municipality.objects.get(pk=municipality),
        )
        return Actor(None, organization.pk, frozenset({"officer"}))

    stage = Stage(
        actor("municipality", "samokov", "SFO39"),
        actor("directorate", "dsp-samokov", "SFO39"),
        actor("provider", "slance", "SFO39"),
        actor("municipality", "elena", "VTR13"),
    )
    provider_id = stage.provider.organization_id
    with acting(stage.provider):
        register.create_provider(
            stage.provider,
            organization_id=provider_id,
            eik="175074752",
            legal_form="private",
            now=NOW,
        )
        stage.service_id = register.create_service(
            stage.provider,
            provider_id=provider_id,
            facts=FACTS,
            opened_on=date(2020, 9, 1),
            n_places=n_places,
            basis="Заповед на АСП",
            now=NOW,
        ).pk
    return stage


@pytest.fixture
def stage(db: None) -> Stage:
    """Two places, nobody in them."""
    return make_stage()


@pytest.fixture
def second(stage: Stage) -> Callable[..., Service]:
    """Another service of the same provider."""

    def make(n_places: int = 1) -> Service:
        with acting(stage.provider):
            return register.create_service(
                stage.provider,
                provider_id=stage.provider.organization_id,
                facts=FACTS,
                opened_on=date(2020, 9, 1),
                n_places=n_places,
                basis="Заповед на АСП",
                now=NOW,
            )

    return make
