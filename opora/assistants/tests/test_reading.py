"""What is typed in a cell of hours, and the schedule of a week."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.assistants.reading import (
    Worked,
    Wrong,
    days_of,
    hours,
    planned_on,
    prefilled,
    read_cell,
    read_schedule,
    read_total,
    written,
)

OCTOBER = date(2026, 10, 1)


def day(n: int) -> date:
    return OCTOBER.replace(day=n)


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("4", 240), ("4,5", 270), ("4.25", 255), ("4:20", 260), ("8-12", 240), ("8:30–12", 210),
        ("8-10 16-18", 240), ("8 - 10; 16 - 18", 240), ("22-24", 120), ("24", 1440), (" 3 ч", 180),
    ],
)  # fmt: skip
def test_what_a_cell_says(typed: str, minutes: int) -> None:
    found = read_cell(typed)
    assert isinstance(found, Worked)
    assert found.minutes == minutes


@pytest.mark.parametrize(
    "typed", ["25", "24,5", "4:75", "абв", "12-8", "8-8", "8-25", "8-12 9-10", "=1+1", "-1", "4 5"]
)
def test_what_is_not_read(typed: str) -> None:
    assert isinstance(read_cell(typed), Wrong)


@pytest.mark.parametrize("typed", ["", "  ", "0", "0,0", "0:00"])
def test_nothing_is_nothing(typed: str) -> None:
    assert read_cell(typed) is None


def test_bare_hours_begin_with_the_schedule() -> None:
    planned = Worked(120, ((480, 600),))
    assert read_cell("3", planned) == Worked(180, ((480, 660),))
    assert read_cell("17", planned) == Worked(1020)  # would not end before midnight


@given(st.integers(1, 1440))
def test_written_hours_are_read_back(minutes: int) -> None:
    assert read_cell(hours(minutes)) == Worked(minutes)


@given(st.text(max_size=20))
def test_any_text_is_answered(typed: str) -> None:
    read_cell(typed)
    read_total(typed)


@given(st.lists(st.integers(0, 1439), min_size=2, max_size=2, unique=True))
def test_written_spans_are_read_back(ends: list[int]) -> None:
    start, end = sorted(ends)
    worked = Worked(end - start, ((start, end),))
    assert read_cell(written(worked)) == worked


def test_the_month_is_prefilled_until_the_hours_are_used_up() -> None:
    schedule = read_schedule(["8-12", "", "4", "", "", "", ""])
    assert isinstance(schedule, list)
    filled = dict(prefilled(schedule, days_of(OCTOBER), 10 * 60))
    assert [each.day for each in filled] == [5, 7]
    assert planned_on(schedule, day(7)) == Worked(240)
