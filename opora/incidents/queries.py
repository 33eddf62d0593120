"""Reading incidents: one's own, and those of cases whose use one may see."""

from django.db.models import Q, QuerySet

from opora.cases import queries as cases
from opora.cases.rules import Part
from opora.lib.actor import Actor

from .models import Incident


def visible(actor: Actor) -> QuerySet[Incident]:
    """The own incidents and those of cases whose use one may see, the newest first."""
    seen = cases.visible(actor, Part.USE).values("pk")
    return Incident.objects.filter(
        Q(organization=actor.organization_id) | Q(case__in=seen)
    ).select_related("service", "case", "user")


def own(actor: Actor) -> QuerySet[Incident]:
    """The incidents of the own services."""
    return visible(actor).filter(organization=actor.organization_id)


def awaiting_signal(actor: Actor) -> QuerySet[Incident]:
    """The own incidents with a child at risk of which no signal is written yet."""
    return own(actor).filter(is_child_at_risk=True, reported_on=None)
