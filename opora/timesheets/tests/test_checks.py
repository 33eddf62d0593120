"""The checks of a month, the reading of cells, the pay: tables, no database."""

from datetime import date
from typing import Any

import pytest

from opora.assistance.others import Other, Period
from opora.assistance.rules import Kind
from opora.assistants.reading import (
    Worked,
    days_of,
    read_cell,
)
from opora.timesheets.checks import Limits, Month, Sheet, findings

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
