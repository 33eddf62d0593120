"""What follows for the provider's case when the ground of a placement changes or ends.

The court and the department of child protection act; the provider's case and its place follow at
once, in the provider's name, so that no place stays taken by a ground that is no more.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.db import transaction

from opora.cases import services as case_services
from opora.cases.models import Case
from opora.cases.rules import CaseState, Ground
from opora.journal import context
from opora.lib.actor import Actor
from opora.notices import services as notices

from ..models import ServiceRequest
from .endings import UNKNOWN, end_case
from .steps import SYSTEM

PLACED = frozenset({Ground.COURT, Ground.PROTECTION})
BY_ACT = "court"


@contextmanager
def _of_provider(request: ServiceRequest) -> Iterator[tuple[Actor, Case | None]]:
    """The open case by this request and its provider's own name, in which it is written."""
    provider = Actor(None, request.provider_organization_id or 0, SYSTEM)
    with context.acting(provider):
        yield provider, Case.objects.filter(request_id=request.pk, state=CaseState.OPEN).first()


@transaction.atomic
def end_ground(request: ServiceRequest, *, note: str, ended_on: date, now: datetime) -> Case | None:
    """The measure or the decision by which the person was placed has ended: so does the provider's
    case, and its place is free and offered to the next. The provider is told.

    Returns the ended case; None when nobody was placed by it. A case that began by the person's own
    wish goes on.
    """
    with _of_provider(request) as (provider, case):
        if case is None or case.ground not in PLACED:
            return None
        ended = end_case(
            provider,
            case=case,
            reason=BY_ACT,
            destination=UNKNOWN,
            ended_on=max(ended_on, _first_day(case)),
            note=note,
            now=now,
        )
        _tell(provider, "case.ground_ended", ended, now)
        return ended


def _first_day(case: Case) -> date:
    began = case.placement.started_on if case.placement else None
    return max(case.opened_on, began or case.opened_on)


@transaction.atomic
def set_term(
    request: ServiceRequest, *, decided_on: date, placed_until: date | None, now: datetime
) -> None:
    """The provider's case counts its limit by the decision: from its day to the end it names."""
    with _of_provider(request) as (provider, case):
        if case and case.ground in PLACED:
            case_services.set_ground_term(
                provider, case=case, decided_on=decided_on, placed_until=placed_until, now=now
            )


@transaction.atomic
def tell_of_end(request: ServiceRequest, *, now: datetime) -> None:
    """The term of the decision ends and nobody prolonged it: the provider is told."""
    with _of_provider(request) as (provider, case):
        if case and case.ground in PLACED:
            _tell(provider, "case.ground_ending", case, now)


@transaction.atomic
def hide(request: ServiceRequest, *, reason: str, now: datetime) -> None:
    """The person may not be found: the request, and the provider's case, are confidential."""
    owner = Actor(None, request.owner_organization_id, SYSTEM)
    with context.acting(owner):
        ServiceRequest.objects.filter(pk=request.pk).update(is_confidential=True)
    if request.provider_organization_id is None:
        return
    with _of_provider(request) as (provider, case):
        if case and not case.is_confidential:
            case_services.set_confidential(
                provider, case=case, is_confidential=True, reason=reason, now=now
            )


def _tell(provider: Actor, kind: str, case: Case, now: datetime) -> None:
    notices.notify(
        provider,
        organization_id=provider.organization_id,
        role="officer",
        kind=kind,
        record_kind="case",
        record_id=case.pk,
        now=now,
    )
