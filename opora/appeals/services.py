"""Refusing in writing, telling the person, and the appeal. Called as `appeals.services.refuse`."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.assistance import queries as right
from opora.assistance import services as assistance
from opora.assistance.models import Direction, Enrollment
from opora.assistance.rules import (
    BY_ASSISTANCE,
    BY_DISABILITY,
    BY_SUPPORT,
    DirectionState,
    Kind,
    Who,
)
from opora.assistance.services.common import fresh, not_in_future, tell
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused
from opora.referral import appeal_rules
from opora.referral.appeal_rules import APPEAL_OPEN, APPEAL_STEPS, WON, AppealState
from opora.referral.models import AppealBody
from opora.referral.services.appeals import last_day

from . import papers, queries
from .models import AssistanceAppeal, AssistanceRefusal

RULES = {Kind.PERSONAL.value: BY_ASSISTANCE, Kind.SUPPORT.value: BY_SUPPORT}


@transaction.atomic
def refuse(
    actor: Actor,
    *,
    enrollment: Enrollment,
    seen: int | None,
    reason: str,
    body: AppealBody | None = None,
    now: datetime,
) -> AssistanceRefusal:
    """The application is refused, and the letter to the person is issued with it."""
    refused = assistance.refuse(actor, enrollment=enrollment, seen=seen, reason=reason, now=now)
    made = AssistanceRefusal.objects.create(
        organization_id=actor.organization_id,
        person_id=refused.person_id,
        enrollment=refused,
        reason=refused.reason,
        rule=RULES[refused.kind],
        body=body,
        refused_on=timezone.localdate(now),
    )
    papers.issue(actor, made, now=now)
    return made


@transaction.atomic
def tell_withdrawal(
    actor: Actor, *, direction: Direction, body: AppealBody | None = None, now: datetime
) -> AssistanceRefusal:
    """The letter about a direction that was withdrawn, once. Only of whose direction it was."""
    if direction.organization_id != actor.organization_id or Who.DIRECTORATE not in right.who(
        actor
    ):
        raise NotVisible
    if direction.state not in {DirectionState.WITHDRAWN, DirectionState.VOID}:
        raise Refused(_("Направлението не е оттеглено."))
    if AssistanceRefusal.objects.filter(direction=direction).exists():
        raise Refused(_("Писмото вече е издадено."), remedy=_("То е на страницата му."))
    made = AssistanceRefusal.objects.create(
        organization_id=actor.organization_id,
        person_id=direction.person_id,
        direction=direction,
        reason=direction.end_reason,
        rule=BY_DISABILITY,
        body=body,
        refused_on=timezone.localdate(now),
    )
    papers.issue(actor, made, now=now)
    _tell(actor, "withdrawal_told", made, now)
    return made


@transaction.atomic
def serve(
    actor: Actor, *, refusal: AssistanceRefusal, how: str, happened_on: date, now: datetime
) -> AssistanceRefusal:
    """When and how the person got it: from that day the term for an appeal runs."""
    held = _held(actor, refusal)
    not_in_future(happened_on, now, "happened_on")
    appeal_rules.check_served(happened_on, held.refused_on)
    held.served_on, held.served_how = happened_on, how
    held.appeal_until = last_day(happened_on)
    held.save(update_fields=["served_on", "served_how", "appeal_until"])
    _tell(actor, "refusal_served", held, now, happened_on)
    return held


@transaction.atomic
def file_appeal(
    actor: Actor,
    *,
    refusal: AssistanceRefusal,
    filed_by: str,
    text: str,
    happened_on: date,
    now: datetime,
) -> AssistanceAppeal:
    """Take an appeal through the organ that refused; a late one is taken and marked."""
    held = _held(actor, refusal)
    not_in_future(happened_on, now, "happened_on")
    if held.served_on is None:
        raise Refused(appeal_rules.NOT_SERVED)
    if happened_on < held.served_on:
        raise Refused(appeal_rules.BEFORE_NOTICE, field="happened_on")
    if held.appeals.filter(state__in=sorted(APPEAL_OPEN)).exists():
        raise Refused(_("По този отказ вече има жалба, която чака решение."))
    made = AssistanceAppeal.objects.create(
        organization_id=actor.organization_id,
        refusal=held,
        filed_on=happened_on,
        filed_by=filed_by,
        text=text,
        is_late=appeal_rules.is_late(happened_on, held.appeal_until),
    )
    _tell(actor, "appeal_filed", held, now, happened_on)
    return made


@transaction.atomic
def send_appeal(
    actor: Actor,
    *,
    appeal: AssistanceAppeal,
    body: AppealBody,
    happened_on: date,
    seen: int,
    now: datetime,
) -> AssistanceAppeal:
    """It goes with the papers to the court or the superior body."""
    held = _step(actor, appeal, "send", seen, happened_on, now)
    if happened_on < held.filed_on:
        raise Refused(_("Изпращането е преди жалбата."), field="happened_on")
    held.body, held.sent_on = body, happened_on
    held.save()
    _tell(actor, "appeal_sent", held.refusal, now, happened_on)
    return held


@transaction.atomic
def decide_appeal(
    actor: Actor,
    *,
    appeal: AssistanceAppeal,
    action: str,
    decision: str,
    result: str,
    happened_on: date,
    seen: int,
    now: datetime,
) -> AssistanceAppeal:
    """What was decided (`uphold`, `annul`, `return`); a won appeal opens the application again."""
    held = _step(actor, appeal, action, seen, happened_on, now)
    if held.sent_on and happened_on < held.sent_on:
        raise Refused(_("Решението е преди изпращането на жалбата."), field="happened_on")
    held.decision, held.result, held.decided_on = decision, result, happened_on
    held.save()
    _tell(actor, APPEAL_STEPS[action].event, held.refusal, now, happened_on)
    if held.state in WON and held.refusal.enrollment:
        assistance.reopen(actor, enrollment=held.refusal.enrollment, now=now)
    return held


@transaction.atomic
def withdraw_appeal(
    actor: Actor, *, appeal: AssistanceAppeal, seen: int, now: datetime
) -> AssistanceAppeal:
    """The person takes the appeal back."""
    today = timezone.localdate(now)
    held = _step(actor, appeal, "withdraw", seen, today, now)
    held.decided_on = today
    held.save()
    _tell(actor, "appeal_withdrawn", held.refusal, now)
    return held


def _held(actor: Actor, refusal: AssistanceRefusal) -> AssistanceRefusal:
    """The refusal under a lock, for who may act on it."""
    if right.who(actor).isdisjoint({Who.MUNICIPALITY, Who.DIRECTORATE}):
        raise NotVisible
    found = queries.refusals(actor).select_for_update(of=("self",)).filter(pk=refusal.pk).first()
    if found is None:
        raise NotVisible
    return found


def _step(
    actor: Actor,
    appeal: AssistanceAppeal,
    action: str,
    seen: int,
    happened_on: date,
    now: datetime,
) -> AssistanceAppeal:
    _held(actor, appeal.refusal)
    held = AssistanceAppeal.objects.select_for_update().get(pk=appeal.pk)
    fresh(held.version, seen)
    not_in_future(happened_on, now, "happened_on")
    held.state = appeal_rules.next_state(AppealState(held.state), action).value
    held.version += 1
    return held


def _tell(
    actor: Actor,
    name: str,
    refusal: AssistanceRefusal,
    now: datetime,
    happened_on: date | None = None,
) -> None:
    tell(
        actor,
        name if refusal.enrollment_id else f"direction_{name}",
        refusal.enrollment_id or refusal.direction_id or 0,
        now=now,
        happened_on=happened_on,
        subject_id=refusal.person_id,
        details={"refusal": refusal.pk},
    )
