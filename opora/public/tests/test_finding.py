"""Finding a service without an account: by place, need, age; what is told and what never is."""

from typing import Any

import pytest
from django.test import Client

from opora.journal.context import acting
from opora.public import finding
from opora.public.finding import Asked
from opora.register.models import NamedService, Service, StatutoryActivity
from tests.cast import TODAY, Cast, make

LIST = "/public/services/"


@pytest.fixture
def cast(db: None) -> Cast:
    return make()


@pytest.fixture
def browser(cast: Cast) -> Client:
    return Client()


def hide(cast: Cast) -> Service:
    """A service with a protected address of the same provider."""
    kind = NamedService.objects.filter(is_protected=True).first()
    assert kind
    with acting(cast.provider):
        return Service.objects.create(
            provider_id=cast.provider.organization_id, named_service=kind, name="Убежище Скритова",
            district_id="SFO", level="district", funding="state_delegated",
            mode="round_the_clock", environment="specialized", users="all", is_protected=True,
            phone="0800 11111", opened_on=TODAY,
        )  # fmt: skip


def test_by_place_with_free_places_and_bands(cast: Cast, browser: Client) -> None:
    page = browser.get(LIST, {"place": "Самоков"})
    assert page.status_code == 200
    assert "Дневен център „Слънце“" in page.text
    assert "в същата община" in page.text
    assert "свободн" in page.text
    assert "чакат 0" in page.text.replace("\n", "")


@pytest.mark.parametrize("typed", ["самоков", "община Самоков", "Samokov", "гр. Самоков"])
def test_a_place_is_understood(cast: Cast, typed: str) -> None:
    place = finding.where(Asked(place=typed))
    assert place
    assert place.municipality.pk == "SFO39"


def test_an_unknown_place_shows_everything_and_says_so(cast: Cast, browser: Client) -> None:
    page = browser.get(LIST, {"place": "Никъдево-Ъъъ"}).text
    assert "Не намираме такова място" in page
    assert "Дневен център „Слънце“" in page


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ({"age": "child"}, True),
        ({"age": "adult"}, False),
        ({"group": "children-disability"}, True),
        ({"group": "elderly"}, False),
        ({"free": "1"}, True),
        ({"age": "всичко", "group": ""}, True),
        ({"at": "SFO39"}, True),
        ({"at": "VAR05"}, True),
        ({"at": "няма"}, True),
        ({"page": "999"}, True),
        ({"page": "x"}, True),
    ],
)
def test_by_need_and_age(
    cast: Cast, browser: Client, query: dict[str, str], is_found: bool
) -> None:
    page = browser.get(LIST, query)
    assert page.status_code == 200
    assert ("Дневен център „Слънце“" in page.text) is is_found


def test_by_activity(cast: Cast, browser: Client) -> None:
    own = set(cast.named().activities.values_list("service_type__activity", flat=True))
    for activity in StatutoryActivity.objects.values_list("pk", flat=True):
        page = browser.get(LIST, {"activity": activity}).text
        assert ("Дневен център „Слънце“" in page) is (activity in own)


def test_a_full_service_is_not_among_those_with_a_free_place(cast: Cast, browser: Client) -> None:
    for _n in range(2):
        cast.do(cast.provider, "accept", cast.chosen())
    cast.do(cast.provider, "enqueue", cast.chosen())
    assert "Дневен център „Слънце“" not in browser.get(LIST, {"free": "1"}).text
    page = browser.get(LIST).text
    assert "няма свободно място" in page
    assert "чакат 1–4" in page


def test_of_protected_services_only_the_district_and_the_phone(cast: Cast, browser: Client) -> None:
    hidden = hide(cast)
    for address in (LIST, f"{LIST}?at=SFO39", "/public/municipalities/SFO39/"):
        page = browser.get(address).text
        assert "0800 11111" in page
        assert "Скритова" not in page
        assert str(hidden.named_service) not in page
    assert "0800 11111" not in browser.get(LIST, {"at": "VAR05"}).text
    assert browser.get(f"{LIST}{hidden.pk}/").status_code == 404


def test_the_map_links_to_the_list(cast: Cast, browser: Client) -> None:
    page = browser.get(LIST, {"view": "map", "age": "child"}).text
    assert "<svg" in page
    assert "age=child&amp;at=SFO39" in page


def test_one_service(cast: Cast, browser: Client) -> None:
    page = browser.get(f"{LIST}{cast.service.pk}/").text
    assert "0722 00000" in page
    assert "Как се заявява" in page
    assert browser.get(f"{LIST}999999/").status_code == 404


def test_one_municipality_on_one_page(cast: Cast, browser: Client) -> None:
    page = browser.get("/public/municipalities/SFO39/")
    assert page.status_code == 200
    for words in ("Дневен център „Слънце“", "От държавата за", "Анализ на потребностите"):
        assert words in page.text
    assert browser.get("/public/municipalities/XXX99/").status_code == 404
    empty = browser.get("/public/municipalities/VAR05/")
    assert "В общината още няма вписана услуга" in empty.text


def test_people_are_told_in_bands_only(cast: Cast, browser: Client) -> None:
    for _n in range(2):
        cast.do(cast.provider, "accept", cast.chosen())
    page = browser.get("/public/municipalities/SFO39/").text
    assert "1–4" in page
    bands = [finding.served_words(n) for n in (0, 1, 4, 5, 99, 100, 499, 500, 9000)]
    assert bands == ["0", "1–4", "1–4", "5–9", "50–99", "100–199", "200–499", "500+", "500+"]


@pytest.mark.parametrize(
    ("n_days", "words"),
    [(None, "няма достатъчно данни"), (0, "няма"), (1, "до 1 месец"), (31, "1–3 месеца"),
     (200, "6–12 месеца"), (366, "над 1 година")],
)  # fmt: skip
def test_a_waiting_time_is_told_in_bands(n_days: Any, words: str) -> None:
    assert finding.wait_words(n_days) == words


def test_nearest_first(cast: Cast) -> None:
    with acting(cast.provider):
        far = Service.objects.create(
            provider_id=cast.provider.organization_id, named_service=cast.named(), name="Далечен",
            district_id="VTR", municipality_id="VTR13", settlement="гр. Елена", level="municipal",
            funding="state_delegated", mode="day", environment="specialized", users="children",
            phone="06151 0000", opened_on=TODAY,
        )  # fmt: skip
    here, there = (cast.service.pk, far.pk)
    for code, order in (("SFO39", [here, there]), ("VTR04", [there, here])):
        place = finding.where(Asked(at=code))
        found = finding.find(Asked(at=code), place, today=TODAY)
        assert list(found.ids) == order
        assert found.by_municipality == {"SFO39": 1, "VTR13": 1}
