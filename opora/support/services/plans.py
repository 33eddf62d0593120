"""Writing a version of the support plan: goals with their activities."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from opora.cases import services as case_services
from opora.cases.models import Case
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused

from .. import queries, rules
from ..models import PlanActivity, PlanGoal, SupportPlan
from ..rules import AssessmentState, PlanState
from .steps import begin, tell, write


@dataclass(frozen=True, slots=True)
class Activity:
    """One line of a goal: what, how often, by whom, where, from when to when. `mark` names an
    activity that stands already."""

    text: str
    n_times: int
    per: str
    responsible: str
    place: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    mark: int | None = None


@transaction.atomic
def draft_plan(actor: Actor, *, case: Case, why: str = "", now: datetime) -> SupportPlan:
    """Begin the next version of the plan, with the goals and activities of the one in force.

    Refused before the assessment is finished, and while another version is being written.
    """
    case = case_services.led_now(actor, case)
    assessment = (
        queries.assessments(actor).filter(case=case, state=AssessmentState.FINISHED).first()
    )
    if assessment is None:
        raise Refused(
            _("Планът се прави след оценката."), remedy=_("Завършете индивидуалната оценка.")
        )
    if queries.plan_at_work(actor, case):
        raise Refused(_("По този случай вече се изготвя план."))
    former = queries.plan_in_force(actor, case)
    if former and not why.strip():
        raise Refused(_("Напишете защо планът се променя."), field="why")
    n = queries.plans(actor).filter(case=case).aggregate(last=Max("n"))["last"] or 0
    plan = SupportPlan.objects.create(
        case=case,
        organization_id=actor.organization_id,
        assessment=assessment,
        n=n + 1,
        why=why,
        is_joint=former.is_joint if former else False,
        coordinator_id=former.coordinator_id if former else None,
        author_id=actor.user_id,
        saved_at=now,
    )
    if former:
        _copy(former, plan)
    tell(actor, case, "support.plan_drafted", now=now, details={"n": plan.n, "why": why})
    return plan


def _copy(former: SupportPlan, plan: SupportPlan) -> None:
    for goal in former.goals.all():
        activities = list(goal.activities.all())
        goal.pk, goal.plan = None, plan
        goal._state.adding = True
        goal.save()
        for activity in activities:
            activity.pk, activity.plan, activity.goal = None, plan, goal
            activity._state.adding = True
            activity.save()


@transaction.atomic
def describe_plan(
    actor: Actor,
    *,
    plan: SupportPlan,
    is_joint: bool,
    coordinator_id: int | None,
    seen: int,
    now: datetime,
) -> SupportPlan:
    """Say whether the plan is made together with other providers, and who coordinates it."""
    case, held = begin(actor, plan, "write", seen=seen)
    if is_joint and coordinator_id is None:
        raise Refused(_("Съвместният план има координатор."), field="coordinator_id")
    held.is_joint = is_joint
    held.coordinator_id = coordinator_id if is_joint else None
    return write(actor, case, held, "write", now=now)


@transaction.atomic
def write_goal(
    actor: Actor,
    *,
    plan: SupportPlan,
    mark: int | None,
    area_id: int,
    text: str,
    indicator: str,
    due_on: date | None,
    activities: Sequence[Activity],
    seen: int,
    now: datetime,
) -> PlanGoal:
    """Write a goal with the own organization's activities; `mark` names one that stands already.

    Activities of other providers stay. Refused without any activity at all.
    """
    case, held = begin(actor, plan, "write", seen=seen)
    goal = _goal(held, mark)
    goal.area_id, goal.text, goal.indicator, goal.due_on = area_id, text, indicator, due_on
    goal.save()
    _write_activities(actor, held, goal, activities)
    if not goal.activities.exists():
        raise Refused(
            _("Целта няма нито една дейност."), remedy=_("Напишете какво ще се прави за нея.")
        )
    write(actor, case, held, "write", now=now)
    return goal


def _goal(plan: SupportPlan, mark: int | None) -> PlanGoal:
    if mark is None:
        last = plan.goals.aggregate(last=Max("mark"))["last"] or 0
        return PlanGoal(plan=plan, case_id=plan.case_id, mark=last + 1)
    found = plan.goals.filter(mark=mark).first()
    if found is None:
        raise NotVisible
    return found


@transaction.atomic
def write_own_activities(
    actor: Actor, *, goal: PlanGoal, activities: Sequence[Activity], now: datetime
) -> None:
    """Another provider of a joint plan writes what it will do for a goal, while it is written."""
    plan = goal.plan
    if not plan.is_joint or plan.state != PlanState.DRAFT:
        raise Refused(_("Дейности се добавят, докато съвместният план се изготвя."))
    _write_activities(actor, plan, goal, activities)
    tell(actor, plan.case, "support.plan_joined", now=now, details={"n": plan.n})


def _write_activities(
    actor: Actor, plan: SupportPlan, goal: PlanGoal, lines: Sequence[Activity]
) -> None:
    own = goal.activities.filter(organization_id=actor.organization_id)
    own.exclude(mark__in=[line.mark for line in lines if line.mark]).delete()
    for line in lines:
        if line.starts_on and line.ends_on and line.ends_on < line.starts_on:
            raise Refused(
                _("Дейността „%(what)s“ свършва, преди да започне.") % {"what": line.text}
            )
        last = plan.activities.aggregate(last=Max("mark"))["last"] or 0
        found = own.filter(mark=line.mark).first() if line.mark else None
        activity = found or PlanActivity(
            plan=plan,
            case_id=plan.case_id,
            goal=goal,
            organization_id=actor.organization_id,
            mark=last + 1,
        )
        for name in ("text", "n_times", "per", "responsible", "place", "starts_on", "ends_on"):
            setattr(activity, name, getattr(line, name))
        activity.save()


@transaction.atomic
def remove_goal(
    actor: Actor, *, plan: SupportPlan, mark: int, seen: int, now: datetime
) -> SupportPlan:
    """Take a goal with its activities out of the version that is being written."""
    case, held = begin(actor, plan, "write", seen=seen)
    held.goals.filter(mark=mark).delete()
    return write(actor, case, held, "write", now=now)


def check_whole(plan: SupportPlan) -> None:
    """A plan that is proposed has goals, and each goal has an activity."""
    if not plan.goals.exists():
        raise Refused(_("Планът няма цели."), rule=rules.REGULATION)
    if plan.goals.filter(activities=None).exists():
        raise Refused(_("В плана има цел без дейност."), rule=rules.REGULATION)
