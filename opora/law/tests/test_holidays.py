"""The statutory calendar against the package `holidays` as an oracle."""

from datetime import date

import holidays as oracle
import pytest

from opora.law import facts, holidays

DECREED = {day for day, is_working, _name in facts.DECREED_DAYS if not is_working}


@pytest.mark.parametrize("year", range(2020, 2036))
def test_every_free_weekday_is_the_oracles(year: int) -> None:
    ours = {day for day, *_ in holidays.statutory_days(year)}
    theirs = set(oracle.country_holidays("BG", years=year))
    free = (ours | DECREED) - {day for day in DECREED if day.year != year}
    assert {d for d in free if d.weekday() < 5} == {d for d in theirs if d.weekday() < 5}


@pytest.mark.parametrize(
    ("year", "easter"),
    [
        (2020, date(2020, 4, 19)),
        (2021, date(2021, 5, 2)),
        (2024, date(2024, 5, 5)),
        (2025, date(2025, 4, 20)),
        (2026, date(2026, 4, 12)),
        (2027, date(2027, 5, 2)),
    ],
)
def test_orthodox_easter(year: int, easter: date) -> None:
    assert holidays.orthodox_easter(year) == easter


def test_a_day_stands_once_in_a_year() -> None:
    for year in range(facts.FIRST_YEAR, facts.LAST_YEAR + 1):
        days = [day for day, *_ in holidays.statutory_days(year)]
        assert len(days) == len(set(days))


def test_before_2017_weekend_holidays_freed_no_other_day() -> None:
    sources = {source for *_, source in holidays.statutory_days(2016)}
    assert sources == {holidays.SOURCE}
