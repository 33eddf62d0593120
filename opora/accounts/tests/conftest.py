"""A small world: two municipalities, a directorate, the Agency, and people in them."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from opora.accounts.models import Membership, Organization, User
from opora.accounts.rules import OrganizationKind
from opora.journal.context import acting
from opora.lib.actor import Actor

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
PASSWORD = "тихо море и ясно небе"

Employ = Callable[..., Actor]


def organization(
    kind: OrganizationKind, slug: str, municipality: str | None = None
) -> Organization:
    return Organization.objects.create(
        kind=kind,
        slug=slug,
        name=f"Организация {slug}",
        short_name=slug,
        municipality_id=municipality,
    )


@pytest.fixture
def samokov(db: None) -> Organization:
    return organization(OrganizationKind.MUNICIPALITY, "ob-samokov", "SFO39")


@pytest.fixture
def elena(db: None) -> Organization:
    return organization(OrganizationKind.MUNICIPALITY, "ob-elena", "VTR13")


@pytest.fixture
def directorate(db: None) -> Organization:
    return organization(OrganizationKind.DIRECTORATE, "dsp-samokov")


@pytest.fixture
def agency(db: None) -> Organization:
    return organization(OrganizationKind.ASSISTANCE_AGENCY, "asp")


@pytest.fixture
def user(db: None) -> User:
    return User.objects.create_user("maria@samokov.bg", "Мария Илиева", PASSWORD)


@pytest.fixture
def employ(db: None) -> Employ:
    """`employ(organization, "head", email=…)`: somebody with these roles, as an actor."""

    def hire(where: Organization, *roles: str, email: str = "", user: User | None = None) -> Actor:
        address = email or f"{'-'.join(roles)}@{where.slug}.bg"
        known = user or User.objects.filter(email=address).first()
        person = known or User.objects.create_user(address, "Росица Димова", PASSWORD)
        actor = Actor(person.pk, where.pk, frozenset(roles))
        with acting(actor):
            for role in roles:
                Membership.objects.create(user=person, organization=where, role=role)
        return actor

    return hire


def user_of(actor: Actor) -> User:
    """The user behind an actor."""
    return User.objects.get(pk=actor.user_id)  # type: ignore[misc]
