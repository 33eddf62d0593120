"""The pay of a month by dated rates."""

from datetime import date

import pytest

from opora.lib.money import Currency
from opora.payroll import pay
from opora.payroll.pay import Rate, pay_of

OCTOBER = date(2026, 10, 1)


def day(n: int) -> date:
    return OCTOBER.replace(day=n)


EURO = Rate(600, Currency.EUR, date(2026, 10, 16), None)
OLD = Rate(505, Currency.EUR, date(2026, 1, 1), date(2026, 10, 16))


@pytest.mark.parametrize(
    ("minutes", "rates", "cents", "unpriced"),
    [
        ({1: 60}, [OLD, EURO], 505, 0),
        ({15: 60, 16: 60}, [OLD, EURO], 1105, 0),
        ({1: 20}, [OLD, EURO], 168, 0),  # 168.33
        ({1: 30}, [OLD, EURO], 253, 0),  # 252.5, halves up
        ({1: 60}, [EURO], 0, 60),
        ({}, [EURO], 0, 0),
    ],
)
def test_pay_by_the_rate_of_the_day(
    minutes: dict[int, int], rates: list[Rate], cents: int, unpriced: int
) -> None:
    found = pay_of({day(n): each for n, each in minutes.items()}, rates, OCTOBER)
    assert (found.money.cents, found.n_unpriced) == (cents, unpriced)


def test_leva_of_before_are_converted_for_a_month_in_euro() -> None:
    leva = Rate(978, Currency.BGN, date(2025, 1, 1), None)
    assert pay_of({day(1): 60}, [leva], OCTOBER).money.cents == 500
    assert pay_of({date(2025, 10, 1): 60}, [leva], date(2025, 10, 1)).money.cents == 978
    assert pay.total([], OCTOBER).money.cents == 0
