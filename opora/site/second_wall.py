"""Writes the packages' declarations of `policies.py` into the database, after every migration.

A table that no package declares is shown to nobody: row-level security on, no policy. A package
may also name tables that the application only reads (READ_ONLY) or only adds to (APPEND_ONLY), and
views that count, without personal data, rows of all organizations (VIEWS, with the reason).
"""

import importlib
import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import ModuleType

from django.apps import apps
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from opora.lib.wall import Policy

POLICY = "wall_see", "wall_add", "wall_change", "wall_remove"

_TABLES = """
    select relname from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
"""
_VIEWS = """
    select relname from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('v', 'm')
        and relowner = current_user::regrole
"""
_FUNCTIONS = """
    select oid::regprocedure::text from pg_proc
    where pronamespace = 'public'::regnamespace and proowner = current_user::regrole
"""


@dataclass(slots=True)
class Wall:
    """All packages' declarations together."""

    policies: dict[str, Policy] = field(default_factory=dict)
    exempt: dict[str, str] = field(default_factory=dict)
    read_only: set[str] = field(default_factory=set)
    append_only: set[str] = field(default_factory=set)
    views: dict[str, str] = field(default_factory=dict)


def declared() -> Wall:
    """What the installed packages declare; refuses a table that is declared twice."""
    wall = Wall()
    for module in _declarations():
        for policy in module.POLICIES:
            _once(wall, policy.table)
            wall.policies[policy.table] = policy
        for table, reason in module.EXEMPT.items():
            _once(wall, table)
            wall.exempt[table] = reason
        wall.read_only |= getattr(module, "READ_ONLY", set())
        wall.append_only |= getattr(module, "APPEND_ONLY", set())
        wall.views |= getattr(module, "VIEWS", {})
    return wall


def build(alias: str = "owner") -> None:
    """Make the database's policies and rights equal to the declarations, in one transaction."""
    wall = declared()
    connection = connections[alias]
    app = sql.Identifier(connections["default"].settings_dict["USER"])
    with transaction.atomic(using=alias), connection.cursor() as cursor:
        _close_to_public(cursor, app, connection)
        for table in tables(cursor):
            _protect(cursor, table, wall, app)
        cursor.execute(_VIEWS)
        for (view,) in cursor.fetchall():
            if view in wall.views:
                command = sql.SQL("grant select on {} to {}")
                cursor.execute(command.format(sql.Identifier(view), app))
        cursor.execute(_FUNCTIONS)
        for (function,) in cursor.fetchall():
            cursor.execute(f"revoke execute on function {function} from public")
            cursor.execute(
                sql.SQL("grant execute on function {} to {}").format(sql.SQL(function), app)
            )


def tables(cursor: CursorWrapper) -> list[str]:
    """Names of all tables of the application."""
    cursor.execute(_TABLES)
    return sorted(name for (name,) in cursor.fetchall())


def _declarations() -> Iterator[ModuleType]:
    for config in apps.get_app_configs():
        if config.name.startswith("opora."):
            name = f"{config.name}.policies"
            if importlib.util.find_spec(name):
                yield importlib.import_module(name)


def _once(wall: Wall, table: str) -> None:
    if table in wall.policies or table in wall.exempt:
        raise ValueError(f"The second wall of {table} is declared twice.")


def _close_to_public(
    cursor: CursorWrapper, app: sql.Identifier, connection: BaseDatabaseWrapper
) -> None:
    database = sql.Identifier(connection.settings_dict["NAME"])
    for command in (
        "revoke all on database {database} from public",
        "grant connect on database {database} to {app}",
        "revoke all on schema public from public",
        "grant usage on schema public to {app}, opora_live",
        "revoke all on all tables in schema public from {app}",
        "grant usage on all sequences in schema public to {app}",
    ):
        cursor.execute(sql.SQL(command).format(database=database, app=app))


def _protect(cursor: CursorWrapper, table: str, wall: Wall, app: sql.Identifier) -> None:
    name = sql.Identifier(table)
    for old in POLICY:
        cursor.execute(sql.SQL("drop policy if exists {} on {}").format(sql.Identifier(old), name))
    switch = "disable" if table in wall.exempt else "enable"
    cursor.execute(sql.SQL(f"alter table {{}} {switch} row level security").format(name))
    rights = _rights(table, wall)
    cursor.execute(sql.SQL(f"grant {rights} on {{}} to {{}}").format(name, app))
    if policy := wall.policies.get(table):
        for command in _policy_commands(policy):
            cursor.execute(sql.SQL(command).format(table=name, app=app))


def _rights(table: str, wall: Wall) -> str:
    if table in wall.read_only:
        return "select"
    return "select, insert" if table in wall.append_only else "select, insert, update, delete"


def _policy_commands(policy: Policy) -> Iterator[str]:
    see, add, change, remove = POLICY
    yield f"create policy {see} on {{table}} for select to {{app}} using ({_sql(policy.see)})"
    if policy.add:
        condition = _sql(policy.add)
        yield f"create policy {add} on {{table}} for insert to {{app}} with check ({condition})"
    if policy.change:
        condition = _sql(policy.change)
        yield (
            f"create policy {change} on {{table}} for update to {{app}}"
            f" using ({condition}) with check ({condition})"
        )
    if policy.remove:
        condition = _sql(policy.remove)
        yield f"create policy {remove} on {{table}} for delete to {{app}} using ({condition})"


def _sql(condition: str) -> str:
    """The condition with its braces kept from `format`."""
    return condition.replace("{", "{{").replace("}", "}}")
