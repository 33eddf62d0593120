"""The day book in a browser."""

import pytest
from django.test import Client
from django.utils import timezone

from opora.cases.models import Case
from tests.cast import Cast, make
from tests.using import a_case, monday, signed, sit

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    made = make(n_places=10)
    made.now = timezone.now()
    return made


@pytest.fixture
def browser(cast: Cast) -> Client:
    return sit(cast.provider.user_id)


@pytest.mark.parametrize("tail", ["", "expiring/", "incidents/", "utilization/"])
def test_every_page_opens(cast: Cast, browser: Client, tail: str) -> None:
    signed(cast, starts_on=monday())
    assert browser.get(f"/o/slance/usage/{tail}").status_code == 200


def test_the_use_of_a_case_is_for_its_parties(cast: Cast, browser: Client) -> None:
    case: Case = a_case(cast)
    signed(cast, case, starts_on=monday())
    page = f"usage/case/{case.pk}/"
    assert browser.get(f"/o/slance/{page}").status_code == 200
    assert sit(cast.municipality.user_id).get(f"/o/ob-samokov/{page}").status_code == 200
    assert sit(cast.stranger.user_id).get(f"/o/ob-elena/{page}").status_code == 404
