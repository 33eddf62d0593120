"""The second wall, read from the catalog: no table stands open by oversight."""

import psycopg
import pytest

from conftest import Databases
from opora.site import second_wall


@pytest.fixture(scope="module")
def wall() -> second_wall.Wall:
    return second_wall.declared()


def column(connection: psycopg.Connection, query: str) -> set[str]:
    return {row[0] for row in connection.execute(query)}


TABLES = (
    "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'"
)


def test_every_table_has_a_policy_or_a_listed_exemption(
    owner: psycopg.Connection, wall: second_wall.Wall
) -> None:
    guarded = column(
        owner,
        f"{TABLES} and relrowsecurity and exists"
        " (select from pg_policy where polrelid = pg_class.oid and 'opora_app' ="
        " any(array(select rolname from pg_roles where pg_roles.oid = any(polroles))))",
    )
    assert column(owner, TABLES) - guarded == wall.exempt.keys()


def test_every_declaration_names_a_table_and_every_exemption_a_reason(
    owner: psycopg.Connection, wall: second_wall.Wall
) -> None:
    declared = wall.policies.keys() | wall.exempt.keys() | wall.read_only | wall.append_only
    assert declared <= column(owner, TABLES)
    assert all(wall.exempt.values())


def test_every_view_is_listed_with_a_reason(
    owner: psycopg.Connection, wall: second_wall.Wall
) -> None:
    views = TABLES.replace("'r'", "'v'") + " and relowner = 'opora_owner'::regrole"
    assert column(owner, views) == wall.views.keys()
    assert all(wall.views.values())


def test_the_applications_role_is_nobody_special(owner: psycopg.Connection) -> None:
    special = owner.execute(
        "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication"
        " from pg_roles where rolname in ('opora_app', 'opora_live')"
    ).fetchall()
    assert special == [(False,) * 5] * 2
    assert not column(owner, f"{TABLES} and relowner = 'opora_app'::regrole")


def test_the_application_cannot_switch_the_wall_off(db: None, databases: Databases) -> None:
    with psycopg.connect(databases.app()) as connection:
        for command in (
            "alter table journal_event disable row level security",
            "drop policy wall_see on journal_event",
            "set role opora_owner",
            "truncate journal_event",
            "create table own (id int)",
            "create temp table own (id int)",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(command)
            connection.rollback()


def test_rights_follow_the_declarations(owner: psycopg.Connection, wall: second_wall.Wall) -> None:
    for table in wall.append_only | wall.read_only:
        changing = "has_table_privilege('opora_app', %s, 'update, delete, truncate')"
        assert owner.execute(f"select {changing}", [table]).fetchone() == (False,), table


def test_nobody_but_our_roles_may_anything(owner: psycopg.Connection) -> None:
    open_tables = (
        f"{TABLES} and has_table_privilege('public', oid, 'select, insert, update, delete')"
    )
    assert not column(owner, open_tables)
    assert not column(
        owner,
        "select proname from pg_proc where pronamespace = 'public'::regnamespace and prosecdef"
        " and has_function_privilege('public', oid, 'execute')",
    )


def test_functions_that_act_as_the_owner_fix_their_search_path(owner: psycopg.Connection) -> None:
    loose = column(
        owner,
        "select proname from pg_proc where pronamespace = 'public'::regnamespace and prosecdef"
        " and not coalesce(array_to_string(proconfig, ' '), '') like '%search_path=%'",
    )
    assert not loose


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_building_it_again_changes_nothing(owner: psycopg.Connection) -> None:
    policies = (
        "select tablename || policyname || cmd || coalesce(qual, with_check) from pg_policies"
    )
    rights = "select relname || coalesce(relacl::text, '') from pg_class"
    before = column(owner, policies), column(owner, rights)
    second_wall.build()
    assert (column(owner, policies), column(owner, rights)) == before
