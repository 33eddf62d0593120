"""Acts behind the second wall as the journal does, which stands above this package."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from opora.lib.actor import Actor


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """One transaction in which the database shows what `actor` may see."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "select set_config('opora.organization', %s, true)", [str(actor.organization_id)]
        )
        yield
        cursor.execute("select set_config('opora.organization', '', true)")
