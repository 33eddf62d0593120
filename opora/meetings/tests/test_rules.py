"""Every state × action × who of the three step tables."""

from collections.abc import Mapping
from itertools import product
from typing import Any

import pytest

from opora.lib import codes
from opora.lib.refusals import Refused
from opora.meetings import diagram, rules
from opora.meetings.rules import Who

TABLES: dict[str, tuple[rules.Steps, Mapping[Any, str]]] = {
    "session": (rules.SESSION_STEPS, rules.SESSION_LABELS),
    "vote": (rules.VOTE_STEPS, rules.VOTE_LABELS),
    "minutes": (rules.MINUTES_STEPS, rules.MINUTES_LABELS),
}


@pytest.mark.parametrize("name", TABLES)
def test_every_state_action_and_person(name: str) -> None:
    steps, labels = TABLES[name]
    for state, (action, step), one in product(["", *labels], steps.items(), Who):
        who = frozenset({one})
        if state in step.sources and one in step.who:
            assert rules.next_state(steps, action, state, who, labels) == (step.target or state)
            assert action in rules.actions_for(steps, state, who)
            continue
        with pytest.raises(Refused) as refused:
            rules.next_state(steps, action, state, who, labels)
        assert refused.value.sentence.startswith("„")
        assert refused.value.rule
        assert action not in rules.actions_for(steps, state, who)


@pytest.mark.parametrize("name", TABLES)
def test_a_stranger_may_nothing(name: str) -> None:
    steps, labels = TABLES[name]
    for state in labels:
        assert rules.actions_for(steps, state, frozenset()) == []


def test_codes_are_long_and_read_alike_in_both_alphabets() -> None:
    made = {codes.new() for _ in range(200)}
    assert len(made) == 200
    for code in made:
        assert len(codes.normal(code)) == codes.LENGTH >= 10
        assert codes.normal(code.lower()) == codes.normal(code)
    assert codes.normal("авек-мнрс-тх0о") == codes.normal("ABEK MHPC TX0O") == "ABEKMHPCTX00"


def test_the_committed_diagram_is_fresh() -> None:
    committed = (diagram.FOLDER / "meetings.md").read_text("utf-8")
    assert committed == diagram.meetings_page(), "run: python -m opora.meetings.diagram"
