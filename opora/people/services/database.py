"""Calls of the owner functions of the database; see migration 0002."""

from datetime import datetime
from typing import Any

from django.db import connection

from opora.lib.actor import Actor

from ..queries import LookUp


def scalar(call: str, values: list[Any]) -> Any:
    """The one value that a function returns."""
    with connection.cursor() as cursor:
        cursor.execute(f"select {call}", values)
        return cursor.fetchone()[0]


def row(call: str, values: list[Any]) -> tuple[Any, ...]:
    """The one row that a function returns."""
    with connection.cursor() as cursor:
        cursor.execute(f"select * from {call}", values)  # noqa: S608  our own function names
        return cursor.fetchone()


def look_up(actor: Actor, index: bytes | None, now: datetime) -> LookUp:
    """Whose this blind index is; finding somebody whom one may not see is logged."""
    person_id, is_known = row("people_look_up(%s, %s, %s)", [index, actor.user_id, now])
    return LookUp(person_id, is_known)
