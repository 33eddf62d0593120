"""Every service as it was on any past day, and its prices."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.lib.money import Money
from opora.lib.refusals import Refused
from opora.register import prices, queries, services, versions
from opora.register.models import Service, ServiceVersion

from .conftest import NOW, PROTECTED, TODAY, Cast

Make = Callable[..., Service]
DAY = timedelta(days=1)


def edit(cast: Cast, service: Service, on: date, **changed: Any) -> Service:
    """The provider writes down what changed since a day."""
    with acting(cast.provider):
        fresh = queries.service(cast.provider, service.pk)
        facts = queries.facts_of(fresh)
        values = {name: getattr(facts, name) for name in facts.__slots__} | changed
        return services.edit_service(
            cast.provider, service=fresh, seen_version=fresh.version,
            facts=facts.__class__(**values), changed_on=on, why="Договор № 7", now=NOW,
        )  # fmt: skip


def names_on(actor: Actor, day: date) -> list[str]:
    with acting(actor):
        return [each.name for each in versions.on_day(ServiceVersion.objects.all(), day)]


def test_a_service_is_as_it_was_on_each_day(cast: Cast, make: Make) -> None:
    service = make()
    edit(cast, service, date(2024, 5, 1), name="Център „Изгрев“")
    edit(cast, service, date(2026, 1, 10), mode="hourly")
    seen = cast.stranger
    assert names_on(seen, date(2020, 8, 31)) == []
    assert names_on(seen, date(2024, 4, 30)) == ["Дневен център „Слънце“"]
    assert names_on(seen, date(2024, 5, 1)) == ["Център „Изгрев“"]
    with acting(seen):
        rows = list(versions.of_service(service.pk))
        assert (rows[0].mode, rows[0].why) == ("hourly", "Договор № 7")
        assert rows[1].valid_to == date(2026, 1, 10)


def test_the_past_is_not_rewritten(cast: Cast, make: Make) -> None:
    service = make()
    edit(cast, service, date(2024, 5, 1), name="Център „Изгрев“")
    with pytest.raises(Refused, match="по-късен ден"):
        edit(cast, service, date(2023, 5, 1), name="Друго")
    with pytest.raises(Refused, match="бъдещето"):
        edit(cast, service, TODAY + DAY, name="Друго")


def test_two_changes_of_one_day_leave_the_last(cast: Cast, make: Make) -> None:
    service = make()
    edit(cast, service, TODAY, name="Първо")
    edit(cast, service, TODAY, name="Второ")
    assert names_on(cast.stranger, TODAY) == ["Второ"]
    with acting(cast.stranger):
        assert versions.of_service(service.pk).count() == 3


def test_a_closed_service_stands_until_its_last_day(cast: Cast, make: Make) -> None:
    service = make()
    with acting(cast.provider):
        services.close_service(
            cast.provider, service=service, closed_on=date(2026, 3, 1), reason="Край", now=NOW
        )
    assert names_on(cast.stranger, date(2026, 2, 28)) == ["Дневен център „Слънце“"]
    assert names_on(cast.stranger, date(2026, 3, 1)) == []


def test_a_protected_address_stays_protected_in_the_history(cast: Cast, make: Make) -> None:
    """Also the one of the time when the service was not protected yet."""
    service = make(named_service="cop", target_groups=("children-risk",), line="ул. „Тайна“ 7")
    edit(cast, service, date(2025, 1, 1), **{
        name: getattr(PROTECTED, name)
        for name in ("named_service", "target_groups", "users", "is_protected")
    })  # fmt: skip
    with acting(cast.stranger):
        (seen,) = versions.of_service(service.pk)
        assert (seen.is_protected, seen.municipality_id, seen.settlement) == (True, None, "")
        assert not hasattr(seen, "address")
    with acting(cast.provider):
        assert [str(each.address) for each in versions.of_service(service.pk)][1].endswith("7")


def test_a_price_has_its_days(cast: Cast, make: Make) -> None:
    service = make()
    about: dict[str, Any] = {"service": service, "item": "Час", "unit": "hour", "now": NOW}
    with acting(cast.provider):
        prices.write(cast.provider, price=Money(1000), valid_from=date(2026, 1, 1), **about)
        prices.write(cast.provider, price=Money(1200), valid_from=date(2026, 7, 1), **about)
        assert prices.of_service(service.pk, date(2026, 6, 30)).get().cents == 1000
        assert prices.of_service(service.pk, TODAY).get().cents == 1200
        with pytest.raises(Refused, match="по-късен"):
            prices.write(cast.provider, price=Money(1), valid_from=date(2026, 5, 1), **about)
        with pytest.raises(Refused, match="отрицателна"):
            prices.write(cast.provider, price=Money(-1), valid_from=TODAY, **about)
    with acting(cast.stranger), pytest.raises(Refused, match="поддържа"):
        prices.write(cast.stranger, price=Money(1), valid_from=TODAY, **about)
