"""Who may hear a live stream, asked when it opens and again and again while it is open.

Asked again for many streams in one query: one by one, a thousand streams cost 29 % of a core.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

from allauth.mfa.adapter import get_adapter
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction

from opora.accounts import queries as accounts
from opora.accounts.models import Organization, User
from opora.journal import context

# A session that lives, of an active user who still holds a role in the active organization.
_STILL = """
    select asked.n, session.session_data, person.password
    from unnest(%s::text[], %s::bigint[], %s::bigint[])
        with ordinality as asked(session_key, user_id, organization_id, n)
    join django_session session
        on session.session_key = asked.session_key and session.expire_date > now()
    join accounts_user person on person.id = asked.user_id and person.is_active
    join accounts_holding_roles(%s::bigint[], %s::bigint[]) held
        on held.user_id = asked.user_id and held.organization_id = asked.organization_id
    where not %s or exists (select from mfa_authenticator f where f.user_id = asked.user_id)
"""


@dataclass(frozen=True, slots=True)
class Admission:
    """Whose session may hear the events of which organization."""

    session_key: str
    user_id: int
    organization_id: int


def admit(cookie: str, slug: str) -> Admission | None:
    """The right of whoever opens a stream of the organization, or None."""
    morsel = SimpleCookie(cookie).get(settings.SESSION_COOKIE_NAME)
    try:
        with transaction.atomic():
            user = _signed_in(SessionStore(morsel.value)) if morsel else None
            if morsel is None or user is None:
                return None
            context.enter(organization_id=None, user_id=user.pk)
            organization = Organization.objects.filter(slug=slug, is_active=True).first()
            found = organization and accounts.actor_for(user, organization)
            return Admission(morsel.value, user.pk, found.organization_id) if found else None
    finally:
        connection.close()


def still_admitted(asked: Sequence[Admission]) -> set[Admission]:
    """Which of these rights still hold: neither the session, the user, the password, the second
    factor nor the role has ended. One query, however many are asked."""
    keys = [each.session_key for each in asked]
    users = [each.user_id for each in asked]
    organizations = [each.organization_id for each in asked]
    pairs: list[Any] = [users, organizations]
    try:
        with connection.cursor() as cursor:
            cursor.execute(_STILL, [keys, *pairs, *pairs, settings.SECOND_FACTOR_REQUIRED])
            rows = cursor.fetchall()
    finally:
        connection.close()
    return {asked[n - 1] for n, written, hashed in rows if _is_of(asked[n - 1], written, hashed)}


def _signed_in(session: SessionStore) -> User | None:
    """Whose session it is: an active user's, not older than the password, with a second factor."""
    user = User.objects.filter(pk=session.get(SESSION_KEY, 0), is_active=True).first()
    if user is None or session.get(HASH_SESSION_KEY) != user.get_session_auth_hash():
        return None
    if settings.SECOND_FACTOR_REQUIRED and not get_adapter().is_mfa_enabled(user):
        return None
    return user


def _is_of(admission: Admission, written: str, hashed: str) -> bool:
    """Whether the session is still this user's and not older than the password."""
    session = SessionStore().decode(written)
    user = User(pk=admission.user_id, password=hashed)
    return (
        session.get(SESSION_KEY) == str(admission.user_id)
        and session.get(HASH_SESSION_KEY) == user.get_session_auth_hash()
    )
