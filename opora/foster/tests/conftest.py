"""A directorate with a family, children, and the municipality that pays."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest

from opora.accounts.models import Organization
from opora.foster import services
from opora.foster.matching import Need
from opora.foster.models import FosterFamily, FosterStay
from opora.foster.rules import StayKind
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.people import services as people
from opora.people.models import Person
from opora.territory.models import Municipality

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
PROFILE: dict[str, Any] = {
    "settlement": "гр. Самоков",
    "is_professional": True,
    "age_from": 3,
    "age_to": 11,
    "sex": "any",
    "n_places": 1,
    "kinds": ["emergency", "short", "long", "respite"],
    "takes_disability": False,
    "takes_siblings": False,
}


@dataclass
class Home:
    """Who acts, and short ways to let them act."""

    directorate: Actor
    municipality: Actor
    stranger: Actor
    n_people: int = 0

    def person(self, born: date) -> Person:
        """One more invented person, known to the directorate."""
        self.n_people += 1
        with acting(self.directorate):
            return people.create_person(
                self.directorate,
                first_name="Ния",
                middle_name=f"Иван{chr(0x430 + self.n_people)}ва",
                last_name="Приемникова",
                birth_date=born,
                sex="female",
                identifier_kind="none",
                identifier="",
                missing_reason="foreign",
                basis="referral",
                now=NOW,
                is_demo=True,
            )

    def child(self) -> Person:
        """A girl of seven."""
        return self.person(date(2019, 5, 4))

    def applicant(self, **changed: Any) -> FosterFamily:
        """A candidate with a profile."""
        with acting(self.directorate):
            return services.apply(
                self.directorate,
                parent_id=self.person(date(1980, 2, 3)).pk,
                payer=Organization.objects.get(pk=self.municipality.organization_id),
                profile=PROFILE | changed,
                address="ул. „Тайна“ 5",
                phone="0888 000000",
                applied_on=date(2025, 1, 10),
                now=NOW,
            )

    def act(self, family: FosterFamily, action: str, actor: Actor | None = None) -> FosterFamily:
        """One step of the family."""
        with acting(actor or self.directorate):
            return services.act(
                actor or self.directorate,
                family=family,
                action=action,
                text="основание",
                day=TODAY,
                now=NOW,
            )

    def family(self, **changed: Any) -> FosterFamily:
        """A family that may take children."""
        return self.act(self.act(self.applicant(**changed), "assess"), "enter")

    def place(
        self, family: FosterFamily, child: Person | None = None, **changed: Any
    ) -> FosterStay:
        """A child goes to the family."""
        child = child or self.child()
        facts: dict[str, Any] = {
            "need": Need(child.age_on(TODAY), "female", StayKind.LONG, "SFO39"),
            "document": "Заповед № 4",
            "note": "",
            "begins_on": date(2026, 10, 11),
            "planned_end_on": date(2027, 10, 1),
            "now": NOW,
        }
        with acting(self.directorate):
            return services.place(
                self.directorate, family=family, child_id=child.pk, **(facts | changed)
            )


def make_home() -> Home:
    """The directorate, the municipality, and another directorate."""

    def actor(kind: str, slug: str, municipality: str) -> Actor:
        organization = Organization.objects.create(
            kind=kind,
            name=slug,
            short_name=slug,
            slug=slug,
            municipality=Municipality.objects.get(pk=municipality),
        )
        return Actor(None, organization.pk, frozenset({"officer"}))

    return Home(
        actor("directorate", "dsp-samokov", "SFO39"),
        actor("municipality", "samokov", "SFO39"),
        actor("directorate", "dsp-elena", "VTR13"),
    )


@pytest.fixture
def home(db: None) -> Home:
    """Nobody has applied yet."""
    return make_home()
