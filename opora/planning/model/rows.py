"""A map as plain rows: what they cost, how they come by years, how two maps differ."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from opora.finance import rules as finance
from opora.finance.rules import Costed, Counted, Standard
from opora.lib.money import Currency, Money

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a map: how many users of a planned service in a municipality, from which year.

    Until `year_from` the `existing` places stay; without it the row is already so. Funding codes
    are in the order of the law's list.
    """

    municipality: str
    service: str
    level: str
    users: int
    existing: int = 0
    computed: int | None = None
    occupied: int = 0
    waiting: int = 0
    year_from: int | None = None
    settlement: str = ""
    funding: tuple[str, ...] = ()
    capital_cents: int | None = None

    @property
    def key(self) -> Key:
        """What the row is about: a map has one row for a service in a municipality."""
        return self.municipality, self.service

    @property
    def gap(self) -> int:
        """How many users more than today's places; never negative."""
        return max(self.users - self.existing, 0)

    def users_in(self, year: int) -> int:
        """How many users the row provides for in a year."""
        return self.existing if self.year_from and year < self.year_from else self.users


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of rows. Money is for a whole year at the standards given; a part that is missing is
    counted and said, never taken as 0."""

    rows: int
    users: int
    existing: int
    occupied: int
    waiting: int
    computed: int
    n_without_criterion: int
    running: Money
    n_without_standard: int
    capital: Money
    n_without_capital: int

    @property
    def gap(self) -> int:
        """Users that today's places do not provide for."""
        return max(self.users - self.existing, 0)

    @property
    def is_priced(self) -> bool:
        """Whether there is an amount to show: nothing known is not an amount of 0."""
        return bool(self.running.cents) or not self.n_without_standard


def priced(rows: Sequence[Row], standards: Mapping[str, Standard]) -> dict[Key, Costed]:
    """What each row costs in a year; what one standard pays for several services is paid once."""
    of: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        of[row.municipality].append(row)
    found: dict[Key, Costed] = {}
    for code, own in of.items():
        lines = [finance.Row(row.service, row.users) for row in own]
        for row, costed in zip(own, finance.costs_of(lines, standards), strict=True):
            found[code, row.service] = costed
    return found


def money_of(costed: Iterable[Costed], currency: Currency) -> tuple[Money, int]:
    """The sum and how many rows with users have no known standard."""
    found = finance.total_of(costed, currency)
    return found.money, found.n_missing


def currency_of(standards: Mapping[str, Standard]) -> Currency:
    """In which currency the standards of one year are written; euro when there are none."""
    return next((each.currency for each in standards.values()), Currency.EUR)


def summed(rows: Sequence[Row], costs: Mapping[Key, Costed], currency: Currency) -> Sum:
    """The sum of some rows of a map whose costs are known."""
    money, n_missing = money_of((costs[row.key] for row in rows if row.users), currency)
    new = [row for row in rows if row.gap]
    return Sum(
        rows=len(rows),
        users=sum(row.users for row in rows),
        existing=sum(row.existing for row in rows),
        occupied=sum(row.occupied for row in rows),
        waiting=sum(row.waiting for row in rows),
        computed=sum(row.computed or 0 for row in rows),
        n_without_criterion=sum(row.computed is None for row in rows),
        running=money,
        n_without_standard=n_missing,
        capital=Money(sum(row.capital_cents or 0 for row in rows), Currency.EUR),
        n_without_capital=sum(row.capital_cents is None for row in new),
    )


# By years


@dataclass(frozen=True, slots=True)
class YearLine:
    """One year of the plan: what is new in it, and what there is altogether."""

    year: int
    n_opened: int
    new_users: int
    users: int
    running: Money
    n_without_standard: int
    capital: Money
    capital_so_far: Money


def by_years(
    rows: Sequence[Row], standards: Mapping[str, Standard], first: int, horizon: int
) -> list[YearLine]:
    """The plan of services year by year to the horizon, at the standards given (no indexation).

    Capital is counted in the year from which the row works; a row without a year is counted first.
    """
    currency = currency_of(standards)
    lines: list[YearLine] = []
    capital_so_far = Money(0)
    for year in range(first, horizon + 1):
        opened = [row for row in rows if row.gap and begins(row, first) == year]
        there = [replace(row, users=row.users_in(year)) for row in rows]
        costs = priced(there, standards)
        running, n_missing = money_of((costs[row.key] for row in there if row.users), currency)
        capital = Money(
            sum(
                row.capital_cents
                for row in rows
                if row.capital_cents and begins(row, first) == year
            )
        )
        capital_so_far += capital
        lines.append(
            YearLine(
                year=year,
                n_opened=len(opened),
                new_users=sum(row.gap for row in opened),
                users=sum(row.users for row in there),
                running=running,
                n_without_standard=n_missing,
                capital=capital,
                capital_so_far=capital_so_far,
            )
        )
    return lines


def begins(row: Row, first: int) -> int:
    """The year of the plan in which a row takes effect."""
    return max(row.year_from or first, first)


def users_by_years(rows: Sequence[Row], first: int, horizon: int) -> dict[str, list[int]]:
    """Users of each service, year by year."""
    found: defaultdict[str, list[int]] = defaultdict(lambda: [0] * (horizon + 1 - first))
    for row in rows:
        for n, year in enumerate(range(first, horizon + 1)):
            found[row.service][n] += row.users_in(year)
    return dict(found)


# Two maps


FIELDS = ("users", "year_from", "settlement", "funding", "capital_cents", "level")


@dataclass(frozen=True, slots=True)
class Changed:
    """A row that both maps have, and the fields in which they differ."""

    before: Row
    now: Row
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MoneyChange:
    """The yearly cost and the capital of two maps. Both sums say how many rows they lack."""

    before: Money
    n_missing_before: int
    now: Money
    n_missing_now: int
    capital_before: Money
    capital_now: Money

    @property
    def difference(self) -> Money:
        """How much more a year; of what is known."""
        return Money(self.now.in_euro.cents - self.before.in_euro.cents)

    @property
    def capital_difference(self) -> Money:
        """How much more capital."""
        return Money(self.capital_now.cents - self.capital_before.cents)


@dataclass(frozen=True, slots=True)
class Comparison:
    """How the second of two maps differs from the first."""

    added: tuple[Row, ...]
    removed: tuple[Row, ...]
    changed: tuple[Changed, ...]
    n_same: int
    money: MoneyChange

    @property
    def is_same(self) -> bool:
        """Nothing differs."""
        return not (self.added or self.removed or self.changed)


def compare(
    a: Sequence[Row], b: Sequence[Row], standards: Mapping[str, Standard] | None = None
) -> Comparison:
    """The rows that `b` adds to `a`, removes from it and changes, and the money of both at the same
    standards. The order of rows does not matter; a row is the same service in one municipality."""
    rates = standards or {}
    before, now = {row.key: row for row in a}, {row.key: row for row in b}
    both = [key for key in sorted(before) if key in now]
    changed = [
        Changed(before[key], now[key], fields)
        for key in both
        if (fields := differing(before[key], now[key]))
    ]
    return Comparison(
        added=tuple(now[key] for key in sorted(now) if key not in before),
        removed=tuple(before[key] for key in sorted(before) if key not in now),
        changed=tuple(changed),
        n_same=len(both) - len(changed),
        money=_money(a, b, rates),
    )


def differing(before: Row, now: Row) -> tuple[str, ...]:
    """The planned fields in which two rows differ; what is only counted is not among them."""
    return tuple(name for name in FIELDS if getattr(before, name) != getattr(now, name))


def _money(a: Sequence[Row], b: Sequence[Row], standards: Mapping[str, Standard]) -> MoneyChange:
    currency = currency_of(standards)
    first, second = (summed(rows, priced(rows, standards), currency) for rows in (list(a), list(b)))
    return MoneyChange(
        before=first.running,
        n_missing_before=first.n_without_standard,
        now=second.running,
        n_missing_now=second.n_without_standard,
        capital_before=first.capital,
        capital_now=second.capital,
    )


def is_paid(costed: Costed) -> bool:
    """Whether the row's money is known: by its own standard or within another's."""
    return costed.how in {Counted.COUNTED, Counted.INCLUDED}
