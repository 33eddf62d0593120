"""Reading what was given: of cases whose use one may see."""

from datetime import date

from django.db.models import QuerySet

from opora.cases import queries as cases
from opora.cases.models import Case
from opora.cases.rules import Part
from opora.lib.actor import Actor
from opora.usage.rules import last_of

from .models import Delivery


def of_case(actor: Actor, case: Case, month: date) -> QuerySet[Delivery]:
    """The activities given in a month, the newest first."""
    seen = cases.visible(actor, Part.USE).filter(pk=case.pk).values("pk")
    return Delivery.objects.filter(
        case__in=seen, day__range=(month, last_of(month))
    ).select_related("activity", "user")
