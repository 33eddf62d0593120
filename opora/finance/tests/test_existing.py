"""What exists is costed by the service, once; and compared with the transfer. Needs of capital."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from opora.finance import existing, funding, overview, queries
from opora.finance.checks import Verdict
from opora.finance.existing import How
from opora.finance.models import FundingNeed
from opora.journal.context import acting
from opora.lib.money import Money
from opora.lib.refusals import NotVisible, Refused, Stale
from opora.territory.models import Municipality

from .conftest import NOW, TODAY, Cast, open_service


def samokov(cast: Cast, **more: Any) -> existing.Cost:
    with acting(cast.municipality):
        return existing.costs(cast.municipality, year=2026, on=TODAY, municipality="SFO39", **more)[
            "SFO39"
        ]


def test_a_complex_service_is_counted_once(cast: Cast) -> None:
    """A ЦСРИ counts in three planned services; its 40 places are paid by one standard."""
    open_service(cast, 40)

    cost = samokov(cast)
    assert (cost.money, cost.n_counted, cost.n_missing) == (Money(40 * 492_100), 1, 0)
    assert cost.incomplete == ""


def test_each_service_says_how_it_was_counted(cast: Cast) -> None:
    open_service(cast, 40)
    open_service(cast, 30, named_service="cop", name="ЦОП", target_groups=("children-risk",))
    open_service(cast, 20, name="ЦСРИ на общината", funding="municipal")
    open_service(cast, None, name="ЦСРИ без капацитет")
    open_service(cast, 10, named_service="lp", name="Лична помощ", mode="hourly")

    cost = samokov(cast)
    assert {line.service.name: line.how for line in cost.lines} == {
        "Център за рехабилитация": How.COUNTED,
        "ЦОП": How.NO_STANDARD,
        "ЦСРИ на общината": How.OTHER_FUNDING,
        "ЦСРИ без капацитет": How.NO_PLACES,
        "Лична помощ": How.OTHER_ACT,
    }
    assert cost.n_missing == 2
    assert "за 2" in cost.incomplete


def test_opened_in_september_it_costs_four_months(cast: Cast) -> None:
    open_service(cast, 40, opened_on=date(2026, 9, 15))
    assert samokov(cast).money == Money(40 * 492_100 // 3)


def test_next_year_costs_whole_years_under_the_factor(cast: Cast) -> None:
    open_service(cast, 40, opened_on=date(2026, 9, 1))
    cost = samokov(cast, factor=Decimal("1.1"))
    assert cost.next_money == Money(40 * 541_300)  # 4921 × 1.1 = 5413.1 → 5413


def test_the_page_of_a_municipality(cast: Cast) -> None:
    open_service(cast, 1000)
    with acting(cast.municipality):
        found = Municipality.objects.get(pk="SFO39")
        picture = overview.picture(cast.municipality, found, factor=None, today=TODAY)

    assert [(year.year, year.in_euro) for year in picture.years] == [
        (2026, Money(389_680_000)),
        (2025, Money(346_139_491)),
        (2024, Money(280_106_144)),
    ]
    assert picture.years[0].per_resident == Money(11_676)  # 116.8 € in the published table
    assert picture.check.verdict is Verdict.SHORT
    assert picture.short == Money(1000 * 492_100 - 389_680_000)
    assert picture.next_year
    assert (picture.next_year.factor, picture.next_year.year) == (Decimal("1.126"), 2027)


def test_a_municipality_without_a_transfer_says_so(cast: Cast) -> None:
    with acting(cast.agency):
        found = Municipality.objects.get(name="Божурище")
        picture = overview.picture(cast.agency, found, factor=None, today=TODAY)

    assert picture.years[0].transfer is None
    assert picture.years[0].per_resident is None
    assert picture.check.verdict is Verdict.NO_TRANSFER
    assert picture.years[1].transfer


def test_the_table_sums_and_says_what_it_lacks(cast: Cast) -> None:
    with acting(cast.agency):
        rows = overview.lines(cast.agency, year=2026, today=TODAY)
        totals = overview.totals(rows, year=2026, today=TODAY)

    assert totals.n == 265
    assert totals.amount == queries.printed_total(2026)
    assert totals.lacks == "За Божурище няма отпечатана сума; не се брои за нула."
    by_resident = overview.in_order(rows, "-resident")
    assert by_resident[-1].municipality.name == "Божурище"
    assert overview.in_order(rows, "resident")[-1].municipality.name == "Божурище"
    found = overview.lines(cast.agency, year=2026, today=TODAY, district="SFO", text="само")
    assert [str(row.municipality) for row in found] == ["Самоков"]


# Needs of capital


def need(cast: Cast, **changed: Any) -> FundingNeed:
    facts: dict[str, Any] = {
        "title": "Ремонт на дневния център",
        "measure": "renovate",
        "year": 2027,
        "amount_cents": 10_000_000,
        "basis": "Количествена сметка",
        "now": NOW,
    }
    with acting(cast.municipality):
        return funding.record_need(cast.municipality, **(facts | changed))


def share(cast: Cast, row: FundingNeed, source: str, cents: int, state: str = "hoped") -> None:
    with acting(cast.municipality):
        row.refresh_from_db()
        funding.set_share(
            cast.municipality,
            need=row,
            seen_version=row.version,
            source=source,
            amount_cents=cents,
            state=state,
            now=NOW,
        )


def test_what_stays_uncovered(cast: Cast) -> None:
    row = need(cast)
    share(cast, row, "beautiful", 4_000_000, "contracted")
    share(cast, row, "municipal", 1_000_000)
    with acting(cast.municipality):
        rows = funding.needs(cast.municipality, municipality="SFO39")
        assert funding.uncovered(rows) == Money(6_000_000)
        assert funding.uncovered(rows, only_certain=False) == Money(5_000_000)
    with pytest.raises(Refused, match="повече от нужното"):
        share(cast, row, "pvu", 5_000_001)
    with acting(cast.municipality):
        row.refresh_from_db()
        funding.remove_share(
            cast.municipality, need=row, seen_version=row.version, source="beautiful", now=NOW
        )
    share(cast, row, "pvu", 9_000_000)


def test_two_editors_of_a_need(cast: Cast) -> None:
    row = need(cast)
    share(cast, row, "pvu", 1_000_000)
    with acting(cast.municipality), pytest.raises(Stale):
        funding.withdraw_need(cast.municipality, need=row, seen_version=1, now=NOW)


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("municipality", True),
        ("district", True),
        ("agency", True),
        ("stranger", False),
        ("other_district", False),
        ("provider", False),
    ],
)
def test_who_sees_a_need(cast: Cast, who: str, sees: bool) -> None:
    row = need(cast)
    actor = getattr(cast, who)
    with acting(actor):
        assert FundingNeed.objects.filter(pk=row.pk).exists() is sees  # the second wall alone
        assert bool(funding.needs(actor, municipality="SFO39")) is sees


@pytest.mark.parametrize("who", ["district", "agency", "stranger"])
def test_only_the_municipality_itself_changes_a_need(cast: Cast, who: str) -> None:
    row = need(cast)
    actor = getattr(cast, who)
    with acting(actor), pytest.raises((Refused, NotVisible)):
        funding.withdraw_need(actor, need=row, seen_version=1, now=NOW)


def test_a_past_year_counts_the_places_of_its_end(cast: Cast) -> None:
    open_service(cast, 40)
    open_service(cast, 20, name="Нов център", opened_on=date(2026, 3, 1))
    with acting(cast.agency):
        rows = {
            row.municipality.pk: row
            for row in overview.lines(cast.agency, year=2025, today=TODAY, district="SFO")
        }
    assert rows["SFO39"].cost.n_counted == 1
    assert rows["SFO39"].cost.money.cents == 40 * 854_800
