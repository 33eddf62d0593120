"""What the acts share: who the actor is to a plan, the lock, the event."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.rules import CASEWORK
from opora.cases import queries as cases
from opora.cases import services as case_services
from opora.cases.models import Case
from opora.cases.rules import Part
from opora.journal import services as journal
from opora.lib.actor import Actor
from opora.lib.refusals import Change, NotVisible, Refused, Stale

from .. import queries, rules
from ..models import SupportPlan
from ..rules import PlanState, Who

KIND = "case"  # the plan's events are told in the course of its case


def who_is(actor: Actor, case: Case) -> frozenset[Who]:
    """What the actor is to the plans of a case; empty for a bystander."""
    if not actor.roles & CASEWORK or Part.PLAN not in cases.parts(actor, case):
        return frozenset()
    if case.organization_id != actor.organization_id:
        return frozenset({Who.PARTY})
    return frozenset({Who.WORKER, Who.HEAD} if actor.has("head") else {Who.WORKER})


def begin(
    actor: Actor, plan: SupportPlan, action: str, *, seen: int | None = None
) -> tuple[Case, SupportPlan]:
    """The case and the plan locked, when the step is allowed to the actor now.

    Raises NotVisible, Refused, or Stale when somebody wrote in it since it was `seen`.
    """
    case = case_services.led_now(actor, plan.case)
    held = queries.plans(actor).select_for_update(of=("self",)).filter(pk=plan.pk).first()
    if held is None:
        raise NotVisible
    if seen is not None and held.version != seen:
        raise Stale([Change(_("планът"), _("както го отворихте"), _("променен междувременно"))])
    held.state = rules.next_state(PlanState(held.state), action, who_is(actor, case))
    return case, held


def write(
    actor: Actor,
    case: Case,
    plan: SupportPlan,
    action: str,
    *,
    now: datetime,
    happened_on: date | None = None,
    details: Mapping[str, Any] | None = None,
) -> SupportPlan:
    """Save the plan and record the event of the step."""
    plan.version += 1
    plan.saved_at = now
    plan.save()
    row = rules.STEPS[action]
    article = "" if row.by == rules.PRACTICE else row.by
    values = {"n": plan.n, **(details or {})}
    tell(actor, case, row.event, now=now, happened_on=happened_on, article=article, details=values)
    return plan


def tell(
    actor: Actor,
    case: Case,
    name: str,
    *,
    now: datetime,
    happened_on: date | None = None,
    article: str = "",
    details: Mapping[str, Any] | None = None,
) -> None:
    """Record an event for everybody who sees the plan."""
    journal.record(
        actor,
        name,
        kind=KIND,
        record_id=case.pk,
        version=case.version,
        audience=case_services.hearing(case, Part.PLAN),
        happened_on=happened_on or timezone.localdate(now),
        recorded_at=now,
        article=article,
        subject_id=case.person_id,
        details=details,
    )


def check_past(day: date, now: datetime, *, field: str) -> None:
    """An act may not stand in the future."""
    if day > timezone.localdate(now):
        raise Refused(_("Денят, в който се е случило, не може да е в бъдещето."), field=field)
