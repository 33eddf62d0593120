"""The second wall alone: plain SQL as the application's role, without any query of ours."""

import pytest
from django.db import connection

from opora.journal.context import acting, enter
from opora.site import second_wall
from tests.cast import Cast

MARKERS = ("Маркер", "Камелия")
# Which services there are, whose, where and how large, anybody may know; what the state pays, too.
PUBLIC = {
    "fees_tariff",
    "finance_coststandard",
    "finance_indexation",
    "finance_transfer",
    "finance_transferimport",
    "foster_fosterrate",
    "licensing_license",
    "licensing_licenseversion",
    "places_orderrule",
    "places_placerule",
    "register_capacity",
    "register_capacitypaper",
    "register_provider",
    "register_service",
    "register_service_target_groups",
    "register_serviceaddress",
    "register_serviceversion",
    "register_serviceversionaddress",
}


@pytest.fixture
def story(cast: Cast) -> Cast:
    """One person whose request went all the way, and one who waits for a place."""
    request = cast.chosen()
    cast.do(cast.provider, "accept", request)
    cast.wish()
    return cast


def visible(table: str) -> list[str]:
    """Every row of the table that the database shows now, as text."""
    with connection.cursor() as cursor:
        cursor.execute(f'select t::text from "{table}" t')
        return [text for (text,) in cursor.fetchall()]


def with_markers(tables: set[str]) -> set[str]:
    return {name for name in tables if any(mark in "".join(visible(name)) for mark in MARKERS)}


def guarded() -> set[str]:
    return set(second_wall.declared().policies)


def everything() -> set[str]:
    wall = second_wall.declared()
    return set(wall.policies) | set(wall.exempt) | set(wall.views)


def test_a_stranger_meets_the_person_in_no_table(story: Cast) -> None:
    with acting(story.municipality):
        # The markers are there to be found.
        assert {"people_person", "referral_servicerequest"} <= with_markers(guarded())
    with acting(story.stranger):
        assert with_markers(everything()) == set()


def test_an_analyst_of_the_agency_meets_no_person(story: Cast) -> None:
    with acting(story.agency):
        assert with_markers(everything()) == set()


def test_without_an_acting_organization_nothing_is_shown(story: Cast) -> None:
    enter(organization_id=None, user_id=None)
    assert with_markers(everything()) == set()
    assert {table for table in guarded() if visible(table)} <= PUBLIC


def test_one_cannot_change_anothers_rows(story: Cast) -> None:
    """Either the right to update is missing, or no row of another organization is met."""
    columns = "select table_name from information_schema.columns where column_name = %s"
    changeable = "has_table_privilege(format('%%I', table_name), 'update')"
    other = f"organization_id <> {story.stranger.organization_id}"
    with acting(story.stranger), connection.cursor() as cursor:
        cursor.execute(f"{columns} and table_name = any(%s) and {changeable}", [
            "organization_id", sorted(guarded())
        ])  # fmt: skip
        tables = [name for (name,) in cursor.fetchall()]
        assert len(tables) > 3
        for table in tables:
            cursor.execute(f'update "{table}" set organization_id = organization_id where {other}')
            assert cursor.rowcount == 0, table
