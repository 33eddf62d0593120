"""A missed deadline goes to the head of the organization that had to act."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from opora.accounts.models import Organization
from opora.accounts.rules import AUTHORITIES
from opora.journal import context
from opora.journal import services as journal
from opora.law import queries as law_queries
from opora.law import services as law
from opora.lib.actor import Actor
from opora.notices import services as notices

from .steps import KIND, SYSTEM


def escalate(*, now: datetime) -> int:
    """The job's verb: every overdue clock is told to the head, once; returns how many."""
    authorities = Organization.objects.filter(
        kind__in=sorted(AUTHORITIES), is_active=True
    ).values_list("pk", flat=True)
    return sum(_escalate_in(organization_id, now) for organization_id in authorities)


@transaction.atomic
def _escalate_in(organization_id: int, now: datetime) -> int:
    actor, today = Actor(None, organization_id, SYSTEM), timezone.localdate(now)
    with context.acting(actor):
        late = law_queries.overdue(actor, today).filter(
            responsible_id=organization_id, record_kind=KIND, escalated_on=None
        )
        claimed = law.mark_escalated(actor, clocks=late, today=today)
        for clock in claimed:
            notices.notify(
                actor,
                organization_id=organization_id,
                role="head",
                kind="deadline.overdue",
                record_kind=KIND,
                record_id=clock.record_id,
                now=now,
            )
            journal.record(
                actor,
                "referral.overdue",
                kind=KIND,
                record_id=clock.record_id,
                audience=clock.audience,
                article=clock.rule.article,
                details={"clock": clock.code, "due_on": clock.due_on},
            )
    return len(claimed)
