"""Reading refusals and appeals: only of the own organization."""

from datetime import date

from django.db.models import QuerySet

from opora.assistance.queries import INSIDE
from opora.law import queries as law
from opora.law.models import DeadlineRule
from opora.lib.actor import Actor
from opora.referral.appeal_rules import TERM
from opora.referral.models import AppealBody

from .models import AssistanceAppeal, AssistanceRefusal


def refusals(actor: Actor) -> QuerySet[AssistanceRefusal]:
    """What the organization refused or withdrew, newest first."""
    if actor.roles.isdisjoint(INSIDE):
        return AssistanceRefusal.objects.none()
    return AssistanceRefusal.objects.filter(organization_id=actor.organization_id).select_related(
        "person", "organization", "enrollment", "direction", "body"
    )


def bodies(actor: Actor) -> QuerySet[AppealBody]:
    """The courts and superior bodies to which the organization sends appeals."""
    return AppealBody.objects.filter(organization_id=actor.organization_id, valid_to=None)


def term_on(day: date) -> DeadlineRule | None:
    """The term for an appeal that holds on a day, with its source and confidence."""
    return law.rule_in_force(TERM, day)


def last_appeal(refusal: AssistanceRefusal) -> AssistanceAppeal | None:
    """The appeal that counts now."""
    return refusal.appeals.select_related("body").order_by("pk").last()
