"""The pages of a guest: in by code, out when it is over, nothing in an address."""

from datetime import timedelta

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.utils import timezone

from opora.guests import services
from opora.guests.kinds import KINDS
from opora.guests.models import GuestPass
from opora.journal.context import acting
from tests.cast import Cast, make

DOOR, ROOM = "/public/guests/", "/public/guests/open/"


def page(request: HttpRequest, guest_pass: GuestPass) -> HttpResponse:
    """The page of a kind that is here only."""
    return HttpResponse(f"{request.method} {guest_pass.record_id}")


@pytest.fixture
def cast(db: None) -> Cast:
    """Everybody of the story."""
    return make()


@pytest.fixture
def given(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> tuple[GuestPass, str]:
    """A pass of the provider for record 7, and its code."""
    monkeypatch.setitem(KINDS, "test", page)
    now = timezone.now()
    with acting(cast.provider):
        return services.invite(
            cast.provider,
            kind="test",
            record_id=7,
            for_whom="Училище",
            purpose="Един въпрос",
            expires_at=now + timedelta(days=1),
            now=now,
        )


def test_the_code_opens_what_it_is_for(client: Client, given: tuple[GuestPass, str]) -> None:
    answer = client.post(DOOR, {"code": given[1]})

    assert answer.url == ROOM  # type: ignore[attr-defined]
    assert client.get(ROOM).content == b"GET 7"
    assert client.post(ROOM).content == b"POST 7"


def test_without_a_code_there_is_only_the_door(client: Client, db: None) -> None:
    assert client.get(ROOM).status_code == 302
    assert "Вход с код" in client.get(DOOR).content.decode()


def test_a_wrong_code_is_refused_in_words(client: Client, given: tuple[GuestPass, str]) -> None:
    answer = client.post(DOOR, {"code": "ABEK-0000-0000"})

    assert answer.status_code == 400
    assert "не отваря нищо" in answer.content.decode()


def test_a_revoked_code_ends_at_once(
    client: Client, cast: Cast, given: tuple[GuestPass, str]
) -> None:
    client.post(DOOR, {"code": given[1]})
    with acting(cast.provider):
        services.revoke(cast.provider, guest_pass=given[0], now=timezone.now())

    assert client.get(ROOM).url == DOOR  # type: ignore[attr-defined]


def test_an_answered_code_says_thanks_once(
    client: Client, cast: Cast, given: tuple[GuestPass, str]
) -> None:
    client.post(DOOR, {"code": given[1]})
    with acting(cast.provider):
        services.finish(cast.provider, guest_pass=given[0], now=timezone.now())

    assert "получен" in client.get(ROOM).content.decode()
    assert client.get(ROOM).url == DOOR  # type: ignore[attr-defined]
