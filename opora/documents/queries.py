"""Reading drafts: each person only their own."""

from typing import Any

from django.db.models import QuerySet

from opora.lib.actor import Actor

from .models import Draft


def draft(actor: Actor, key: str) -> Draft | None:
    """What the actor typed and has not sent yet, in the organization they act for."""
    return own(actor).filter(key=key).first()


def own(actor: Actor) -> QuerySet[Draft]:
    """All drafts of the actor in the organization they act for."""
    return Draft.objects.filter(
        organization_id=actor.organization_id,
        user_id=actor.user_id,  # type: ignore[misc]  # a job has none, and no drafts
    )


def content(actor: Actor, key: str) -> dict[str, Any]:
    """The typed values of a draft; empty when there is none."""
    found = draft(actor, key)
    return dict(found.content) if found else {}
