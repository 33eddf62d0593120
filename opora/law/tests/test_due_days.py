"""When a term ends, by unit; the whole table and properties over all dates."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.law import holidays
from opora.law.rules import Calendar, Unit, add_months, due_on

YEARS = range(2020, 2051)
CALENDAR = Calendar({day: False for year in YEARS for day, *_ in holidays.statutory_days(year)})
DAYS = st.dates(date(2020, 1, 1), date(2048, 1, 1))


@pytest.mark.parametrize(
    ("start", "amount", "unit", "due"),
    [
        # The example of the decisions: the day of the event is not counted.
        (date(2026, 11, 3), 20, Unit.CALENDAR_DAYS, date(2026, 11, 23)),
        # Ends on a Saturday, runs to Monday.
        (date(2026, 11, 1), 20, Unit.CALENDAR_DAYS, date(2026, 11, 23)),
        # Ends on Christmas Eve 2026 (Thursday); 26 and 27 are a weekend, 28 replaces 26.
        (date(2026, 12, 4), 20, Unit.CALENDAR_DAYS, date(2026, 12, 29)),
        # Ends on Good Friday 2026 (10 April); Monday 13 is free too.
        (date(2026, 3, 21), 20, Unit.CALENDAR_DAYS, date(2026, 4, 14)),
        # Friday, three working days: Monday, Tuesday, Wednesday.
        (date(2026, 11, 20), 3, Unit.WORKING_DAYS, date(2026, 11, 25)),
        (date(2026, 4, 9), 1, Unit.WORKING_DAYS, date(2026, 4, 14)),
        # Months end on the same number, or on the last day of a shorter month.
        (date(2026, 1, 15), 1, Unit.MONTHS, date(2026, 2, 16)),
        (date(2026, 1, 31), 1, Unit.MONTHS, date(2026, 3, 2)),
        (date(2027, 11, 30), 3, Unit.MONTHS, date(2028, 2, 29)),
        (date(2024, 2, 29), 1, Unit.YEARS, date(2025, 2, 28)),
        # Hours are not moved to a working day: a child in danger waits for no Monday.
        (date(2026, 11, 20), 24, Unit.HOURS, date(2026, 11, 21)),
        (date(2026, 11, 20), 36, Unit.HOURS, date(2026, 11, 22)),
    ],
)
def test_due_day(start: date, amount: int, unit: Unit, due: date) -> None:
    assert due_on(start, amount, unit, CALENDAR) == due


def test_a_saturday_worked_in_exchange_ends_a_term() -> None:
    saturday = date(2026, 11, 28)
    calendar = Calendar({saturday: True})
    assert due_on(date(2026, 11, 8), 20, Unit.CALENDAR_DAYS, calendar) == saturday
    assert due_on(date(2026, 11, 27), 1, Unit.WORKING_DAYS, calendar) == saturday


@given(DAYS, st.integers(1, 400), st.sampled_from([Unit.CALENDAR_DAYS, Unit.WORKING_DAYS]))
def test_a_term_in_days_ends_on_a_working_day_and_not_early(
    start: date, amount: int, unit: Unit
) -> None:
    due = due_on(start, amount, unit, CALENDAR)
    assert CALENDAR.is_working(due)
    assert due >= start + timedelta(days=amount)


@given(DAYS, st.integers(1, 400))
def test_calendar_days_move_only_over_free_days(start: date, amount: int) -> None:
    counted = start + timedelta(days=amount)
    moved = (due_on(start, amount, Unit.CALENDAR_DAYS, CALENDAR) - counted).days
    assert not any(CALENDAR.is_working(counted + timedelta(days=n)) for n in range(moved))


@given(DAYS, st.integers(1, 60))
def test_working_days_are_counted_one_by_one(start: date, amount: int) -> None:
    due = due_on(start, amount, Unit.WORKING_DAYS, CALENDAR)
    between = (start + timedelta(days=n) for n in range(1, (due - start).days + 1))
    assert sum(map(CALENDAR.is_working, between)) == amount


@given(DAYS, st.integers(1, 400), st.sampled_from(Unit))
def test_a_later_start_or_a_longer_term_never_ends_sooner(
    start: date, amount: int, unit: Unit
) -> None:
    amount = (
        min(amount, 2) if unit is Unit.YEARS else min(amount, 24 if unit is Unit.MONTHS else 400)
    )
    due = due_on(start, amount, unit, CALENDAR)
    assert due_on(start + timedelta(days=1), amount, unit, CALENDAR) >= due
    assert due_on(start, amount + 1, unit, CALENDAR) >= due


@given(DAYS, st.integers(0, 60))
def test_months_keep_the_day_number_or_end_the_month(start: date, months: int) -> None:
    end = add_months(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end + timedelta(days=1)).day == 1
