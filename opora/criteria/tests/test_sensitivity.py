"""The smallest change that flips a decision, against trying every coefficient one after another."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opora.criteria.model.compute import compute
from opora.criteria.model.sensitivity import Decision, flips
from opora.criteria.model.terms import Base, Computed, Criterion, Input, Rounding

DAY = date(2021, 9, 7)


def figures(*people: int) -> dict[str, Input]:
    return {f"b{n}": Input(Decimal(each), DAY, "") for n, each in enumerate(people)}


def test_by_hand() -> None:
    """0.41 per 100 of 25481 is 104.4721: 104. For 105 it needs 104.5, so 0.41011 and a bit."""
    asked = Criterion("AS", (Base("b0", Decimal("0.41")),), Rounding.HALF_UP)
    found = {each.decision: each for each in flips(asked, figures(25481), places=104)}
    users = found[Decision.USERS]
    assert (users.before, users.after) == (104, 105)
    assert users.flipped == Decimal("0.410110")  # 104.5 × 100 / 25481 = 0.4101095…
    assert users.change == Decimal("0.000110")
    assert users.relative == Decimal("0.000110") / Decimal("0.41")
    assert found[Decision.NEED].flipped == Decimal("0.410110")  # 104 places are enough for 104
    assert Decision.FACILITIES not in found


def test_need_goes_when_places_suffice() -> None:
    asked = Criterion("AS", (Base("b0", Decimal(1)),), Rounding.HALF_UP)
    found = {each.decision: each for each in flips(asked, figures(1000), places=8, digits=2)}
    assert found[Decision.NEED].flipped == Decimal("0.84")  # 8.4 users are 8
    assert found[Decision.USERS].flipped == Decimal("1.05")  # 10.5 are 11; 9.4 needs 0.94
    assert {each.indicator for each in found.values()} == {"b0"}


def test_facilities() -> None:
    asked = Criterion("RC", (Base("b0", Decimal(1)),), Rounding.HALF_UP, min_size=8, max_size=10)
    found = {each.decision: each for each in flips(asked, figures(1000), digits=2)}
    # 10 users: one home of 10. Two homes need 16 users at least; none at all is under 8.
    assert found[Decision.FACILITIES].flipped == Decimal("0.74")
    assert found[Decision.FACILITIES].after == 7


@pytest.mark.parametrize(
    "asked",
    [
        Criterion("X", (Base("b0", None),), Rounding.UP),
        Criterion("X", (Base("b0", Decimal(1)),)),
        Criterion("X", (Base("b0", Decimal(1)),), Rounding.UP, threshold=10**9),
    ],
)
def test_without_a_number_nothing_flips(asked: Criterion) -> None:
    people = figures(1000) | {"population": Input(Decimal(1000), DAY, "")}
    assert flips(asked, people) == []


def test_a_base_of_nobody_cannot_flip_anything() -> None:
    asked = Criterion("X", (Base("b0", Decimal(1)), Base("b1", Decimal(1))), Rounding.UP)
    assert {each.indicator for each in flips(asked, figures(100, 0))} == {"b0"}


DECISIONS: dict[Decision, Callable[[Computed, int], object]] = {
    Decision.USERS: lambda found, places: found.max_users,
    Decision.NEED: lambda found, places: (found.max_users or 0) > places,
    Decision.FACILITIES: lambda found, places: found.facilities and found.facilities.count,
}
DIGITS = 2
FARTHEST = 400  # steps of 0.01


@settings(max_examples=60, deadline=None)
@given(
    coefficients=st.lists(st.integers(0, 300), min_size=1, max_size=2),
    people=st.lists(st.integers(1, 600), min_size=2, max_size=2),
    rounding=st.sampled_from([Rounding.HALF_UP, Rounding.UP, Rounding.DOWN]),
    per=st.sampled_from([1, 100]),
    places=st.integers(0, 20),
    sizes=st.none() | st.tuples(st.integers(1, 6), st.integers(6, 12)),
)
def test_against_trying_everything(
    coefficients: list[int],
    people: list[int],
    rounding: Rounding,
    per: int,
    places: int,
    sizes: tuple[int, int] | None,
) -> None:
    bases = tuple(
        Base(f"b{n}", Decimal(each).scaleb(-DIGITS), per) for n, each in enumerate(coefficients)
    )
    least, most = sizes or (None, None)
    asked = Criterion("X", bases, rounding, min_size=least, max_size=most)
    given_people = figures(*people)
    found = {
        (each.decision, each.indicator): each.size
        for each in flips(asked, given_people, places=places, digits=DIGITS)
    }
    for index, base in enumerate(bases):
        tried = _tried(asked, given_people, index, places)
        for decision in DECISIONS:
            if decision is Decision.FACILITIES and sizes is None:
                continue
            size = found.get((decision, base.indicator))
            if size is None or size > Decimal(FARTHEST).scaleb(-DIGITS):
                assert decision not in tried
            else:
                assert tried[decision] == size


def _tried(
    asked: Criterion, people: dict[str, Input], index: int, places: int
) -> dict[Decision, Decimal]:
    """For each decision the first size of change, by hundredths, at which it flips."""
    now = compute(asked, people)
    found: dict[Decision, Decimal] = {}
    for n in range(1, FARTHEST + 1):
        step = Decimal(n).scaleb(-DIGITS)
        for change in (step, -step):
            coefficient = (asked.bases[index].coefficient or Decimal(0)) + change
            if coefficient < 0:
                continue
            bases = list(asked.bases)
            bases[index] = replace(bases[index], coefficient=coefficient)
            other = compute(replace(asked, bases=tuple(bases)), people)
            for decision, answer in DECISIONS.items():
                if answer(other, places) != answer(now, places):
                    found.setdefault(decision, step)
        if len(found) == len(DECISIONS):
            break
    return found
