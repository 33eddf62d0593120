"""A missed term goes to the director; the end of a court's term is told in time."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from opora.accounts.models import Organization
from opora.accounts.rules import OrganizationKind
from opora.journal import context
from opora.journal import services as journal
from opora.lib.actor import Actor
from opora.notices import services as notices

from .. import queries
from ..models import ChildCase
from .acts import KIND, system
from .courts import KIND as COURT_KIND


def escalate(*, now: datetime) -> int:
    """The job's verb: every missed term, to the hour, and every ending term of a court's decision
    is told to the director, once; returns how many."""
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
            _say(actor, "protection.overdue", KIND, case.pk, now)
    return len(missed)


@transaction.atomic
def _ending(organization_id: int, now: datetime) -> int:
    actor, today = system(organization_id), timezone.localdate(now)
    with context.acting(actor):
        ending = list(queries.ending(actor, today).filter(warned_on=None))
        for placement in ending:
            placement.warned_on = today
            placement.save(update_fields=["warned_on"])
            _say(actor, "court.ending", COURT_KIND, placement.pk, now)
    return len(ending)


def _say(actor: Actor, name: str, kind: str, record_id: int, now: datetime) -> None:
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
