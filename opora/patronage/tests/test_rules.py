"""Which days are served and counted."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused
from opora.patronage import rules
from opora.patronage.rules import STEPS, Served, UserState

OCTOBER = rules.month_days(date(2026, 10, 1))
WORK = frozenset(rules.WORKDAYS)
DAYS = st.dates(date(2026, 9, 1), date(2026, 11, 30))


@pytest.mark.parametrize(("action", "state"), list(product(STEPS, ["", *UserState])))
@pytest.mark.parametrize("role", ["officer", "head", "analyst"])
def test_every_action_state_role(action: str, state: str, role: str) -> None:
    actor = Actor(1, 10, frozenset({role}))
    if role != "analyst" and state in STEPS[action].sources:
        assert rules.next_state(action, state, actor, 10) == STEPS[action].target
    else:
        with pytest.raises(Refused):
            rules.next_state(action, state, actor, 10)
    with pytest.raises(NotVisible):
        rules.next_state(action, state, actor, 11)


@pytest.mark.parametrize(
    ("served", "n"),
    [
        (Served(date(2026, 1, 1), None, WORK), 22),
        (Served(date(2026, 10, 15), None, WORK), 12),
        (Served(date(2026, 1, 1), date(2026, 10, 2), WORK), 2),
        (Served(date(2026, 1, 1), None, frozenset()), 0),
        (Served(date(2026, 1, 1), None, WORK, ((date(2026, 10, 5), date(2026, 10, 9)),)), 17),
        (Served(date(2026, 1, 1), None, WORK, ((date(2026, 10, 5), None),)), 2),
    ],
)
def test_meals_of_a_month(served: Served, n: int) -> None:
    assert rules.counted(served, {}, OCTOBER) == n


def test_who_was_not_found_is_not_counted() -> None:
    served = Served(date(2026, 1, 1), None, WORK)
    assert rules.counted(served, {date(2026, 10, 5): "not_found"}, OCTOBER) == 21


@given(DAYS, DAYS, DAYS)
def test_a_stop_never_adds_a_meal(begun: date, first: date, last: date) -> None:
    free = Served(begun, None, WORK)
    stopped = Served(begun, None, WORK, ((first, last),))
    assert all(free.on(day) for day in OCTOBER if stopped.on(day))
    assert len(OCTOBER) == 31
