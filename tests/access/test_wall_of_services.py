"""What each organization can do past the pages, by plain SQL, with the register's tables.

The rows are those of the story: a service in Самоков, its provider's license and application, a
building, a complex that shares, a request for places, a file. For each table and organization: may
it insert (i) such a row, update (u) or delete (d) these? What is not written may nobody do.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import Error, connection, transaction

from opora.accounts.models import Organization
from opora.facilities import services as facilities
from opora.facilities.models import Building, SharedResource
from opora.facilities.rules import Share
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.lib.money import Money
from opora.register import prices
from opora.register.models import Service
from opora.site import second_wall
from tests.cast import NOW, TODAY, Cast

from .licensed import named

PACKAGES = ("register_", "licensing_", "facilities_", "capacity_", "imports_")
DENIED = "42501"
WHO = ("provider", "municipality", "agency", "quality", "stranger")
KEEPERS = {"provider": "iud", "municipality": "iud"}
CAN: dict[str, dict[str, str]] = {
    "capacity_capacityrequest": {"municipality": "iu"},
    "facilities_accessibilityanswer": {"provider": "iu"},
    "facilities_building": {"provider": "iu"},
    "facilities_building_services": {"provider": "id"},
    "facilities_buildingversion": {"provider": "iu"},
    "facilities_capitalneed": {"provider": "iu"},
    "facilities_equipment": {"provider": "iu"},
    "facilities_resourceshare": {"provider": "iud"},
    "facilities_sharedresource": {"provider": "iu"},
    "imports_serviceimport": {"municipality": "iud"},
    "imports_serviceimportrow": {"municipality": "iud"},
    "licensing_license": {"quality": "iu"},
    "licensing_licenseapplication": {"provider": "iu"},
    "licensing_licenseversion": {"quality": "i"},
    "register_capacity": KEEPERS,
    "register_capacitypaper": KEEPERS,
    "register_provider": {"provider": "iu", "municipality": "iu"},
    "register_service": KEEPERS,
    "register_service_target_groups": KEEPERS,
    "register_serviceaddress": KEEPERS,
    "register_servicecomplex": {"provider": "iu", "municipality": "iu"},
    "register_serviceprice": {"provider": "iu", "municipality": "iu"},
    "register_serviceversion": KEEPERS,
    "register_serviceversionaddress": {"provider": "id", "municipality": "id"},
}
Verb = Callable[[], bool]


@pytest.fixture
def story(cast: Cast) -> Cast:
    """Something of the service in each table."""
    named(cast)
    provider = cast.provider
    with acting(provider):
        prices.write(
            provider, service=cast.service, item="Ден", unit="day", price=Money(500),
            valid_from=TODAY, now=NOW,
        )  # fmt: skip
        building = Building.objects.get()
        building.services.add(cast.service)
        facilities.check_access(
            provider, building=building, answers={"entrance": "yes"}, checked_on=TODAY, now=NOW
        )
        resource = SharedResource.objects.get()
        Service.objects.filter(pk=cast.service.pk).update(complex=resource.complex)
        facilities.set_shares(
            provider, resource=resource, cost_cents=None, shares=[Share(cast.service.pk, 50, None)],
            seen=resource.version, now=NOW,
        )  # fmt: skip
    return cast


def actors(cast: Cast) -> dict[str, Actor]:
    """One for each organization."""
    quality = Organization.objects.get(kind="quality_agency")
    return {
        "quality": Actor(None, quality.pk, frozenset({"head"})),
        **{name: getattr(cast, name) for name in WHO if name != "quality"},
    }


def tables() -> list[str]:
    """The guarded tables of these packages."""
    return sorted(each for each in second_wall.declared().policies if each.startswith(PACKAGES))


def rows_of(cast: Cast, table: str) -> list[str]:
    """The rows of the story as JSON, from whoever of them sees them."""
    found: list[str] = []
    for actor in actors(cast).values():
        with acting(actor), connection.cursor() as cursor:
            cursor.execute(f'select to_jsonb(t)::text from "{table}" t')
            seen = [text for (text,) in cursor.fetchall()]
            found += [text for text in seen if text not in found]
    return found


def may(sql: str, values: list[Any] | None = None) -> bool:
    """Whether the wall lets a statement touch a row; nothing of it stays."""
    touched = False
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            touched = cursor.rowcount > 0
            transaction.set_rollback(True)
    except Error as error:
        # A doubled row is refused by its constraints only after the wall has let it through.
        return getattr(error.__cause__, "sqlstate", "") != DENIED
    return touched


def found(cast: Cast, table: str) -> Iterator[tuple[str, str]]:
    """For each organization what it can do with the table's rows."""
    rows = rows_of(cast, table)
    assert rows, f"the story has nothing in {table}"
    column = "id" if '"id"' in rows[0] else None
    for name, actor in actors(cast).items():
        with acting(actor):
            with connection.cursor() as cursor:
                cursor.execute(
                    "select column_name from information_schema.columns where table_name = %s"
                    " order by ordinal_position desc limit 1",
                    [table],
                )
                last = column or cursor.fetchone()[0]
            record = f"jsonb_populate_record(null::{table}, %s::jsonb)"
            copied = f"insert into {table} select ({record}).*"
            can = "i" * any(may(copied, [each]) for each in rows)
            can += "u" * may(f"update {table} set {last} = {last}")
            can += "d" * may(f"delete from {table}")
        if can:
            yield name, can


def test_what_each_can_do_past_the_pages(story: Cast) -> None:
    said = {table: dict(found(story, table)) for table in tables()}
    wrong = {table: can for table, can in said.items() if can != CAN.get(table)}
    assert not wrong, "\n" + "\n".join(f"    {table!r}: {can}," for table, can in wrong.items())
