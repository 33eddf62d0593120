"""The loaded amounts against their printed totals and the rules by which they were found."""

from datetime import date
from decimal import Decimal

import pytest

from opora.finance import facts, queries, rules
from opora.finance.models import CostStandard, Transfer
from opora.lib.money import Currency, Money
from opora.territory.models import Municipality

pytestmark = pytest.mark.django_db

TOTALS = [
    (2024, Decimal("902666.2"), Currency.BGN, 265),
    (2025, Decimal("1051667.4"), Currency.BGN, 265),
    (2026, Decimal("610923.7"), Currency.EUR, 264),
]


@pytest.mark.parametrize(("year", "thousands", "currency", "n"), TOTALS)
def test_the_transfers_sum_to_what_the_act_prints(
    year: int, thousands: Decimal, currency: Currency, n: int
) -> None:
    amounts = queries.transfers(year)
    known = [amount for amount in amounts.values() if amount]

    assert (len(amounts), len(known)) == (265, n)
    assert rules.total(known, currency)[0] == rules.printed(thousands, currency)
    assert queries.printed_total(year) == rules.printed(thousands, currency)


def test_a_transfer_that_is_not_printed_is_missing_not_zero() -> None:
    bozhurishte = Municipality.objects.get(name="Божурище").pk

    assert queries.transfers(2026)[bozhurishte] is None
    assert queries.transfers(2025)[bozhurishte] == Money(9_460_000, Currency.BGN)
    assert rules.total(queries.transfers(2026).values())[1] == 1


def test_what_is_printed_is_kept_to_its_decimal() -> None:
    for row in facts.rows("transfers"):
        for year in facts.TRANSFER_SOURCES:
            kept = Transfer.objects.filter(municipality=row["municipality"], year=year).first()
            assert (str(kept.thousands) if kept else "") == row[str(year)]


@pytest.mark.parametrize("year", [2025, 2026])
def test_a_year_is_the_one_before_under_its_factor(year: int) -> None:
    """Ours is also what was known for itself: AS, ЦСРИ, приют, наблюдавано жилище in 2025."""
    before, now = queries.by_items(year - 1), queries.by_items(year)
    factor = queries.factor(year)
    assert factor is not None
    for item in now.keys() & before.keys():
        derived = rules.indexed(before[item].amount, factor, rules.currency_of(year))
        assert derived == now[item].amount, item


def test_an_ambiguous_standard_has_no_amount_and_is_in_no_computation() -> None:
    assert CostStandard.objects.filter(amount_cents=None).count() == 2
    assert {"pzh", "cnst"}.isdisjoint(queries.by_items(2025))


def test_the_2026_standards_were_not_known_in_spring() -> None:
    assert queries.standards(2026, as_known_on=date(2026, 5, 1)) == {}
    assert queries.standards(2026, as_known_on=date(2026, 7, 31)) == queries.standards(2026)
    assert queries.last_year(as_known_on=date(2026, 5, 1)) == 2025
    assert queries.last_year() == 2026


def test_planned_services_and_kinds_have_their_standards() -> None:
    planned, named = queries.standards(2026), queries.standards_by_name(2026)

    assert planned["AS"].amount == Money(466_100)
    assert planned["TR"].covers == ("IC", "ST")
    assert "IC" not in planned
    assert {"IC", "ST", "AM", "RC_INT"}.isdisjoint(planned)
    assert set(named) == {"ap", "csri-d", "csri-p", "nzh", "priyut", "cnst-sh"}
    assert {"DC_CH", "DC_AD"} <= queries.standards(2025).keys()
