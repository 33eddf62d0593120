"""Who is who: read before and while acting for an organization."""

from datetime import date

from django.db.models import Q, QuerySet

from opora.lib.actor import Actor

from .models import DirectorateArea, Membership, Organization, User


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
