"""The amounts of a month from stays and dated rates. Whole cents; what has no rate says so. Pure.

Two items, as the state pays them: remuneration of the foster parent by the number of children, and
maintenance of each child by age. That a part of a month is paid by days is practice and shown so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from opora.lib.words import age

from .rules import StayKind, month_bounds

YOUNG, MIDDLE = 3, 14  # the ages at which the maintenance changes
MOST = 3  # „3 и повече деца“


@dataclass(frozen=True, slots=True)
class Rate:
    """So many cents a month from a day on."""

    pk: int
    item: str
    cents: int
    currency: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Stayed:
    """A child's days with a family."""

    pk: int
    birth_date: date
    kind: str
    begins_on: date
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Amount:
    """One item of a month: so many days, so much; `cents` is None where a rate is missing."""

    item: str
    stay_id: int | None
    n_days: int
    cents: int | None
    currency: str
    rates: tuple[int, ...]


def rate_on(rates: Iterable[Rate], item: str, day: date) -> Rate | None:
    """The rate in force on a day."""
    return next(
        (
            rate
            for rate in rates
            if rate.item == item
            and rate.valid_from <= day
            and (rate.valid_to is None or day < rate.valid_to)
        ),
        None,
    )


def care_item(n_children: int) -> str:
    """The item of the remuneration: care.1, care.2, care.3 for three and more."""
    return f"care.{min(MOST, n_children)}"


def keep_item(birth_date: date, day: date) -> str:
    """The item of a child's maintenance by age on a day."""
    years = age(birth_date, day)
    return "keep.middle" if YOUNG <= years < MIDDLE else "keep.edge"


def days_of(month: date, stay: Stayed) -> list[date]:
    """The days of a month on which the child was with the family, the last one too."""
    first, last = month_bounds(month)
    begun, ended = max(first, stay.begins_on), min(last, stay.ended_on or last)
    return [begun + timedelta(days=n) for n in range((ended - begun).days + 1)]


def amounts(
    month: date, stays: Sequence[Stayed], rates: Sequence[Rate], *, is_professional: bool
) -> list[Amount]:
    """What a family gets for a month: its remuneration, then each child's maintenance.

    Each day counts as the month's amount over the days of the month, rounded once at the end. No
    rate is known for respite care, so its days stand without an amount.
    """
    found = []
    regular = [stay for stay in stays if stay.kind != StayKind.RESPITE]
    if is_professional:
        cared: dict[date, int] = {}
        for stay in regular:
            for day in days_of(month, stay):
                cared[day] = cared.get(day, 0) + 1
        items = [(day, care_item(n)) for day, n in sorted(cared.items())]
        found.append(_amount("care", None, month, items, rates))
    for stay in stays:
        days = days_of(month, stay)
        is_paid = stay.kind != StayKind.RESPITE
        items = [(day, keep_item(stay.birth_date, day) if is_paid else "respite") for day in days]
        found.append(_amount("keep" if is_paid else "respite", stay.pk, month, items, rates))
    return [amount for amount in found if amount.n_days]


def _amount(
    item: str,
    stay_id: int | None,
    month: date,
    days: Sequence[tuple[date, str]],
    rates: Sequence[Rate],
) -> Amount:
    first, last = month_bounds(month)
    used = [rate_on(rates, each, day) for day, each in days]
    known = [rate for rate in used if rate]
    currencies = {rate.currency for rate in known}
    if len(known) < len(days) or len(currencies) != 1:
        return Amount(item, stay_id, len(days), None, "", ())
    whole = sum((Decimal(rate.cents) for rate in known), Decimal()) / ((last - first).days + 1)
    cents = int(whole.quantize(Decimal(1), ROUND_HALF_UP))
    ids = tuple(sorted({rate.pk for rate in known}))
    return Amount(item, stay_id, len(days), cents, currencies.pop(), ids)
