"""The demonstration: made from an empty database only, and thrown away only if it is one."""

import shutil

from django.core.management import call_command
from django.db import connections

from opora.accounts.models import Membership, Organization
from opora.site import installation
from opora.site.demo.offices import PASSWORD
from opora.site.environment import BadEnvironment, Environment


def prepare() -> None:
    """Tables, reference data and invented people, whatever of it is missing."""
    if not installation.is_empty():
        _refuse_other()
    else:
        print("Preparing the demonstration: tables, territory, law, people …", flush=True)
        call_command("migrate", "site", verbosity=0)  # marks it: an interrupted start can go on
    call_command("migrate", verbosity=0)
    if not Organization.objects.using("owner").exists():
        call_command("load_demo")
    installation.current()


def clear(env: Environment) -> None:
    """Empty the database and the folder of attachments."""
    if not installation.is_empty():
        _refuse_other()
    with connections["owner"].cursor() as cursor:
        cursor.execute("drop owned by current_user cascade")
    shutil.rmtree(env.attachments, ignore_errors=True)


def welcome(address: str) -> None:
    """Where it is and who can be tried."""
    print(f"\n  Опора: {address}\n")
    print("  Ready accounts, all invented; the sign-in page has a button for each:")
    members = Membership.objects.using("owner").filter(user__is_demo=True, until=None)
    for member in members.select_related("user", "organization").order_by("pk"):
        if not member.user.has_usable_password():
            continue  # a colleague: stands under acts, signs in nowhere
        role = member.get_role_display()
        print(f"    {member.user.email:<34} {role} · {member.organization.short_name}")
    print(f"\n  The password of each of them: {PASSWORD}")
    print("\n  Ctrl-C stops everything.\n", flush=True)


def _refuse_other() -> None:
    with connections["owner"].cursor() as cursor:
        names = connections["owner"].introspection.table_names(cursor)
        if "site_installation" in names:
            cursor.execute("select bool_or(is_demo) from site_installation")
            if cursor.fetchone()[0]:
                return
    raise BadEnvironment(
        "This database is not a demonstration: it was not made from empty by make run, and it is"
        " left as it is. Use another database or data folder, or start it with: opora serve"
    )
