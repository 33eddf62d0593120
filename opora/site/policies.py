"""The second wall of what no package of ours owns: Django's, allauth's and the queue's tables."""

from opora.lib.wall import Policy

_SIGN_IN = "needed to sign in, before anybody acts"
_QUEUE = "the queue of jobs: names and ids only"

POLICIES: list[Policy] = []
EXEMPT = {
    "site_installation": "what this database is",
    "site_cache": "counters of failed sign-ins, by digest",
    "django_migrations": "names of migrations",
    "django_content_type": "names of tables",
    "django_session": "read by an unguessable key, before anybody acts",
    "auth_permission": "not used",
    "auth_group": "not used",
    "auth_group_permissions": "not used",
    "account_emailaddress": _SIGN_IN,
    "account_emailconfirmation": _SIGN_IN,
    "mfa_authenticator": _SIGN_IN,
    "usersessions_usersession": _SIGN_IN,
    "procrastinate_jobs": _QUEUE,
    "procrastinate_events": _QUEUE,
    "procrastinate_periodic_defers": _QUEUE,
    "procrastinate_workers": _QUEUE,
}
READ_ONLY = {"site_installation", "django_migrations", "django_content_type", "auth_permission"}
