"""Where the assessment and the plan of a case stand, and what comes next."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from opora.accounts.requests import ActingRequest
from opora.cases import pages as cases
from opora.cases.models import Case
from opora.cases.queries import terms
from opora.cases.rules import CaseState, Part, TermKind

from .. import presenting, queries, rules
from ..models import SupportPlan
from ..rules import AssessmentState, PlanState, Who
from ..services.steps import who_is


@require_GET
def plan_page(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """The assessment, the plan that holds and the one at work, reviews, questions."""
    case = cases.opened(request, pk, Part.PLAN)
    return render(request, "support/plan.html", context(request, case))


def context(request: ActingRequest, case: Case) -> dict[str, Any]:
    """All that the page of the plan shows."""
    actor = request.actor
    made = queries.assessments(actor).filter(case=case).select_related("author")
    at_work = queries.plan_at_work(actor, case)
    in_force = queries.plan_in_force(actor, case)
    who = who_is(actor, case)
    is_open = case.state == CaseState.OPEN
    shown = at_work or in_force
    reviews = list(queries.reviews(actor, case))
    return {
        "case": case,
        "assessment": made.exclude(state=AssessmentState.REPLACED).first(),
        "finished": made.filter(state=AssessmentState.FINISHED).first(),
        "assessments": made,
        "plan": shown,
        "in_force": in_force if at_work else None,
        "goals": presenting.goals(shown) if shown else [],
        "signatures": shown.signatures.all() if shown else [],
        "consents": consents(shown) if shown else [],
        "versions": queries.plans(actor).filter(case=case),
        "steps": presenting.steps(made.first(), shown),
        "acts": rules.actions_for(PlanState(shown.state), who) if shown and is_open else [],
        "may_work": Who.WORKER in who and is_open,
        "is_party": Who.PARTY in who,
        "may_join": Who.PARTY in who and shown is not None and shown.is_joint and is_open,
        "needs_head": shown is not None and shown.state == PlanState.AGREED,
        "reviews": reviews,
        "attainment": attainment(reviews),
        "questions": queries.questions(actor, case),
        "now": timezone.now(),
    }


def consents(plan: SupportPlan) -> list[str]:
    """To what the person agreed, in words."""
    on = plan.agreed_on or plan.saved_at.date()
    return [str(term) for term in terms(TermKind.CONSENT, on) if term.code in plan.consents]


def attainment(reviews: list[Any]) -> int | None:
    """The share of goals reached as expected, by the newest review that judged any."""
    for review in reviews:
        share = rules.attainment(one.score for one in review.scores.all())
        if share is not None:
            return share
    return None


@require_GET
def version(request: ActingRequest, organization: str, pk: int, n: int) -> HttpResponse:
    """One version of the plan as it stands or stood."""
    case = cases.opened(request, pk, Part.PLAN)
    plan = _version(request, case, n)
    shown = {
        "case": case,
        "plan": plan,
        "goals": presenting.goals(plan),
        "signatures": plan.signatures.all(),
        "consents": consents(plan),
    }
    return render(request, "support/version.html", shown)


@require_GET
def compare(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Two versions side by side: `?before=1&after=2`, the last two unless said otherwise."""
    case = cases.opened(request, pk, Part.PLAN)
    numbers = list(queries.plans(request.actor).filter(case=case).values_list("n", flat=True))
    if len(numbers) < 2:
        raise Http404
    before = _version(request, case, _asked(request, "before", numbers[1]))
    after = _version(request, case, _asked(request, "after", numbers[0]))
    shown = {
        "case": case,
        "before": before,
        "after": after,
        "numbers": numbers,
        "rows": presenting.comparison(before, after),
        "marks": {"new": _("ново"), "gone": _("отпада"), "changed": _("променено")},
    }
    return render(request, "support/compare.html", shown)


def _asked(request: ActingRequest, name: str, otherwise: int) -> int:
    given = request.GET.get(name, "")
    return int(given) if given.isdigit() else otherwise


def _version(request: ActingRequest, case: Case, n: int) -> SupportPlan:
    plan = queries.plans(request.actor).filter(case=case, n=n).first()
    if plan is None:
        raise Http404
    return plan
