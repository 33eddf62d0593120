"""Reading assessments, plans and reviews: of the cases whose plan the organization may see."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from opora.cases import queries as cases
from opora.cases.models import Case
from opora.cases.rules import Part
from opora.lib.actor import Actor

from .models import NeedsAssessment, OutsideQuestion, PlanActivity, Review, SupportPlan
from .rules import AssessmentState, PlanState


def plans(actor: Actor) -> QuerySet[SupportPlan]:
    """The plans that the actor's organization may see; one being written only in its own house,
    or when it is a joint one."""
    seen = cases.visible(actor, Part.PLAN).values("pk")
    own = Q(organization=actor.organization_id)
    return SupportPlan.objects.filter(
        own | Q(is_joint=True) | ~Q(state=PlanState.DRAFT), case__in=seen
    )


def plan_in_force(actor: Actor, case: Case) -> SupportPlan | None:
    """The plan that holds now."""
    return plans(actor).filter(case=case, state=PlanState.IN_FORCE).first()


def plan_at_work(actor: Actor, case: Case) -> SupportPlan | None:
    """The version that is being written, proposed or agreed."""
    at_work = [PlanState.DRAFT, PlanState.PROPOSED, PlanState.AGREED]
    return plans(actor).filter(case=case, state__in=at_work).first()


def plan_agreed(actor: Actor, case: Case) -> SupportPlan | None:
    """The plan that an agreement may stand on: in force, else agreed with the person."""
    found = plans(actor).filter(case=case, state__in=[PlanState.IN_FORCE, PlanState.AGREED])
    return found.order_by("-state").first()


def activities_of(plan: SupportPlan) -> QuerySet[PlanActivity]:
    """What is done by a plan, in its order."""
    return plan.activities.select_related("goal__area", "organization")


def activities_in_force(
    actor: Actor, case_ids: Collection[int], day: date
) -> QuerySet[PlanActivity]:
    """What the own organization does on a day by the plans in force of some cases."""
    in_force = plans(actor).filter(state=PlanState.IN_FORCE, case__in=list(case_ids))
    return PlanActivity.objects.filter(
        Q(starts_on=None) | Q(starts_on__lte=day),
        Q(ends_on=None) | Q(ends_on__gte=day),
        plan__in=in_force.values("pk"),
        organization=actor.organization_id,
    ).order_by("case_id", "mark", "pk")


def assessments(actor: Actor) -> QuerySet[NeedsAssessment]:
    """The assessments that the actor's organization may see; unfinished ones only its own."""
    seen = cases.visible(actor, Part.PLAN).values("pk")
    own = Q(organization=actor.organization_id)
    return NeedsAssessment.objects.filter(own | ~Q(state=AssessmentState.DRAFT), case__in=seen)


def reviews(actor: Actor, case: Case) -> QuerySet[Review]:
    """The reviews of a case, the newest first, with their scores."""
    seen = cases.visible(actor, Part.PLAN).filter(pk=case.pk)
    return (
        Review.objects.filter(case__in=seen)
        .select_related("plan", "author")
        .prefetch_related("scores__goal")
    )


def questions(actor: Actor, case: Case) -> QuerySet[OutsideQuestion]:
    """What the provider asked a school or a doctor; only its own house reads it."""
    return OutsideQuestion.objects.filter(case=case, organization=actor.organization_id)
