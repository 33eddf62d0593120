"""The end of a court's term is told in time."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from opora.accounts.models import Organization
from opora.accounts.rules import OrganizationKind
from opora.journal import context
from opora.protection.services.acts import system
from opora.protection.services.escalation import say
from opora.referral import services as referral

from .. import queries
from .acts import KIND


def warn_of_ends(*, now: datetime) -> int:
    """The job's verb: every ending term of a decision is told to the director, once; returns how
    many."""
    directorates = Organization.objects.filter(kind=OrganizationKind.DIRECTORATE, is_active=True)
    return sum(_ending(pk, now) for pk in list(directorates.values_list("pk", flat=True)))


@transaction.atomic
def _ending(organization_id: int, now: datetime) -> int:
    actor, today = system(organization_id), timezone.localdate(now)
    with context.acting(actor):
        ending = list(queries.ending(actor, today).filter(warned_on=None))
        for placement in ending:
            placement.warned_on = today
            placement.save(update_fields=["warned_on"])
            say(actor, "court.ending", kind=KIND, record_id=placement.pk, now=now)
        over = queries.over(actor, today)
        for placement in over:
            placement.warned_over_on = today
            placement.save(update_fields=["warned_over_on"])
            say(actor, "court.over", kind=KIND, record_id=placement.pk, now=now)
            if placement.request:
                referral.tell_of_end(placement.request, now=now)
    return len(ending) + len(over)
