"""The step table whole: every state × action × who; the term of a decision."""

from datetime import date

import pytest

from opora.courts import rules
from opora.courts.rules import ENDS, LABELS, STEPS, CourtState
from opora.lib.refusals import Refused
from opora.protection.steps import Who, actions_for, next_state


@pytest.mark.parametrize("state", LABELS)
@pytest.mark.parametrize("action", STEPS)
@pytest.mark.parametrize("who", Who)
def test_every_state_action_and_role(state: CourtState, action: str, who: Who) -> None:
    step, me = STEPS[action], frozenset({who})
    if who in step.who and state in step.sources:
        assert next_state(STEPS, LABELS, state, action, me) == (step.to or state)
        assert action in actions_for(STEPS, state, me)
        return
    with pytest.raises(Refused) as refused:
        next_state(STEPS, LABELS, state, action, me)
    assert refused.value.sentence
    assert refused.value.remedy
    assert action not in actions_for(STEPS, state, me)


def test_every_open_state_has_a_way_to_an_end_and_no_end_has_a_way_out() -> None:
    reached = set(ENDS)
    while more := {
        source for step in STEPS.values() if step.to in reached for source in step.sources - reached
    }:
        reached |= more
    assert reached == set(LABELS)
    assert [name for name, step in STEPS.items() if not step.sources.isdisjoint(ENDS)] == []


def test_only_the_director_asks_the_court() -> None:
    for name in ("file", "withdraw", "ask_prolongation"):
        assert STEPS[name].who == {Who.HEAD}


def test_a_decision_ends_after_it_was_taken_and_within_the_term() -> None:
    decided, latest = date(2026, 11, 20), date(2029, 11, 20)
    rules.check_term(decided, latest, latest, "3 години")
    for until in (decided, date(2029, 11, 21)):
        with pytest.raises(Refused):
            rules.check_term(decided, until, latest, "3 години")
    rules.check_term(decided, date(2040, 1, 1), None, "")
    assert rules.is_ending(date(2027, 1, 1), decided)
    assert not rules.is_ending(date(2027, 6, 1), decided)
    assert not rules.is_ending(None, decided)
