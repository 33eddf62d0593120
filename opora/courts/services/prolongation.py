"""The term is prolonged by the court, or is not."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from opora.lib.actor import Actor
from opora.protection.services.acts import told
from opora.referral.rules import check_day

from .. import papers
from ..models import CourtPlacement
from .acts import begin, decided, finish, issue, set_term_of, until_of


@transaction.atomic
def ask_prolongation(
    actor: Actor,
    *,
    placement: CourtPlacement,
    reason: str,
    happened_on: date,
    seen: int,
    now: datetime,
) -> CourtPlacement:
    """The director asks the court to prolong the placement before its term ends."""
    act = begin(actor, placement, "ask_prolongation", seen=seen, now=now)
    told(reason, _("Напишете защо е нужно продължаване."), "reason")
    check_day(happened_on, act.today, reason)
    act.placement.prolonging_on = happened_on
    issue(act, papers.prolongation(act.placement, reason), "court_application")
    return finish(act, happened_on=happened_on, details={"reason": reason})


@transaction.atomic
def prolong(
    actor: Actor,
    *,
    placement: CourtPlacement,
    decision: str,
    happened_on: date,
    until: date,
    seen: int,
    now: datetime,
) -> CourtPlacement:
    """Write the decision that prolongs; the new term counts from it."""
    act = begin(actor, placement, "prolong", seen=seen, now=now)
    decided(act, decision, happened_on, act.placement.prolonging_on)
    until_of(act, happened_on, until)
    act.placement.prolonging_on, act.placement.warned_on = None, None
    act.placement.warned_over_on = None
    set_term_of(act)
    return finish(act, happened_on=happened_on, details={"decision": decision})


@transaction.atomic
def refuse_prolongation(
    actor: Actor,
    *,
    placement: CourtPlacement,
    reason: str,
    seen: int,
    now: datetime,
) -> CourtPlacement:
    """The court did not prolong: the person stays until the end of the term that it gave."""
    act = begin(actor, placement, "refuse_prolongation", seen=seen, now=now)
    told(reason, _("Впишете номера и датата на съдебния акт."), "reason")
    act.placement.prolonging_on = None
    return finish(act, details={"decision": reason})
