"""The checks of a month, the reading of cells, the pay: tables, no database."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.assistance import pay, rules
from opora.assistance.checks import Limits, Month, Other, Period, Sheet, findings
from opora.assistance.pay import Rate, pay_of
from opora.assistance.reading import (
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
from opora.assistance.rules import Kind, Who
from opora.lib.money import Currency
from opora.lib.refusals import Refused

OCTOBER = date(2026, 10, 1)
ALL = (Period(date(2026, 9, 1), None, 42 * 60),)
LIMITS = Limits(
    working_days=frozenset(day for day in days_of(OCTOBER) if day.weekday() < 5),
    day_of_work=480,
    day_of_support=240,
)


def day(n: int) -> date:
    return OCTOBER.replace(day=n)


def sheet(worked: dict[int, str], **changed: Any) -> Sheet:
    found = {day(n): read_cell(text) for n, text in worked.items()}
    facts: dict[str, Any] = {
        "id": 1, "enrollment_id": 1, "assistant_id": 1, "assistant": "Ана", "user": "Иван",
        "days": {each: cell for each, cell in found.items() if isinstance(cell, Worked)},
        "directions": ALL, "agreements": ALL,
    }  # fmt: skip
    return Sheet(**(facts | changed))


def codes(checked: Sheet, *neighbors: Sheet) -> list[tuple[str, bool]]:
    month = Month([checked, *neighbors], LIMITS)
    return [(each.code, each.blocks) for each in findings(checked, month)]


def test_nothing_is_wrong_with_a_plain_month() -> None:
    assert codes(sheet({1: "8-12", 2: "4"})) == []


@pytest.mark.parametrize(
    ("checked", "found"),
    [
        (sheet({1: "8-12"}, directions=()), [("no_direction", True)]),
        (sheet({1: "8-12"}, agreements=()), [("no_agreement", True)]),
        (
            sheet({20: "4"}, agreements=(Period(date(2026, 9, 1), day(19), 2520),)),
            [("no_agreement", True)],
        ),
        (
            sheet(dict.fromkeys(range(1, 12), "4")),
            [("over_direction", True), ("over_agreement", False)],
        ),
        (sheet({1: "4"}, stated_minutes=300), [("stated_total", True)]),
        (
            sheet({5: "4"}, absences=(Period(day(3), day(8), kind="hospital"),)),
            [("hospital", True)],
        ),
        (
            sheet({3: "4"}, absences=(Period(day(3), day(8), kind="hospital"),)),
            [("hospital_edge", False)],
        ),
        (sheet({3: "4"}, absences=(Period(day(3), None, kind="away"),)), [("away", False)]),
        (
            sheet({3: "4"}, others=(Other("residential", Period(day(1), None), "ДСП Самоков"),)),
            [("other_residential", True)],
        ),
        (
            sheet({3: "4"}, others=(Other("attendance", Period(day(3), day(3))),)),
            [("other_attendance", False)],
        ),
        (sheet({3: "4"}, worked_elsewhere={day(3): "община Елена"}), [("worked_elsewhere", False)]),
        (sheet({1: "5"}, kind=Kind.SUPPORT), [("over_support_day", False)]),
        (sheet({3: "4"}, kind=Kind.SUPPORT), [("support_on_holiday", False)]),
        (
            sheet(
                {1: "42"[:1]},
                directions=(
                    Period(date(2026, 9, 1), day(15), 900),
                    Period(day(16), None, 2520),
                ),
            ),
            [],
        ),
    ],
)
def test_what_is_found(checked: Sheet, found: list[tuple[str, bool]]) -> None:
    assert codes(checked) == found


def test_a_changed_direction_asks_between_its_two_limits() -> None:
    two = (Period(date(2026, 9, 1), day(15), 900), Period(day(16), None, 2520))
    assert codes(sheet(dict.fromkeys(range(1, 6), "4"), directions=two)) == [
        ("direction_changed", False)
    ]


def test_two_assistants_at_once_ask_why() -> None:
    other = sheet({1: "11-13"}, id=2, assistant_id=2, assistant="Боян")
    assert codes(sheet({1: "8-12"}), other) == [("two_assistants", False)]
    apart = sheet({1: "12-13"}, id=2, assistant_id=2)
    assert codes(sheet({1: "8-12"}), apart) == []


def test_one_assistant_is_not_at_two_users_at_once() -> None:
    other = sheet({1: "11-13"}, id=2, enrollment_id=2, user="Петър")
    assert codes(sheet({1: "8-12"}), other) == [("two_users", True)]


def test_a_day_of_more_than_24_hours_over_all_users() -> None:
    other = sheet({1: "13"}, id=2, enrollment_id=2)
    assert ("over_day", True) in codes(sheet({1: "12"}), other)


def test_working_time_is_counted_over_all_users() -> None:
    wide = (Period(date(2026, 9, 1), None, 400 * 60),)
    both = [
        sheet(
            dict.fromkeys(range(1, 26), "4"),
            id=n,
            enrollment_id=n,
            directions=wide,
            agreements=wide,
        )
        for n in (1, 2)
    ]
    assert codes(*both) == [("over_working_time", False)]


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


EURO = Rate(600, Currency.EUR, date(2026, 10, 16), None)
OLD = Rate(505, Currency.EUR, date(2026, 1, 1), date(2026, 10, 16))


@pytest.mark.parametrize(
    ("minutes", "rates", "cents", "unpriced"),
    [
        ({1: 60}, [OLD, EURO], 505, 0),
        ({15: 60, 16: 60}, [OLD, EURO], 1105, 0),
        ({1: 20}, [OLD, EURO], 168, 0),  # 168.33
        ({1: 30}, [OLD, EURO], 253, 0),  # 252.5, halves up
        ({1: 60}, [EURO], 0, 60),
        ({}, [EURO], 0, 0),
    ],
)
def test_pay_by_the_rate_of_the_day(
    minutes: dict[int, int], rates: list[Rate], cents: int, unpriced: int
) -> None:
    found = pay_of({day(n): each for n, each in minutes.items()}, rates, OCTOBER)
    assert (found.money.cents, found.n_unpriced) == (cents, unpriced)


def test_leva_of_before_are_converted_for_a_month_in_euro() -> None:
    leva = Rate(978, Currency.BGN, date(2025, 1, 1), None)
    assert pay_of({day(1): 60}, [leva], OCTOBER).money.cents == 500
    assert pay_of({date(2025, 10, 1): 60}, [leva], date(2025, 10, 1)).money.cents == 978
    assert pay.total([], OCTOBER).money.cents == 0


TABLES = {
    "direction": (rules.DIRECTION_STEPS, rules.DIRECTION_LABELS),
    "enrollment": (rules.ENROLLMENT_STEPS, rules.ENROLLMENT_LABELS),
    "agreement": (rules.AGREEMENT_STEPS, rules.AGREEMENT_LABELS),
    "sheet": (rules.SHEET_STEPS, rules.SHEET_LABELS),
    "month": (rules.MONTH_STEPS, rules.MONTH_LABELS),
}


@pytest.mark.parametrize("name", TABLES)
def test_every_state_action_and_role(name: str) -> None:
    steps, labels = TABLES[name]
    for state in ("", *labels):
        for action, row in steps.items():
            for who in Who:
                allowed = state in row.sources and who in row.who
                assert (action in rules.actions(steps, state, frozenset({who}))) == allowed
                if allowed:
                    found = rules.next_state(steps, state, action, frozenset({who}), labels)
                    assert found == (row.target or state)
                else:
                    with pytest.raises(Refused):
                        rules.next_state(
                            steps, state, action, frozenset({who}), {"": "няма", **labels}
                        )
