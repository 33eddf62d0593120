"""How much a month costs the person: the formula, its words, and what is still owed. Pure.

`fee = min(rate × countable income × used ÷ planned, real monthly cost of one person)`, in whole
cents of the month's currency, rounded once at the end, halves up. Months before 2026 are in leva.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from opora.law.rules import add_months
from opora.lib import words
from opora.lib.labels import gettext_noop as _
from opora.lib.labels import translated
from opora.lib.money import RATE, Currency, Money
from opora.lib.refusals import Refused

EURO_SINCE = date(2026, 1, 1)
PRACTICE = _("практика")


class PriceKind(StrEnum):
    """How a tariff sets the fee."""

    PERCENT = "percent"
    FIXED = "fixed"
    UNIT = "unit"
    COST = "cost"


class Effect(StrEnum):
    """What a ground does to the fee."""

    EXEMPT = "exempt"
    FULL_COST = "full_cost"


class IncomeSource(StrEnum):
    """Where an income comes from."""

    PENSION = "pension"
    SALARY = "salary"
    BENEFIT = "benefit"
    RENT = "rent"
    OTHER = "other"
    NONE = "none"


class Method(StrEnum):
    """How a fee is paid."""

    CASH = "cash"
    BANK = "bank"
    WITHHELD = "withheld"
    REFUND = "refund"


PRICE_LABELS = {
    PriceKind.PERCENT: _("процент от дохода"),
    PriceKind.FIXED: _("сума за месец"),
    PriceKind.UNIT: _("сума за всяко ползване (храна, посещение, ден)"),
    PriceKind.COST: _("реалната издръжка"),
}
WITH_AMOUNT = {PriceKind.FIXED.value, PriceKind.UNIT.value}
EFFECT_LABELS = {
    Effect.EXEMPT: _("не се плаща такса"),
    Effect.FULL_COST: _("плаща се цялата реална издръжка"),
}
SOURCE_LABELS = {
    IncomeSource.PENSION: _("пенсия"),
    IncomeSource.SALARY: _("трудово възнаграждение"),
    IncomeSource.BENEFIT: _("месечна помощ"),
    IncomeSource.RENT: _("наем"),
    IncomeSource.OTHER: _("друг доход"),
    IncomeSource.NONE: _("няма доходи"),
}
METHOD_LABELS = {
    Method.CASH: _("в брой"),
    Method.BANK: _("по банка"),
    Method.WITHHELD: _("удържана от дохода"),
    Method.REFUND: _("върната на лицето"),
}


@dataclass(frozen=True, slots=True)
class Source:
    """One income of the person as it was written."""

    label: str
    amount: Money
    is_countable: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that one month's fee is made of. `used` and `planned` are in the same unit (days,
    half days, nights or minutes). None stands where nothing is known."""

    month: date
    used: int
    planned: int
    unit: str = "d"
    kind: str = ""
    rate_tenths: int = 0
    fixed: Money | None = None
    act: str = ""
    is_unverified: bool = False
    incomes: tuple[Source, ...] | None = None
    cost: Money | None = None
    exempt: str = ""
    full_cost: str = ""

    @property
    def plain(self) -> dict[str, Any]:
        """As JSON, to be kept with the charge."""
        return {
            "month": self.month.isoformat(),
            "used": self.used,
            "planned": self.planned,
            "unit": self.unit,
            "kind": self.kind,
            "rate_tenths": self.rate_tenths,
            "fixed": _pair(self.fixed),
            "act": self.act,
            "is_unverified": self.is_unverified,
            "incomes": None
            if self.incomes is None
            else [[one.label, *_pair(one.amount), one.is_countable] for one in self.incomes],  # type: ignore[misc]
            "cost": _pair(self.cost),
            "exempt": self.exempt,
            "full_cost": self.full_cost,
        }

    @staticmethod
    def read(plain: dict[str, Any]) -> "Facts":
        """What `plain` wrote."""
        incomes = plain["incomes"]
        return Facts(
            **(
                plain
                | {
                    "month": date.fromisoformat(plain["month"]),
                    "fixed": _money(plain["fixed"]),
                    "cost": _money(plain["cost"]),
                    "incomes": None
                    if incomes is None
                    else tuple(
                        Source(label, Money(cents, Currency(currency)), countable)
                        for label, cents, currency, countable in incomes
                    ),
                }
            )
        )


@dataclass(frozen=True, slots=True)
class Fee:
    """What is due for the month, and which side of the formula gave it; `missing` says what has to
    be written before it can be computed."""

    amount: Money
    by: str = ""
    missing: str = ""


def currency_of(month: date) -> Currency:
    """Leva before 2026, euro since."""
    return Currency.EUR if month >= EURO_SINCE else Currency.BGN


def exact(amount: Money, currency: Currency) -> Fraction:
    """The amount in cents of another currency, not rounded."""
    if amount.currency is currency:
        return Fraction(amount.cents)
    rate = Fraction(RATE)
    return amount.cents / rate if currency is Currency.EUR else amount.cents * rate


def rounded(cents: Fraction, currency: Currency) -> Money:
    """To whole cents, halves up."""
    value = Decimal(cents.numerator) / Decimal(cents.denominator)
    return Money(int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP)), currency)


def fee(facts: Facts) -> Fee:
    """The fee of a month. Nothing for who is exempt or used nothing; never above the real cost."""
    currency = currency_of(facts.month)
    nothing = Money(0, currency)
    if facts.exempt:
        return Fee(nothing, "exempt")
    if facts.used == 0:
        return Fee(nothing, "unused")
    if missing := _missing(facts):
        return Fee(nothing, missing=missing)
    share = Fraction(min(facts.used, facts.planned), facts.planned)
    cost = exact(facts.cost, currency) if facts.cost else None
    if facts.full_cost or facts.kind == PriceKind.COST:
        return Fee(rounded((cost or Fraction(0)) * share, currency), "cost")
    if facts.kind == PriceKind.FIXED and facts.fixed:
        wanted = exact(facts.fixed, currency) * share
    elif facts.kind == PriceKind.UNIT and facts.fixed:
        wanted = exact(facts.fixed, currency) * facts.used
    else:
        wanted = Fraction(facts.rate_tenths, 1000) * countable(facts) * share
    if cost is not None and wanted > cost:
        return Fee(rounded(cost, currency), "cap")
    return Fee(rounded(wanted, currency), "tariff")


def countable(facts: Facts) -> Fraction:
    """The countable income of the month in cents of its currency."""
    currency = currency_of(facts.month)
    return sum(
        (exact(one.amount, currency) for one in facts.incomes or () if one.is_countable),
        Fraction(0),
    )


def _missing(facts: Facts) -> str:
    """What is not written yet and the formula needs."""
    needs_cost = facts.full_cost or facts.kind in {PriceKind.PERCENT, PriceKind.COST}
    if not facts.planned:
        return _("в договора няма нито един ден за този месец")
    if not facts.kind and not facts.full_cost:
        return _("няма тарифа в сила за тази услуга")
    if facts.kind == PriceKind.PERCENT and not facts.full_cost and facts.incomes is None:
        return _("няма вписан доход за този месец")
    if needs_cost and facts.cost is None:
        return _("няма вписана реална месечна издръжка")
    return ""


def explained(facts: Facts) -> list[tuple[str, str]]:
    """„Как е сметнато?“ line by line: what, how much."""
    found, currency = fee(facts), currency_of(facts.month)
    lines = [(translated(_("Ползвано")), used_words(facts))]
    if facts.exempt:
        return [*lines, (translated(_("Не се плаща")), facts.exempt)]
    if facts.full_cost:
        lines.append((translated(_("Плаща се цялата издръжка")), facts.full_cost))
    elif facts.kind == PriceKind.PERCENT:
        lines += [(one.label, _income_words(one)) for one in facts.incomes or ()]
        total = rounded(countable(facts), currency)
        lines.append((translated(_("Доход, който се брои")), str(total)))
        lines.append((translated(_("Процент по тарифата")), percent(facts.rate_tenths)))
    elif facts.kind == PriceKind.UNIT and facts.fixed:
        price = _both(facts.fixed, currency)
        lines.append((translated(_("Цена по тарифата")), f"{facts.used} × {price}"))
    elif facts.fixed:
        lines.append((translated(_("Сума по тарифата")), _both(facts.fixed, currency)))
    if facts.act:
        lines.append((translated(_("Тарифа")), facts.act))
    if facts.cost:
        lines.append((translated(_("Реална месечна издръжка")), _both(facts.cost, currency)))
    if not found.missing:
        lines.append(
            (translated(_("Такса")), f"{found.amount} · {translated(BY_LABELS[found.by])}")
        )
    return lines


BY_LABELS = {
    "exempt": _("не се плаща"),
    "unused": _("нищо не е ползвано"),
    "cost": _("реалната издръжка за ползваното"),
    "cap": _("не повече от реалната издръжка"),
    "tariff": _("по тарифата за ползваното"),
}
UNIT_WORDS = {"d": _("дни"), "h": _("полудни"), "n": _("денонощия"), "m": _("минути"),
              "f": _("храни")}  # fmt: skip


def used_words(facts: Facts) -> str:
    """18 от 22 дни."""
    unit = translated(UNIT_WORDS[facts.unit])
    return f"{words.filled(facts.used, facts.planned)} {unit}"


def percent(tenths: int) -> str:
    """25 %, 12,5 %."""
    whole, rest = divmod(tenths, 10)
    return f"{whole},{rest}\N{NO-BREAK SPACE}%" if rest else f"{whole}\N{NO-BREAK SPACE}%"


def _income_words(one: Source) -> str:
    note = "" if one.is_countable else f" · {translated(_('не се брои'))}"
    return f"{one.amount}{note}"


def _both(amount: Money, currency: Currency) -> str:
    """The amount as written, and in the month's currency where that is another."""
    if amount.currency is currency:
        return str(amount)
    return f"{amount} ({rounded(exact(amount, currency), currency)})"


def _pair(amount: Money | None) -> list[Any] | None:
    return None if amount is None else [amount.cents, amount.currency.value]


def _money(pair: list[Any] | None) -> Money | None:
    return None if pair is None else Money(pair[0], Currency(pair[1]))


def check_amount(cents: int, *, field: str = "amount") -> None:
    """Refuse an amount below zero."""
    if cents < 0:
        raise Refused(
            translated(_("Сумата не може да е под нула: {amount}.")).format(amount=Money(cents)),
            remedy=_("Ако лицето няма доходи, изберете „няма доходи“ и впишете 0."),
            field=field,
        )


def check_currency(currency: str, day: date, *, field: str = "currency") -> None:
    """Refuse leva since 2026 and euro before: amounts are kept as they were written then."""
    if currency != currency_of(day):
        raise Refused(
            _("Суми преди 2026 г. се вписват в левове, а от 01.01.2026 г. – в евро."),
            remedy=_("Изберете валутата на деня, от който важи сумата."),
            field=field,
        )


# What is owed


@dataclass(frozen=True, slots=True)
class Entry:
    """A charge (below zero when it corrects) or a payment, on a day; charges have `due_on`."""

    amount: Money
    on: date
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Balance:
    """What is left of one person's fees in euro; `overdue` is the part whose day has passed."""

    charged: Money
    paid: Money
    overdue: Money
    oldest_on: date | None = None

    @property
    def owed(self) -> Money:
        """Above zero: a debt. Below: paid ahead."""
        return Money(self.charged.cents - self.paid.cents)

    @property
    def overpaid(self) -> Money:
        """What was paid over what was charged: it waits for the next charge or is given back."""
        return Money(max(self.paid.cents - self.charged.cents, 0))


def balance(charges: Iterable[Entry], payments: Iterable[Entry], today: date) -> Balance:
    """Payments cover the oldest charges first. Leva are added as leva and turned to euro once."""
    charges, payments = list(charges), list(payments)
    charged, paid = total(charges), total(payments)
    due = [one for one in charges if one.due_on is None or one.due_on < today]
    late = max(total([one for one in due if one.due_on]).cents - paid.cents, 0)
    overdue = min(late, max(charged.cents - paid.cents, 0))
    return Balance(charged, paid, Money(overdue), _oldest(due, paid) if overdue else None)


def total(entries: Sequence[Entry]) -> Money:
    """The sum in euro: each currency is added first, then converted once."""
    sums = dict.fromkeys(Currency, 0)
    for one in entries:
        sums[one.amount.currency] += one.amount.cents
    leva = Money(sums[Currency.BGN], Currency.BGN)
    return Money(sums[Currency.EUR] + leva.in_euro.cents)


def _oldest(due: list[Entry], paid: Money) -> date | None:
    """The due day of the oldest charge that the payments do not reach."""
    left = paid.cents
    for one in sorted(due, key=lambda each: (each.due_on or each.on, each.on)):
        left -= one.amount.in_euro.cents
        if left < 0:
            return one.due_on
    return None


def next_month(month: date) -> date:
    """The first day of the month after."""
    return add_months(month, 1)
