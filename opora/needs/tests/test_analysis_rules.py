"""The whole workflow table of an analysis: every state × action × who; its days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.law.rules import Calendar
from opora.lib.refusals import Refused
from opora.needs import diagram, rules
from opora.needs.rules import STEPS, State, Who, actions_for, consultation_days, next_state

ALL = [(state, action, who) for state in State for action in STEPS for who in Who]


@pytest.mark.parametrize(("state", "action", "who"), ALL)
def test_every_state_action_and_role(state: State, action: str, who: Who) -> None:
    step = STEPS[action]
    if who in step.who and state in step.sources:
        assert next_state(state, action, frozenset({who})) == (step.to or state)
        assert action in actions_for(state, frozenset({who}))
    else:
        with pytest.raises(Refused) as refused:
            next_state(state, action, frozenset({who}))
        assert refused.value.sentence
        assert refused.value.remedy
        assert action not in actions_for(state, frozenset({who}))


def test_a_bystander_may_do_nothing() -> None:
    assert not any(actions_for(state, frozenset()) for state in State)


def test_every_state_leads_to_acceptance() -> None:
    reached = {State.ACCEPTED}
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


def test_nobody_writes_what_was_submitted() -> None:
    for state in rules.SUBMITTED_STATES:
        assert state not in STEPS["save"].sources


def test_only_the_citizen_comments_and_only_in_a_consultation() -> None:
    step = STEPS["comment"]
    assert (step.who, step.sources) == ({Who.CITIZEN}, {State.CONSULTATION})


@given(st.dates(date(2021, 1, 1), date(2035, 12, 31)))
def test_a_consultation_lasts_at_least_thirty_days_and_ends_on_a_working_one(day: date) -> None:
    calendar = Calendar({})
    first, last = consultation_days(day, calendar)
    assert first == day
    assert last - first >= timedelta(days=rules.CONSULTATION_DAYS)
    assert calendar.is_working(last)
    assert last - first <= timedelta(days=rules.CONSULTATION_DAYS + 2)


def test_the_committed_diagram_is_fresh() -> None:
    for name, page in diagram.PAGES.items():
        committed = (diagram.FOLDER / name).read_text("utf-8")
        assert committed == page(), "run: python -m opora.needs.diagram"
