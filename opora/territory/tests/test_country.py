"""The shipped tables of the country, distances and search."""

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.territory import facts, queries, rules
from opora.territory.models import District, Municipality, Settlement

BANDS = ("age_0_14", "age_15_29", "age_30_44", "age_45_64", "age_65_plus")
POINTS = st.tuples(st.decimals("41", "44.5", places=2), st.decimals("22", "29", places=2))


def test_28_districts_and_265_municipalities_with_a_place_in_bulgaria() -> None:
    districts = {row["code"] for row in facts.rows("districts")}
    municipalities = list(facts.rows("municipalities"))
    assert (len(districts), len(municipalities)) == (28, 265)
    for row in municipalities:
        assert row["district"] in districts
        assert row["code"][:3] == row["district"]
        assert 41.2 < float(row["lat"]) < 44.3
        assert 22.3 < float(row["lon"]) < 28.7


def test_the_census_sums_up() -> None:
    rows = list(facts.rows("census_2021"))
    assert {row["code"] for row in rows} == {row["code"] for row in facts.rows("municipalities")}
    for row in rows:
        assert sum(int(row[band]) for band in BANDS) == int(row["population"])
    totals = [sum(int(row[band]) for row in rows) for band in ("population", *BANDS)]
    assert totals == [6519789, 917722, 854153, 1312494, 1902753, 1532667]


# Printed by the budget act otherwise than by the National Statistical Institute.
OTHER_NAMES = {"DOB15": "Добричка", "KNL04": "Бобовдол", "SOF46": "Столична община"}
OTHER_DISTRICTS = {"SFO": "Софийска", "SOF": "София-град"}


def test_every_budget_code_meets_one_municipality_of_the_same_name_and_district() -> None:
    units = {row["code"]: row for row in facts.rows("municipalities")}
    districts = {row["code"]: row["name"] for row in facts.rows("districts")}
    rows = list(facts.rows("budget_codes"))
    assert len(rows) == 265 == len({row["budget_code"] for row in rows})
    assert {row["code"] for row in rows} == set(units)
    for row in rows:
        unit = units[row["code"]]
        district = OTHER_DISTRICTS.get(unit["district"], districts[unit["district"]])
        assert row["district_printed"] == district
        assert row["name_printed"] == OTHER_NAMES.get(unit["code"], unit["name"])
        assert re.fullmatch(r"5[1-9]|6[0-9]|7[0-8]", row["budget_code"][:2])


def test_a_district_has_one_pair_of_first_digits() -> None:
    rows = list(facts.rows("budget_codes"))
    pairs = {(row["code"][:3], row["budget_code"][:2]) for row in rows}
    assert len(pairs) == 28
    twins = {row["budget_code"]: row["code"] for row in rows if row["name_printed"] == "Бяла"}
    assert twins == {"5304": "VAR05", "6802": "RSE04"}


@pytest.mark.django_db
def test_all_265_have_their_budget_code_in_the_database() -> None:
    codes = dict(Municipality.objects.values_list("budget_code", "code"))
    assert len(codes) == 265
    assert (codes["7318"], codes["7225"], codes["5804"]) == ("SFO39", "SOF46", "DOB15")


@pytest.mark.django_db
def test_every_figure_has_its_day_and_source() -> None:
    found = queries.indicators(["population", "age_65_plus"], "SFO39")
    population = found["population"]
    assert population.as_of == date(2021, 9, 7)
    assert population.source == "НСИ, Преброяване 2021"
    old, everybody = found["age_65_plus"].value, population.value
    assert old
    assert everybody
    assert Decimal(0) < old < everybody
    assert queries.indicators(["population"], "SFO39", on=date(2020, 1, 1)) == {}


@pytest.mark.django_db
def test_the_country_is_in_the_database() -> None:
    assert District.objects.count() == 28
    assert queries.municipalities().count() == 265
    assert {unit.name for unit in queries.municipalities("SFO")} >= {"Самоков", "Костенец"}
    twins = Municipality.objects.filter(name="Бяла").order_by("code")
    assert [unit.full_name for unit in twins] == ["Бяла, обл. Русе", "Бяла, обл. Варна"]


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        # Straight lines of 46.7, 363 and 0 km.
        ((Decimal("42.33"), Decimal("23.55")), (Decimal("42.70"), Decimal("23.32")), 61),
        ((Decimal("42.70"), Decimal("23.32")), (Decimal("43.22"), Decimal("27.91")), 511),
        ((Decimal("42.33"), Decimal("23.55")), (Decimal("42.33"), Decimal("23.55")), 0),
    ],
)
def test_distance_is_the_straight_line_times_the_road_factor(
    one: rules.Point, other: rules.Point, km: int
) -> None:
    assert abs(rules.distance_km(one, other) - km) <= 1


@given(POINTS, POINTS)
def test_distance_is_the_same_both_ways(one: rules.Point, other: rules.Point) -> None:
    assert rules.distance_km(one, other) == rules.distance_km(other, one) >= 0


@pytest.mark.django_db
def test_distances_from_one_seat_to_all() -> None:
    km = queries.distances_from("SFO39")
    assert (len(km), km["SFO39"]) == (265, 0)
    assert km["SFO25"] < km["VTR13"] < km["VAR06"]


def test_a_distance_always_says_its_kind() -> None:
    assert queries.distance_words(46) == (
        "около 46 км между центровете на общините, по права линия × 1,35"
    )
    assert queries.distance_words(0).startswith("под 1 км между центровете")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        "Говедарци",
        "говед",
        "с. Говедарци",
        "с.Говедарци",
        "Govedartsi",
        "Гведарци",
        "15285",
        " ГОВ ",
    ],
)
def test_a_settlement_is_found_by_beginning_likeness_letters_and_code(text: str) -> None:
    Settlement.objects.create(
        ekatte="15285",
        municipality_id="SFO39",
        kind="с.",
        name="Говедарци",
        name_en="Govedartsi",
    )
    Settlement.objects.create(ekatte="65231", municipality_id="SFO39", kind="гр.", name="Самоков")
    assert [village.ekatte for village in queries.search_settlements(text)] == ["15285"]
    assert queries.search_settlements(text, municipality="VTR13") == []


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "  ", "с.", "%", "_", "х" * 10_000, "' or 1=1 --"])
def test_a_search_for_nothing_finds_nothing(text: str) -> None:
    Settlement.objects.create(ekatte="65231", municipality_id="SFO39", kind="гр.", name="Самоков")
    assert queries.search_settlements(text) == []
