"""The page that merges municipalities, and the command that does the same."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from opora.territory import queries as territory
from opora.territory.models import Municipality
from tests.access.addresses import client
from tests.cast import Cast, make, member

TYPED = {"code": "SFO54", "successor": "SFO55", "on": "01.01.2026", "basis": "Указ № 1 (проба)"}


@pytest.fixture
def cast(db: None) -> Cast:
    return make()


@pytest.fixture
def browser(cast: Cast) -> Client:
    agency = cast.organization(cast.agency)
    return client(member(agency, "admin.asp@example.org", "Ада Администраторова", "administrator"))


def address(cast: Cast) -> str:
    return f"/o/{cast.organization(cast.agency).slug}/settings/territory/merge/"


def test_what_is_counted_together_is_shown_before_the_act(cast: Cast, browser: Client) -> None:
    url = address(cast)
    both = [Municipality.objects.get(pk=code) for code in ("SFO54", "SFO55")]
    seen = browser.post(url, TYPED)
    assert seen.status_code == 200
    for each in both:
        assert each.full_name in seen.text
    assert Municipality.objects.filter(successor__isnull=False).count() == 0
    assert browser.post(url, TYPED | {"confirmed": "on"}).status_code == 302
    assert Municipality.objects.get(pk="SFO54").successor_id == "SFO55"
    run: Any = territory.last_import("merger")
    assert (run.report["code"], run.user_id is not None) == ("SFO54", True)
    assert "Още няма влята община" not in browser.get(url).text
    imports = browser.get(url.replace("merge", "import"))
    assert url in imports.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"successor": "SFO54"}, "една не се влива в себе си"),
        ({"on": "32.01.2026"}, "on"),
        ({"basis": ""}, "Това поле е задължително."),
        ({"code": "XXX99"}, "code"),
    ],
)
def test_what_cannot_be_is_said(
    cast: Cast, browser: Client, typed: dict[str, str], said: str
) -> None:
    answer = browser.post(address(cast), TYPED | typed | {"confirmed": "on"})
    assert answer.status_code == 400
    assert said in answer.text
    assert Municipality.objects.filter(successor__isnull=False).count() == 0


def test_a_merged_one_is_no_longer_offered(cast: Cast, browser: Client) -> None:
    browser.post(address(cast), TYPED | {"confirmed": "on"})
    again = browser.post(address(cast), TYPED | {"confirmed": "on", "successor": "SFO57"})
    assert again.status_code == 400
    circle = {"code": "SFO55", "successor": "SFO54", "confirmed": "on"}
    assert browser.post(address(cast), TYPED | circle).status_code == 400


def test_only_administrators_of_the_agency(cast: Cast) -> None:
    analyst = member(cast.organization(cast.agency), "chete@example.org", "Ана Аналитик", "analyst")
    for actor in (analyst, cast.municipality, cast.district):
        slug = cast.organization(actor).slug
        page = client(actor).get(f"/o/{slug}/settings/territory/merge/")
        assert page.status_code == 404


def test_the_command_says_what_it_recorded_and_what_it_refused(db: None) -> None:
    out = StringIO()
    call_command("merge_municipality", "SFO54", "SFO55", "2026-01-01", "Указ № 1", stdout=out)
    assert out.getvalue().strip() == "SFO54 → SFO55, 01.01.2026"
    for code, successor, basis, said in (
        ("SFO54", "SFO57", "Указ № 2", "вече е влята"),
        ("SFO57", "SFO57", "Указ № 2", "две различни"),
        ("SFO57", "SFO58", " ", "Посочете акта"),
    ):
        with pytest.raises(CommandError, match=said):
            call_command("merge_municipality", code, successor, "2026-01-01", basis)
