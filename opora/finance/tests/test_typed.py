"""Amounts as people type them."""

from decimal import Decimal

import pytest

from opora.finance import typed
from opora.lib.refusals import Refused


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("8548", 854_800),
        ("8 548,00", 854_800),
        ("8\N{NO-BREAK SPACE}548,5", 854_850),
        ("8548.05", 854_805),
        ("0,500", 50),
    ],
)
def test_amounts(text: str, cents: int) -> None:
    assert typed.amount_cents(text) == cents


@pytest.mark.parametrize("text", ["1.500", "1,500", "8.548"])
def test_what_means_two_numbers_is_asked_about(text: str) -> None:
    with pytest.raises(Refused, match="по два начина"):
        typed.amount_cents(text)


@pytest.mark.parametrize("text", ["", "abc", "1.234,56", "0", "-5", "8548,005", "NaN", "1e3"])
def test_what_is_no_amount(text: str) -> None:
    with pytest.raises(Refused):
        typed.amount_cents(text)


@pytest.mark.parametrize(
    ("text", "factor"),
    [("1,126", "1.126"), ("1.154", "1.154"), ("12,6 %", "1.126"), ("-3%", "0.97"), ("1", "1")],
)
def test_factors(text: str, factor: str) -> None:
    assert typed.factor(text) == Decimal(factor)


@pytest.mark.parametrize("text", ["12,6", "112,6", "0", "-1", "едно", "1,12345"])
def test_what_is_no_factor(text: str) -> None:
    with pytest.raises(Refused):
        typed.factor(text)
