"""The legal criteria: max_users = round(Σ coefficient × base / per), then threshold and size.

The form is that of the ordinance of planning, chapter II, as far as it is known; coefficients,
thresholds, sizes and rounding are rows that an editor enters from the text. Decimal throughout.
"""

from collections.abc import Iterable, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal, localcontext

from .terms import (
    POPULATION,
    Base,
    Computed,
    Criterion,
    Facilities,
    Input,
    Missing,
    MissingKind,
    Rounding,
    Step,
    StepKind,
    Total,
)

WAYS = {
    Rounding.HALF_UP: ROUND_HALF_UP,
    Rounding.UP: ROUND_CEILING,
    Rounding.DOWN: ROUND_FLOOR,
}
# Enough for every digit of coefficient × base / per: nothing is rounded before the stated rounding.
DIGITS = 40
Inputs = Mapping[str, Input]


def compute(criterion: Criterion, inputs: Inputs) -> Computed:
    """The greatest number of users, with the steps that led to it.

    A missing coefficient or rounding, or a missing figure, leaves no number; all that is missing is
    named. Below the population threshold the number is 0, which is known and not missing.
    """
    missing = (*missing_criterion(criterion), *missing_inputs(criterion, inputs))
    with localcontext() as context:
        context.prec = DIGITS
        terms = tuple(_term(base, inputs.get(base.indicator)) for base in criterion.bases)
        if missing:
            return Computed(criterion, None, missing=missing, steps=terms)
        exact = sum((step.value or Decimal(0) for step in terms), Decimal(0))
        users = round_users(exact, criterion.rounding)
    steps = [*terms, Step(StepKind.SUM, exact), Step(StepKind.ROUND, Decimal(users))]
    below = False
    if criterion.threshold is not None:
        population = inputs[POPULATION]
        below = population.value < criterion.threshold
        steps.append(Step(StepKind.THRESHOLD, Decimal(not below), input=population))
    users = 0 if below else users
    facilities = facilities_for(users, criterion.min_size, criterion.max_size)
    if facilities is not None:
        steps.append(Step(StepKind.FACILITIES, Decimal(facilities.count)))
    return Computed(criterion, users, facilities, (), tuple(steps), below)


def _term(base: Base, figure: Input | None) -> Step:
    value = None
    if base.coefficient is not None and figure is not None:
        value = base.coefficient * figure.value / base.per
    return Step(StepKind.TERM, value, base, figure)


def missing_criterion(criterion: Criterion) -> tuple[Missing, ...]:
    """What of the criterion itself is not known: „липсва критерий“."""
    found = [
        Missing(MissingKind.CRITERION, base.indicator, base.label)
        for base in criterion.bases
        if base.coefficient is None
    ]
    if not criterion.bases:
        found.append(Missing(MissingKind.CRITERION, "bases"))
    if not criterion.rounding:
        found.append(Missing(MissingKind.CRITERION, "rounding"))
    return tuple(found)


def missing_inputs(criterion: Criterion, inputs: Inputs) -> tuple[Missing, ...]:
    """Which figures are not known: „липсва показател“."""
    names = {base.indicator: base.label for base in criterion.bases}
    return tuple(
        Missing(MissingKind.INDICATOR, code, names.get(code, ""))
        for code in criterion.indicators
        if code not in inputs
    )


def round_users(exact: Decimal, rounding: Rounding) -> int:
    """Whole users of an exact sum that is not negative, by the stated rule."""
    return int(exact.quantize(Decimal(1), rounding=WAYS[rounding]))


def facilities_for(users: int, min_size: int | None, max_size: int | None) -> Facilities | None:
    """How many facilities hold `users`: as few as the greatest size allows, and no more than the
    least size fills. None when neither size is stated; without a greatest size one holds all."""
    if min_size is None and max_size is None:
        return None
    needed = -(-users // max_size) if max_size else min(users, 1)
    filled = users // min_size if min_size else needed
    if needed <= filled:
        return Facilities(needed)
    held = filled * max_size if max_size else (users if filled else 0)
    return Facilities(filled, users - held)


def total(found: Iterable[Computed]) -> Total:
    """The sum of what is known, with how many numbers are not in it and of which services."""
    known, services = [], []
    for each in found:
        if each.max_users is None:
            services.append(each.criterion.service)
        else:
            known.append(each.max_users)
    return Total(
        sum(known) if known else None,
        n_known=len(known),
        n_missing=len(services),
        missing=tuple(services),
    )


def pool(rows: Iterable[Inputs], codes: Iterable[str], n_units: int) -> dict[str, Input]:
    """The figures of a district: the sum of each indicator over its `n_units` municipalities.

    An indicator that one municipality lacks is left out: a part is not the district's figure. The
    sum is as of its oldest part and names each source once.
    """
    units = list(rows)
    pooled = {}
    for code in codes:
        parts = [unit[code] for unit in units if code in unit]
        if parts and len(parts) == n_units:
            pooled[code] = Input(
                sum((part.value for part in parts), Decimal(0)),
                min(part.as_of for part in parts),
                "; ".join(dict.fromkeys(part.source for part in parts)),
                "; ".join(dict.fromkeys(part.provenance for part in parts if part.provenance)),
            )
    return pooled
