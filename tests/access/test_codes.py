"""From outside, without an account: a member's code, how often it may be tried, and its end."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from opora.journal.context import acting
from opora.meetings.models import GroupMember, MemberInvitation, Session
from opora.meetings.services import invitations
from opora.public import limits
from opora.public.consultations import MOST_COMMENTS
from opora.public.limits import HOUR, TRIES
from tests.cast import Cast

from . import meeting
from .addresses import text
from .planned import Plans

DOOR, ROOM = "/public/meetings/", "/public/meetings/session/"
WRONG = "ABEK-1111-1111"


@pytest.fixture(autouse=True)
def one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one connection of the test stays open after each answer."""
    monkeypatch.setattr(connection, "close", lambda: None)


@pytest.fixture
def code(cast: Cast) -> tuple[str, int]:
    """A member's code from the letter, and the number of the invitation."""
    facts = meeting.hold(cast)["meetings:codes"]
    with acting(cast.municipality):
        made, code = invitations.issue(
            cast.municipality,
            session=Session.objects.get(pk=facts["pk"]),
            member=GroupMember.objects.get(pk=facts["member_id"]),
            now=timezone.now(),
        )
    return code, made.pk


def later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """The counters' clock goes on."""
    moment = time.time() + seconds
    monkeypatch.setattr(limits.time, "time", lambda: moment)


def posted(path: str, **fields: Any) -> int:
    """What a browser that knows nobody is answered."""
    return Client().post(path, fields).status_code


def test_who_guesses_is_stopped_for_an_hour_also_with_the_right_code(
    code: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert {posted(DOOR, code=WRONG) for _ in range(TRIES)} == {400}
    assert posted(DOOR, code=code[0]) == 429
    later(monkeypatch, HOUR - 60)
    assert posted(DOOR, code=code[0]) == 429
    later(monkeypatch, 120)
    assert posted(DOOR, code=code[0]) == 302


def test_the_counters_outlive_the_caches_own_shorter_life(code: tuple[str, int]) -> None:
    posted(DOOR, code=WRONG)
    posted(DOOR, code=WRONG)
    with connection.cursor() as cursor:
        cursor.execute(
            "select min(expires - now()) > interval '55 minutes' from site_cache"
            " where cache_key like '%%meeting-code%%'"
        )
        assert cursor.fetchone() == (True,)


def test_a_code_that_expired_opens_nothing_and_ends_what_it_opened(
    cast: Cast, code: tuple[str, int]
) -> None:
    browser = Client()
    assert browser.post(DOOR, {"code": code[0]}).status_code == 302
    assert "Маркерова" in text(browser.get(ROOM))
    with acting(cast.municipality):
        MemberInvitation.objects.filter(pk=code[1]).update(
            expires_at=timezone.now() - timedelta(seconds=1)
        )
    gone = browser.get(ROOM)
    assert (gone.status_code, gone["Location"]) == (302, DOOR)
    assert "Маркерова" not in text(browser.get(DOOR))
    wrong, expired = (Client().post(DOOR, {"code": each}) for each in (WRONG, code[0]))
    assert wrong.status_code == expired.status_code == 400
    sentence = "не отваря заседание"
    assert sentence in text(wrong)
    assert sentence in text(expired)


def test_opinions_from_one_address_are_counted_for_an_hour(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = Plans(cast).numbers
    for path in (
        f"/public/consultations/{numbers['open']}/",
        f"/public/national/{numbers['discussed']}/",
    ):
        assert {posted(path, text="Предлагам.") for _ in range(MOST_COMMENTS)} == {302}
        assert posted(path, text="Предлагам.") == 400
        later(monkeypatch, HOUR - 60)
        assert posted(path, text="Предлагам.") == 400
        later(monkeypatch, 120)
        assert posted(path, text="Предлагам.") == 302
