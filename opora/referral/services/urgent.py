"""Urgent and court lanes: the place first, over the capacity when it must be; the papers after."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.lib.actor import Actor
from opora.lib.refusals import Refused
from opora.places import services as places
from opora.register.models import Service

from .. import rules
from ..models import PreliminaryAssessment, Referral, ServiceRequest
from ..rules import Participants
from .appeals import refuse_in_writing
from .assessments import finish_assessment
from .choices import check_fits, let_go
from .grounds import set_term
from .steps import (
    Act,
    begin,
    check_licensed,
    check_still_licensed,
    finish,
    join,
    open_case,
    service_of,
)


@transaction.atomic
def send_urgently(
    actor: Actor,
    *,
    request: ServiceRequest,
    service: Service,
    ground: str,
    seen: int,
    now: datetime,
) -> ServiceRequest:
    """Ask a provider to admit the person before the assessment is ready, on a written ground."""
    act = begin(actor, request, "send_urgently", seen=seen, now=now)
    check_fits(act, service)
    check_licensed(service, act.today)
    if not ground.strip():
        raise Refused(_("Напишете основанието за спешния прием."), field="ground")
    act.request.is_urgent = True
    act.request.service = service
    act.request.provider_organization = service.provider.organization
    join(act, service.provider.organization_id, Participants.PROVIDER)
    return finish(act, details={"service": service.pk, "ground": ground})


@transaction.atomic
def admit_urgently(
    actor: Actor, *, request: ServiceRequest, ground: str, seen: int, now: datetime
) -> ServiceRequest:
    """The provider admits the person at once, if need be over the capacity; the ground is kept."""
    act = begin(actor, request, "admit_urgently", seen=seen, now=now)
    check_still_licensed(act)
    placement = places.take(
        actor,
        service_id=service_of(act.request),
        person_id=act.request.person_id,
        request_id=act.request.pk,
        audience=act.request.audience,
        ground="urgent",
        ground_document=ground,
        now=now,
    )
    open_case(act, placement)
    return finish(act, details={"service": act.request.service_id, "ground": ground})


@transaction.atomic
def refuse_urgent(
    actor: Actor, *, request: ServiceRequest, reason: str, seen: int, now: datetime
) -> ServiceRequest:
    """The provider cannot admit the person at once; the owner looks further."""
    act = begin(actor, request, "refuse_urgent", seen=seen, now=now)
    if not reason.strip():
        raise Refused(_("Отказът трябва да има мотиви."), field="reason")
    refuse_in_writing(
        act,
        reason=reason,
        rule=rules.PRACTICE,
        refused_on=act.today,
        service_id=service_of(act.request),
    )
    let_go(act, reason)
    PreliminaryAssessment.objects.get_or_create(
        request=act.request, defaults={"author_id": actor.officer_id, "saved_at": now}
    )
    return finish(act, details={"reason": reason}, as_owner=True)


@transaction.atomic
def complete_papers(
    actor: Actor, *, request: ServiceRequest, happened_on: date, seen: int, now: datetime
) -> ServiceRequest:
    """Finish the assessment of a person admitted urgently: referral and acceptance in one."""
    act = begin(actor, request, "complete_papers", seen=seen, now=now)
    rules.check_day(happened_on, timezone.localdate(now), "")
    finish_assessment(act.request, happened_on)
    Referral.objects.create(
        request=act.request,
        named_service_id=act.request.named_service_id,
        organization_id=actor.organization_id,
        issued_on=happened_on,
        article=rules.STEPS["complete_papers"].by,
    )
    return finish(act, happened_on=happened_on)


@transaction.atomic
def place_by_court(
    actor: Actor,
    *,
    request: ServiceRequest,
    service: Service,
    document: str,
    happened_on: date,
    seen: int,
    now: datetime,
) -> ServiceRequest:
    """Write a placement that a court decided; it may exceed the capacity, visibly."""
    places.lock([service.pk])
    act = begin(actor, request, "place_by_court", seen=seen, now=now)
    placed = _place(act, service, document, happened_on)
    set_term(placed, decided_on=happened_on, placed_until=None, now=now)
    return placed


@transaction.atomic
def place_by_measure(
    actor: Actor,
    *,
    request: ServiceRequest,
    service: Service,
    document: str,
    happened_on: date,
    seen: int,
    now: datetime,
) -> ServiceRequest:
    """Write the placement of a child by a measure for protection (чл. 26 ЗЗД): by the director's
    order, or the court's decision. Called by `protection`; it may exceed the capacity, visibly."""
    places.lock([service.pk])
    act = begin(actor, request, "place_by_measure", seen=seen, now=now)
    return _place(act, service, document, happened_on)


def _place(act: Act, service: Service, document: str, happened_on: date) -> ServiceRequest:
    check_fits(act, service)
    rules.check_day(happened_on, act.today, document)
    if not document.strip():
        raise Refused(_("Впишете номера и датата на съдебния акт."), field="document")
    act.request.service = service
    act.request.provider_organization = service.provider.organization
    join(act, service.provider.organization_id, Participants.PROVIDER)
    placement = places.take(
        act.actor,
        service_id=service.pk,
        person_id=act.request.person_id,
        request_id=act.request.pk,
        audience=[*act.request.audience, service.provider.organization_id],
        ground="court",
        ground_document=document,
        now=act.now,
    )
    open_case(act, placement)
    # The decision may be older than the request; what happens today is that the place is taken.
    return finish(act, details={"document": document, "decided_on": happened_on})
