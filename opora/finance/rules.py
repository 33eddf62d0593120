"""Arithmetic of standards, costs and transfers: whole cents and Decimal, halves up. Pure.

A standard is what the state pays for one user or place in a year. Missing is None and makes a sum
incomplete; only comparisons between years convert to euro (4.6, 1.95583, to the cent).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from opora.lib import words
from opora.lib.labels import gettext_noop as _
from opora.lib.labels import translated
from opora.lib.money import RATE, Currency, Money, whole

MONTHS = 12
EURO_SINCE = 2026
# Thousands as the annexes of the budget act print them: one decimal, 0.1 thousand = 100.00.
CENTS_OF_THOUSAND = 100_000


class Confidence(StrEnum):
    """How an amount is known."""

    CONFIRMED = "confirmed"
    EXACT = "exact"
    STRONG = "strong"
    DERIVED = "derived"
    CONDITIONAL = "conditional"
    CALCULATED = "calculated"
    CANDIDATE = "candidate"
    AMBIGUOUS = "ambiguous"

    @property
    def words(self) -> str:
        """„изведено надеждно“, in the language of the person."""
        return translated(CONFIDENCE_LABELS[self])

    @property
    def help(self) -> str:
        """What the words mean."""
        return translated(CONFIDENCE_HELP[self])

    @property
    def tone(self) -> str:
        """Of the chip: green for what stands in a source, amber for what may be otherwise."""
        if self in {Confidence.CANDIDATE, Confidence.AMBIGUOUS}:
            return "soon"
        return "ok" if self is Confidence.CONFIRMED else "plain"


CONFIDENCE_LABELS: dict[str, str] = {
    Confidence.CONFIRMED: _("потвърдено"),
    Confidence.EXACT: _("изведено точно"),
    Confidence.STRONG: _("изведено надеждно"),
    Confidence.DERIVED: _("изведено приблизително"),
    Confidence.CONDITIONAL: _("изведено при условие"),
    Confidence.CALCULATED: _("пресметнато с индексация"),
    Confidence.CANDIDATE: _("вероятно"),
    Confidence.AMBIGUOUS: _("нееднозначно, без сума"),
}
CONFIDENCE_HELP: dict[str, str] = {
    Confidence.CONFIRMED: _("Стои в посочения източник."),
    Confidence.EXACT: _("Отчетни суми се делят точно на броя места или потребители."),
    Confidence.STRONG: _("Много общини дават една и съща стойност до закръглянето."),
    Confidence.DERIVED: _("Няколко суми водят до стойността с малка неточност."),
    Confidence.CONDITIONAL: _("Точно е, ако броят места, на който е разделено, е верен."),
    Confidence.CALCULATED: _("Получено е от стойност за друга година с множителя за индексация."),
    Confidence.CANDIDATE: _("Едно възможно разлагане на сумата; другите не са изключени."),
    Confidence.AMBIGUOUS: _("Сумата се дели по няколко начина, затова стойност не се приема."),
}


class CountedBy(StrEnum):
    """What a standard is for."""

    USER = "user"
    PLACE = "place"


COUNTED_BY_LABELS: dict[str, str] = {
    CountedBy.USER: _("на потребител за година"),
    CountedBy.PLACE: _("на място за година"),
}


def currency_of(year: int) -> Currency:
    """In what the budget of a year is written: leva until 2025, euro since 2026."""
    return Currency.EUR if year >= EURO_SINCE else Currency.BGN


# Standards


@dataclass(frozen=True, slots=True)
class Step:
    """From which month of the year a standard is so much a year."""

    month: int
    cents: int


@dataclass(frozen=True, slots=True)
class Standard:
    """What is paid for a user or a place in one year, as known; cents in the year's currency.

    `steps` hold more than one amount when it changed inside the year. `covers` are the planned
    services that the same places give within the same standard (a ЦСРИ is paid once).
    """

    item: str
    year: int
    currency: Currency
    steps: tuple[Step, ...]
    counted_by: CountedBy = CountedBy.USER
    confidence: Confidence = Confidence.CONFIRMED
    tolerance_cents: int = 0
    covers: tuple[str, ...] = ()
    name: str = ""
    evidence: str = ""

    @property
    def amount(self) -> Money:
        """For a whole year, as it stands at the year's end."""
        return Money(self.steps[-1].cents, self.currency)

    @property
    def as_input(self) -> dict[str, Any]:
        """Plain values to be kept with a version; `standard_of` makes the standard again."""
        return {
            "item": self.item,
            "year": self.year,
            "currency": self.currency.value,
            "steps": [[step.month, step.cents] for step in self.steps],
            "counted_by": self.counted_by.value,
            "confidence": self.confidence.value,
            "tolerance_cents": self.tolerance_cents,
            "covers": list(self.covers),
            "name": self.name,
            "evidence": self.evidence,
        }


def standard_of(kept: Mapping[str, Any]) -> Standard:
    """The standard that `Standard.as_input` kept."""
    return Standard(
        **{
            **kept,
            "currency": Currency(kept["currency"]),
            "steps": tuple(Step(month, cents) for month, cents in kept["steps"]),
            "counted_by": CountedBy(kept["counted_by"]),
            "confidence": Confidence(kept["confidence"]),
            "covers": tuple(kept["covers"]),
        }
    )


@dataclass(frozen=True, slots=True)
class Known:
    """One recorded version of a standard: from which day of its year, so many cents."""

    version: int
    valid_from: date
    cents: int | None


def in_force(versions: Iterable[Known]) -> tuple[Step, ...]:
    """The amounts of a year from its versions; a later one replaces all that begins with it or
    after it. Empty when the last word is that the amount is ambiguous."""
    kept: list[Known] = []
    for version in sorted(versions, key=lambda each: each.version):
        kept = [each for each in kept if each.valid_from < version.valid_from] + [version]
    if not kept or any(each.cents is None for each in kept):
        return ()
    return tuple(Step(each.valid_from.month, each.cents or 0) for each in kept)


# Costs


def cost(users: int | None, standard: Standard | None, months: int = MONTHS) -> Money | None:
    """Users (or places) × standard for the last `months` of the year, to the cent.

    A service that opens on 1 September works 4 months. None when the number or the standard is
    not known, also for the months before the standard begins.
    """
    if users is None or standard is None:
        return None
    if users < 0 or not 0 <= months <= MONTHS:
        raise ValueError("users and months of a year are not negative, months at most 12")
    first = MONTHS + 1 - months
    if months and standard.steps[0].month > first:
        return None
    ends = [step.month for step in standard.steps[1:]] + [MONTHS + 1]
    cents = sum(
        step.cents * max(0, end - max(step.month, first))
        for step, end in zip(standard.steps, ends, strict=True)
    )
    return Money(whole(Decimal(users * cents) / MONTHS), standard.currency)


def total(costs: Iterable[Money | None], currency: Currency = Currency.EUR) -> tuple[Money, int]:
    """The sum of what is known, and how many parts are missing. All in one currency."""
    summed, n_missing = Money(0, currency), 0
    for each in costs:
        if each is None:
            n_missing += 1
        else:
            summed += each
    return summed, n_missing


class Counted(StrEnum):
    """How a row of a plan entered the sum."""

    COUNTED = "counted"
    INCLUDED = "included"
    NO_STANDARD = "no_standard"
    NO_USERS = "no_users"


@dataclass(frozen=True, slots=True)
class Row:
    """Users of one planned service in one municipality (or facility) and for how many months."""

    code: str
    users: int | None
    months: int = MONTHS


@dataclass(frozen=True, slots=True)
class Costed:
    """A row with its cost. INCLUDED costs nothing more: another row's standard pays it."""

    row: Row
    money: Money | None
    how: Counted
    within: str = ""


def costs_of(rows: Sequence[Row], standards: Mapping[str, Standard]) -> list[Costed]:
    """The rows of ONE municipality with their costs, complex services counted once.

    Терапия и рехабилитация carries the ЦСРИ standard; информиране and обучение за умения for the
    same users are paid by it. Users above the carrier's have no known standard: missing.
    """
    carriers = {
        code: (row.code, row.users, row.months)
        for row in rows
        if row.code in standards and row.users is not None
        for code in standards[row.code].covers
    }
    return [_costed(row, standards.get(row.code), carriers.get(row.code)) for row in rows]


def _costed(row: Row, own: Standard | None, carrier: tuple[str, int, int] | None) -> Costed:
    if row.users is None:
        return Costed(row, None, Counted.NO_USERS)
    if own is not None:
        money = cost(row.users, own, row.months)
        return Costed(row, money, Counted.NO_STANDARD if money is None else Counted.COUNTED)
    if carrier and row.users <= carrier[1] and row.months <= carrier[2]:
        return Costed(row, None, Counted.INCLUDED, carrier[0])
    return Costed(row, None, Counted.NO_STANDARD)


@dataclass(frozen=True, slots=True)
class Total:
    """A sum that says what it lacks: `n_missing` rows, `n_no_users` of them without a number."""

    money: Money
    n_missing: int = 0
    n_included: int = 0
    n_no_users: int = 0

    @property
    def words(self) -> str:
        """Empty for a complete sum, else the sentence that says that it is not."""
        return incomplete(self.n_missing - self.n_no_users, self.n_no_users)


def total_of(costed: Iterable[Costed], currency: Currency = Currency.EUR) -> Total:
    """The sum over rows of one or many municipalities."""
    rows = list(costed)
    included = [each for each in rows if each.how == Counted.INCLUDED]
    others = [each.money for each in rows if each.how != Counted.INCLUDED]
    n_no_users = sum(each.how == Counted.NO_USERS for each in rows)
    return Total(*total(others, currency), len(included), n_no_users)


def incomplete(n_no_standard: int, n_no_users: int = 0) -> str:
    """„Сборът е непълен: за 3 услуги няма стандарт.“; nothing for a complete sum."""
    if not n_no_standard:
        if not n_no_users:
            return ""
        text = translated(_("Сборът е непълен: за %(users)s няма брой потребители."))
    elif n_no_users:
        text = translated(
            _("Сборът е непълен: за %(n)s няма стандарт, за %(users)s – брой потребители.")
        )
    else:
        text = translated(_("Сборът е непълен: за %(n)s няма стандарт."))
    one, many = translated(_("услуга")), translated(_("услуги"))
    counts = {"n": n_no_standard, "users": n_no_users}
    return text % {name: words.plural(n, one, many) for name, n in counts.items()}


# Between years


def indexed(amount: Money, factor: Decimal, currency: Currency | None = None) -> Money:
    """A standard of the next year from this year's, to whole leva or euro.

    Derived from the known rows: 2025 = round(2024 × 1.154), 2026 = round(2025 × 1.126 / 1.95583).
    """
    wanted = currency or amount.currency
    value = Decimal(amount.cents) / 100 * factor
    if amount.currency is Currency.BGN and wanted is Currency.EUR:
        value /= RATE
    elif amount.currency is not wanted:
        value *= RATE
    return Money(whole(value) * 100, wanted)


def indexed_standard(standard: Standard, factor: Decimal) -> Standard:
    """The standard as it would be next year under an assumed factor: a calculation, not a fact."""
    year = standard.year + 1
    amount = indexed(standard.amount, factor, currency_of(year))
    return Standard(
        item=standard.item,
        year=year,
        currency=amount.currency,
        steps=(Step(1, amount.cents),),
        counted_by=standard.counted_by,
        confidence=Confidence.CALCULATED,
        covers=standard.covers,
        name=standard.name,
        evidence=f"{standard.amount} × {factor}",
    )


def scaled(amount: Money, factor: Decimal) -> Money:
    """A whole transfer or sum under a factor, to the cent, in its own currency."""
    return Money(whole(amount.cents * factor), amount.currency)


def growth(before: Money, now: Money) -> Decimal | None:
    """By how many percent, one decimal, in euro; None from nothing."""
    first, second = before.in_euro.cents, now.in_euro.cents
    if not first:
        return None
    return (Decimal(second - first) * 100 / first).quantize(Decimal("0.1"), ROUND_HALF_UP)


def per_resident(amount: Money | None, residents: int | None) -> Money | None:
    """For one resident, to the cent; None when either is not known."""
    if amount is None or not residents:
        return None
    return Money(whole(Decimal(amount.cents) / residents), amount.currency)


def printed(thousands: Decimal, currency: Currency) -> Money:
    """Thousands as printed, exactly: 1507.1 → 1 507 100,00 лв."""
    cents = thousands * CENTS_OF_THOUSAND
    if cents != cents.to_integral_value():
        raise ValueError("thousands are printed with at most five decimals")
    return Money(int(cents), currency)
