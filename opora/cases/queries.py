"""Reading cases: only those in which the actor's organization takes part."""

from django.db.models import QuerySet

from opora.accounts.rules import CASEWORK
from opora.lib.actor import Actor

from .models import Case
from .rules import Part


def visible(actor: Actor, part: Part = Part.CORE) -> QuerySet[Case]:
    """The cases of which the actor's organization may see the part now."""
    if not actor.roles & CASEWORK and not actor.has("system"):
        return Case.objects.none()
    found = Case.objects.filter(audience__contains=[actor.organization_id])
    if part == Part.CORE:
        return found
    return found.filter(
        parties__organization=actor.organization_id,
        parties__until=None,
        parties__parts__contains=[part],
    )


def led(actor: Actor) -> QuerySet[Case]:
    """The cases that the actor's own organization leads."""
    return visible(actor).filter(organization=actor.organization_id)
