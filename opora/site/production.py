"""What `opora serve` refuses about the database itself, and the rotation of keys."""

from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connections

from opora.accounts import services as accounts
from opora.accounts.models import User
from opora.documents import services as documents
from opora.people import services as people
from opora.site import installation


def problems() -> list[str]:
    """Sentences about what makes this database unfit for production; none when it is fit.

    Raises BadEnvironment when the keys are another installation's.
    """
    if installation.is_empty():
        return ["The database is empty. Run: opora migrate"]
    try:
        call_command("migrate", check_unapplied=True, verbosity=0)
    except (CommandError, SystemExit):
        return ["The database is of an older version. Back it up, then run: opora migrate"]
    found = []
    if installation.current().is_demo:
        found.append("The database is a demonstration; production needs one of its own.")
    if User.objects.using("owner").filter(is_demo=True, is_active=True).exists():
        found.append("There are demonstration accounts, which anybody can use. Deactivate them.")
    with connections["default"].cursor() as cursor:
        cursor.execute(_ROLE)
        if cursor.fetchone() != (False, False, False):
            found.append(
                "OPORA_DATABASE_URL connects as a superuser, as one who bypasses row-level"
                " security, or as the owner of the tables. Use the role of docs/operate.md."
            )
    return found


_ROLE = """
    select rolsuper, rolbypassrls, exists (
        select from pg_class where relowner = pg_roles.oid and relkind = 'r')
    from pg_roles where rolname = current_user
"""


def reencrypt() -> int:
    """Encrypt with the current key what was encrypted with an older one; how many values. Run
    again after an interruption, it does only what is left."""
    return (
        people.reencrypt_identifiers()
        + accounts.reencrypt_second_factors()
        + documents.reseal_documents()
        + documents.reseal_attachments()
    )
