"""The lane before the court places an adult under guardianship, and the term after it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.models import Organization
from opora.documents import services as documents
from opora.documents.paper import Paper
from opora.documents.rules import OUTGOING
from opora.journal import services as journal
from opora.law import queries as law
from opora.law.rules import Unit, due_on
from opora.lib.actor import Actor
from opora.lib.refusals import Change, NotVisible, Refused, Stale
from opora.lib.words import age
from opora.people import services as people
from opora.people.models import Person
from opora.people.rules import Basis
from opora.protection import queries as department
from opora.protection.rules import CHILD_UNTIL
from opora.protection.services.acts import told
from opora.protection.steps import next_state
from opora.referral import queries as requests
from opora.referral import services as referral
from opora.referral.rules import Channel, Wisher, check_day
from opora.register.models import NamedService, Service

from .. import papers, queries
from ..models import CourtPlacement
from ..rules import (
    ENDS,
    IS_A_CHILD,
    LABELS,
    NO_GUARDIAN,
    STEPS,
    TERM,
    CourtState,
    check_term,
)

KIND = "court"


class Application(TypedDict):
    """What the directorate asks of the court, and why."""

    named_service: NamedService
    service: Service | None
    municipality_id: str
    guardian: str
    guardian_opinion: str
    person_opinion: str
    reason: str


@dataclass(slots=True)
class Act:
    """One step under way: the locked placement and what is being done to it."""

    actor: Actor
    action: str
    placement: CourtPlacement
    now: datetime

    @property
    def today(self) -> date:
        """The day of the act in Sofia."""
        return timezone.localdate(self.now)


def begin(actor: Actor, placement: CourtPlacement, action: str, *, seen: int, now: datetime) -> Act:
    """Lock the placement, check that it is as the actor saw it and that the step is allowed."""
    locked = CourtPlacement.objects.select_for_update(of=("self",)).filter(pk=placement.pk).first()
    if locked is None:
        raise NotVisible
    if locked.version != seen:
        before, after = _("както го отворихте"), _("променено междувременно")
        raise Stale([Change(_("настаняването"), before, after)])
    state, who = CourtState(locked.state), queries.who_places(actor, locked)
    locked.state = next_state(STEPS, LABELS, state, action, who)
    return Act(actor, action, locked, now)


def finish(
    act: Act, *, happened_on: date | None = None, details: Mapping[str, Any] | None = None
) -> CourtPlacement:
    """Write the placement and record the event, for the directorate only."""
    placement, row = act.placement, STEPS[act.action]
    placement.version += 1
    placement.changed_at = act.now
    if placement.state in ENDS:
        placement.closed_at = act.now
    placement.save()
    journal.record(
        act.actor,
        row.event,
        kind=KIND,
        record_id=placement.pk,
        version=placement.version,
        audience=placement.audience,
        happened_on=happened_on or act.today,
        recorded_at=act.now,
        article=row.article,
        subject_id=placement.person_id,
        details=details,
    )
    return placement


@transaction.atomic
def propose_placement(
    actor: Actor, *, person: Person, now: datetime, **asked: Unpack[Application]
) -> CourtPlacement:
    """Prepare the application for an adult under guardianship (чл. 97 ЗСУ).

    Refused for a child, without a guardian, and while another application for the person is open.
    """
    today, mine = timezone.localdate(now), actor.organization_id
    _check_application(actor, person, asked, today)
    number = documents.next_number(actor, series=KIND, year=today.year)
    placement = CourtPlacement.objects.create(
        **asked,
        number=f"{_prefix(actor)}-НС-{today.year}-{number:05}",
        version=0,
        organization_id=mine,
        audience=[mine],
        person=person,
        officer_id=actor.officer_id,
        created_at=now,
        changed_at=now,
    )
    people.involve(
        actor,
        person_id=person.pk,
        organization_id=mine,
        basis=Basis.PROTECTION,
        ground=f"{KIND}:{placement.pk}",
        now=now,
    )
    return finish(Act(actor, "propose", placement, now))


def _check_application(actor: Actor, person: Person, asked: Application, today: date) -> None:
    if department.rights_of(actor).isdisjoint(STEPS["propose"].who):
        raise Refused(_("Искането до съда подготвят служителите на дирекцията."))
    if age(person.birth_date, today) < CHILD_UNTIL:
        raise Refused(IS_A_CHILD, field="person")
    told(asked["guardian"], NO_GUARDIAN, "guardian")
    told(asked["reason"], _("Напишете защо лицето не може да остане в дома си."), "reason")
    mine = CourtPlacement.objects.filter(organization=actor.organization_id, person=person)
    if mine.filter(closed_at=None).exists():
        raise Refused(
            _("За това лице вече се води настаняване от съда."),
            remedy=_("Отворете го от списъка и продължете в него."),
        )


@transaction.atomic
def file_application(
    actor: Actor,
    *,
    placement: CourtPlacement,
    court: str,
    happened_on: date,
    seen: int,
    now: datetime,
) -> CourtPlacement:
    """The director files the application with the court; it is written on paper."""
    act = begin(actor, placement, "file", seen=seen, now=now)
    told(court, _("Впишете до кой съд е искането."), "court")
    check_day(happened_on, act.today, court)
    act.placement.court, act.placement.filed_on = court, happened_on
    issue(act, papers.application(act.placement), "court_application")
    return finish(act, happened_on=happened_on, details={"court": court})


@transaction.atomic
def withdraw_application(
    actor: Actor, *, placement: CourtPlacement, reason: str, seen: int, now: datetime
) -> CourtPlacement:
    """The directorate takes its application back."""
    act = begin(actor, placement, "withdraw", seen=seen, now=now)
    told(reason, _("Напишете защо се оттегля искането."), "reason")
    act.placement.end_reason = reason
    return finish(act, details={"reason": reason})


@transaction.atomic
def set_hearing(
    actor: Actor,
    *,
    placement: CourtPlacement,
    court_case: str,
    hearing_on: date,
    seen: int,
    now: datetime,
) -> CourtPlacement:
    """The court named its case and the day of a hearing; again when it is put off."""
    act = begin(actor, placement, "set_hearing", seen=seen, now=now)
    told(court_case, _("Впишете номера на делото."), "court_case")
    if act.placement.filed_on and hearing_on < act.placement.filed_on:
        raise Refused(_("Заседанието е преди искането."), field="hearing_on")
    act.placement.court_case, act.placement.hearing_on = court_case, hearing_on
    return finish(act, details={"court": court_case})


@transaction.atomic
def grant_placement(
    actor: Actor,
    *,
    placement: CourtPlacement,
    decision: str,
    happened_on: date,
    until: date,
    seen: int,
    now: datetime,
) -> CourtPlacement:
    """Write the decision that places the person, until when; at most the dated term (D8)."""
    act = begin(actor, placement, "grant", seen=seen, now=now)
    decided(act, decision, happened_on, act.placement.filed_on)
    until_of(act, happened_on, until)
    return finish(act, happened_on=happened_on, details={"decision": decision})


@transaction.atomic
def reject_placement(
    actor: Actor,
    *,
    placement: CourtPlacement,
    decision: str,
    happened_on: date,
    seen: int,
    now: datetime,
) -> CourtPlacement:
    """Write the decision that does not place the person."""
    act = begin(actor, placement, "reject", seen=seen, now=now)
    decided(act, decision, happened_on, act.placement.filed_on)
    return finish(act, happened_on=happened_on, details={"decision": decision})


@transaction.atomic
def admit(
    actor: Actor, *, placement: CourtPlacement, service: Service, seen: int, now: datetime
) -> CourtPlacement:
    """Place the person by the decision: a request is opened and the place taken, if need be over
    the capacity; the provider's case opens by it."""
    act = begin(actor, placement, "admit", seen=seen, now=now)
    placed = act.placement
    request = requests.visible(actor).filter(
        person=placed.person_id, named_service=placed.named_service_id, closed_at=None
    ).first() or referral.record_wish(
        actor,
        person=placed.person,
        municipality_id=placed.municipality_id,
        named_service=placed.named_service,
        channel=Channel.WRITTEN,
        wisher=Wisher.OWN_INITIATIVE,
        wish=placed.person_opinion,
        wished_on=act.today,
        now=now,
    )
    placed.request = referral.place_by_court(
        actor,
        request=request,
        service=service,
        document=f"{placed.decision}, {placed.court}",
        happened_on=act.today,
        seen=request.version,
        now=now,
    )
    placed.service = service
    set_term_of(act)
    return finish(act, details={"service": service.pk})


@transaction.atomic
def end_placement(
    actor: Actor,
    *,
    placement: CourtPlacement,
    reason: str,
    happened_on: date,
    seen: int,
    now: datetime,
) -> CourtPlacement:
    """The placement by the court ends, and the place is free at once."""
    act = begin(actor, placement, "end", seen=seen, now=now)
    told(reason, _("Напишете защо настаняването приключва."), "reason")
    check_day(happened_on, act.today, reason)
    act.placement.ended_on, act.placement.end_reason = happened_on, reason
    if act.placement.request:
        note = _("Настаняването от съда приключи: %(why)s") % {"why": reason}
        referral.end_ground(act.placement.request, note=note, ended_on=happened_on, now=now)
    return finish(act, happened_on=happened_on, details={"reason": reason})


def decided(act: Act, decision: str, happened_on: date, asked_on: date | None) -> None:
    """Write the court's act; refused before it was asked for."""
    told(decision, _("Впишете номера и датата на съдебния акт."), "decision")
    check_day(happened_on, act.today, decision)
    if asked_on and happened_on < asked_on:
        raise Refused(_("Решението е преди искането."), field="happened_on")
    act.placement.decision, act.placement.decided_on = decision, happened_on


def set_term_of(act: Act) -> None:
    """The provider counts by the decision."""
    placed = act.placement
    if placed.request and placed.decided_on:
        referral.set_term(
            placed.request, decided_on=placed.decided_on, placed_until=placed.until, now=act.now
        )


def until_of(act: Act, decided_on: date, until: date) -> None:
    """Write the end of the term; refused beyond the dated rule."""
    rule = law.rule_in_force(TERM, decided_on)
    check_term(decided_on, until, latest_until(decided_on), rule.length if rule else "")
    act.placement.until = until


def latest_until(decided_on: date) -> date | None:
    """The last day that a decision of this day may name; the pages offer it."""
    rule = law.rule_in_force(TERM, decided_on)
    if rule is None or not rule.amount:
        return None
    return due_on(decided_on, rule.amount, Unit(rule.unit), law.calendar())


def issue(act: Act, paper: Paper, kind: str) -> None:
    """Write the act on paper, for the directorate."""
    documents.issue(
        act.actor,
        paper=paper,
        kind=kind,
        record_kind=KIND,
        record_id=act.placement.pk,
        audience=act.placement.audience,
        person_id=act.placement.person_id,
        series=OUTGOING,
        now=act.now,
    )


def _prefix(actor: Actor) -> str:
    prefixes = Organization.objects.values_list("number_prefix", flat=True)
    return prefixes.get(pk=actor.organization_id) or "ДСП"
