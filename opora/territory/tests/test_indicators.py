"""The catalogue of indicators, the latest figures and their sums over merged municipalities."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from opora.lib.refusals import Refused
from opora.territory import facts, indicator_rules, queries, services
from opora.territory.indicator_rules import Succession, Total, Value
from opora.territory.models import Indicator, IndicatorValue, Municipality

DAY = date(2026, 11, 22)
MERGED = date(2026, 1, 1)


def value(number: int, year: int = 2025) -> Value:
    return Value(Decimal(number), date(year, 12, 31), "НСИ", "seed")


def record(indicator: str, municipality: str, number: str | None, as_of: date) -> IndicatorValue:
    return IndicatorValue.objects.create(
        indicator_id=indicator,
        municipality_id=municipality,
        value=None if number is None else Decimal(number),
        as_of=as_of,
        source="проба",
    )


# The shipped tables


def test_the_approximated_children_follow_their_formula() -> None:
    for zero, some, children in (
        (0, 0, 0),
        (100, 15, 103),
        (100, 2, 100),
        (100, 3, 101),
        (1, 8, 3),
    ):
        assert facts.children_0_17(zero, some) == children
        exact = Decimal(zero) + Decimal(3) / Decimal(15) * some
        assert abs(children - exact) <= Decimal("0.5")


def test_every_indicator_says_what_it_counts_and_where_from() -> None:
    rows = list(facts.rows("indicators"))
    assert len({row["code"] for row in rows}) == len(rows) == 43
    for row in rows:
        for name in ("name", "name_en", "definition", "definition_en", "unit", "unit_en", "source"):
            assert row[name], (row["code"], name)
        assert bool(row["weight"]) == (row["aggregation"] == "mean")
        assert row["confidence"] in {"confirmed", "practice", "memory"}
        assert bool(row["method"]) == bool(row["method_en"])


def test_residents_and_the_country_sum_up() -> None:
    residents = {row["code"]: int(row["residents"]) for row in facts.rows("residents_2025")}
    assert residents.keys() == {row["code"] for row in facts.rows("municipalities")}
    assert (sum(residents.values()), residents["SFO39"]) == (6423207, 33375)
    country = {row["indicator"]: int(row["value"]) for row in facts.rows("disability_2021")}
    assert country["disability_census"] == 654547
    assert country["disability_census_0_15"] + country["disability_census_16_plus"] == 654547


@pytest.mark.django_db
def test_the_bands_with_the_approximation_make_the_population() -> None:
    codes = ["population", "children_0_17", "adults_18_64", "age_65_plus", "residents"]
    found = queries.values(codes, on=DAY)
    assert {code: len(figures) for code, figures in found.items()} == dict.fromkeys(codes, 265)
    for code in found["population"]:
        parts = [found[each][code].value for each in codes[1:4]]
        assert sum(parts) == found["population"][code].value
    assert sum(each.value for each in found["population"].values()) == 6519789


@pytest.mark.django_db
def test_what_only_municipalities_know_has_no_figures() -> None:
    entered = Indicator.objects.filter(is_entered=True)
    assert entered.count() > 15
    found = queries.values([row.code for row in entered], on=DAY)
    assert all(figures == {} for figures in found.values())
    national = queries.national_values(["disability_census", "population"], on=DAY)
    assert national["disability_census"].value == 654547
    assert national.keys() == {"disability_census"}


# The latest figure


@pytest.mark.django_db
def test_the_latest_figure_on_or_before_the_day() -> None:
    record("homeless", "SFO39", "7", date(2023, 12, 31))
    record("homeless", "SFO39", "9", date(2024, 12, 31))
    record("homeless", "VTR13", None, date(2024, 12, 31))
    for on, expected in (
        (date(2023, 12, 30), None),
        (date(2023, 12, 31), 7),
        (date(2024, 12, 30), 7),
        (DAY, 9),
    ):
        figures = queries.values(["homeless"], on=on)["homeless"]
        assert (figures.get("SFO39") and figures["SFO39"].value) == expected
        assert "VTR13" not in figures


@pytest.mark.django_db
def test_a_replaced_figure_is_kept_and_not_read() -> None:
    row = record("homeless", "SFO39", "70", date(2024, 12, 31))
    with pytest.raises(IntegrityError), transaction.atomic():
        record("homeless", "SFO39", "7", date(2024, 12, 31))
    row.superseded_at = datetime(2026, 1, 5, tzinfo=UTC)
    row.save()
    record("homeless", "SFO39", "7", date(2024, 12, 31))
    assert queries.values(["homeless"], on=DAY)["homeless"]["SFO39"].value == 7
    assert queries.indicators(["homeless"], "SFO39")["homeless"].value == 7


# Merged municipalities

CASES = [
    # figures, successions, on, summed?, expected
    ({"A": 5, "B": 3}, {}, DAY, True, {"A": 5, "B": 3}),
    ({"A": 5, "B": 3}, {"A": ("B", MERGED)}, DAY, True, {"B": 8}),
    ({"A": 5, "B": 3}, {"A": ("B", MERGED)}, date(2025, 12, 31), True, {"A": 5, "B": 3}),
    ({"A": 5, "B": 3}, {"A": ("B", MERGED)}, DAY, False, {}),
    ({"B": 3}, {"A": ("B", MERGED)}, DAY, True, {}),
    ({"A": 5}, {"A": ("B", MERGED)}, DAY, True, {}),
    ({"A": 5, "B": 3, "C": 1}, {"A": ("B", MERGED), "C": ("B", MERGED)}, DAY, True, {"B": 9}),
    (
        {"A": 5, "B": 3, "C": 1},
        {"A": ("B", MERGED), "B": ("C", date(2026, 2, 1))},
        DAY,
        True,
        {"C": 9},
    ),
    (
        {"A": 5, "B": 3, "C": 1},
        {"A": ("B", MERGED), "B": ("C", date(2026, 2, 1))},
        date(2026, 1, 15),
        True,
        {"B": 8, "C": 1},
    ),
]


@pytest.mark.parametrize(("figures", "successions", "on", "is_summed", "expected"), CASES)
def test_merged_municipalities_stand_in_their_successor(
    figures: dict[str, int],
    successions: dict[str, tuple[str, date]],
    on: date,
    is_summed: bool,
    expected: dict[str, int],
) -> None:
    found = indicator_rules.merged(
        {code: value(number) for code, number in figures.items()},
        {code: Succession(*each) for code, each in successions.items()},
        on=on,
        is_summed=is_summed,
    )
    assert {code: each.value for code, each in found.items()} == expected


def test_a_figure_from_after_the_merger_counts_the_merged_ones_in() -> None:
    succession = {"A": Succession("B", MERGED)}
    figures = {"A": value(5), "B": value(8, 2026)}
    for is_summed in (True, False):
        found = indicator_rules.merged(
            figures, succession, on=date(2027, 1, 1), is_summed=is_summed
        )
        assert found == {"B": figures["B"]}


def test_a_sum_is_as_old_as_its_oldest_part() -> None:
    figures = {"A": value(5, 2021), "B": value(3, 2024)}
    found = indicator_rules.merged(figures, {"A": Succession("B", MERGED)}, on=DAY, is_summed=True)
    assert found["B"].as_of == date(2021, 12, 31)


@given(
    st.dictionaries(st.sampled_from("ABCDEF"), st.integers(0, 10**6), min_size=1),
    st.sampled_from("ABCDEF"),
    st.sampled_from("ABCDEF"),
)
def test_a_merger_neither_makes_nor_loses_people(
    figures: dict[str, int], one: str, other: str
) -> None:
    if one == other or not {one, other} <= figures.keys():
        return
    found = indicator_rules.merged(
        {code: value(number) for code, number in figures.items()},
        {one: Succession(other, MERGED)},
        on=DAY,
        is_summed=True,
    )
    assert sum(each.value for each in found.values()) == sum(figures.values())
    assert one not in found


@pytest.mark.django_db
def test_the_database_sums_a_merged_municipality_into_its_successor() -> None:
    before = queries.values(["population"], on=DAY)["population"]
    Municipality.objects.filter(pk="SFO54").update(successor="SFO55", succeeded_on=MERGED)
    after = queries.values(["population"], on=DAY)["population"]
    assert len(after) == 264
    assert after["SFO55"].value == before["SFO54"].value + before["SFO55"].value
    assert queries.values(["population"], on=date(2025, 12, 31))["population"] == before


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"successor": "SFO55"}, {"succeeded_on": MERGED}])
def test_a_successor_has_its_day(wrong: dict) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Municipality.objects.filter(pk="SFO54").update(**wrong)


BASIS = "Указ № 1 (проба)"


def merge(code: str = "SFO54", successor: str = "SFO55", basis: str = BASIS) -> Municipality:
    return services.merge_municipality(
        None,
        code=code,
        successor=successor,
        on=MERGED,
        basis=basis,
        now=datetime(2026, 1, 2, tzinfo=UTC),
    )


@pytest.mark.django_db
def test_a_merger_is_recorded_with_its_act() -> None:
    merge()
    assert len(queries.values(["population"], on=DAY)["population"]) == 264
    run = queries.last_import("merger")
    assert run
    assert (run.file_name, run.report["successor"]) == (BASIS, "SFO55")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"successor": "SFO54"}, "две различни"),
        ({"code": "XXX01"}, "две различни"),
        ({"basis": " "}, "акта"),
        ({"code": "SFO47", "successor": "SFO57"}, "вече е влята"),
        ({"code": "SFO57", "successor": "SFO47"}, "вече е влята"),
    ],
)
def test_a_merger_that_cannot_be(facts: dict, says: str) -> None:
    merge("SFO57", "SFO58")
    with pytest.raises(Refused) as refused:
        merge(**facts)
    assert says in refused.value.sentence


# Sums


@pytest.mark.parametrize(
    ("figures", "aggregation", "weights", "expected"),
    [
        ({"A": 5, "B": 3}, "sum", None, Total(Decimal(8), 2, 2)),
        ({"A": 5}, "sum", None, Total(Decimal(5), 1, 2)),
        ({"A": 5, "C": 9}, "sum", None, Total(Decimal(5), 1, 2)),
        ({}, "sum", None, Total(None, 0, 2)),
        ({"A": 0, "B": 0}, "sum", None, Total(Decimal(0), 2, 2)),
        ({"A": 5, "B": 3}, "none", None, Total(None, 2, 2)),
        ({"A": 50, "B": 100}, "mean", {"A": 30, "B": 10}, Total(Decimal("62.5"), 2, 2)),
        ({"A": 50, "B": 100}, "mean", {"A": 30}, Total(Decimal(50), 1, 2)),
        ({"A": 50, "B": 100}, "mean", {"A": 0, "B": 0}, Total(None, 2, 2)),
    ],
)
def test_a_total_says_how_many_are_missing(
    figures: dict, aggregation: str, weights: dict | None, expected: Total
) -> None:
    found = indicator_rules.total(
        ["A", "B"],
        {code: Decimal(number) for code, number in figures.items()},
        aggregation=aggregation,
        weights=weights and {code: Decimal(number) for code, number in weights.items()},
    )
    assert found == expected
    assert found.is_complete == (expected.n_known == 2)
