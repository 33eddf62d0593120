"""The person's choice of a provider, and the provider's answer (ЗСУ чл. 78)."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.lib.actor import Actor
from opora.lib.refusals import Refused
from opora.places import services as places
from opora.places.models import WaitingListEntry
from opora.register.models import Service

from .. import rules
from ..models import ServiceRequest
from ..rules import Participants
from .appeals import refuse_in_writing
from .offers import follow
from .steps import (
    Act,
    begin,
    check_licensed,
    check_still_licensed,
    finish,
    join,
    leave,
    open_case,
    service_of,
)


@transaction.atomic
def choose(
    actor: Actor, *, request: ServiceRequest, service: Service, seen: int, now: datetime
) -> ServiceRequest:
    """Send the request to the service that the person chose; its provider answers.

    Refused for a service of another kind than the referral's, a closed one, or one whose provider
    has no license.
    """
    act = begin(actor, request, "choose", seen=seen, now=now)
    check_fits(act, service)
    check_licensed(service, act.today)
    _send(act, service)
    return finish(act, details={"service": service.pk})


def check_fits(act: Act, service: Service) -> None:
    """The chosen service must be of the kind that the person is referred to, and work today."""
    if service.named_service_id != act.request.named_service_id:
        raise Refused(
            _("„%(service)s“ не е от вида, за който лицето е насочено.") % {"service": service},
            rule="чл. 78 ЗСУ",
            field="service",
        )
    if service.closed_on and service.closed_on <= act.today:
        raise Refused(_("„%(service)s“ вече не работи.") % {"service": service}, field="service")


def _send(act: Act, service: Service) -> None:
    act.request.service = service
    act.request.provider_organization = service.provider.organization
    join(act, service.provider.organization_id, Participants.PROVIDER)


@transaction.atomic
def accept(actor: Actor, *, request: ServiceRequest, seen: int, now: datetime) -> ServiceRequest:
    """Accept the person and take the place, for everybody at once.

    Refused when no place is free, somebody who waits comes first, or the license has ended since
    the person chose.
    """
    act = begin(actor, request, "accept", seen=seen, now=now)
    check_still_licensed(act)
    placement = places.take(
        actor,
        service_id=service_of(act.request),
        person_id=act.request.person_id,
        request_id=act.request.pk,
        audience=act.request.audience,
        now=now,
    )
    open_case(act, placement)
    done = finish(act, details={"service": act.request.service_id})
    follow(service_of(done), now=now)
    return done


@transaction.atomic
def refuse(
    actor: Actor,
    *,
    request: ServiceRequest,
    reason: str,
    rule: str,
    happened_on: date,
    seen: int,
    now: datetime,
) -> ServiceRequest:
    """The provider does not accept the person, with a reason; another provider may be chosen."""
    act = begin(actor, request, "refuse", seen=seen, now=now)
    rules.check_day(happened_on, timezone.localdate(now), reason)
    if not reason.strip():
        raise Refused(_("Отказът трябва да има мотиви."), rule=rule, field="reason")
    refuse_in_writing(
        act,
        reason=reason,
        rule=rule,
        refused_on=happened_on,
        service_id=service_of(act.request),
    )
    let_go(act, reason)
    done = finish(act, happened_on=happened_on, details={"reason": reason}, as_owner=True)
    follow(service_of(request), now=now)
    return done


def let_go(act: Act, reason: str) -> None:
    """Leave the waiting list and the chosen provider."""
    request = act.request
    entry = WaitingListEntry.objects.filter(request_id=request.pk, closed_at=None).first()
    if entry:
        places.leave(act.actor, entry=entry, reason=reason, now=act.now)
    if request.provider_organization_id:
        leave(act, request.provider_organization_id, Participants.PROVIDER)
        request.service = None
        request.provider_organization = None


@transaction.atomic
def enqueue(
    actor: Actor,
    *,
    request: ServiceRequest,
    priority_reason: str = "",
    seen: int,
    now: datetime,
) -> ServiceRequest:
    """Put the person in the service's waiting list, by the date of the assessment."""
    act = begin(actor, request, "enqueue", seen=seen, now=now)
    places.enqueue(
        actor,
        service_id=service_of(act.request),
        person_id=act.request.person_id,
        request_id=act.request.pk,
        audience=act.request.audience,
        assessed_on=assessed_on(act.request),
        priority_reason=priority_reason,
        is_urgent=act.request.is_urgent,
        is_resident=_lives_there(act.request),
        now=now,
    )
    details = {"service": act.request.service_id, "priority": priority_reason}
    done = finish(act, details=details)
    follow(service_of(done), now=now)
    return done


def _lives_there(request: ServiceRequest) -> bool:
    """Whether the wish comes from the municipality where the service is."""
    return request.service is not None and (
        request.municipality_id == request.service.municipality_id
    )


@transaction.atomic
def set_priority(
    actor: Actor, *, request: ServiceRequest, reason: str, seen: int, now: datetime
) -> ServiceRequest:
    """The provider puts the person before others in the waiting list, on a written ground."""
    act = begin(actor, request, "set_priority", seen=seen, now=now)
    places.set_priority(actor, entry=_entry(act), reason=reason, now=now)
    return finish(act, details={"reason": reason})


@transaction.atomic
def end_priority(
    actor: Actor, *, request: ServiceRequest, reason: str, seen: int, now: datetime
) -> ServiceRequest:
    """The provider takes a priority back, with the reason."""
    act = begin(actor, request, "end_priority", seen=seen, now=now)
    places.end_priority(actor, entry=_entry(act), reason=reason, now=now)
    return finish(act, details={"reason": reason})


def _entry(act: Act) -> WaitingListEntry:
    return WaitingListEntry.objects.get(request_id=act.request.pk, closed_at=None)


def assessed_on(request: ServiceRequest) -> date:
    """The day that orders the queue: of the assessment, of the letter, or of the wish."""
    assessment = getattr(request, "assessment", None)
    finished = assessment and assessment.finished_on
    return finished or request.direction_on or request.wished_on


@transaction.atomic
def leave_queue(
    actor: Actor, *, request: ServiceRequest, reason: str, seen: int, now: datetime
) -> ServiceRequest:
    """The person no longer waits for this service and may choose another."""
    act = begin(actor, request, "leave_queue", seen=seen, now=now)
    if not reason.strip():
        raise Refused(_("Напишете защо лицето напуска списъка."), field="reason")
    let_go(act, reason)
    done = finish(act, details={"reason": reason})
    follow(service_of(request), now=now)
    return done
