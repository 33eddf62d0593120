"""The end of a case: the case, its place and the queue, in one act."""

from datetime import date, datetime

from django.db import transaction

from opora.agreements import services as agreements
from opora.cases import queries as cases
from opora.cases import services as case_services
from opora.cases.models import Case
from opora.cases.rules import CaseState, TermKind
from opora.journal import context
from opora.lib.actor import Actor
from opora.places import services as places
from opora.places.models import Placement
from opora.places.rules import PlacementState
from opora.support import services as support

from .offers import follow
from .steps import SYSTEM

NOT_BEGUN, OTHER, UNKNOWN = "not_begun", "other", "unknown"


@transaction.atomic
def end_case(
    actor: Actor,
    *,
    case: Case,
    reason: str,
    destination: str,
    ended_on: date,
    note: str,
    follow_up_on: date | None = None,
    now: datetime,
) -> Case:
    """End the case on a ground; its place is free from that moment and offered to the next.

    Refused for a day in the future, before the case or before the use began.
    """
    places.lock([case.service_id])
    agreements.end_for_case(actor, case=case, reason=reason, ended_on=ended_on, now=now)
    ended = case_services.end(
        actor,
        case=case,
        reason=reason,
        destination=destination,
        ended_on=ended_on,
        note=note,
        now=now,
    )
    support.end_plans(actor, case=ended, ended_on=ended_on)
    if follow_up_on:
        case_services.plan_follow_up(actor, case=ended, planned_on=follow_up_on, now=now)
    held = Placement.objects.filter(pk=ended.placement_id or 0).exclude(state=PlacementState.ENDED)
    if placement := held.first():
        why = str(cases.word(TermKind.END_GROUND, reason) or reason)
        places.end(actor, placement=placement, reason=why, ended_on=ended_on, now=now)
        follow(ended.service_id, now=now)
    return ended


def end_case_of(placement: Placement, *, note: str, ended_on: date, now: datetime) -> None:
    """The place is being freed by another act: its case ends too, in the provider's name."""
    provider = Actor(None, placement.organization_id, SYSTEM)
    with context.acting(provider):
        case = Case.objects.filter(placement=placement, state=CaseState.OPEN).first()
        if case:
            support.end_plans(provider, case=case, ended_on=ended_on)
            is_held = placement.state == PlacementState.HELD
            agreements.end_for_case(provider, case=case, reason=OTHER, ended_on=ended_on, now=now)
            case_services.end(
                provider,
                case=case,
                reason=NOT_BEGUN if is_held else OTHER,
                destination=UNKNOWN,
                ended_on=max(ended_on, case.opened_on),
                note=note,
                now=now,
            )
