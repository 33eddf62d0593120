"""Hours as they are typed, steps of a month, arithmetic of use."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.agreements import typed
from opora.law.rules import Calendar
from opora.lib.actor import Actor
from opora.lib.refusals import Refused
from opora.lib.words import NBSP
from opora.usage import measures, rules
from opora.usage.measures import Opening, Utilization
from opora.usage.rules import Mark, MonthState


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [("4", 240), ("4:30", 270), ("4,5", 270), ("0.25", 15), ("9-13", 240), ("9:30–13", 210),
     ("25", 1500), ("0", 0)],
)  # fmt: skip
def test_hours_are_read_as_people_type_them(typed: str, minutes: int) -> None:
    assert rules.minutes_of(typed) == minutes


@pytest.mark.parametrize("typed", ["", "четири", "13-9", "4:75", "-1", "1000000", "9-25"])
def test_what_is_not_hours_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match="не са часове"):
        rules.minutes_of(typed)


@given(st.integers(1, 1440))
def test_hours_are_read_back_as_they_are_shown(minutes: int) -> None:
    assert rules.minutes_of(typed.clock(minutes)) == minutes


@pytest.mark.parametrize("state", list(MonthState))
@pytest.mark.parametrize("action", list(rules.STEPS))
@pytest.mark.parametrize("role", ["officer", "head", "analyst"])
def test_every_step_of_a_month(state: MonthState, action: str, role: str) -> None:
    actor = Actor(1, 1, frozenset({role}))
    step = rules.STEPS[action]
    if role in step.who and state in step.sources:
        assert rules.next_state(state, action, actor) == step.target
        assert action in rules.actions_for(state, actor)
    else:
        with pytest.raises(Refused):
            rules.next_state(state, action, actor)


@pytest.mark.parametrize(
    ("mark", "unit", "is_good"),
    [
        (Mark(1440), "m", True), (Mark(1441), "m", False), (Mark(0), "m", False),
        (Mark(1), "d", True), (Mark(2), "d", False), (Mark(0), "n", False), (Mark(0, 3), "d", True),
    ],
)  # fmt: skip
def test_what_a_day_may_hold(mark: Mark, unit: str, is_good: bool) -> None:
    if is_good:
        rules.check_mark(mark, unit, "Лице")
    else:
        with pytest.raises(Refused):
            rules.check_mark(mark, unit, "Лице")


HOLIDAYS = Calendar({date(2026, 9, 22): False, date(2026, 9, 12): True})


@pytest.mark.parametrize(
    ("mode", "day", "amount"),
    [
        ("day", date(2026, 9, 21), 1), ("day", date(2026, 9, 22), 0), ("day", date(2026, 9, 20), 0),
        ("day", date(2026, 9, 12), 1), ("round_the_clock", date(2026, 9, 22), 1),
        ("hourly", date(2026, 9, 21), 0),
    ],
)  # fmt: skip
def test_when_a_service_works(mode: str, day: date, amount: int) -> None:
    assert measures.open_amount([], mode, day, HOLIDAYS) == amount


def test_a_written_week_holds_from_its_day() -> None:
    weeks = [Opening((1, 0, 0, 0, 0, 1, 0), date(2026, 9, 14))]
    days = [date(2026, 9, 7) + timedelta(days=n) for n in range(14)]
    works = [measures.open_amount(weeks, "day", day, HOLIDAYS) for day in days]
    assert works == [1, 1, 1, 1, 1, 1, 0, 1, 0, 0, 0, 0, 1, 0]


@pytest.mark.parametrize(
    ("used", "available", "percent"),
    [(44, 88, "50,0 %"), (1, 3, "33,3 %"), (5, 4, "125,0 %"), (0, 0, "—"), (9, None, "—")],
)
def test_utilization_in_words(used: int, available: int | None, percent: str) -> None:
    found = Utilization(1, date(2026, 9, 1), "closed", False, used, available, 3)
    assert found.percent.replace(NBSP, " ") == percent


def test_half_days_are_half_a_place() -> None:
    used = measures.Used(minutes=60, half_days=3, days=2, nights=1, absences=4)
    assert (used.halves, measures.place_days(used.halves, is_hourly=False)) == (9, "4,5")
    assert measures.place_days(90, is_hourly=True) == f"1:30{NBSP}ч."
