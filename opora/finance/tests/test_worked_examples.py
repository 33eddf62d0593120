"""Every checked public sum (`worked_examples.csv`) from the product's standards and the counts."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from opora.finance import checks, queries, rules
from opora.lib.money import Money
from opora.territory.models import Municipality

pytestmark = pytest.mark.django_db


def _rows() -> list[dict[str, str]]:
    path = Path(__file__).with_name("worked_examples.csv")
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


ROWS = _rows()
PRINTED_TO = Decimal("0.05")


def of(*types: str) -> list[object]:
    return [pytest.param(row, id=row["id"]) for row in ROWS if row["type"] in types]


def _item_cost(row: dict[str, str]) -> Money | None:
    item, n = row["given"].split()
    return rules.cost(int(n), queries.by_items(int(row["year"])).get(item))


def test_no_example_is_left_out() -> None:
    types = [row["type"] for row in ROWS]
    assert {each: types.count(each) for each in types} == {
        "FIN_AS": 66,
        "FIN_EXACT": 3,
        "REPORT": 1,
        "CAPACITY": 5,
        "UTIL": 4,
    }
    assert all(row["why"] and row["source"] for row in ROWS)


@pytest.mark.parametrize("row", of("FIN_AS"))
def test_assistant_support_alone_gives_the_transfer(row: dict[str, str]) -> None:
    code = Municipality.objects.get(budget_code=row["budget_code"]).pk
    transfer = queries.transfers(int(row["year"]))[code]
    computed = _item_cost(row)
    assert transfer
    assert computed

    assert transfer == rules.printed(Decimal(row["expected"]), transfer.currency)
    assert computed.cents == int(row["cents"])
    difference = Decimal(transfer.cents - computed.cents) / rules.CENTS_OF_THOUSAND
    assert difference == Decimal(row["difference"])
    assert abs(difference) <= Decimal(row["tolerance"])
    assert (abs(difference) <= PRINTED_TO) == (
        row["why"] in {"Закръгляне при печат до 0,1 хил.", "Няма разлика."}
    )
    check = checks.check(computed, transfer, n_counted=1)
    assert check.verdict is checks.Verdict.EQUAL


@pytest.mark.parametrize("row", of("FIN_EXACT"))
def test_reported_subsidies_are_exact(row: dict[str, str]) -> None:
    computed = _item_cost(row)
    assert computed
    assert computed.cents == int(row["cents"]) == int(row["expected"]) * 100
    assert (row["tolerance"], row["difference"]) == ("0", "0")


@pytest.mark.parametrize("row", of("REPORT"))
def test_plan_and_report_are_two_numbers(row: dict[str, str]) -> None:
    plan, spent = Money(int(row["given"]) * 100), Money(int(row["cents"]))
    assert spent.cents == int(row["expected"]) * 100
    assert checks.share_spent(spent, plan) == Decimal("54.4")


@pytest.mark.parametrize("row", of("CAPACITY"))
def test_published_capacity_costs_what_is_known_or_says_that_it_is_not(
    row: dict[str, str],
) -> None:
    year, parts = int(row["year"]), row["given"].split()
    counts = [part for part in parts if part.isdigit()]
    assert counts == row["expected"].replace("/", " ").replace(";", " ").split()
    if len(parts) == 2 and row["cents"] != "missing":
        money = _item_cost(row)
        assert money
        assert money.cents == int(row["cents"])
        return
    codes = [part for part in parts if not part.isdigit()] or [""] * len(counts)
    costed = rules.costs_of(
        [rules.Row(code, int(n)) for code, n in zip(codes, counts, strict=True)],
        queries.standards(year),
    )
    total = rules.total_of(costed, rules.currency_of(year))
    assert (total.money.cents, total.n_missing) == (0, len(counts))
    assert total.words.startswith("Сборът е непълен")


@pytest.mark.parametrize("row", of("UTIL"))
def test_published_occupancy(row: dict[str, str]) -> None:
    users, *places = (int(part) for part in row["given"].split())
    if not places:
        assert users == int(row["expected"])
        assert checks.occupied(users, 0) is None
        return
    share = checks.occupied(users, places[0])
    assert share
    assert abs(share - Decimal(row["expected"])) <= Decimal(row["tolerance"])
