"""Every state × action × who of a plan; who must sign; how far goals were reached. No database."""

from datetime import date
from itertools import product

import pytest

from opora.lib.refusals import Refused
from opora.support import rules
from opora.support.rules import STEPS, PlanState, Signer, Who

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(("state", "action", "who"), [*product(PlanState, STEPS, Who)])
def test_every_step_is_allowed_exactly_where_the_table_says(
    state: PlanState, action: str, who: Who
) -> None:
    row = STEPS[action]
    allowed = state in row.sources and who in row.who
    assert (action in rules.actions_for(state, frozenset({who}))) == allowed
    if allowed:
        assert rules.next_state(state, action, frozenset({who})) == (row.to or state)
    else:
        with pytest.raises(Refused):
            rules.next_state(state, action, frozenset({who}))


P, R, C = Signer.PERSON, Signer.REPRESENTATIVE, Signer.CHILD


@pytest.mark.parametrize(
    ("born", "kin", "needed"),
    [
        (date(1980, 1, 1), [], [P]),
        (date(1980, 1, 1), ["authorized"], [P]),
        (date(1980, 1, 1), ["trustee"], [P, R]),
        (date(1980, 1, 1), ["guardian"], [R]),
        (None, [], [P]),
        (date(2017, 1, 1), ["parent"], [R]),
        (date(2017, 1, 1), [], [R]),
        (date(2012, 11, 21), ["parent"], [R]),  # fourteen tomorrow
        (date(2012, 11, 20), ["parent"], [R, C]),  # fourteen today
        (date(2008, 11, 21), ["parent"], [R, C]),  # eighteen tomorrow
        (date(2008, 11, 20), ["parent"], [P]),  # eighteen today
    ],
)
def test_who_must_sign(born: date | None, kin: list[str], needed: list[Signer]) -> None:
    assert rules.needed_signers(born, TODAY, kin) == needed


@pytest.mark.parametrize(
    ("kin", "is_child", "may"),
    [
        ("parent", True, True),
        ("parent", False, False),
        ("guardian", True, True),
        ("guardian", False, True),
        ("trustee", False, True),
        ("authorized", False, True),
        ("authorized", True, False),
    ],
)
def test_who_may_represent(kin: str, is_child: bool, may: bool) -> None:
    assert rules.may_represent(kin, is_child=is_child) is may


def test_somebody_authorized_may_sign_instead_of_an_adult_and_of_nobody_else() -> None:
    assert rules.missing_signers([P], [R]) == []
    assert rules.missing_signers([P, R], [R]) == [P]
    assert rules.missing_signers([R, C], [R]) == [C]


@pytest.mark.parametrize(
    ("scores", "share"), [([], None), ([0], 100), ([-1, 1], 50), ([-2, -1], 0), ([2, 1, -1], 67)]
)
def test_the_share_of_goals_reached_as_expected(scores: list[int], share: int | None) -> None:
    assert rules.attainment(scores) == share
