"""Rows, years, comparison, hosts and the locked content: whole tables, and brute force."""

from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.finance.rules import Standard, Step
from opora.lib.money import Currency, Money
from opora.planning.model import document, hosts
from opora.planning.model.rows import Row, by_years, compare, differing, priced, summed

EUR = Currency.EUR
STANDARDS = {"AS": Standard("AS", 2026, EUR, (Step(1, 466_100),)),
             "RC_EL": Standard("RC_EL", 2026, EUR, (Step(1, 1_394_700),))}  # fmt: skip
AS = Row("GAB05", "AS", "municipal", 60, existing=40, computed=70)
HOME = Row("GAB05", "RC_EL", "district", 50, existing=30, year_from=2029, capital_cents=900)
DEMENTIA = Row("GAB29", "RC_DEM", "district", 15, year_from=2030)
MAP = [AS, HOME, DEMENTIA]


def test_sum_says_what_it_lacks() -> None:
    found = summed(MAP, priced(MAP, STANDARDS), EUR)
    assert (found.users, found.existing, found.gap, found.computed) == (125, 70, 55, 70)
    assert found.running == Money(60 * 466_100 + 50 * 1_394_700)
    assert (found.n_without_standard, found.n_without_criterion) == (1, 2)
    assert (found.capital, found.n_without_capital) == (Money(900), 2)


def test_a_row_without_users_lacks_no_standard() -> None:
    rows = [replace(DEMENTIA, users=0)]
    assert summed(rows, priced(rows, STANDARDS), EUR).n_without_standard == 0


def test_by_years() -> None:
    lines = {line.year: line for line in by_years(MAP, STANDARDS, 2026, 2031)}
    assert [lines[year].users for year in range(2026, 2032)] == [90, 90, 90, 110, 125, 125]
    assert [lines[year].n_opened for year in range(2026, 2032)] == [1, 0, 0, 1, 1, 0]
    assert lines[2028].running == Money(60 * 466_100 + 30 * 1_394_700)
    assert lines[2029].running == Money(60 * 466_100 + 50 * 1_394_700)
    assert [lines[year].n_without_standard for year in (2029, 2030)] == [0, 1]
    assert (lines[2028].capital, lines[2029].capital) == (Money(0), Money(900))
    assert lines[2031].capital_so_far == Money(900)


COMPARED: list[tuple[str, list[Row], list[Row], tuple[int, int, int, int], int]] = [
    ("equal", MAP, list(reversed(MAP)), (0, 0, 0, 3), 0),
    ("both empty", [], [], (0, 0, 0, 0), 0),
    ("all new", [], [AS], (1, 0, 0, 0), 60 * 466_100),
    ("all gone", [AS], [], (0, 1, 0, 0), -60 * 466_100),
    ("more users", [AS], [replace(AS, users=61)], (0, 0, 1, 0), 466_100),
    ("other year", [HOME], [replace(HOME, year_from=2031)], (0, 0, 1, 0), 0),
    ("other host", [HOME], [replace(HOME, municipality="GAB35")], (1, 1, 0, 0), 0),
    ("only counted", [AS], [replace(AS, occupied=3, existing=41, computed=None)], (0, 0, 0, 1), 0),
]


@pytest.mark.parametrize(("name", "a", "b", "counts", "cents"), COMPARED)
def test_compare(
    name: str, a: list[Row], b: list[Row], counts: tuple[int, int, int, int], cents: int
) -> None:
    found = compare(a, b, STANDARDS)
    assert (len(found.added), len(found.removed), len(found.changed), found.n_same) == counts
    assert found.money.difference == Money(cents)
    back = compare(b, a, STANDARDS)
    assert (back.added, back.removed) == (found.removed, found.added)
    assert back.money.difference == Money(-cents)


def test_which_fields_differ() -> None:
    assert differing(HOME, replace(HOME, users=51, settlement="гр. Габрово")) == (
        "users",
        "settlement",
    )


# Hosts

kilometers = st.integers(0, 120)


@st.composite
def districts(draw: st.DrawFn) -> tuple[list[hosts.Place], dict[tuple[str, str], int]]:
    codes = [f"M{n:02}" for n in range(draw(st.integers(1, 7)))]
    places = [
        hosts.Place(code, draw(st.integers(0, 60_000)), draw(st.sampled_from([0, 0, 8, 40])))
        for code in codes
    ]
    km: dict[tuple[str, str], int] = {}
    for a in codes:
        for b in codes:
            km[a, b] = 0 if a == b else km.get((b, a)) or draw(kilometers)
    return places, km


@given(districts(), st.integers(1, 4), st.integers(0, 1000))
def test_suggestion_is_the_best_of_all(
    drawn: tuple[list[hosts.Place], dict[tuple[str, str], int]], n: int, weight: int
) -> None:
    places, km = drawn
    n_hosts = min(n, len(places))
    found = hosts.suggest(places, km, n_hosts=n_hosts, weight=weight)
    codes = sorted(place.code for place in places)
    everything = [
        hosts.choice(places, chosen, km, weight=weight) for chosen in combinations(codes, n_hosts)
    ]
    best = min(everything, key=lambda each: (each.cost, each.hosts))
    assert (found.cost, found.hosts) == (best.cost, best.hosts)


LINE = [hosts.Place("A", 100), hosts.Place("B", 100), hosts.Place("C", 100, users=40)]
WAYS = {(a, b): abs(n - m) * 10 for n, a in enumerate("ABC") for m, b in enumerate("ABC")}


def test_the_middle_is_nearest_unless_a_service_works_elsewhere() -> None:
    assert hosts.suggest(LINE, WAYS, weight=0).hosts == ("B",)
    assert hosts.suggest(LINE, WAYS, weight=500).hosts == ("C",)
    assert str(hosts.average_km(LINE, ["B"], WAYS)) == "6.7"
    assert hosts.average_km(LINE, [], WAYS) is None


@pytest.mark.parametrize(("n_hosts", "weight"), [(0, 300), (4, 300), (1, -1), (1, 1001)])
def test_suggestion_refuses_what_it_cannot_mean(n_hosts: int, weight: int) -> None:
    with pytest.raises(ValueError, match=r"between|weight"):
        hosts.suggest(LINE, WAYS, n_hosts=n_hosts, weight=weight)


# The locked content

INPUTS: dict[str, Any] = {
    "cycle": {"code": "2035", "first_year": 2026, "horizon_year": 2031,
              "base_on": date(2026, 1, 1)},
    "municipalities": [{"code": "GAB05", "residents": 50_000},
                       {"code": "GAB29", "residents": None}],
    "km": {"GAB05": {"GAB05": 0, "GAB29": 41}, "GAB29": {"GAB05": 41, "GAB29": 0}},
    "standards": {"year": 2026, "rows": {code: each.as_input for code, each in STANDARDS.items()}},
    "entries": [document.row_as_input(row) for row in MAP],
    "coordination": [],
}  # fmt: skip


def test_content_recomputes_bit_for_bit() -> None:
    kept, digest = document.locked(INPUTS)
    found = document.check(kept, digest)
    assert found.is_whole
    assert found.differing == ()
    assert document.locked(document.opened(kept)["inputs"]) == (kept, digest)
    assert document.rows_of(document.opened(kept)["inputs"]) == MAP


def test_content_that_was_touched_is_found_out() -> None:
    kept, digest = document.locked(INPUTS)
    other = kept.replace(b'"users":60', b'"users":61')
    found = document.check(other, digest)
    assert not found.is_digest_right
    assert not found.are_results_same
    assert {"total", "costs", "by_year", "by_service"} == set(found.differing)


def test_the_same_map_has_the_same_digest_in_any_order() -> None:
    again = dict(reversed(INPUTS.items()))
    assert document.locked(again)[1] == document.locked(INPUTS)[1]
