"""The cast of four, acting on a real database as the application's role."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest

from opora.accounts.models import Organization, User
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.people import rules, services
from opora.people.models import Person

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)


@dataclass(frozen=True)
class Cast:
    """Everybody of the story; each acts for one organization."""

    municipality: Actor
    colleague: Actor
    directorate: Actor
    provider: Actor
    shelter: Actor
    stranger: Actor


def _organization(kind: str, slug: str, code: str) -> Organization:
    return Organization.objects.create(
        kind=kind, name=f"{kind} {slug}", short_name=slug, slug=slug, municipality_id=code
    )


def _actor(organization: Organization, name: str) -> Actor:
    user = User.objects.create(email=f"{name}@example.bg", name=name)
    return Actor(user.pk, organization.pk, frozenset({"officer"}))


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def make_cast() -> Cast:
    samokov = _organization("municipality", "samokov", "SFO39")
    return Cast(
        _actor(samokov, "ilieva"),
        _actor(samokov, "petrov"),
        _actor(_organization("directorate", "dsp-samokov", "SFO39"), "dimova"),
        _actor(_organization("provider", "dc-samokov", "SFO39"), "koleva"),
        _actor(_organization("provider", "shelter", "SFO39"), "hidden"),
        _actor(_organization("municipality", "elena", "VTR13"), "stranger"),
    )


@pytest.fixture
def as_actor() -> Callable[[Actor], AbstractContextManager[None]]:
    return acting


def enter(actor: Actor, **changes: Any) -> Person:
    """An invented woman, entered by the actor."""
    born = changes.setdefault("birth_date", date(1984, 3, 12))
    sex = changes.setdefault("sex", rules.Sex.FEMALE)
    facts: dict = {
        "first_name": "Мария", "middle_name": "Петрова", "last_name": "Иванова",
        "identifier_kind": "egn", "identifier": rules.demo_egn(born, sex, 0),
        "basis": "referral", "now": NOW, "is_demo": True,
    }  # fmt: skip
    with acting(actor):
        return services.create_person(actor, **(facts | changes))


@pytest.fixture
def maria(cast: Cast) -> Person:
    return enter(cast.municipality)
