"""The step table whole, and what counts as agreed."""

import pytest

from opora.lib.refusals import Refused
from opora.planning import rules
from opora.planning.rules import STEPS, Answer, State, Who

EVERYBODY = [frozenset[Who](), *(frozenset({who}) for who in Who), frozenset(Who)]


@pytest.mark.parametrize("action", STEPS)
@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("who", EVERYBODY)
def test_steps(action: str, state: State, who: frozenset[Who]) -> None:
    row = STEPS[action]
    if row.who in who and state in row.sources:
        assert rules.next_state(state, action, who) == (row.to or state)
        assert action in rules.actions_for(state, who)
        return
    with pytest.raises(Refused) as refused:
        rules.next_state(state, action, who)
    assert refused.value.sentence
    assert refused.value.remedy
    assert action not in rules.actions_for(state, who)


def test_every_state_is_named_and_reached() -> None:
    reached = {rules.OPEN.to} | {row.to for row in STEPS.values()}
    assert set(rules.STATE_LABELS) == set(State) == reached - {None}


def test_what_is_adopted_is_not_edited() -> None:
    assert "edit" not in rules.actions_for(State.FINAL, frozenset(Who))
    assert "lock" not in rules.actions_for(State.LOCKED, frozenset(Who))


TOWNS = ("A", "B", "C")
ASKED = {"A": (Answer.AGREE, ""), "B": (Answer.DISAGREE, "Далеч е.")}


def test_silence_is_not_agreement() -> None:
    found = rules.consent("RC_EL", TOWNS, ASKED)
    assert found.agreed == ("A",)
    assert found.objections == (rules.Objection("B", "Далеч е."),)
    assert found.silent == ("C",)
    assert not found.is_full


@pytest.mark.parametrize(
    ("answers", "is_asked", "full"),
    [
        (dict.fromkeys(TOWNS, (Answer.AGREE, "")), True, True),
        (dict.fromkeys(TOWNS, (Answer.AGREE, "")), False, False),
        (ASKED, True, False),
        ({}, True, False),
    ],
)
def test_full_agreement(answers: dict[str, tuple[Answer, str]], is_asked: bool, full: bool) -> None:
    assert rules.consent("RC_EL", TOWNS, answers, is_asked=is_asked).is_full is full


def test_what_the_voted_version_did_not_record() -> None:
    everybody = dict.fromkeys(TOWNS, (Answer.AGREE, ""))
    full, partly = (rules.consent("RC_EL", TOWNS, each) for each in (everybody, ASKED))
    assert rules.unrecorded([full], []) == []
    assert rules.unrecorded([full], [partly]) == []
    assert rules.unrecorded([partly], [partly]) == []
    assert rules.unrecorded([partly], [full]) == [partly]
    assert rules.unrecorded([partly], []) == [partly]
