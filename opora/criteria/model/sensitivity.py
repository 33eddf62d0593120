"""How little a coefficient would have to change for a decision to become another one.

Exact: the stated rounding is inverted, nothing is searched. A decision is a bound on the rounded
users, so it flips where the exact sum crosses one point; solved for the coefficient, that point is
c = (bound − the other terms) · per / base, in fractions. The answer is the first coefficient beyond
it that can be written with the stated number of places.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

from .compute import compute, facilities_for
from .terms import Computed, Criterion, Input, Rounding

PLACES = 6
HALF = Fraction(1, 2)


class Decision(StrEnum):
    """What may become another thing."""

    USERS = "users"
    NEED = "need"
    FACILITIES = "facilities"


@dataclass(frozen=True, slots=True)
class Flip:
    """The smallest change of one coefficient that flips a decision, up or down.

    `before` and `after` are the users before and with the new coefficient; `relative` is the change
    over the coefficient, None when it is 0.
    """

    decision: Decision
    indicator: str
    coefficient: Decimal
    flipped: Decimal
    before: int
    after: int

    @property
    def change(self) -> Decimal:
        """How much is added to the coefficient."""
        return self.flipped - self.coefficient

    @property
    def size(self) -> Decimal:
        """The absolute change."""
        return abs(self.change)

    @property
    def relative(self) -> Decimal | None:
        """The absolute change as a share of the coefficient."""
        return self.size / self.coefficient if self.coefficient else None


def flips(
    criterion: Criterion,
    inputs: Mapping[str, Input],
    *,
    places: int | None = None,
    digits: int = PLACES,
) -> list[Flip]:
    """For every coefficient and decision the smallest change that flips it, smallest first.

    `places` are the existing places; without them the need is not a decision. Nothing is found when
    the number is not known, below the threshold, or for a base whose figure is 0.
    """
    now = compute(criterion, inputs)
    if now.max_users is None or now.is_below_threshold:
        return []
    bounds = list(_bounds(now, places))
    found = []
    for index in range(len(criterion.bases)):
        for decision in Decision:
            sides = [each for each in bounds if each[0] is decision]
            near = [
                flip
                for _decision, is_up, users in sides
                if (flip := _flip(now, inputs, index, decision, is_up, users, digits))
            ]
            if near:
                found.append(min(near, key=lambda flip: (flip.size, flip.change)))
    return sorted(found, key=lambda flip: (flip.size, flip.decision, flip.indicator))


def _bounds(now: Computed, places: int | None) -> Iterator[tuple[Decision, bool, int]]:
    """The users at which each decision flips: at least so many (True) or at most (False)."""
    users = now.max_users or 0
    yield Decision.USERS, True, users + 1
    yield Decision.USERS, False, users - 1
    if places is not None:
        yield (Decision.NEED, False, places) if users > places else (
            Decision.NEED, True, places + 1
        )  # fmt: skip
    yield from _facility_bounds(users, now.criterion.min_size, now.criterion.max_size)


def _facility_bounds(
    users: int, least: int | None, most: int | None
) -> Iterator[tuple[Decision, bool, int]]:
    """The count is min(⌈users / most⌉, ⌊users / least⌋), so it only grows with the users."""
    built = facilities_for(users, least, most)
    if built is None:
        return
    n = built.count
    if most or n == 0:  # without a greatest size one facility holds everybody
        fits = n * most + 1 if most else 1
        yield Decision.FACILITIES, True, max(fits, (n + 1) * (least or 1))
    if n > 0:
        fewer = (n - 1) * most if most else 0
        yield Decision.FACILITIES, False, max(fewer, n * least - 1 if least else 0)


def _flip(
    now: Computed,
    inputs: Mapping[str, Input],
    index: int,
    decision: Decision,
    is_up: bool,
    users: int,
    digits: int,
) -> Flip | None:
    """The nearest coefficient with which at least (or at most) `users` come out."""
    criterion = now.criterion
    base = criterion.bases[index]
    people = Fraction(inputs[base.indicator].value)
    if base.coefficient is None or people <= 0 or users < 0:
        return None
    others = sum(
        (
            Fraction(other.coefficient or 0) * Fraction(inputs[other.indicator].value) / other.per
            for place, other in enumerate(criterion.bases)
            if place != index
        ),
        Fraction(0),
    )
    point, is_reached = crossing(users, is_up=is_up, rounding=criterion.rounding)
    solved = (point - others) * base.per / people
    flipped = _written(solved, is_up=is_up, is_reached=is_reached, digits=digits)
    if flipped < 0:
        return None
    after = _with(criterion, index, flipped)
    became = compute(after, inputs).max_users or 0
    return Flip(decision, base.indicator, base.coefficient, flipped, now.max_users or 0, became)


def crossing(users: int, *, is_up: bool, rounding: Rounding) -> tuple[Fraction, bool]:
    """The exact sum from which rounding gives at least (or up to which at most) `users`, and
    whether the point itself already does."""
    if rounding is Rounding.HALF_UP:
        return (users - HALF, True) if is_up else (users + HALF, False)
    if rounding is Rounding.UP:
        return (Fraction(users - 1), False) if is_up else (Fraction(users), True)
    return (Fraction(users), True) if is_up else (Fraction(users + 1), False)


def _written(point: Fraction, *, is_up: bool, is_reached: bool, digits: int) -> Decimal:
    """The first number with so many places at the point or beyond it."""
    steps = point * 10**digits
    if is_up:
        n = ceil(steps) if is_reached else floor(steps) + 1
    else:
        n = floor(steps) if is_reached else ceil(steps) - 1
    return Decimal(n).scaleb(-digits)


def _with(criterion: Criterion, index: int, coefficient: Decimal) -> Criterion:
    bases = list(criterion.bases)
    bases[index] = replace(bases[index], coefficient=coefficient)
    return replace(criterion, bases=tuple(bases))
