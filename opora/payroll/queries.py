"""Reading the rates of the own municipality."""

from django.db.models import QuerySet

from opora.lib.actor import Actor

from .models import HourlyRate


def rates(actor: Actor) -> QuerySet[HourlyRate]:
    """The rates that the municipality typed, with their acts."""
    return HourlyRate.objects.filter(organization_id=actor.organization_id)
