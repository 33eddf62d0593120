"""The three step tables whole, days, the Map on a day, what remains."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from opora.law.rules import Calendar
from opora.lib.refusals import Refused
from opora.national import model, rules
from opora.national.model import Change
from opora.national.rules import AmendmentState, MapState, PlanState, Step, Who
from opora.planning.model.rows import Row

TABLES: list[tuple[Mapping[str, Step], Mapping[Any, str], Any]] = [
    (rules.MAP_STEPS, rules.MAP_LABELS, MapState),
    (rules.AMENDMENT_STEPS, rules.AMENDMENT_LABELS, AmendmentState),
    (rules.PLAN_STEPS, rules.PLAN_LABELS, PlanState),
]
CASES = [
    (table, action, state, who)
    for table in range(len(TABLES))
    for action in TABLES[table][0]
    for state in TABLES[table][2]
    for who in (frozenset[Who](), *(frozenset({one}) for one in Who), frozenset(Who))
]


@pytest.mark.parametrize(("table", "action", "state", "who"), CASES)
def test_steps(table: int, action: str, state: Any, who: frozenset[Who]) -> None:
    steps, labels, _states = TABLES[table]
    row = steps[action]
    if row.who in who and state in row.sources:
        assert rules.next_state(steps, labels, state, action, who) == (row.to or state)
        assert action in rules.actions_for(steps, state, who)
        return
    with pytest.raises(Refused) as refused:
        rules.next_state(steps, labels, state, action, who)
    assert refused.value.sentence
    assert refused.value.remedy
    assert action not in rules.actions_for(steps, state, who)


@pytest.mark.parametrize(("steps", "labels", "states"), TABLES)
def test_every_state_is_named_and_reached(
    steps: Mapping[str, Step], labels: Mapping[Any, str], states: Any
) -> None:
    assert set(labels) == set(states) == {row.to for row in steps.values()} - {None}


def test_thirty_whole_days_to_a_working_day() -> None:
    calendar = Calendar()
    first, last = rules.discussion_days(date(2026, 10, 15), calendar)
    assert (first, last) == (date(2026, 10, 15), date(2026, 11, 16))  # 14.11.2026 is a Saturday
    assert (last - first).days >= 30


def test_the_usual_day_of_adoption() -> None:
    assert rules.plan_due(2027) == date(2026, 8, 31)


AS = Row("GAB05", "AS", "municipal", 60, existing=40)
HOME = Row("GAB05", "RC_EL", "district", 50, existing=30, year_from=2029)


def change(service: str, users: int, on: date, municipality: str = "GAB05") -> Change:
    return Change(municipality, service, "municipal", users, on)


DAY = date(2027, 6, 1)
ON_A_DAY: list[tuple[str, list[Change], dict[str, int]]] = [
    ("nothing ordered", [], {"AS": 60, "RC_EL": 50}),
    ("more users", [change("AS", 70, DAY)], {"AS": 70, "RC_EL": 50}),
    ("not yet", [change("AS", 70, date(2027, 6, 2))], {"AS": 60, "RC_EL": 50}),
    ("closed", [change("AS", 0, DAY)], {"RC_EL": 50}),
    ("opened", [change("SH", 12, DAY)], {"AS": 60, "RC_EL": 50, "SH": 12}),
    (
        "the later one counts",
        [change("AS", 80, DAY), change("AS", 70, date(2027, 1, 1))],
        {"AS": 80, "RC_EL": 50},
    ),
    (
        "closed and opened again",
        [change("AS", 0, date(2027, 1, 1)), change("AS", 20, DAY)],
        {"AS": 20, "RC_EL": 50},
    ),
]


@pytest.mark.parametrize(("name", "ordered", "users"), ON_A_DAY)
def test_the_map_on_a_day(name: str, ordered: list[Change], users: dict[str, int]) -> None:
    found = model.in_force([AS, HOME], ordered, DAY)
    assert {row.service: row.users for row in found} == users


def test_density_says_where_nothing_is_known() -> None:
    found = model.densities([AS], {"GAB05": "GAB"}, {"GAB": 120_000, "SFO": 80_000, "VID": None})
    per = {each.district: each.per_thousand for each in found["AS"]}
    assert {code: str(value) for code, value in per.items()} == {
        "GAB": "0.5", "SFO": "0.0", "VID": "None",
    }  # fmt: skip


def test_a_surplus_is_no_place_elsewhere() -> None:
    rows = [AS, Row("GAB12", "AS", "municipal", 30)]
    found = model.remaining(rows, {("GAB05", "AS"): 200, ("GAB12", "AS"): 10})["AS"]
    assert (found.planned, found.existing, found.remaining) == (90, 70, 20)
