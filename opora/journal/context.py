"""Tells the database who acts, so that its own wall knows what to show."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from opora.lib.actor import Actor

_SET = "select set_config('opora.organization', %s, true), set_config('opora.user', %s, true)"

# A list of results is computed from left to right: first what stands there, then what is set.
_EXCHANGE = (
    "select current_setting('opora.organization', true), current_setting('opora.user', true),"
    " set_config('opora.organization', %s, true), set_config('opora.user', %s, true)"
)


def enter(*, organization_id: int | None, user_id: int | None) -> None:
    """Set the acting organization and user until the end of the current transaction."""
    _exchange(_texts(organization_id, user_id))


def _texts(*values: int | None) -> list[str]:
    return ["" if value is None else str(value) for value in values]


def _exchange(values: list[str]) -> list[str | None]:
    """Set both, and what stood there before; in one statement, because every act begins with it."""
    with connection.cursor() as cursor:
        cursor.execute(_EXCHANGE, values)
        return list(cursor.fetchone()[:2])


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """One transaction in which the database shows what `actor` may see. Jobs and tests use it;
    requests get theirs from the middleware. What stood before is put back afterwards."""
    with transaction.atomic():
        before = _exchange(_texts(actor.organization_id, actor.user_id))
        yield
        with connection.cursor() as cursor:
            cursor.execute(_SET, [value or "" for value in before])
