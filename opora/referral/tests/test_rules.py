"""The whole workflow table: every state × action × who."""

from datetime import date

import pytest

from opora.lib.refusals import Refused
from opora.referral import rules
from opora.referral.rules import (
    ENDS,
    OPEN,
    STEPS,
    State,
    Turn,
    Who,
    actions_for,
    awaited,
    next_state,
)

ALL = [(state, action, who) for state in State for action in STEPS for who in Who]


@pytest.mark.parametrize(("state", "action", "who"), ALL)
def test_every_state_action_and_role(state: State, action: str, who: Who) -> None:
    step = STEPS[action]
    if who in step.who and state in step.sources:
        assert next_state(state, action, frozenset({who})) == (step.to or state)
        assert (action in actions_for(state, frozenset({who}))) == (who is not Who.SYSTEM)
    else:
        with pytest.raises(Refused) as refused:
            next_state(state, action, frozenset({who}))
        assert refused.value.sentence
        assert refused.value.remedy
        assert action not in actions_for(state, frozenset({who}))


def test_a_bystander_may_do_nothing() -> None:
    assert not any(actions_for(state, frozenset()) for state in State)


@pytest.mark.parametrize("state", sorted(ENDS))
def test_an_ended_request_only_gives_answers(state: State) -> None:
    after = {"answer"} | ({"reopen"} if state == State.NOT_REFERRED else set())  # by an appeal won
    assert {name for name, step in STEPS.items() if state in step.sources} == after


def test_every_open_state_has_a_way_to_an_end() -> None:
    reached = {State(end) for end in ENDS}
    while True:
        more = {
            source
            for step in STEPS.values()
            if step.to in reached
            for source in step.sources - reached
        }
        if not more:
            break
        reached |= more
    assert reached == set(State)


@pytest.mark.parametrize("state", sorted(OPEN))
def test_an_open_request_is_always_somebodys_turn(state: State) -> None:
    for is_asked in (False, True):
        for is_handed in (False, True):
            turn, words = awaited(state, is_asked=is_asked, is_handed=is_handed)
            assert turn is not Turn.NOBODY
            assert words


@pytest.mark.parametrize(
    ("happened_on", "reason", "field"),
    [
        (date(2026, 11, 21), "", None),
        (date(2026, 11, 22), "утре", "happened_on"),
        (date(2026, 11, 20), "", "backdating_reason"),
        (date(2026, 11, 20), "   ", "backdating_reason"),
        (date(2026, 11, 20), "Обаждане след работно време.", None),
    ],
)
def test_the_day_of_an_act(happened_on: date, reason: str, field: str | None) -> None:
    today = date(2026, 11, 21)
    if field is None:
        rules.check_day(happened_on, today, reason)
    else:
        with pytest.raises(Refused) as refused:
            rules.check_day(happened_on, today, reason)
        assert refused.value.field == field


@pytest.mark.parametrize(
    ("born", "child", "takes_part"),
    [
        (date(2008, 11, 21), False, False),
        (date(2008, 11, 22), True, True),
        (date(2012, 11, 21), True, True),
        (date(2012, 11, 22), True, False),
        (date(2008, 2, 29), True, True),
        (None, False, False),
    ],
)
def test_child_and_participation(born: date | None, child: bool, takes_part: bool) -> None:
    on = date(2026, 11, 21) if born != date(2008, 2, 29) else date(2026, 2, 28)
    assert rules.is_child(born, on) is child
    assert rules.takes_part(born, on) is takes_part
