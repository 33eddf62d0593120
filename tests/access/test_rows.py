"""The second wall alone: plain SQL as the application's role, without any query of ours."""

import pytest
from django.db import connection

from opora.journal.context import acting, enter
from opora.lib.actor import Actor
from opora.site import second_wall
from tests.cast import Cast

MARKERS = ("Маркер", "Камелия")
# Which services there are, whose, where and how large, anybody may know.
PUBLIC = {
    "places_placerule",
    "register_capacity",
    "register_provider",
    "register_service",
    "register_service_target_groups",
    "register_serviceaddress",
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


def test_one_cannot_write_in_anothers_name(story: Cast) -> None:
    actor: Actor = story.stranger
    with acting(actor), connection.cursor() as cursor:
        for table in sorted(guarded()):
            cursor.execute(
                "select count(*) from information_schema.columns"
                " where table_name = %s and column_name = 'organization_id'",
                [table],
            )
            if cursor.fetchone() == (0,):
                continue
            cursor.execute("savepoint one")
            try:
                cursor.execute(
                    f'update "{table}" set organization_id = organization_id'
                    f" where organization_id <> {actor.organization_id}"
                )
                assert cursor.rowcount == 0, table
            except Exception as error:  # noqa: BLE001  no right to update at all is as good
                assert "permission denied" in str(error), table
            cursor.execute("rollback to savepoint one")
