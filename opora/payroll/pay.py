"""The money of a month: minutes of each day by the rate of that day. Pure.

A day without a rate has no amount and makes the sum incomplete; it is never counted as nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from opora.assistants.reading import HOUR
from opora.lib.money import Currency, Money, whole

EURO_SINCE = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Rate:
    """So many cents an hour, half open [since, until)."""

    cents: int
    currency: Currency
    since: date
    until: date | None

    def has(self, day: date) -> bool:
        """Whether it holds on the day."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Pay:
    """The pay of one sheet: minutes, the amount of those with a rate, minutes without one."""

    minutes: int
    money: Money
    n_unpriced: int = 0


def currency_on(day: date) -> Currency:
    """Leva until the end of 2025, euro since 2026."""
    return Currency.EUR if day >= EURO_SINCE else Currency.BGN


def pay_of(days: Mapping[date, int], rates: Sequence[Rate], month: date) -> Pay:
    """Minutes by day × the rate of the day, summed exactly and rounded once, halves up.

    The amount is in the currency of the month; a rate written in leva is converted for 2026 and
    later (1.95583), exactly, before the rounding.
    """
    currency = currency_on(month)
    cents, unpriced = Decimal(0), 0
    for day, minutes in days.items():
        rate = next((each for each in rates if each.has(day)), None)
        if rate is None:
            unpriced += minutes
            continue
        cents += Decimal(minutes) * _cents(rate, currency) / HOUR
    return Pay(sum(days.values()), Money(whole(cents), currency), unpriced)


def _cents(rate: Rate, currency: Currency) -> Decimal:
    if rate.currency is currency:
        return Decimal(rate.cents)
    return Decimal(Money(rate.cents, rate.currency).in_euro.cents)


def total(pays: Sequence[Pay], month: date) -> Pay:
    """The sum of a month."""
    money = Money(sum(each.money.cents for each in pays), currency_on(month))
    return Pay(sum(each.minutes for each in pays), money, sum(each.n_unpriced for each in pays))
