"""The wish: recorded, given to an officer, shared with the other authority, withdrawn."""

from datetime import date, datetime
from typing import NotRequired, TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts import rules as accounts
from opora.accounts.models import Membership, Organization
from opora.documents import services as documents
from opora.journal import services as journal
from opora.law import services as law
from opora.law.queries import calendar, rule_in_force
from opora.law.rules import Unit, due_on
from opora.lib.actor import Actor
from opora.lib.refusals import Refused
from opora.notices import services as notices
from opora.people import services as people
from opora.people.models import Person
from opora.people.rules import Basis
from opora.register.models import NamedService, Service

from .. import rules
from ..models import Participation, ServiceRequest, UsageRecord
from ..queries import check_power
from ..rules import Channel, Participants, State, Wisher
from .choices import let_go
from .offers import follow
from .steps import KIND, Act, begin, finish, join, other_authority


class Wish(TypedDict):
    """What was wished, by whom, when and how; the request keeps it as it was said."""

    municipality_id: str
    named_service: NamedService
    channel: Channel
    wisher: Wisher
    wished_on: date
    represented_by: NotRequired[str]
    wish: NotRequired[str]
    is_urgent: NotRequired[bool]
    is_confidential: NotRequired[bool]
    direction_number: NotRequired[str]
    direction_on: NotRequired[date | None]


@transaction.atomic
def record_wish(
    actor: Actor,
    *,
    person: Person,
    now: datetime,
    backdating_reason: str = "",
    include_other: bool = True,
    **wished: Unpack[Wish],
) -> ServiceRequest:
    """Open a request from a stated wish and start its 20-day clock (ЗСУ чл. 73).

    With a letter issued after the disability assessment (направление) the person goes straight to
    the choice of a provider. Refused: a day in the future, an unexplained past day, no power to
    refer for this service, a wish for the same service of the same person that is still open.
    """
    rules.check_day(wished["wished_on"], timezone.localdate(now), backdating_reason)
    request = _opened(actor, person, wished, now)
    _insert_once(request)
    act = Act(actor, "record", request, frozenset(), now)
    _gather(act, include_other=include_other)
    details = {
        "channel": wished["channel"],
        "wisher": wished["wisher"],
        "reason": backdating_reason,
    }
    return finish(act, happened_on=wished["wished_on"], details=details)


def _opened(actor: Actor, person: Person, wished: Wish, now: datetime) -> ServiceRequest:
    """The request that the wish opens: numbered, owned by who records it, not yet written."""
    organization, day = _recorder(actor), wished["wished_on"]
    is_child = rules.is_child(person.birth_date, day)
    check_power(organization.kind, wished["named_service"], is_child=is_child, on=day)
    return ServiceRequest(
        **wished,
        number=_next_number(actor, organization, day.year),
        person=person,
        owner_organization=organization,
        audience=[organization.pk],
        state=State.REFERRED if wished.get("direction_number") else State.WISH,
        is_child=is_child,
        recorded_at=now,
        changed_at=now,
        version=0,
    )


def _recorder(actor: Actor) -> Organization:
    organization = Organization.objects.get(pk=actor.organization_id)
    if not accounts.may(organization.kind, actor.roles, "requests.record"):
        raise Refused(_("Желание записват служителите на общината и на ДСП."))
    return organization


def _next_number(actor: Actor, organization: Organization, year: int) -> str:
    number = documents.next_number(actor, series="request", year=year)
    return f"{organization.number_prefix or 'ОП'}-{year}-{number:05}"


def _gather(act: Act, *, include_other: bool) -> None:
    """Who takes part from the first moment, and the clock of those who wait for an assessment.

    A wish for a protected service (victims of violence) is shared only by a later, separate act.
    """
    request, owner_id = act.request, act.request.owner_organization_id
    join(act, owner_id, Participants.OWNER, officer_id=act.actor.user_id)
    people.end_involvement(  # the one by which the person was entered: from now on the request's
        act.actor,
        person_id=request.person_id,
        organization_id=owner_id,
        basis=Basis.REFERRAL,
        now=act.now,
    )
    is_shared = include_other and not request.named_service.is_protected
    other = other_authority(request, request.wished_on) if is_shared else None
    if other:
        join(act, other.pk, Participants.AUTHORITY)
    if request.state == State.WISH:
        law.start_clock(
            act.actor,
            code="D1",
            kind=KIND,
            record_id=request.pk,
            started_on=request.wished_on,
            responsible_id=owner_id,
            audience=[owner_id, *([other.pk] if other else [])],
        )


def _insert_once(request: ServiceRequest) -> None:
    try:
        with transaction.atomic():
            request.save(force_insert=True)
    except IntegrityError as error:
        if "one_open_wish" not in str(error):
            raise
        raise Refused(
            _("За това лице вече се работи по желание за същата услуга."),
            remedy=_("Отворете съществуващата преписка или попитайте другия орган за нея."),
            field="named_service",
        ) from error


@transaction.atomic
def assign(
    actor: Actor, *, request: ServiceRequest, officer_id: int, seen: int, now: datetime
) -> ServiceRequest:
    """Give the request to an officer of the actor's own organization."""
    act = begin(actor, request, "assign", seen=seen, now=now)
    member = Membership.objects.filter(
        organization=actor.organization_id,
        user=officer_id,
        user__is_active=True,
        until=None,
        role__in=accounts.CASEWORK,
    ).first()
    if member is None:
        raise Refused(_("Изберете действащ служител на Вашата организация."), field="officer")
    Participation.objects.filter(
        request=act.request, organization=actor.organization_id, until=None
    ).update(officer=officer_id)
    if officer_id != actor.user_id:
        notices.notify(
            actor,
            organization_id=actor.organization_id,
            user_id=officer_id,
            kind="request.assigned",
            record_kind=KIND,
            record_id=act.request.pk,
            now=now,
        )
    return finish(act, details={"officer": officer_id})


@transaction.atomic
def include(actor: Actor, *, request: ServiceRequest, seen: int, now: datetime) -> ServiceRequest:
    """Let the other authority of the person's municipality take part and see the request."""
    act = begin(actor, request, "include", seen=seen, now=now)
    other = other_authority(act.request, act.today)
    if other is None:
        raise Refused(_("За тази община не е вписана другата компетентна организация."))
    join(act, other.pk, Participants.AUTHORITY)
    return finish(act, details={"organization": other.pk})


@transaction.atomic
def withdraw(
    actor: Actor,
    *,
    request: ServiceRequest,
    reason: str,
    happened_on: date,
    seen: int,
    now: datetime,
) -> ServiceRequest:
    """The person no longer wants the service; what waits for them is let go."""
    service_id = request.service_id
    act = begin(actor, request, "withdraw", seen=seen, now=now)
    if not reason.strip():
        raise Refused(_("Напишете защо лицето оттегля желанието си."), field="reason")
    let_go(act, reason)
    done = finish(act, happened_on=happened_on, details={"reason": reason})
    if service_id:
        follow(service_id, now=now)
    return done


@transaction.atomic
def record_usage(
    actor: Actor,
    *,
    service: Service,
    topic: str,
    started_on: date,
    now: datetime,
    person: Person | None = None,
) -> UsageRecord:
    """Light record of the use of a general service: no referral, no agreement; ends by D5."""
    rules.check_day(started_on, timezone.localdate(now), topic)
    if service.provider.organization_id != actor.organization_id:
        raise Refused(_("Ползването вписва доставчикът на услугата."))
    limit = rule_in_force("D5", started_on)
    ends_by = None
    if limit and limit.amount:
        ends_by = due_on(started_on, limit.amount, Unit(limit.unit), calendar())
    record = UsageRecord.objects.create(
        organization_id=actor.organization_id,
        service=service,
        person=person,
        topic=topic,
        started_on=started_on,
        ends_by=ends_by,
    )
    journal.record(
        actor,
        "referral.usage_recorded",
        kind="usage",
        record_id=record.pk,
        happened_on=started_on,
        recorded_at=now,
        subject_id=person.pk if person else None,
    )
    return record
