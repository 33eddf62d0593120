"""The Agency's analyst, her colleague, a municipality's expert and a provider; all invented."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from opora.accounts.models import Membership, Organization, User
from opora.criteria import services
from opora.criteria.models import CriteriaSet
from opora.journal.context import acting
from opora.lib.actor import Actor

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)


@dataclass(frozen=True)
class Cast:
    """Who acts."""

    analyst: Actor
    colleague: Actor
    municipality: Actor
    provider: Actor


def _organization(kind: str, slug: str) -> Organization:
    return Organization.objects.create(kind=kind, name=slug, short_name=slug, slug=slug)


def _actor(organization: Organization, name: str, role: str) -> Actor:
    user = User.objects.create_user(f"{name}@example.org", name)
    actor = Actor(user.pk, organization.pk, frozenset({role}))
    with acting(actor):
        Membership.objects.create(user=user, organization=organization, role=role)
    return actor


@pytest.fixture
def cast(db: None) -> Cast:
    """Two of the Agency and two who only look or may not even look."""
    agency = _organization("assistance_agency", "asp")
    return Cast(
        _actor(agency, "Ана Минчева", "analyst"),
        _actor(agency, "Борис Ванев", "head"),
        _actor(_organization("municipality", "ob-samokov"), "Мария Илиева", "officer"),
        _actor(_organization("provider", "slance"), "Петя Иванова", "head"),
    )


@pytest.fixture
def law(cast: Cast) -> CriteriaSet:
    """The criteria of the law, as they are installed."""
    with acting(cast.analyst):
        return CriteriaSet.objects.get()


@pytest.fixture
def draft(cast: Cast, law: CriteriaSet) -> CriteriaSet:
    """A working copy of the law's set."""
    with acting(cast.analyst):
        return services.copy_set(cast.analyst, source=law, name="Работен набор", now=NOW)
