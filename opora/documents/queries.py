"""Reading drafts: each person only their own."""

from typing import Any

from opora.lib.actor import Actor

from .models import Draft


def draft(actor: Actor, key: str) -> Draft | None:
    """What the actor typed and has not sent yet, in the organization they act for."""
    return Draft.objects.filter(
        user_id=actor.user_id, organization_id=actor.organization_id, key=key
    ).first()


def content(actor: Actor, key: str) -> dict[str, Any]:
    """The typed values of a draft; empty when there is none."""
    found = draft(actor, key)
    return dict(found.content) if found else {}
