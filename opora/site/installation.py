"""What a database is: a demonstration or not, and whose keys open it."""

import hmac

from django.db import connections

from opora.lib import keys
from opora.site import postgres
from opora.site.environment import BadEnvironment
from opora.site.models import Installation


def is_empty() -> bool:
    """Whether the database has no table yet."""
    return not connections["owner"].introspection.table_names()


def check_server() -> None:
    """Refuse a PostgreSQL that is too old or was not prepared; says what is missing."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "select current_setting('server_version_num')::int / 10000,"
            " array(select rolname::text from pg_roles),"
            " array(select extname::text from pg_extension)"
        )
        version, roles, extensions = cursor.fetchone()
    missing = [f"the role {role}" for role in (postgres.APP, postgres.LIVE) if role not in roles]
    missing += [f"the extension {name}" for name in postgres.EXTENSIONS if name not in extensions]
    if version < postgres.OLDEST:
        missing = [f"version {postgres.OLDEST} or newer (this is {version})"]
    if missing:
        raise BadEnvironment(
            f"PostgreSQL is not ready for Opora; it lacks {', '.join(missing)}."
            " docs/operate.md has the commands for its administrator."
        )


def establish(*, is_demo: bool) -> None:
    """Write down what a new database is; leaves alone what an existing one says."""
    Installation.objects.using("owner").get_or_create(
        defaults={"is_demo": is_demo, "key_check": keys.ring().check()}
    )


def current() -> Installation:
    """The row of this database; refuses when the keys at hand are another installation's."""
    installation = Installation.objects.using("owner").get()
    if not hmac.compare_digest(bytes(installation.key_check), keys.ring().check()):
        raise BadEnvironment(
            "The keys do not belong to this database: what it holds could not be read."
            " Bring back the right keys (opora keys import), or the right database."
        )
    return installation
