"""A missed term goes to the director."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from opora.accounts.models import Organization
from opora.accounts.rules import OrganizationKind
from opora.journal import context
from opora.journal import services as journal
from opora.lib.actor import Actor
from opora.notices import services as notices
from opora.referral import services as referral
from opora.referral.models import ServiceRequest

from ..models import ChildCase, Measure
from ..rules import WARNED_BEFORE, MeasureState
from .acts import KIND, system


def escalate(*, now: datetime) -> int:
    """The job's verb: every missed term, to the hour, and every ending term of a court is told
    to the director, once; returns how many."""
    directorates = Organization.objects.filter(kind=OrganizationKind.DIRECTORATE, is_active=True)
    ids = list(directorates.values_list("pk", flat=True))
    return sum(_missed(pk, now) + _ending(pk, now) for pk in ids)


@transaction.atomic
def _missed(organization_id: int, now: datetime) -> int:
    actor = system(organization_id)
    with context.acting(actor):
        missed = list(
            ChildCase.objects.select_for_update(of=("self",))
            .filter(organization=organization_id, due_at__lt=now, escalated_at=None)
            .order_by("pk")
        )
        for case in missed:
            ChildCase.objects.filter(pk=case.pk).update(escalated_at=now)
            say(actor, "protection.overdue", kind=KIND, record_id=case.pk, now=now)
    return len(missed)


@transaction.atomic
def _ending(organization_id: int, now: datetime) -> int:
    """A court's term ends within `WARNED_BEFORE`: the director is told, and the
    provider with whom the child is."""
    actor, today = system(organization_id), timezone.localdate(now)
    with context.acting(actor):
        ending = Measure.objects.filter(
            case__organization=organization_id,
            state=MeasureState.GRANTED,
            until__lte=today + WARNED_BEFORE,
            warned_on=None,
        )
        for measure in ending:
            measure.warned_on = today
            measure.save(update_fields=["warned_on"])
            say(actor, "protection.ending", kind=KIND, record_id=measure.case_id, now=now)
            request = ServiceRequest.objects.filter(pk=measure.request_id or 0).first()
            if request:
                referral.tell_of_end(request, now=now)
        return len(ending)


def say(actor: Actor, name: str, *, kind: str, record_id: int, now: datetime) -> None:
    """Tell the director of the actor's organization, and write that it was told."""
    notices.notify(
        actor,
        organization_id=actor.organization_id,
        role="head",
        kind=name,
        record_kind=kind,
        record_id=record_id,
        now=now,
    )
    journal.record(actor, name, kind=kind, record_id=record_id, recorded_at=now)
