"""The pages: found, entered, met, corrected, merged; the stranger gets nothing."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from opora.accounts.models import Membership, Organization, User
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.people import rules
from opora.people.models import AccessLogEntry

from .conftest import Cast

Browser = Callable[[Actor], tuple[Client, str]]
MARK = "Иванова"


@pytest.fixture
def browser(cast: Cast) -> Browser:
    """A signed-in browser of an actor and the beginning of their addresses."""

    def signed_in(actor: Actor) -> tuple[Client, str]:
        user = User.objects.get(pk=actor.user_id)
        with acting(actor):
            Membership.objects.get_or_create(
                user=user, organization_id=actor.organization_id, role="officer"
            )
        client = Client()
        client.force_login(user)
        slug = Organization.objects.get(pk=actor.organization_id).slug
        return client, f"/o/{slug}/people/"

    return signed_in


def _token(html: str) -> str:
    found = re.search(r'name="searched" value="([^"]+)"', html)
    assert found
    return found[1]


def test_who_was_searched_in_vain_is_entered_with_what_the_number_says(
    cast: Cast, browser: Browser
) -> None:
    client, at = browser(cast.municipality)
    number = rules.demo_egn(__import__("datetime").date(1984, 3, 12), rules.Sex.FEMALE, 0)
    html = client.post(at, {"text": number}).content.decode()
    assert "Запиши ново лице" in html
    html = client.post(f"{at}new/", {"searched": _token(html)}).content.decode()
    assert 'value="12.03.1984"' in html
    assert re.search(r'value="female"[^>]* checked', html)
    answer = client.post(
        f"{at}new/",
        {
            "searched": _token(html), "save": "1", "identifier_kind": "egn", "identifier": number,
            "first_name": "Мария", "last_name": MARK, "birth_date": "12.03.1984", "sex": "female",
        },
    )  # fmt: skip
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert MARK in page
    assert number not in page
    assert number in client.post(answer["Location"] + "number/").content.decode()
    with acting(cast.municipality):
        pages = set(AccessLogEntry.objects.values_list("page", flat=True))
    assert pages == {"person", "identifier"}
