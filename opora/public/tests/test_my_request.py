"""„Моята преписка“: in by the code and the year of birth, out when the code is taken back."""

import pytest
from django.core.cache import cache
from django.test import Client

from opora.journal.context import acting
from opora.people import services as people
from opora.public import limits
from opora.referral.models import RequestCode, ServiceRequest
from tests.access.addresses import client
from tests.cast import Cast, make

DOOR, ROOM = "/public/request/", "/public/request/shown/"


@pytest.fixture
def cast(db: None) -> Cast:
    cache.clear()
    return make()


def given(cast: Cast, request: ServiceRequest) -> str:
    """The code as the officer's page shows it."""
    page = client(cast.municipality).post(f"/o/ob-samokov/requests/{request.pk}/code/")
    assert page.status_code == 200
    return str(page.context["given"])


def test_the_officer_gives_it_prints_it_and_takes_it_back(cast: Cast) -> None:
    request, officer = cast.chosen(), client(cast.municipality)
    home = f"/o/ob-samokov/requests/{request.pk}/"
    assert f"{home}code/" in officer.get(home).text
    code = given(cast, request)
    letter = officer.post(f"{home}code/letter/", {"code": code})
    assert letter.headers["Content-Type"] == "application/pdf"
    assert letter.content.startswith(b"%PDF")
    assert "no-store" in letter.headers["Cache-Control"]
    assert officer.post(f"{home}code/letter/", {"code": "AAAA-AAAA-0000"}).status_code == 404
    assert code not in officer.get(f"{home}code/").text
    assert officer.post(f"{home}code/revoke/").status_code == 302
    assert officer.post(f"{home}code/revoke/").status_code == 400
    assert "издаде на лицето код" in officer.get(home).text


def test_the_person_sees_where_it_stands_and_no_officer(cast: Cast) -> None:
    request = cast.chosen()
    with acting(cast.directorate):
        people.log_view(
            cast.directorate, person_id=request.person_id, purpose="проверка", page="person"
        )
    browser = Client()
    answer = browser.post(DOOR, {"code": given(cast, request).lower(), "birth_year": "2017"})
    assert answer.headers["Location"] == ROOM
    page = browser.get(ROOM)
    assert page.status_code == 200
    for words in (
        request.number,
        "Чий ред е",
        "Сдружение „Слънце“",
        "Отговор на доставчика",
        "ДСП",
    ):
        assert words in page.text
    for secret in ("Илиева", "Димова", "Маркерова", "проверка"):
        assert secret not in page.text
    assert browser.post("/public/request/leave/").status_code == 302
    assert browser.get(ROOM).status_code == 302


def test_a_revoked_code_ends_an_open_page_at_once(cast: Cast) -> None:
    request, browser = cast.chosen(), Client()
    browser.post(DOOR, {"code": given(cast, request), "birth_year": "2017"})
    client(cast.municipality).post(f"/o/ob-samokov/requests/{request.pk}/code/revoke/")
    gone = browser.get(ROOM, follow=True)
    assert "Кодът вече не важи" in gone.text


@pytest.mark.parametrize(
    "typed",
    [
        {"birth_year": "2016"},
        {"code": "AAAA-BBBB-0000"},
        {"code": ""},
        {"birth_year": "две хиляди"},
        {"birth_year": "99999"},
    ],
)
def test_what_does_not_open(cast: Cast, typed: dict[str, str]) -> None:
    browser = Client()
    right = {"code": given(cast, cast.chosen()), "birth_year": "2017"}
    answer = browser.post(DOOR, right | typed)
    assert answer.status_code == 400
    assert browser.get(ROOM).status_code == 302


def test_many_wrong_ones_are_stopped_and_the_right_one_too(cast: Cast) -> None:
    code, browser = given(cast, cast.chosen()), Client()
    for _n in range(limits.TRIES):
        assert browser.post(DOOR, {"code": "AAAA", "birth_year": "2017"}).status_code == 400
    assert browser.post(DOOR, {"code": code, "birth_year": "2017"}).status_code == 429
    assert "Твърде много" in browser.post(DOOR, {"code": code, "birth_year": "2017"}).text


def test_nothing_of_the_code_stands_in_an_address_or_in_a_row(cast: Cast) -> None:
    request, browser = cast.chosen(), Client()
    code = given(cast, request)
    answer = browser.post(DOOR, {"code": code, "birth_year": "2017"}, follow=True)
    told = f"{answer.redirect_chain} {answer.request['PATH_INFO']}"
    assert code not in told
    assert "2017" not in told
    with acting(cast.municipality):
        assert RequestCode.objects.get().first_used_at is not None
