"""The formula, its edges, its words; what is owed. No database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.fees import rules
from opora.fees.rules import Entry, Facts, Source
from opora.lib.money import Currency, Money
from opora.lib.refusals import Refused

OCTOBER = date(2026, 10, 1)
LEVA = date(2025, 10, 1)
PENSION = Source("пенсия", Money(40000))
FACTS = Facts(
    month=OCTOBER,
    used=22,
    planned=22,
    kind="percent",
    rate_tenths=300,
    act="Решение 12",
    incomes=(PENSION,),
    cost=Money(50000),
)


def facts(**changed: object) -> Facts:
    from dataclasses import replace

    return replace(FACTS, **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "cents", "by"),
    [
        ({}, 12000, "tariff"),
        ({"used": 11}, 6000, "tariff"),
        ({"used": 7}, 3818, "tariff"),  # 3818,18
        ({"used": 25}, 12000, "tariff"),  # more days than agreed cost no more
        ({"used": 0}, 0, "unused"),
        ({"cost": Money(10000)}, 10000, "cap"),
        ({"kind": "fixed", "fixed": Money(2500)}, 2500, "tariff"),
        ({"kind": "fixed", "fixed": Money(2500), "cost": Money(2000)}, 2000, "cap"),
        ({"kind": "fixed", "fixed": Money(2500), "cost": None, "used": 1}, 114, "tariff"),
        ({"kind": "cost", "used": 11}, 25000, "cost"),
        ({"full_cost": "продадено жилище"}, 50000, "cost"),
        ({"exempt": "услуга за деца"}, 0, "exempt"),
        ({"exempt": "услуга за деца", "full_cost": "продадено жилище"}, 0, "exempt"),
        ({"incomes": (Source("няма доходи", Money(0)),)}, 0, "tariff"),
        ({"incomes": (PENSION, Source("чужда помощ", Money(9000), False))}, 12000, "tariff"),
        ({"incomes": (PENSION, Source("наем", Money(1)))}, 12000, "tariff"),  # 12000,3
        ({"incomes": (Source("пенсия", Money(5)),), "rate_tenths": 300}, 2, "tariff"),  # 1,5 → 2
    ],
)
def test_the_fee_of_a_month(changed: dict[str, object], cents: int, by: str) -> None:
    found = rules.fee(facts(**changed))
    assert (found.amount, found.by) == (Money(cents), by)


@pytest.mark.parametrize(
    ("changed", "missing"),
    [
        ({"kind": ""}, "няма тарифа"),
        ({"incomes": None}, "няма вписан доход"),
        ({"cost": None}, "няма вписана реална"),
        ({"cost": None, "full_cost": "имот"}, "няма вписана реална"),
        ({"planned": 0}, "нито един ден"),
    ],
)
def test_what_is_not_written_is_said(changed: dict[str, object], missing: str) -> None:
    assert missing in rules.fee(facts(**changed)).missing


def test_months_before_2026_are_in_leva() -> None:
    found = rules.fee(facts(month=LEVA))
    # 400 € are 782,332 лв.; 30 % of them 234,6996.
    assert found.amount == Money(23470, Currency.BGN)
    written = facts(month=OCTOBER, incomes=(Source("пенсия", Money(78233, Currency.BGN)),))
    assert rules.fee(written).amount == Money(12000)


def test_it_is_explained_line_by_line() -> None:
    lines = dict(rules.explained(facts(used=11)))
    assert lines["Ползвано"] == "11 от 22 дни"
    assert lines["пенсия"] == "400,00\xa0€"
    assert lines["Процент по тарифата"] == "30\xa0%"
    assert lines["Такса"] == "60,00\xa0€ · по тарифата за ползваното"


@given(
    used=st.integers(0, 40),
    planned=st.integers(1, 31),
    income=st.integers(0, 10**7),
    rate=st.integers(1, 1000),
    cost=st.integers(0, 10**6),
)
def test_a_fee_is_never_below_zero_nor_above_the_real_cost(
    used: int, planned: int, income: int, rate: int, cost: int
) -> None:
    given_facts = facts(
        used=used,
        planned=planned,
        rate_tenths=rate,
        incomes=(Source("доход", Money(income)),),
        cost=Money(cost),
    )
    found = rules.fee(given_facts).amount
    assert 0 <= found.cents <= cost
    assert Facts.read(given_facts.plain) == given_facts


def test_an_amount_below_zero_is_refused_with_a_sentence() -> None:
    with pytest.raises(Refused, match="под нула: −1,00"):
        rules.check_amount(-100)


def test_payments_cover_the_oldest_first() -> None:
    charges = [
        Entry(Money(3000), date(2026, 9, 1), date(2026, 10, 25)),
        Entry(Money(3000), OCTOBER, date(2026, 11, 25)),
    ]
    found = rules.balance(charges, [Entry(Money(1000), OCTOBER)], date(2026, 11, 20))
    assert (found.owed, found.overdue) == (Money(5000), Money(2000))
    assert found.oldest_on == date(2026, 10, 25)
    ahead = rules.balance(charges, [Entry(Money(7000), OCTOBER)], date(2026, 12, 20))
    assert (ahead.owed, ahead.overdue) == (Money(-1000), Money(0))


def test_leva_are_added_as_leva() -> None:
    three = [Entry(Money(1001, Currency.BGN), LEVA)] * 3
    paid = [Entry(Money(3003, Currency.BGN), LEVA)]
    assert rules.balance(three, paid, OCTOBER).owed == Money(0)
