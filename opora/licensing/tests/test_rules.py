"""Which act is possible when and for whom; the days of a license."""

from datetime import date

import pytest

from opora.lib.refusals import Refused
from opora.licensing import rules
from opora.licensing.rules import STEPS, Standing, State, Term, Who


@pytest.mark.parametrize("action", STEPS)
@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("who", Who)
def test_every_act_in_every_state_by_everybody(action: str, state: State, who: Who) -> None:
    row = STEPS[action]
    if state in row.sources and who == row.who:
        assert rules.next_state(state, action, frozenset({who})) == (row.to or state)
        assert action in rules.actions_for(state, frozenset({who}))
        return
    with pytest.raises(Refused) as refused:
        rules.next_state(state, action, frozenset({who}))
    assert refused.value.remedy
    assert action not in rules.actions_for(state, frozenset({who}))


TERM = Term(date(2021, 11, 22), date(2026, 11, 22))


@pytest.mark.parametrize(
    ("day", "standing", "holds"),
    [
        (date(2021, 11, 21), Standing.COMING, False),
        (date(2021, 11, 22), Standing.VALID, True),
        (date(2026, 8, 21), Standing.VALID, True),
        (date(2026, 8, 22), Standing.EXPIRING, True),
        (date(2026, 11, 21), Standing.EXPIRING, True),
        (date(2026, 11, 22), Standing.EXPIRED, False),
    ],
)
def test_a_license_by_days(day: date, standing: Standing, holds: bool) -> None:
    assert rules.standing(TERM, day, 3) == standing
    assert TERM.holds(day) is holds


def test_a_revoked_license_holds_until_the_day_before() -> None:
    term = Term(date(2024, 1, 1), date(2029, 1, 1), revoked_on=date(2026, 5, 4))
    assert term.holds(date(2026, 5, 3))
    assert not term.holds(date(2026, 5, 4))
    assert rules.standing(term, date(2026, 5, 4), 3) == Standing.REVOKED


def test_a_renewed_license_does_not_expire_soon() -> None:
    term = Term(date(2021, 11, 22), date(2026, 11, 22), renewed_on=date(2026, 11, 22))
    assert rules.standing(term, date(2026, 11, 20), 3) == Standing.VALID
    assert rules.standing(term, date(2026, 11, 22), 3) == Standing.REPLACED


@pytest.mark.parametrize(
    ("day", "said"), [(date(2026, 8, 21), "22.08.2026"), (date(2026, 11, 22), "нов лиценз")]
)
def test_a_renewal_is_asked_in_its_window(day: date, said: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.check_renewal(TERM, day, 3)
    assert said in refused.value.remedy
    rules.check_renewal(TERM, date(2026, 8, 22), 3)


def test_months_end_where_the_month_ends() -> None:
    assert rules.months_before(date(2026, 5, 31), 3) == date(2026, 2, 28)
    assert rules.years_after(date(2024, 2, 29), 5) == date(2029, 2, 28)
