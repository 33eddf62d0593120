"""What criteria are made of, and what a figure made with them remembers."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

POPULATION = "population"


class Rounding(StrEnum):
    """How the sum becomes whole people. The empty one: the act's rule is not known."""

    HALF_UP = "half_up"
    UP = "up"
    DOWN = "down"
    UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class Base:
    """One indicator with its coefficient: `coefficient` users for every `per` of `indicator`."""

    indicator: str
    coefficient: Decimal | None
    per: int = 100
    confidence: str = "memory"
    name: str = ""

    @property
    def label(self) -> str:
        """The indicator's name, or its code when nobody has named it."""
        return self.name or self.indicator


@dataclass(frozen=True, slots=True)
class Criterion:
    """How many users of one planned service a municipality or a district may have at most."""

    service: str
    bases: tuple[Base, ...]
    rounding: Rounding = Rounding.UNKNOWN
    level: str = "municipal"
    threshold: int | None = None
    min_size: int | None = None
    max_size: int | None = None
    article: str = ""
    confidence: str = "memory"
    name: str = ""
    set_id: int = 0
    set_name: str = ""
    version: int = 1
    is_illustrative: bool = False

    @property
    def indicators(self) -> tuple[str, ...]:
        """The indicators that it needs; the population too when there is a threshold."""
        codes = [base.indicator for base in self.bases]
        if self.threshold is not None and POPULATION not in codes:
            codes.append(POPULATION)
        return tuple(codes)


@dataclass(frozen=True, slots=True)
class Input:
    """The figure of an indicator, with where and when it comes from."""

    value: Decimal
    as_of: date
    source: str
    provenance: str = ""


class MissingKind(StrEnum):
    """Why something is not computed."""

    CRITERION = "criterion"
    INDICATOR = "indicator"


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing without which there is no number: a part of the criterion, or a figure.

    `what` is the code of an indicator, or "rounding" or "bases"; `name` says it.
    """

    kind: MissingKind
    what: str
    name: str = ""


class StepKind(StrEnum):
    """The steps of a computation, in their order."""

    TERM = "term"
    SUM = "sum"
    ROUND = "round"
    THRESHOLD = "threshold"
    FACILITIES = "facilities"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: for a term its base and input, for every step the value that it gives.

    `value` is None when the step could not be made. The threshold's value is 1 when it is reached.
    """

    kind: StepKind
    value: Decimal | None
    base: Base | None = None
    input: Input | None = None


@dataclass(frozen=True, slots=True)
class Facilities:
    """How many facilities hold the users, and how many users no facility may hold.

    `beyond` people are too few for one more facility of the least size and too many for those that
    there are: they use a service of another municipality, or a facility of another size is sought.
    """

    count: int
    beyond: int = 0


@dataclass(frozen=True, slots=True)
class Computed:
    """The greatest number of users of a service, or what is missing for it; never 0 instead."""

    criterion: Criterion
    max_users: int | None
    facilities: Facilities | None = None
    missing: tuple[Missing, ...] = ()
    steps: tuple[Step, ...] = ()
    is_below_threshold: bool = False

    @property
    def is_known(self) -> bool:
        """Whether there is a number."""
        return self.max_users is not None


@dataclass(frozen=True, slots=True)
class Total:
    """A sum of computed numbers that says how many are not in it.

    `value` is None when nothing is known: a sum of nothing known is not 0.
    """

    value: int | None
    n_known: int = 0
    n_missing: int = 0
    missing: tuple[str, ...] = field(default=())

    @property
    def is_complete(self) -> bool:
        """Whether every number is in it."""
        return self.n_missing == 0
