"""One municipality's money on a page, and the table of all municipalities."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from opora.lib.actor import Actor
from opora.lib.money import Currency, Money
from opora.territory import queries as territory
from opora.territory.indicator_rules import Value
from opora.territory.models import Municipality

from . import existing, funding, queries, rules, sources
from .checks import Check, Verdict
from .existing import Cost
from .models import FundingNeed, FundingSource, Indexation, Transfer
from .sources import BySource

RESIDENTS = "residents"
STATE = "state"  # the source of the transfer


@dataclass(frozen=True, slots=True)
class Year:
    """A municipality's transfer in one year; no `transfer`: not printed, which is not zero."""

    year: int
    transfer: Transfer | None
    per_resident: Money | None
    growth: Decimal | None

    @property
    def in_euro(self) -> Money | None:
        """Converted for the comparison between years."""
        return self.transfer.amount.in_euro if self.transfer else None


@dataclass(frozen=True, slots=True)
class NextYear:
    """What the year after the last one would cost under an assumed factor."""

    year: int
    factor: Decimal
    assumed_from: Indexation | None
    cost: Money | None
    transfer: Money | None
    more: Money | None


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that the page of a municipality shows."""

    municipality: Municipality
    residents: Value | None
    years: list[Year]
    cost: Cost
    check: Check
    next_year: NextYear | None
    needs: list[FundingNeed]

    @property
    def n_residents(self) -> int:
        """Whole people, for „на жител“."""
        return _whole(self.residents) or 0

    @property
    def uncovered(self) -> Money:
        """Of the needs of capital, what is neither contracted nor paid."""
        return funding.uncovered(self.needs)

    @property
    def uncovered_if_hopes_come_true(self) -> Money:
        """Of the needs of capital, for what no source is even named."""
        return funding.uncovered(self.needs, only_certain=False)

    @property
    def by_source(self) -> list[tuple[FundingSource, BySource]]:
        """The year's running money and all capital, by source."""
        known = {each.pk: each for each in queries.sources()}
        shares = funding.shares_of(self.needs)
        rows = sources.by_source(self.check.transfer, shares, STATE)
        return sorted(((known[row.source], row) for row in rows), key=lambda row: row[0].position)

    @property
    def short(self) -> Money | None:
        """By how much the transfer is less than the cost of what exists, when it is."""
        if self.check.verdict is not Verdict.SHORT or self.check.difference is None:
            return None
        return Money(-self.check.difference.cents, self.check.difference.currency)


def assumed(year: int) -> Indexation | None:
    """The last known factor: what the next year is first shown under."""
    known = queries.indexations()
    return known[max(known)] if known else None


def picture(
    actor: Actor, municipality: Municipality, *, factor: Decimal | None, today: date
) -> Picture:
    """The money of one municipality, as of a day; `factor` is assumed for the next year."""
    code, year = municipality.pk, queries.last_year()
    rows = queries.transfer_rows(municipalities=[code])
    residents = territory.values([RESIDENTS], on=today)[RESIDENTS].get(code)
    last = assumed(year)
    chosen = factor or (last.factor if last else None)
    on = existing.counted_on(year, today)
    found = existing.costs(actor, year=year, on=on, municipality=code, factor=chosen)
    cost = found.get(code) or existing.none(year)
    transfer = rows.get((code, year))
    amount = transfer.amount if transfer else None
    return Picture(
        municipality=municipality,
        residents=residents,
        years=_years(code, rows, residents),
        cost=cost,
        check=cost.against(amount),
        next_year=_next(cost, amount, chosen, None if factor else last),
        needs=funding.needs(actor, municipality=code),
    )


def _years(code: str, rows: dict[tuple[str, int], Transfer], residents: Value | None) -> list[Year]:
    shown = []
    for year in queries.transfer_years():
        row, before = rows.get((code, year)), rows.get((code, year - 1))
        shown.append(
            Year(
                year=year,
                transfer=row,
                per_resident=rules.per_resident(
                    row.amount.in_euro if row else None, _whole(residents)
                ),
                growth=rules.growth(before.amount, row.amount) if row and before else None,
            )
        )
    return shown


def _whole(residents: Value | None) -> int | None:
    return int(residents.value) if residents else None


def _next(
    cost: Cost, transfer: Money | None, factor: Decimal | None, assumed_from: Indexation | None
) -> NextYear | None:
    if factor is None:
        return None
    more = None
    if cost.next_money is not None:
        more = Money(cost.next_money.cents - cost.money.in_euro.cents, Currency.EUR)
    return NextYear(
        year=cost.year + 1,
        factor=factor,
        assumed_from=assumed_from,
        cost=cost.next_money,
        transfer=rules.scaled(transfer.in_euro, factor) if transfer else None,
        more=more,
    )


# The table of all


@dataclass(frozen=True, slots=True)
class Line:
    """One municipality in the table."""

    municipality: Municipality
    amount: Money | None
    in_euro: Money | None
    per_resident: Money | None
    growth: Decimal | None
    cost: Cost
    check: Check
    uncovered: Money | None


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over the shown municipalities, with what they lack."""

    n: int
    amount: Money
    in_euro: Money
    missing: tuple[str, ...]
    computed: Money
    n_counted: int
    n_missing: int
    per_resident: Money | None
    uncovered: Money | None
    factor: Decimal | None
    next_transfer: Money | None
    next_computed: Money | None

    @property
    def lacks(self) -> str:
        """The sentence that the sum of transfers is not whole; empty when it is."""
        if not self.missing:
            return ""
        names = ", ".join(self.missing[:5]) + (" …" if len(self.missing) > 5 else "")
        return _("За %(names)s няма отпечатана сума; не се брои за нула.") % {"names": names}

    @property
    def incomplete(self) -> str:
        """The sentence that the computed cost is not whole."""
        return rules.incomplete(self.n_missing)


def _cents(money: Money | None) -> int | None:
    return money.cents if money else None


# What a row is ordered by; None is not known and stands last either way.
SORTS: dict[str, Callable[[Line], Any]] = {
    "name": lambda line: (str(line.municipality), line.municipality.pk),
    "district": lambda line: (str(line.municipality.district), str(line.municipality)),
    "amount": lambda line: _cents(line.in_euro),
    "resident": lambda line: _cents(line.per_resident),
    "growth": lambda line: line.growth,
    "computed": lambda line: _cents(line.cost.money if line.cost.n_counted else None),
    "difference": lambda line: _cents(line.check.difference),
    "uncovered": lambda line: _cents(line.uncovered),
}


def lines(
    actor: Actor,
    *,
    year: int,
    today: date,
    district: str | None = None,
    text: str = "",
    factor: Decimal | None = None,
) -> list[Line]:
    """The municipalities of a district, or all, whose name holds the text; in order of name.
    With `factor` their costs also say what the next year would be."""
    found = [
        each
        for each in territory.municipalities(district)
        if text.casefold().strip() in f"{each.name} {each.name_en}".casefold()
    ]
    amounts, before = queries.transfers(year), queries.transfers(year - 1)
    residents = territory.values([RESIDENTS], on=today)[RESIDENTS]
    on = existing.counted_on(year, today)
    costs = existing.costs(actor, year=year, on=on, factor=factor)
    uncovered = funding.uncovered_by_municipality(actor)
    return [
        _line(
            each,
            amounts.get(each.pk),
            before.get(each.pk),
            residents.get(each.pk),
            costs.get(each.pk) or existing.none(year),
            uncovered.get(each.pk),
        )
        for each in found
    ]


def _line(
    municipality: Municipality,
    amount: Money | None,
    before: Money | None,
    residents: Value | None,
    cost: Cost,
    uncovered: Money | None,
) -> Line:
    in_euro = amount.in_euro if amount else None
    return Line(
        municipality=municipality,
        amount=amount,
        in_euro=in_euro,
        per_resident=rules.per_resident(in_euro, _whole(residents)),
        growth=rules.growth(before, amount) if before and amount else None,
        cost=cost,
        check=cost.against(amount),
        uncovered=uncovered,
    )


def in_order(rows: Iterable[Line], sort: str) -> list[Line]:
    """By one of `SORTS`, turned round with a minus; an unknown sort is by name."""
    key = SORTS.get(sort.removeprefix("-"), SORTS["name"])
    known: list[Line] = []
    unknown: list[Line] = []
    for row in rows:
        (unknown if key(row) is None else known).append(row)
    return [*sorted(known, key=key, reverse=sort.startswith("-")), *unknown]


def totals(
    rows: Iterable[Line], *, year: int, today: date, factor: Decimal | None = None
) -> Totals:
    """The sums of the shown rows. Transfers in the year's currency; comparisons in euro. With
    `factor` also what both would be next year."""
    shown = list(rows)
    currency = rules.currency_of(year)
    amount, _n = rules.total((each.amount for each in shown), currency)
    computed, _none = rules.total((each.cost.money for each in shown), currency)
    residents = territory.values([RESIDENTS], on=today)[RESIDENTS]
    counted = [each for each in shown if each.amount and each.municipality.pk in residents]
    n_residents = sum(int(residents[each.municipality.pk].value) for each in counted)
    of_counted, _m = rules.total(each.in_euro for each in counted)
    return Totals(
        n=len(shown),
        amount=amount,
        in_euro=amount.in_euro,
        missing=tuple(str(each.municipality) for each in shown if each.amount is None),
        computed=computed,
        n_counted=sum(each.cost.n_counted for each in shown),
        n_missing=sum(each.cost.n_missing for each in shown),
        per_resident=rules.per_resident(of_counted, n_residents),
        uncovered=_together(each.uncovered for each in shown),
        factor=factor,
        next_transfer=rules.scaled(amount.in_euro, factor) if factor else None,
        next_computed=_together(each.cost.next_money for each in shown),
    )


def _together(amounts: Iterable[Money | None]) -> Money | None:
    """The sum in euro of those that are known; None when none is."""
    known = [each.in_euro for each in amounts if each is not None]
    return rules.total(known)[0] if known else None
