"""Who is who: read before and while acting for an organization."""

import hashlib
from datetime import date

from django.db import connection
from django.db.models import OuterRef, Q, QuerySet, Subquery

from opora.journal import queries as journal
from opora.journal.context import acting
from opora.journal.models import Event, RetentionRule
from opora.lib.actor import Actor
from opora.territory.models import Municipality

from .models import DirectorateArea, Invitation, Membership, Organization, User
from .rules import may
from .sentences import SENTENCES


def memberships_of(user: User) -> QuerySet[Membership]:
    """The user's current roles in active organizations."""
    return (
        Membership.objects.filter(user=user, until=None, organization__is_active=True)
        .select_related("organization")
        .order_by("organization__short_name", "role")
    )


def actor_for(user: User, organization: Organization) -> Actor | None:
    """The actor that the user is in this organization; None when they hold no role there."""
    roles = frozenset(
        memberships_of(user).filter(organization=organization).values_list("role", flat=True)
    )
    return Actor(user.pk, organization.pk, roles) if roles else None


def members(actor: Actor) -> QuerySet[Membership]:
    """The current members of the actor's organization."""
    return (
        Membership.objects.filter(organization=actor.organization_id, until=None)
        .select_related("user")
        .order_by("user__name")
    )


def directorate_of(municipality_id: str, on: date) -> Organization | None:
    """The directorate that serves a municipality on a day."""
    area = (
        DirectorateArea.objects.filter(
            Q(valid_to=None) | Q(valid_to__gt=on),
            municipality=municipality_id,
            valid_from__lte=on,
        )
        .select_related("directorate")
        .first()
    )
    return area.directorate if area else None


def authorities_of(municipality_id: str, on: date) -> list[Organization]:
    """The two authorities of a municipality's residents: its own and the serving directorate."""
    municipality = Organization.objects.filter(
        kind="municipality", municipality=municipality_id, is_active=True
    ).first()
    return [found for found in (municipality, directorate_of(municipality_id, on)) if found]


def allowed(actor: Actor, right: str) -> bool:
    """Whether the actor has a right of `rules.RIGHTS` in the organization they act for."""
    kind = Organization.objects.values_list("kind", flat=True).get(pk=actor.organization_id)
    return may(kind, actor.roles, right)


def course(actor: Actor) -> QuerySet[Event]:
    """What was done with the actor's organization and its people, newest first."""
    found = journal.timeline(actor, kind="organization", record_id=actor.organization_id)
    return found.filter(name__in=SENTENCES)


def retention_rules(actor: Actor) -> QuerySet[RetentionRule]:
    """For how long the actor's organization keeps details, the newest rule of a kind first."""
    return RetentionRule.objects.filter(organization_id=actor.organization_id).order_by(
        "record_kind", "-valid_from"
    )


def invitations(actor: Actor) -> QuerySet[Invitation]:
    """The invitations of the actor's organization, newest first."""
    return (
        Invitation.objects.filter(organization=actor.organization_id)
        .select_related("invited_by")
        .order_by("-invited_at", "-id")
    )


def token_hash(token: str) -> bytes:
    """What is stored of an invitation's secret; 256 random bits need no salt."""
    return hashlib.sha256(token.encode()).digest()


def invitation_by_token(token: str) -> Invitation | None:
    """The invitation that a link opens, for whoever holds the link."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, organization_id from accounts_invitation_by_token(%s)", [token_hash(token)]
        )
        row = cursor.fetchone()
    if row is None:
        return None
    with acting(Actor(None, row[1])):
        return Invitation.objects.select_related("organization").get(pk=row[0])


def organizations(actor: Actor, *, kind: str = "", text: str = "") -> QuerySet[Organization]:
    """All organizations, of one kind and with a part of a name when asked. Names are public."""
    found = Organization.objects.select_related("municipality", "district").order_by("name", "id")
    if kind:
        found = found.filter(kind=kind)
    if text:
        found = found.filter(
            Q(name__icontains=text) | Q(short_name__icontains=text) | Q(slug__icontains=text)
        )
    return found


def member_counts(actor: Actor) -> dict[int, int]:
    """How many people may sign in for each organization; an organization without any is missing.

    Counts without names, and empty for everybody but the Agency for Social Assistance.
    """
    with connection.cursor() as cursor:
        cursor.execute("select organization_id, n_members from accounts_member_counts()")
        return dict(cursor.fetchall())


def areas(on: date, *, text: str = "", directorate_id: int | None = None) -> QuerySet[Municipality]:
    """Every municipality with `directorate_id` and `directorate_name` of who serves it on a day."""
    serving = DirectorateArea.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=on), municipality=OuterRef("pk"), valid_from__lte=on
    )
    found = (
        Municipality.objects.select_related("district")
        .annotate(
            directorate_id=Subquery(serving.values("directorate_id")[:1]),
            directorate_name=Subquery(serving.values("directorate__short_name")[:1]),
            served_since=Subquery(serving.values("valid_from")[:1]),
        )
        .order_by("name", "code")
    )
    if text:
        found = found.filter(Q(name__icontains=text) | Q(district__name__icontains=text))
    return found.filter(directorate_id=directorate_id) if directorate_id else found


def area_history(municipality_id: str) -> QuerySet[DirectorateArea]:
    """Who has served a municipality, newest first."""
    return (
        DirectorateArea.objects.filter(municipality=municipality_id)
        .select_related("directorate")
        .order_by("-valid_from")
    )


def demo_accounts() -> list[tuple[User, list[Membership]]]:
    """The ready accounts of a demonstration with their roles, in the order of their making; never a
    user who is not invented, nor one without a password."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select user_id, organization_id, role from accounts_demo_accounts() order by user_id"
        )
        rows = cursor.fetchall()
    users = User.objects.in_bulk({row[0] for row in rows})
    names = Organization.objects.in_bulk({row[1] for row in rows if row[1]})
    ready = [
        user_id
        for user_id in dict.fromkeys(row[0] for row in rows)
        if users[user_id].has_usable_password()
    ]
    held: dict[int, list[Membership]] = {user_id: [] for user_id in ready}
    for user_id, organization_id, role in rows:
        if organization_id and user_id in held:
            held[user_id].append(
                Membership(user=users[user_id], organization=names[organization_id], role=role)
            )
    return [(users[user_id], roles) for user_id, roles in held.items()]
