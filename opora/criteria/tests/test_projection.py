"""The population to the horizon: people are neither made nor lost but by the stated steps."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opora import territory
from opora.criteria.model.projection import (
    BANDS,
    Bands,
    Start,
    age,
    calibrate,
    children_ratio,
    move,
    project,
)

CENSUS, COUNTED = date(2021, 9, 7), date(2025, 12, 31)
FACTS = Path(territory.__file__).with_name("facts")
EVEN: Bands = (1500.0, 1500.0, 1500.0, 2000.0, 1000.0)


def country() -> dict[str, Start]:
    """The 265 municipalities as they are counted."""

    def rows(name: str) -> list[dict[str, str]]:
        text = (FACTS / f"{name}.csv").read_text("utf-8").splitlines()
        return list(csv.DictReader(line for line in text if not line.startswith("#")))

    residents = {row["code"]: int(row["residents"]) for row in rows("residents_2025")}
    return {
        row["code"]: Start(
            tuple(float(row[band]) for band in BANDS),  # type: ignore[arg-type]
            residents[row["code"]],
        )
        for row in rows("census_2021")
    }


def test_a_year_of_even_ages_by_hand() -> None:
    """100 pass on from each band but the children's, who are kept at half of the 15–44."""
    assert children_ratio(EVEN) == 0.5
    found = age(EVEN, ratio=0.5, exit_rate=0.1)
    assert found == pytest.approx((1500, 1500, 1500, 2000, 1000))


@given(st.lists(st.floats(1, 1e6), min_size=5, max_size=5), st.floats(0, 1))
def test_without_exit_and_births_nobody_is_lost(bands: list[float], years: float) -> None:
    """What leaves a band enters the next; the children's own band is set by the ratio."""
    before: Bands = (bands[0], bands[1], bands[2], bands[3], bands[4])
    after = age(before, ratio=0.0, exit_rate=0.0, years=years)
    grown_up = years * before[0] / 15
    assert after[0] == 0
    assert sum(after[1:]) == pytest.approx(sum(before[1:]) + grown_up)


@given(
    st.lists(st.tuples(st.floats(1, 1e5), st.floats(0.5, 2)), min_size=1, max_size=20),
)
def test_moving_keeps_the_country(pairs: list[tuple[float, float]]) -> None:
    now: dict[str, Bands] = {f"u{n}": (people,) * 5 for n, (people, _f) in enumerate(pairs)}
    moved = move(now, {f"u{n}": factor for n, (_p, factor) in enumerate(pairs)})
    assert sum(map(sum, moved.values())) == pytest.approx(sum(map(sum, now.values())))


def test_the_country_reproduces_the_count_of_2025() -> None:
    starts = country()
    found = project(starts, census=CENSUS, counted=COUNTED, horizon=2035)
    assert len(starts) == 265
    assert found.years == tuple(range(2025, 2036))
    assert found.calibration.is_exact
    assert 0.02 < found.calibration.exit_rate < 0.12
    for unit, start in starts.items():
        assert found.total(unit, 2025) == start.residents
    assert sum(start.residents for start in starts.values()) == 6_423_207


def test_before_migration_the_country_is_met_by_one_rate() -> None:
    """The residuals cancel out over the country: migration only moves people."""
    starts = country()
    found = calibrate(starts, census=CENSUS, counted=COUNTED)
    projected = sum(start.residents / found.residuals[unit] for unit, start in starts.items())
    assert projected == pytest.approx(6_423_207, abs=1)
    assert found.is_doubtful("BGS15")  # Несебър: half as many again in four years
    assert not found.is_doubtful("SOF46")


def test_migration_changes_municipalities_and_not_the_country() -> None:
    starts = country()
    moving, still = (
        project(starts, census=CENSUS, counted=COUNTED, horizon=2026, moves=moves)
        for moves in (True, False)
    )
    both = [sum(sum(each.bands(unit, 2026)) for unit in starts) for each in (moving, still)]
    assert both[0] == pytest.approx(both[1])
    assert moving.total("SOF46", 2026) > still.total("SOF46", 2026)  # the capital goes on growing
    assert moving.calibration.residuals["BGS15"] > 1.1
    yearly = moving.calibration.yearly("BGS15")  # what came at once does not come whole again
    assert yearly**moving.calibration.years == pytest.approx(1.1)


def test_fewer_counted_means_a_higher_exit_rate() -> None:
    starts = {"a": Start(EVEN, 7000), "b": Start(EVEN, 7300)}
    fewer = {"a": Start(EVEN, 6900), "b": Start(EVEN, 7300)}
    rates = [calibrate(each, census=CENSUS, counted=COUNTED).exit_rate for each in (starts, fewer)]
    assert rates[0] < rates[1]


def test_when_no_rate_meets_the_count_it_is_said() -> None:
    found = calibrate({"a": Start(EVEN, 90_000)}, census=CENSUS, counted=COUNTED)
    assert not found.is_exact
    assert found.exit_rate == pytest.approx(0, abs=1e-9)
    assert (
        project({"a": Start(EVEN, 90_000)}, census=CENSUS, counted=COUNTED, horizon=2025).total(
            "a", 2025
        )
        == 90_000
    )


@settings(max_examples=25, deadline=None)
@given(st.integers(6000, 8500), st.integers(1, 300))
def test_more_residents_now_are_more_at_the_horizon(residents: int, more: int) -> None:
    """Of two municipalities alike at the census the one with more residents stays ahead."""
    starts = {"a": Start(EVEN, residents), "b": Start(EVEN, residents + more)}
    found = project(starts, census=CENSUS, counted=COUNTED, horizon=2035)
    assert sum(found.bands("a", 2035)) < sum(found.bands("b", 2035))
