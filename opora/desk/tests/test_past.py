"""A page of the past tells each fact of that day: nothing of it comes from today."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from opora.finance import queries as finance
from opora.journal.context import acting
from opora.lib import words
from opora.lib.money import Currency, Money
from opora.register import prices, queries, services
from opora.register import services as register
from tests.cast import NOW, Cast, make

from .test_queue_pages import browser, slug

THEN, LATER = "01.06.2025", "01.06.2026"
CHANGED = date(2026, 3, 1)


@pytest.fixture
def cast(db: None) -> Cast:
    """The day center with prices and places that changed in March 2026, as did all else."""
    made = make()
    actor, service = made.provider, made.service
    with acting(actor):
        for cents, currency, day in (
            (1000, Currency.BGN, date(2024, 1, 1)),
            (700, Currency.EUR, CHANGED),
        ):
            prices.write(
                actor, service=service, item="Ден", unit="day", price=Money(cents, currency),
                valid_from=day, now=NOW,
            )  # fmt: skip
        register.write_capacity(
            actor, service_id=service.pk, n_places=7, valid_from=CHANGED, basis="Заповед № 77",
            document="", now=NOW,
        )  # fmt: skip
        facts = queries.facts_of(queries.service(actor, service.pk))
        services.edit_service(
            actor, service=service, seen_version=1, changed_on=CHANGED, why="Преместване", now=NOW,
            facts=replace(
                facts, name="Център „Изгрев“", line="ул. „Друга“ 9", phone="0700 9",
                target_groups=("children-risk",), mode="hourly", users="all",
            ),
        )  # fmt: skip
    return made


def shown(cast: Cast, day: str) -> str:
    """The page of the service on a day, seen by its provider."""
    address = f"/o/{slug(cast, cast.provider)}/services/{cast.service.pk}/history?on={day}"
    page = browser(cast.provider, role="head").get(address).content.decode()
    return page[page.index("Каквато е била") : page.index("Версии")].replace("\xa0", " ")


THEN_ONLY = (
    "ул. „Измислена“ 1", "0722 00000", "целодневно", "10,00 лв.", "<dd>деца с увреждания",
)  # fmt: skip
LATER_ONLY = ("ул. „Друга“ 9", "0700 9", "почасово", "7,00 €", "Заповед № 77", "<dd>деца в риск")


@pytest.mark.parametrize(
    ("day", "there", "not_there"), [(THEN, THEN_ONLY, LATER_ONLY), (LATER, LATER_ONLY, THEN_ONLY)]
)
def test_each_fact_is_of_that_day(
    cast: Cast, day: str, there: tuple[str, ...], not_there: tuple[str, ...]
) -> None:
    page = shown(cast, day)
    assert [each for each in there if each not in page] == [], page
    assert [each for each in not_there if each in page] == []


def test_the_license_is_of_that_day(cast: Cast) -> None:
    """Given on 1 March 2024: before it there was none."""
    assert "няма лиценз" in shown(cast, "01.06.2023")
    assert f"№ Л-{cast.provider.organization_id}" in shown(cast, THEN)


def test_the_standard_is_of_that_year(cast: Cast) -> None:
    """A year whose standard nobody wrote down yet says so, and shows no other year's."""
    known = finance.standards_by_name(2025)["dcdu"]
    amount = words.money(known.steps[0].cents, known.currency).replace("\xa0", " ")
    assert amount in shown(cast, THEN)
    later = shown(cast, LATER)
    assert amount not in later
    assert "Стандарт" in later


def test_before_its_first_day_nothing_is_told(cast: Cast) -> None:
    address = f"/o/{slug(cast, cast.provider)}/services/{cast.service.pk}/history?on=01.06.2019"
    page: Any = browser(cast.provider, role="head").get(address).content.decode()
    assert "не е работела на този ден" in page
    assert "не казва нищо за услугата" in page
