"""A missed term goes to the director."""

from datetime import datetime

from django.db import transaction

from opora.accounts.models import Organization
from opora.accounts.rules import OrganizationKind
from opora.journal import context
from opora.journal import services as journal
from opora.lib.actor import Actor
from opora.notices import services as notices

from ..models import ChildCase
from .acts import KIND, system


def escalate(*, now: datetime) -> int:
    """The job's verb: every missed term, to the hour, is told to the director, once; returns how
    many."""
    directorates = Organization.objects.filter(kind=OrganizationKind.DIRECTORATE, is_active=True)
    ids = list(directorates.values_list("pk", flat=True))
    return sum(_missed(pk, now) for pk in ids)


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
