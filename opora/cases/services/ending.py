"""The end of a case, and how the person is afterwards."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from opora.law import services as law
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused

from .. import queries, rules
from ..models import Case, FollowUp
from ..rules import CaseState, Outcome, TermKind
from .steps import KIND, check_day, led_now, tell


@transaction.atomic
def end(
    actor: Actor,
    *,
    case: Case,
    reason: str,
    destination: str,
    ended_on: date,
    note: str,
    now: datetime,
) -> Case:
    """End the case on a ground that is in force, with where the person goes; its clocks stop.

    Called by `referral.services.endings`, which frees the place in the same act.
    """
    case = led_now(actor, case)
    check_day(ended_on, now, field="ended_on")
    if ended_on < case.opened_on:
        raise Refused(rules.BEFORE_OPENING, field="ended_on")
    if queries.term(TermKind.END_GROUND, reason, ended_on) is None:
        raise Refused(_("Изберете основание, което е в сила на този ден."), field="reason")
    if queries.term(TermKind.DESTINATION, destination, ended_on) is None:
        raise Refused(_("Изберете къде отива лицето."), field="destination")
    case.state, case.ended_on = CaseState.ENDED, ended_on
    case.end_reason, case.destination, case.end_note = reason, destination, note
    law.stop_clock(actor, kind=KIND, record_id=case.pk, stopped_on=ended_on)
    details = {"ground": reason, "destination": destination, "note": note}
    tell(actor, case, "ended", now=now, happened_on=ended_on, details=details)
    return case


@transaction.atomic
def plan_follow_up(actor: Actor, *, case: Case, planned_on: date, now: datetime) -> FollowUp:
    """Plan when to ask how the person is after the end."""
    case = led_now(actor, case, ended=True)
    if case.state != CaseState.ENDED or case.ended_on is None:
        raise Refused(rules.NOT_ENDED)
    if planned_on <= case.ended_on:
        raise Refused(_("Денят трябва да е след края на случая."), field="planned_on")
    planned = FollowUp.objects.create(case=case, planned_on=planned_on)
    tell(actor, case, "follow_up_planned", now=now)
    return planned


@transaction.atomic
def tell_follow_up(
    actor: Actor,
    *,
    follow_up: FollowUp,
    held_on: date,
    outcome: Outcome,
    note: str,
    now: datetime,
) -> FollowUp:
    """Write how the person is, some time after the end."""
    case = led_now(actor, follow_up.case, ended=True)
    found = case.follow_ups.select_for_update().filter(pk=follow_up.pk, held_on=None).first()
    if found is None:
        raise NotVisible
    check_day(held_on, now, field="held_on")
    found.held_on, found.outcome, found.note = held_on, outcome, note
    found.user_id = actor.user_id
    found.save()
    tell(actor, case, "followed_up", now=now, happened_on=held_on, details={"outcome": outcome})
    return found
