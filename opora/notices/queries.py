"""Reading notices: one's own, and those for one's roles."""

from django.db.models import Q, QuerySet

from opora.lib.actor import Actor

from .models import Notice


def visible(actor: Actor) -> QuerySet[Notice]:
    """Everything said to the actor in the organization they act for, newest first."""
    return Notice.objects.filter(
        Q(user_id=actor.user_id) | Q(user_id=None, role__in=actor.roles),
        organization_id=actor.organization_id,
    ).order_by("-created_at", "-id")


def unread(actor: Actor) -> QuerySet[Notice]:
    """What nobody to whom it was said has read yet."""
    return visible(actor).filter(read_at=None)


def n_unread(actor: Actor) -> int:
    """The figure beside the bell."""
    return unread(actor).count()
