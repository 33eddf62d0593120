"""The map's page and files, on the real figures of the country."""

import csv
import io
import json
from datetime import UTC, date, datetime
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from django.test import Client

from opora.accounts.models import Organization, User
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.needs.models import Cycle
from opora.planning.models import MapEntry, MapVersion
from tests import cast as story
from tests.cast import Cast

MAP = "/o/{}/map/"
DAY = date(2026, 11, 22)


@pytest.fixture
def cast(db: None) -> Cast:
    return story.make()


@pytest.fixture
def expert(cast: Cast) -> Client:
    """The municipality's expert, signed in."""
    client = Client()
    client.force_login(User.objects.get(pk=cast.municipality.officer_id))
    return client


def ask(client: Client, as_: str = "", **asked: str) -> tuple[int, str]:
    address = MAP.format("ob-samokov") + ("file/" if as_ else "")
    answer = client.get(f"{address}?{urlencode(asked | ({'as': as_} if as_ else {}))}")
    return answer.status_code, answer.content.decode("utf-8-sig", "replace")


def test_the_country_by_euro_per_resident(expert: Client) -> None:
    status, page = ask(expert)

    assert status == 200
    assert page.count('class="cell') == 265
    assert "Самоков, обл. София: 116,8 €" in page
    assert "Няма отпечатана сума: 1\N{NO-BREAK SPACE}община" in page  # Божурище has no row for 2026


def test_an_earlier_year_stands_on_its_own_law(expert: Client) -> None:
    _status, page = ask(expert, on="2025")

    assert "Закон за държавния бюджет за 2025 г." in page
    assert "Няма отпечатана сума" not in page


def test_a_district_has_classes_of_its_own(expert: Client) -> None:
    _status, page = ask(expert, district="SFO")

    assert page.count("is-faded") == 265 - 22
    assert page.count('id="row-') == 22


def test_the_chosen_municipality_is_told_about(expert: Client) -> None:
    _status, page = ask(expert, at="SFO39")

    assert "<h2>Община Самоков</h2>" in page
    assert "33\N{NO-BREAK SPACE}375" in page
    assert "Дневен център „Слънце“" in page


def test_places_of_one_service_and_services_as_points(expert: Client, cast: Cast) -> None:
    status, page = ask(expert, layer="sums-places", service="DC_CH", dots="1")

    assert status == 200
    assert page.count('class="dot"') == 1


@pytest.fixture
def two_maps(cast: Cast) -> tuple[MapVersion, MapVersion]:
    """Two published maps of the country: 10 users become 15, and 5 appear elsewhere."""
    owner = Organization.objects.get(slug="ob-samokov").pk
    cycle = Cycle.objects.create(
        code="опит", name="Опит", base_on=DAY, opened_on=DAY, horizon_year=2035
    )
    made = []
    with acting(Actor(None, owner)):
        for number, users in enumerate([{"SFO39": 10}, {"SFO39": 15, "SFO20": 5}], 1):
            version = MapVersion.objects.create(
                cycle=cycle,
                organization_id=owner,
                audience=[0],
                name=f"Карта {number}",
                number=number,
                opened_at=datetime(2026, 11, number, tzinfo=UTC),
                is_illustrative=True,
            )
            for code, count in users.items():
                MapEntry.objects.create(
                    map_version=version,
                    municipality_id=code,
                    planned_service_id="DC_CH",
                    level="municipal",
                    users=count,
                )
            made.append(version)
    return made[0], made[1]


def test_two_maps_before_after_and_the_difference(
    expert: Client, two_maps: tuple[MapVersion, MapVersion]
) -> None:
    old, new = (str(version.pk) for version in two_maps)
    said = {}
    for tab in ("before", "after", "difference"):
        status, page = ask(expert, before=old, after=new, on=tab, service="DC_CH")
        assert status == 200
        assert "Примерни критерии – не са нормативен акт" in page
        said[tab] = page.split('id="m-SFO39"')[1].split("<title>")[1].split("<")[0]

    assert said == {
        "before": "Самоков, обл. София: 10 души",
        "after": "Самоков, обл. София: 15 души",
        "difference": "Самоков, обл. София: 5 души",
    }


def test_the_map_leads_to_the_two_newest_maps(
    expert: Client, two_maps: tuple[MapVersion, MapVersion]
) -> None:
    _status, page = ask(expert)

    assert f"?layer=map-{two_maps[0].pk}-{two_maps[1].pk}" in page


def test_the_chosen_value_leads_to_its_explanation(expert: Client) -> None:
    money = ask(expert, at="SFO39")[1]
    census = ask(expert, at="SFO39", layer="of-population")[1]

    assert 'href="/o/ob-samokov/money/municipality/SFO39/"' in money
    assert 'href="/o/ob-samokov/needs/indicators/of/population/in/SFO39/"' in census


def test_what_is_missing_is_hatched_and_said(expert: Client) -> None:
    _status, page = ask(expert)

    assert 'fill="url(#missing)"' in page.split('id="m-SFO06"')[1].split("</a>")[0]
    assert "Божурище, обл. София: няма отпечатана сума" in page


@pytest.mark.parametrize(
    "asked",
    [
        {"layer": "нещо"},
        {"layer": "map-999"},
        {"layer": "map-1-2"},
        {"layer": "of-"},
        {"district": "XXX"},
    ],
)
def test_what_is_not_there_is_not_found(expert: Client, asked: dict[str, str]) -> None:
    assert ask(expert, **asked)[0] == 404


@pytest.mark.parametrize(
    "asked", [{"on": "1900"}, {"service": "XX"}, {"at": "XXX"}, {"sort": "x"}, {"shape": "borders"}]
)
def test_a_wrong_choice_falls_back_to_the_usual(expert: Client, asked: dict[str, str]) -> None:
    assert ask(expert, **asked)[0] == 200


def test_the_table_has_the_missing_last(expert: Client) -> None:
    for sort in ("value", "-value"):
        _status, page = ask(expert, sort=sort)
        rows = [part.split('"')[0] for part in page.split('id="row-')[1:]]
        assert len(rows) == 265
        assert rows[-1] == "SFO06"


def test_the_csv_holds_every_municipality(expert: Client) -> None:
    _status, text = ask(expert, "csv")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))

    assert len(rows) == 266
    (samokov,) = [row for row in rows if row[0] == "SFO39"]
    assert samokov[3] == "116,8"
    (without,) = [row for row in rows if row[0] == "SFO06"]
    assert without[3] == ""


def test_the_geojson_has_points_until_there_are_borders(expert: Client) -> None:
    _status, text = ask(expert, "geojson")
    found = {each["id"]: each for each in json.loads(text)["features"]}

    assert found["SFO39"]["geometry"] == {"type": "Point", "coordinates": [23.56, 42.34]}
    assert found["SFO06"]["properties"]["value"] is None


def test_the_svg_stands_alone(expert: Client) -> None:
    _status, text = ask(expert, "svg", district="SFO")

    assert ElementTree.fromstring(text).tag.endswith("svg")
    assert "href" not in text


@pytest.mark.parametrize(("kind", "begins"), [("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_the_picture_as_a_page(expert: Client, kind: str, begins: bytes) -> None:
    answer = expert.get(MAP.format("ob-samokov") + f"file/?as={kind}")

    assert answer.content.startswith(begins)
    assert answer["Content-Disposition"] == f'attachment; filename="opora-money-resident.{kind}"'


def test_an_unknown_kind_of_file_is_not_found(expert: Client) -> None:
    assert ask(expert, "exe")[0] == 404


def test_who_does_not_work_there_sees_nothing(expert: Client) -> None:
    assert expert.get(MAP.format("ob-elena")).status_code == 404
    assert Client().get(MAP.format("ob-samokov")).status_code == 302


@pytest.mark.parametrize("kind", ["svg", "csv", "geojson"])
def test_every_file_of_an_illustration_says_so(
    expert: Client, two_maps: tuple[MapVersion, MapVersion], kind: str
) -> None:
    _status, text = ask(expert, kind, layer=f"map-{two_maps[0].pk}", service="DC_CH")

    assert "Примерни критерии – не са нормативен акт" in text
    assert "Примерни критерии" not in ask(expert, kind)[1]
