"""Django's migrate, as the owner of the database, and then the second wall."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandParser
from django.core.management.commands import migrate
from django.db import connections

from opora.site import installation, second_wall

_LOCK = 7241900002  # two processes that start at once do not migrate at once


class Command(migrate.Command):
    """Migrate, make the cache's table, write policies and rights, note what it is."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args: object, **options: object) -> None:
        installation.check_server()
        with connections["owner"].cursor() as cursor:
            cursor.execute("select pg_advisory_lock(%s)", [_LOCK])
            was_empty = installation.is_empty()
            with _all_as_owner():
                super().handle(*args, **options)
            if not (options["plan"] or options["check_unapplied"]):
                call_command("createcachetable", database="owner", verbosity=0)
                second_wall.build()
                installation.establish(is_demo=was_empty and not settings.IS_PRODUCTION)
            cursor.execute("select pg_advisory_unlock(%s)", [_LOCK])


@contextmanager
def _all_as_owner() -> Iterator[None]:
    """Also what a migration writes without naming a database goes over the owner's connection."""
    default = connections["default"]
    connections["default"] = connections["owner"]
    try:
        yield
    finally:
        connections["default"] = default
