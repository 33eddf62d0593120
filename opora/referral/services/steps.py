"""What every act on a request shares: lock, check the step, write, tell, record.

Locks are always taken in one order: the place book of a service, then the request.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.models import Organization
from opora.accounts.queries import authorities_of
from opora.cases import queries as case_queries
from opora.cases import services as case_services
from opora.cases.rules import CaseState, Ground, PartyBasis
from opora.journal import context
from opora.journal import services as journal
from opora.law import queries as law_queries
from opora.law import services as law_services
from opora.lib.actor import Actor
from opora.lib.refusals import Change, NotVisible, Refused, Stale
from opora.licensing import queries as licensing
from opora.people import services as people_services
from opora.people.rules import Basis
from opora.places import services as place_services
from opora.places.models import Placement
from opora.register.models import Service

from .. import queries, rules
from ..models import Participation, ServiceRequest
from ..rules import ENDS, STEPS, Participants, State, Turn

KIND = "request"
SYSTEM = frozenset({"system"})
INVOLVEMENT = {
    Participants.OWNER: Basis.REFERRAL,
    Participants.AUTHORITY: Basis.COUNTERPART,
    Participants.ASKED: Basis.COUNTERPART,
    Participants.PROVIDER: Basis.PROVIDER,
    Participants.RECEIVER: Basis.HANDOVER,
}
IN_CASE = {
    Participants.OWNER: PartyBasis.REFERRER,
    Participants.AUTHORITY: PartyBasis.COUNTERPART,
}


@dataclass(slots=True)
class Act:
    """One step under way: the locked request and what is being done to it."""

    actor: Actor
    action: str
    request: ServiceRequest
    heard_before: frozenset[int]
    now: datetime

    @property
    def today(self) -> date:
        """The day of the act in Sofia."""
        return timezone.localdate(self.now)


def begin(actor: Actor, request: ServiceRequest, action: str, *, seen: int, now: datetime) -> Act:
    """Lock the request, check that it is still as the actor saw it and that the step is allowed.

    Raises NotVisible, Stale (what changed meanwhile) or Refused.
    """
    if request.service_id:
        place_services.lock([request.service_id])
    locked = (
        ServiceRequest.objects.select_for_update(of=("self",))
        .select_related("owner_organization")
        .filter(pk=request.pk)
        .first()
    )
    if locked is None:
        raise NotVisible
    if locked.version != seen:
        raise Stale(changes_since(request, locked))
    locked.state = rules.next_state(State(locked.state), action, queries.who_is(actor, locked))
    return Act(actor, action, locked, frozenset(locked.audience), now)


def changes_since(before: ServiceRequest, now: ServiceRequest) -> list[Change]:
    """What differs between the request as it was opened and as it stands."""
    watched = ["state", "owner_organization", "service", "named_service", "is_urgent", "due_on"]
    return [
        Change(
            str(getattr(ServiceRequest._meta.get_field(name), "verbose_name", name)),
            shown(before, name),
            shown(now, name),
        )
        for name in watched
        if getattr(before, f"{name}_id", getattr(before, name, None))
        != getattr(now, f"{name}_id", getattr(now, name, None))
    ] or [Change(_("преписката"), _("както я отворихте"), _("променена междувременно"))]


def shown(request: ServiceRequest, name: str) -> str:
    """A field in words."""
    display = getattr(request, f"get_{name}_display", None)
    return str(display() if display else getattr(request, name) or "—")


def check_licensed(service: Service, today: date) -> None:
    """Nobody new goes to a provider that needs a license and has none; its users stay."""
    licensing.check_may_work(service.provider_id, today, named_service=service.named_service_id)


def check_still_licensed(act: Act) -> None:
    """The same when the person is taken: since the choice the license may have ended."""
    check_licensed(Service.objects.get(pk=service_of(act.request)), act.today)


def service_of(request: ServiceRequest) -> int:
    """The chosen service; refused while none is chosen."""
    if request.service_id is None:
        raise Refused(_("По тази преписка още не е избрана услуга."))
    return request.service_id


def join(
    act: Act, organization_id: int, basis: Participants, officer_id: int | None = None
) -> None:
    """From now on the organization takes part, and so sees the request and the person."""
    Participation.objects.get_or_create(
        request=act.request,
        organization_id=organization_id,
        basis=basis,
        until=None,
        defaults={"since": act.now, "officer_id": officer_id},
    )
    people_services.involve(
        act.actor,
        person_id=act.request.person_id,
        organization_id=organization_id,
        basis=INVOLVEMENT[basis],
        ground=_ground(act, basis),
        is_confidential=is_hidden(act.request),
        now=act.now,
    )


def is_hidden(request: ServiceRequest) -> bool:
    """Whether where the person is may not be known even to the other parties."""
    return request.is_confidential or request.named_service.is_protected


def leave(act: Act, organization_id: int, basis: Participants) -> None:
    """The organization no longer takes part on this ground."""
    Participation.objects.filter(
        request=act.request, organization_id=organization_id, basis=basis, until=None
    ).update(until=act.now)
    people_services.end_involvement(
        act.actor,
        person_id=act.request.person_id,
        organization_id=organization_id,
        basis=INVOLVEMENT[basis],
        ground=_ground(act, basis),
        now=act.now,
    )


def _ground(act: Act, basis: Participants) -> str:
    return f"{KIND}:{act.request.pk}:{basis}"


def open_case(act: Act, placement: Placement) -> None:
    """The person has a place: the provider's case begins."""
    open_case_of(act.request, placement, _case_ground(act, placement), on=act.today, now=act.now)


def open_case_of(
    request: ServiceRequest, placement: Placement, ground: Ground, *, on: date, now: datetime
) -> None:
    """Open the case of a placement, written in the provider's name: an owner who takes an offered
    place does not lead the case."""
    parties = {
        one.organization_id: IN_CASE[Participants(one.basis)]
        for one in request.participations.filter(until=None, basis__in=IN_CASE)
    }
    provider = Actor(None, placement.organization_id, SYSTEM)
    with context.acting(provider):
        case_services.open(
            provider,
            person_id=request.person_id,
            service_id=placement.service_id,
            request_id=request.pk,
            placement=placement,
            ground=ground,
            parties=parties,
            is_confidential=is_hidden(request),
            opened_on=on,
            now=now,
        )


def follow_case(act: Act, former: int) -> None:
    """The case that the request opened goes on with its new owner instead of the former one."""
    if act.request.service is None:
        return
    provider = Actor(None, act.request.service.provider_id, SYSTEM)
    with context.acting(provider):
        case = case_queries.of_request(provider, act.request.pk)
        if case and case.state == CaseState.OPEN:
            case_services.follow_owner(
                provider,
                case=case,
                former=former,
                owner=act.request.owner_organization_id,
                now=act.now,
            )


def _case_ground(act: Act, placement: Placement) -> Ground:
    if act.action == "place_by_measure":
        return Ground.PROTECTION
    return ground_of(act.request, placement)


def ground_of(request: ServiceRequest, placement: Placement) -> Ground:
    """On what ground the place was given."""
    if placement.ground in {Ground.URGENT, Ground.COURT}:
        return Ground(placement.ground)
    return Ground.DIRECTION if request.direction_number else Ground.REFERRAL


def finish(
    act: Act,
    *,
    happened_on: date | None = None,
    details: Mapping[str, Any] | None = None,
    due_on: date | None = None,
    as_owner: bool = False,
) -> ServiceRequest:
    """Write the request, its clocks and whose turn it is; record the event for everybody who hears.

    `due_on` replaces the day of the running clock (an offer's expiry). `as_owner` writes in the
    owner's name when the actor's own organization stops taking part by this very act.
    """
    request = act.request
    request.version += 1
    request.changed_at = act.now
    request.audience = sorted(
        set(request.participations.filter(until=None).values_list("organization_id", flat=True))
    )
    _close_or_tick(act, happened_on or act.today)
    request.due_on = due_on or _clock_day(act)
    _restate_audience(act)  # after the reading: the actor may leave by it
    _set_turn(request)
    event = STEPS.get(act.action, rules.RECORD)
    journal.record(
        act.actor,
        event.event,
        kind=KIND,
        record_id=request.pk,
        version=request.version,
        audience=act.heard_before | set(request.audience),
        happened_on=happened_on or act.today,
        recorded_at=act.now,
        article="" if event.by == rules.PRACTICE else event.by,
        subject_id=request.person_id,
        details=details,
    )
    if as_owner:
        with context.acting(Actor(None, request.owner_organization_id, SYSTEM)):
            request.save()
    else:
        request.save()
    return request


def _restate_audience(act: Act) -> None:
    request = act.request
    if act.heard_before == set(request.audience):
        return
    law_services.restate_audience(
        act.actor, kind=KIND, record_id=request.pk, audience=request.audience
    )
    if request.service_id:
        place_services.restate_audience(
            service_id=request.service_id, request_id=request.pk, audience=request.audience
        )


def _close_or_tick(act: Act, day: date) -> None:
    request = act.request
    if request.state in ENDS and request.closed_at is None:
        request.closed_at = act.now
    if request.state not in {State.WISH, State.IN_ASSESSMENT, State.URGENT, State.ADMITTED}:
        law_services.stop_clock(
            act.actor, kind=KIND, record_id=request.pk, code="D1", stopped_on=day
        )


def _clock_day(act: Act) -> date | None:
    clocks = law_queries.clocks_of(act.actor, KIND, [act.request.pk])
    running = [clock.due_on for clock in clocks.get(act.request.pk, ()) if not clock.stopped_on]
    return min(running, default=None)


def _set_turn(request: ServiceRequest) -> None:
    handed = request.handovers.filter(state="proposed").first()
    asked = request.consultations.filter(answered_at=None).first()
    turn, request.awaited = rules.awaited(
        State(request.state), is_asked=asked is not None, is_handed=handed is not None
    )
    organizations = {
        Turn.OWNER: request.owner_organization_id,
        Turn.PROVIDER: request.provider_organization_id,
        Turn.ASKED: asked.asked_organization_id if asked else None,
        Turn.RECEIVER: handed.to_organization_id if handed else None,
        Turn.NOBODY: None,
    }
    request.turn_organization_id = organizations[turn]


def other_authority(request: ServiceRequest, on: date) -> Organization | None:
    """The municipality's counterpart directorate, or the directorate's counterpart municipality."""
    for organization in authorities_of(request.municipality_id, on):
        if organization.pk != request.owner_organization_id:
            return organization
    return None
