"""The step tables whole: every state × action × who; terms, hours."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from opora.lib.refusals import Refused
from opora.protection import facts, rules
from opora.protection.steps import Who, actions_for, next_state

TABLES: list[tuple[Any, Any, frozenset[Any]]] = [
    (rules.CASE_STEPS, rules.CASE_LABELS, rules.CASE_ENDS),
    (
        rules.MEASURE_STEPS,
        rules.MEASURE_LABELS,
        frozenset({rules.MeasureState.DROPPED, rules.MeasureState.ENDED}),
    ),
]
ALL = [
    pytest.param(steps, labels, state, action, who, id=f"{state}-{action}-{who}")
    for steps, labels, _ends in TABLES
    for state in labels
    for action in steps
    for who in Who
]


@pytest.mark.parametrize(("steps", "labels", "state", "action", "who"), ALL)
def test_every_state_action_and_role(
    steps: Any, labels: Any, state: Any, action: str, who: Who
) -> None:
    step, me = steps[action], frozenset({who})
    if who in step.who and state in step.sources:
        assert next_state(steps, labels, state, action, me) == (step.to or state)
        assert (action in actions_for(steps, state, me)) == (who is not Who.SYSTEM)
        return
    with pytest.raises(Refused) as refused:
        next_state(steps, labels, state, action, me)
    assert refused.value.sentence
    assert refused.value.remedy
    assert action not in actions_for(steps, state, me)


@pytest.mark.parametrize(("steps", "labels", "ends"), TABLES)
def test_every_open_state_has_a_way_to_an_end(steps: Any, labels: Any, ends: Any) -> None:
    reached = set(ends)
    while more := {
        source for step in steps.values() if step.to in reached for source in step.sources - reached
    }:
        reached |= more
    assert reached == set(labels)


@pytest.mark.parametrize(("steps", "labels", "ends"), TABLES)
def test_from_an_end_nothing_changes_any_more(steps: Any, labels: Any, ends: Any) -> None:
    for name, step in steps.items():
        assert not step.to or step.sources.isdisjoint(ends), name


def test_only_the_director_orders_files_and_ends() -> None:
    for name in ("order", "drop", "file", "end"):
        assert rules.MEASURE_STEPS[name].who == {Who.HEAD}


def test_the_own_terms_say_that_they_are_not_confirmed() -> None:
    found = {row["code"]: row for row in facts.rows("deadline_rules")}
    assert set(found) == {rules.POLICE_LASTS, rules.REVIEW_OUTSIDE}
    assert all(row["confidence"] in {"memory", "weak"} for row in found.values())
    assert not any(row["article"] for row in found.values())


@pytest.mark.parametrize(
    ("minutes", "words", "tone"),
    [
        (24 * 60, "остават 24 ч. 0 мин.", "soon"),
        (320, "остават 5 ч. 20 мин.", "soon"),
        (49 * 60, "остават 49 ч. 0 мин.", "plain"),
        (-65, "просрочено с 1 ч. 5 мин.", "late"),
    ],
)
def test_an_hour_is_said_in_hours(minutes: int, words: str, tone: str) -> None:
    now = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
    due = now + timedelta(minutes=minutes)
    assert rules.hours_words(due, now) == words
    assert rules.hours_tone(due, now) == tone


@pytest.mark.parametrize(
    ("moment", "field"),
    [
        (datetime(2026, 11, 20, 8, 1, tzinfo=UTC), "received_at"),
        (datetime(2025, 11, 1, 8, 0, tzinfo=UTC), "received_at"),
    ],
)
def test_a_signal_is_neither_of_tomorrow_nor_of_last_year(moment: datetime, field: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.check_moment(moment, datetime(2026, 11, 20, 8, 0, tzinfo=UTC))
    assert refused.value.field == field


def test_somebody_of_age_is_no_child() -> None:
    rules.check_child(None, date(2026, 11, 20))
    rules.check_child(date(2008, 11, 21), date(2026, 11, 20))
    with pytest.raises(Refused):
        rules.check_child(date(2008, 11, 20), date(2026, 11, 20))
