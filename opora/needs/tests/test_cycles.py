"""The rounds of planning: opened and closed by the agency, refused in words."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from opora.journal.context import acting
from opora.lib.refusals import Refused
from opora.needs.models import Cycle
from opora.needs.services import analyses, cycles
from tests.access.addresses import client
from tests.cast import NOW, Cast

from .conftest import Desk

TYPED = {
    "name": "Национална карта до 2040 г.",
    "name_en": "",
    "opened_on": "01.11.2026",
    "base_on": "31.12.2025",
    "horizon_year": "2040",
}


@pytest.fixture
def browser(cast: Cast) -> Client:
    return client(cast.agency)


def home(cast: Cast) -> str:
    return f"/o/{cast.organization(cast.agency).slug}/needs/cycles/"


def test_the_agency_opens_a_round_and_closes_it(cast: Cast, browser: Client) -> None:
    assert "Още няма цикъл" in browser.get(home(cast)).text
    assert browser.post(home(cast), TYPED).status_code == 302
    cycle = Cycle.objects.get()
    assert (cycle.pk, cycle.name_en) == ("2026-2040", TYPED["name"])
    assert TYPED["name"] in browser.get(home(cast)).text
    closing = f"{home(cast)}2026-2040/close/"
    assert "Внесени са 0 анализа." in browser.get(closing).text
    today = timezone.localdate()
    late = browser.post(closing, {"closed_on": f"{today + timedelta(days=1):%d.%m.%Y}"})
    assert late.status_code == 400
    assert "не в бъдещето" in late.text
    assert browser.post(closing, {"closed_on": f"{today:%d.%m.%Y}"}).status_code == 302
    again = browser.post(closing, {"closed_on": f"{today:%d.%m.%Y}"})
    assert "вече е приключен" in again.text
    assert "Още няма открит цикъл" not in browser.get(home(cast)).text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": " карта ДО 2035 г. "}, "Вече има цикъл с това име."),
        ({"opened_on": "31.12.2099"}, "Цикълът не може да е открит в бъдещето."),
        ({"base_on": "31.12.2099"}, "Няма данни към ден в бъдещето."),
        ({"base_on": "31.02.2026"}, "Няма такъв ден."),
        ({"horizon_year": "2026"}, "Хоризонтът е година между 2027 и 2056."),
        ({"horizon_year": "2099"}, "Хоризонтът е година между 2027 и 2056."),
        ({"name": ""}, "Това поле е задължително."),
    ],
)
def test_bad_days_and_names_in_words(
    desk: Desk, browser: Client, typed: dict[str, str], said: str
) -> None:
    answer = browser.post(home(desk.cast), TYPED | typed)
    assert answer.status_code == 400
    assert said in answer.text
    assert 'value="2040"' in answer.text or "horizon_year" in typed


def test_two_rounds_of_the_same_years_get_different_codes(cast: Cast, browser: Client) -> None:
    browser.post(home(cast), TYPED)
    browser.post(home(cast), TYPED | {"name": "Междинен преглед"})
    assert set(Cycle.objects.values_list("code", flat=True)) == {"2026-2040", "2026-2040-2"}


def test_others_find_no_page_and_no_act(desk: Desk) -> None:
    for actor in (desk.cast.municipality, desk.cast.district):
        slug = desk.cast.organization(actor).slug
        assert client(actor).get(f"/o/{slug}/needs/cycles/").status_code == 404
        assert client(actor).post(f"/o/{slug}/needs/cycles/2035/close/").status_code == 404
        with acting(actor), pytest.raises(Refused, match="Агенцията"):
            cycles.close_cycle(actor, cycle=desk.cycle, closed_on=NOW.date(), now=NOW)


def test_in_a_closed_round_nothing_begins_and_what_is_begun_goes_on(desk: Desk) -> None:
    begun = desk.open()
    agency: Any = desk.cast.agency
    with acting(agency):
        day = desk.now.date() - timedelta(days=1)
        cycles.close_cycle(agency, cycle=desk.cycle, closed_on=day, now=desk.now)
    desk.write(begun, "profile")
    desk.cycle.refresh_from_db()
    stranger = desk.cast.stranger
    with acting(stranger), pytest.raises(Refused, match="приключен"):
        analyses.open_analysis(stranger, cycle=desk.cycle, now=desk.now)


def test_a_round_is_not_closed_before_it_opens(desk: Desk) -> None:
    agency = desk.cast.agency
    with acting(agency), pytest.raises(Refused, match="след откриването"):
        cycles.close_cycle(agency, cycle=desk.cycle, closed_on=date(2026, 1, 1), now=NOW)
