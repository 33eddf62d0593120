"""From the application to the closed month, through services and pages."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from opora.accounts.models import Membership, Organization, User
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused
from opora.patronage import queries, services
from opora.patronage.models import MealDelivery, PatronageRoute, PatronageUser
from opora.people import services as people
from opora.territory.models import Municipality

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
FRIDAY = date(2026, 11, 20)
OCTOBER = date(2026, 10, 1)
FACTS: dict[str, Any] = {
    "ground": "age",
    "ground_document": "",
    "diet": "diabetic",
    "weekdays": [0, 1, 2, 3, 4],
    "address": "ул. „Измислена“ 2",
    "phone": "0888 000000",
    "note": "",
}


@dataclass
class Town:
    """The municipality, another one, and short ways to act."""

    actor: Actor
    stranger: Actor
    n: int = 0

    def user(self, *, begins_on: date = OCTOBER, order: int = 1) -> PatronageUser:
        """One more person, served from a day on."""
        self.n += 1
        with acting(self.actor):
            person = people.create_person(
                self.actor,
                first_name="Пена",
                middle_name="Иванова",
                last_name="Патронова",
                birth_date=date(1944, 3, self.n),
                sex="female",
                identifier_kind="none",
                identifier="",
                missing_reason="foreign",
                basis="patronage",
                now=NOW,
                is_demo=True,
            )
            made = services.apply(
                self.actor,
                person_id=person.pk,
                applied_on=date(2026, 9, 1),
                facts=FACTS,
                now=NOW,
            )
            return services.accept(
                self.actor,
                user=made,
                route=self.route(),
                stop_order=order,
                begins_on=begins_on,
                now=NOW,
            )

    def route(self) -> PatronageRoute:
        """The only tour."""
        found = queries.routes(self.actor).first()
        return found or services.make_route(self.actor, name="Център", driver="", now=NOW)

    def mark(self, user: PatronageUser, day: date, outcome: str, reason: str = "") -> MealDelivery:
        """What happened at a door."""
        with acting(self.actor):
            return services.mark(
                self.actor, user=user, day=day, outcome=outcome, reason=reason, now=NOW
            )


@pytest.fixture
def town(db: None) -> Town:
    """Nobody is served yet."""

    def actor(slug: str, municipality: str) -> Actor:
        organization = Organization.objects.create(
            kind="municipality",
            name=slug,
            short_name=slug,
            slug=slug,
            municipality=Municipality.objects.get(pk=municipality),
        )
        user = User.objects.create_user(f"{slug}@example.org", slug)
        made = Actor(user.pk, organization.pk, frozenset({"officer"}))
        with acting(made):
            Membership.objects.create(user=user, organization=organization, role="officer")
        return made

    return Town(actor("samokov", "SFO39"), actor("elena", "VTR13"))


def test_a_month_of_meals(town: Town) -> None:
    """22 working days: one at an empty door, five in hospital; closed once, then locked."""
    user = town.user()
    town.mark(user, date(2026, 10, 1), "delivered")
    town.mark(user, date(2026, 10, 2), "not_found", "не отваря")
    with acting(town.actor):
        services.stop_meals(
            town.actor,
            user=user,
            since=date(2026, 10, 5),
            until=date(2026, 10, 9),
            reason="болница",
            now=NOW,
        )
        with pytest.raises(Refused, match="няма поръчана"):
            services.mark(
                town.actor, user=user, day=date(2026, 10, 6), outcome="delivered", now=NOW
            )
        (count,) = queries.month(town.actor, OCTOBER)
        assert (count.n_meals, count.n_missed) == (16, 1)
        services.close_month(town.actor, month=OCTOBER, now=NOW)
        with pytest.raises(Refused, match="вече е приключен"):
            services.close_month(town.actor, month=OCTOBER, now=NOW)
        with pytest.raises(Refused, match="приключен"):
            services.mark(
                town.actor, user=user, day=date(2026, 10, 1), outcome="delivered", now=NOW
            )
        with pytest.raises(Refused, match="не е свършил"):
            services.close_month(town.actor, month=date(2026, 11, 1), now=NOW)


def test_the_route_and_the_kitchen(town: Town) -> None:
    second, first = town.user(order=2), town.user(order=1)
    with acting(town.actor):
        doors = queries.doors(town.actor, town.route().pk, FRIDAY)
        assert [door.user.pk for door in doors] == [first.pk, second.pk]
        assert queries.kitchen(town.actor, FRIDAY).totals == [0, 2, 0, 0]
        assert [n for _diet, n in queries.kitchen(town.actor, FRIDAY).by_diet] == [0, 2, 0, 0]
        assert queries.kitchen(town.actor, FRIDAY + timedelta(days=1)).total == 0
        services.close(
            town.actor, user=first, action="end", reason="дом", day=date(2026, 11, 19), now=NOW
        )
        assert queries.kitchen(town.actor, FRIDAY).total == 1


@pytest.mark.parametrize(
    ("outcome", "day", "reason"),
    [
        ("not_found", FRIDAY, " "),
        ("delivered", FRIDAY + timedelta(days=3), ""),
        ("delivered", date(2026, 11, 15), ""),
    ],
)
def test_refused_marks(town: Town, outcome: str, day: date, reason: str) -> None:
    with pytest.raises(Refused):
        town.mark(town.user(), day, outcome, reason)


def test_another_municipality_sees_nothing(town: Town) -> None:
    user = town.user()
    with acting(town.stranger):
        assert not PatronageUser.objects.exists()
        with pytest.raises(NotVisible):
            queries.user(town.stranger, user.pk)


def test_the_pages(town: Town) -> None:
    """The driver marks with one button; the stranger finds nothing."""
    day = timezone.localdate()
    day -= timedelta(days=max(0, day.weekday() - 4))
    user = town.user()
    with acting(town.actor):
        route = town.route()
    client, other = Client(), Client()
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    client.force_login(User.objects.get(pk=town.actor.user_id or 0), backend=backend)
    other.force_login(User.objects.get(pk=town.stranger.user_id or 0), backend=backend)
    base = "/o/samokov/patronage/"
    tour = f"routes/{route.pk}/{day}/"
    for path in ("", "new/", f"users/{user.pk}/", "routes/", tour, "kitchen/", "month/2026-10/"):
        assert client.get(base + path).status_code == 200, path
    assert client.post(base + tour, {"user": user.pk, "outcome": "not_found"}).status_code == 400
    assert client.post(base + tour, {"user": user.pk, "outcome": "delivered"}).status_code == 302
    assert "предадено" in client.get(base + tour).content.decode()
    assert "Пена Иванова Патронова" in client.get(base + "month/2026-10/export/").content.decode()
    assert client.post(base + f"users/{user.pk}/end/", {"c-reason": ""}).status_code == 400
    stop = {"s-since": "01.12.2026", "s-reason": "болница"}
    assert client.post(base + f"users/{user.pk}/stop/", stop).status_code == 302
    assert other.get(f"/o/elena/patronage/users/{user.pk}/").status_code == 404
    assert other.get(f"/o/elena/patronage/{tour}").status_code == 404
