"""200 attempts at one place over HTTP against two server processes. Kept for ever.

Officers of one provider press „Приеми“ for 25 people, each eight times and in two browsers, while
the capacity is cut, a place is released and an offer expires. Everything goes through the pages.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle
from typing import Any

import httpx
import psycopg
import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.utils import timezone

from opora.accounts.models import Membership, Organization, User
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.places import queries as places
from opora.places.models import Placement
from opora.referral import queries, services
from opora.referral.models import ServiceRequest
from tests.cast import Cast, make
from tests.journeys.conftest import BACKEND

pytestmark = pytest.mark.django_db(transaction=True)

ATTEMPTS = 200
N_PEOPLE = 25
AT_ONCE = 32
CSRF = "r" * 32


@dataclass
class Browser:
    """One signed-in officer at one of the servers."""

    client: httpx.Client
    slug: str

    def post(self, path: str, **typed: Any) -> int:
        """Send a form; the status of the answer before any redirect."""
        answer = self.client.post(f"/o/{self.slug}/{path}", data=typed)
        assert answer.status_code < 500, answer.text
        return answer.status_code


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """Three places in the day center."""
    return make(n_places=3)


@pytest.fixture
def browsers(cast: Cast, start_server: Callable[[], str]) -> Iterator[list[Browser]]:
    """Officers of the provider, half of them at each server."""
    addresses = [start_server(), start_server()]
    slug = Organization.objects.get(pk=cast.provider.organization_id).slug
    made = [
        Browser(signed_in(officer(cast, n), address), slug)
        for n, address in zip(range(8), cycle(addresses), strict=False)
    ]
    yield made
    for browser in made:
        browser.client.close()


def officer(cast: Cast, n: int) -> User:
    user = User.objects.create_user(f"officer{n}@example.org", f"Служител {n}", None)
    with acting(Actor(user.pk, cast.provider.organization_id, frozenset())):
        Membership.objects.create(
            user=user, organization_id=cast.provider.organization_id, role="officer"
        )
    return user


def signed_in(user: User, address: str) -> httpx.Client:
    session = Client()
    session.force_login(user, backend=BACKEND)
    return httpx.Client(
        base_url=address,
        timeout=60,
        limits=httpx.Limits(max_connections=8),
        headers={"X-CSRFToken": CSRF},
        cookies={
            settings.CSRF_COOKIE_NAME: CSRF,
            settings.SESSION_COOKIE_NAME: session.cookies[settings.SESSION_COOKIE_NAME].value,
        },
    )


def all_at_once(acts: list[Callable[[], int]]) -> list[int]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda act: act(), acts))


def expire() -> int:
    """What the worker does every minute."""
    try:
        services.expire_offers(now=timezone.now())
    finally:
        connections.close_all()
    return 302


def attempts(
    browsers: list[Browser], wanted: list[ServiceRequest], n: int
) -> list[Callable[[], int]]:
    """Presses of „Приеми“, in turn for everybody wanted and from every browser."""

    def press(browser: Browser, request: ServiceRequest) -> Callable[[], int]:
        return lambda: browser.post(f"requests/{request.pk}/accept/", seen=request.version)

    turns = zip(range(n), cycle(browsers), cycle(wanted), strict=False)
    return [press(browser, request) for _n, browser, request in turns]


def accepted(cast: Cast, wanted: list[ServiceRequest]) -> list[int]:
    """The people of these requests who got a place."""
    with acting(cast.provider):
        found = Placement.objects.filter(request_id__in=[request.pk for request in wanted])
        states = dict(queries.visible(cast.provider).values_list("pk", "state"))
        for placement in found:
            assert states[placement.request_id] == "accepted"
        assert sum(states[request.pk] == "accepted" for request in wanted) == len(found)
        return [placement.person_id for placement in found]


def test_one_place_is_given_once_over_http(cast: Cast, browsers: list[Browser]) -> None:
    """Two of three places are used: exactly one of 200 presses is answered with a place."""
    for _ in range(2):
        cast.do(cast.provider, "accept", cast.chosen())
    wanted = [cast.chosen() for _ in range(N_PEOPLE)]
    answers = Counter(all_at_once(attempts(browsers, wanted, ATTEMPTS)))
    assert answers[302] == 1
    assert sum(answers.values()) == ATTEMPTS
    assert set(answers) <= {302, 400, 409}  # each of the others got a sentence
    assert len(accepted(cast, wanted)) == 1


def test_cut_release_and_expiry_among_200_presses(
    cast: Cast, browsers: list[Browser], owner: psycopg.Connection
) -> None:
    """Two users and an offer whose time is over. At once: one user is released, the capacity is cut
    from three to two, the offer expires, and 200 presses are made.

    Whatever comes first, every place that is left has exactly one taker in the end.
    """
    leaving = cast.do(cast.provider, "accept", cast.chosen())
    cast.do(cast.provider, "accept", cast.chosen())
    waiting = cast.do(cast.provider, "enqueue", cast.chosen())
    assert waiting.state == "offered"
    owner.execute(
        "update places_placeoffer set offered_at = offered_at - interval '30 days',"
        " expires_at = offered_at - interval '27 days'"
    )
    wanted = [cast.chosen() for _ in range(N_PEOPLE)]
    with acting(cast.provider):
        placement = Placement.objects.get(request_id=leaving.pk)
    today = timezone.localdate()
    capacity = f"services/{cast.service.pk}/capacity"
    disturbances: list[Callable[[], int]] = [
        lambda: browsers[0].post(
            f"placements/{placement.pk}/end/", reason="Премести се", ended_on=today
        ),
        lambda: browsers[1].post(
            capacity, n_places=2, valid_from=today, basis="Решение", document="№ 45"
        ),
        expire,
    ]
    acts = attempts(browsers, wanted, ATTEMPTS - N_PEOPLE)
    for disturbance in disturbances:
        acts.insert(random.Random(45).randrange(AT_ONCE), disturbance)
    answers = all_at_once(acts) + all_at_once(attempts(browsers, wanted, N_PEOPLE))
    assert set(answers) <= {302, 400, 409}
    counts = places.occupancy([cast.service.pk], today)[cast.service.pk]
    assert counts.n_vacancies == 0
    assert counts.n_occupied == counts.lasting_capacity
    taken = accepted(cast, wanted)
    assert len(taken) == len(set(taken))
    assert len(taken) + counts.n_offered == counts.capacity - 1  # one user stayed
