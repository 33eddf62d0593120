"""Writing a version of the plan, and its steps until it is in force."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from opora.accounts.requests import ActingRequest
from opora.cases import pages as cases
from opora.cases.models import Case
from opora.cases.rules import Part
from opora.lib.actor import Actor
from opora.lib.refusals import Refused, Stale
from opora.people import services as people

from .. import forms, presenting, queries, rules, services
from ..models import PlanGoal, SupportPlan
from ..rules import STEPS, PlanState, Signer
from ..services import Activity


def draft(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Begin the next version; one after a plan in force says why."""
    cases.allow(request, "cases.work")
    case = cases.opened(request, pk, Part.PLAN)
    why = request.POST.get("why", "")[:400]
    if request.method == "POST":
        try:
            services.draft_plan(request.actor, case=case, why=why, now=timezone.now())
        except Refused as refused:
            shown = {"case": case, "refused": refused, "why": why}
            return render(request, "support/draft.html", shown, status=400)
        return redirect("support:edit", organization, pk)
    return render(request, "support/draft.html", {"case": case})


def _at_work(request: ActingRequest, pk: int) -> tuple[Case, SupportPlan]:
    cases.allow(request, "cases.work")
    case = cases.opened(request, pk, Part.PLAN)
    plan = queries.plan_at_work(request.actor, case)
    if plan is None or plan.state != PlanState.DRAFT:
        raise Http404
    return case, plan


def edit(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """The goals of the version that is being written; whether it is joint."""
    case, plan = _at_work(request, pk)
    today = timezone.localdate()
    form = forms.DescribeForm(request.POST or None, plan=plan, actor=request.actor, today=today)

    def do(values: dict[str, Any]) -> None:
        services.describe_plan(request.actor, plan=plan, now=timezone.now(), **values)

    shown = {
        "case": case,
        "plan": plan,
        "goals": presenting.goals(plan),
        "form": form,
        "areas": plan.assessment.areas.exclude(need="").select_related("area"),
        "is_ours": plan.organization_id == request.actor.organization_id,
    }
    here = reverse("support:edit", args=[organization, pk])
    return _answer(request, plan, form, do, "support/edit.html", shown, then=here)


def goal(request: ActingRequest, organization: str, pk: int, mark: int = 0) -> HttpResponse:
    """One goal with the own organization's activities; another provider writes only these."""
    case, plan = _at_work(request, pk)
    found = plan.goals.filter(mark=mark).first() if mark else None
    is_ours = plan.organization_id == request.actor.organization_id
    if (mark or not is_ours) and found is None:
        raise Http404
    own = _own_lines(request.actor, found)
    initial = _of_goal(found)
    today = timezone.localdate()
    form = forms.GoalForm(
        request.POST or None, plan=plan, actor=request.actor, today=today, initial=initial
    )
    lines = forms.LineSet(request.POST or None, initial=own, prefix="line")
    if found and not is_ours:
        form.fields = {"seen": form.fields["seen"]}

    def do(values: dict[str, Any]) -> None:
        _write_goal(request.actor, plan, found, values, _activities(lines))

    shown = {"case": case, "plan": plan, "form": form, "lines": lines, "goal": found}
    shown |= {"is_ours": is_ours, "others": _others(request.actor, found)}
    here = reverse("support:edit", args=[organization, pk])
    return _answer(
        request, plan, form, do, "support/goal.html", shown, then=here, also=lines.is_valid
    )


def _write_goal(
    actor: Actor,
    plan: SupportPlan,
    found: PlanGoal | None,
    values: dict[str, Any],
    activities: list[Activity],
) -> None:
    now = timezone.now()
    if found and plan.organization_id != actor.organization_id:
        services.write_own_activities(actor, goal=found, activities=activities, now=now)
        return
    services.write_goal(
        actor,
        plan=plan,
        mark=found.mark if found else None,
        activities=activities,
        now=now,
        **values,
    )


def _of_goal(found: PlanGoal | None) -> dict[str, Any]:
    names = ("area_id", "text", "indicator", "due_on")
    return {name: getattr(found, name) for name in names} if found else {}


def _own_lines(actor: Actor, found: PlanGoal | None) -> list[dict[str, Any]]:
    names = ("mark", "text", "n_times", "per", "responsible", "place", "starts_on", "ends_on")
    rows = found.activities.filter(organization=actor.organization_id) if found else []
    return [{name: getattr(row, name) for name in names} for row in rows]


def _others(actor: Actor, found: PlanGoal | None) -> list[dict[str, Any]]:
    rows = found.activities.exclude(organization=actor.organization_id) if found else []
    return [{"activity": row, "frequency": presenting.frequency(row)} for row in rows]


def _activities(lines: Any) -> list[Activity]:
    written = [line.cleaned_data for line in lines if line.cleaned_data.get("text")]
    return [Activity(**values) for values in written]


@require_POST
def remove_goal(request: ActingRequest, organization: str, pk: int, mark: int) -> HttpResponse:
    """Take a goal out of the version that is being written."""
    _case, plan = _at_work(request, pk)
    seen = int(request.POST.get("seen") or plan.version)
    services.remove_goal(request.actor, plan=plan, mark=mark, seen=seen, now=timezone.now())
    messages.success(request, _("Целта е махната."))
    return redirect("support:edit", organization, pk)


ACT_FORMS: dict[str, type[forms.SeenForm]] = {
    "propose": forms.SeenForm,
    "take_back": forms.ReasonForm,
    "agree": forms.AgreeForm,
    "enter_force": forms.InForceForm,
}


def act(request: ActingRequest, organization: str, pk: int, action: str) -> HttpResponse:
    """One step of the plan: proposed, taken back, agreed, in force."""
    if action not in ACT_FORMS:
        raise Http404
    cases.allow(request, "cases.sign" if action == "enter_force" else "cases.work")
    case = cases.opened(request, pk, Part.PLAN)
    plan = queries.plan_at_work(request.actor, case)
    if plan is None:
        raise Http404
    today = timezone.localdate()
    form = ACT_FORMS[action](request.POST or None, plan=plan, actor=request.actor, today=today)

    def do(values: dict[str, Any]) -> None:
        if action == "agree":
            values = _signed(request.actor, case, values, today)
        getattr(services, action)(request.actor, plan=plan, now=timezone.now(), **values)

    shown = {
        "case": case,
        "plan": plan,
        "form": form,
        "label": _(STEPS[action].label),
        "rule": STEPS[action].by,
        "needed": _needed(request.actor, case, today) if action == "agree" else [],
    }
    here = reverse("support:plan", args=[organization, pk])
    return _answer(request, plan, form, do, "support/act.html", shown, then=here)


def _needed(actor: Actor, case: Case, today: date) -> list[str]:
    spoken = forms.people.representatives(actor, case.person, today)
    needed = rules.needed_signers(case.person.birth_date, today, [one.kind for one in spoken])
    return [_(rules.SIGNER_LABELS[one]) for one in needed]


def _signed(actor: Actor, case: Case, values: dict[str, Any], today: date) -> dict[str, Any]:
    """The signatures as the service takes them; a new representative is entered on the way."""
    speaker = values["representative_id"]
    if new := forms.new_representative(values):
        made = people.add_representative(
            actor,
            person_id=case.person_id,
            valid_from=values["signed_on"],
            now=timezone.now(),
            **new,
        )
        speaker = made.pk
    signers = {
        Signer(one): speaker if one == Signer.REPRESENTATIVE else None for one in values["signers"]
    }
    kept = {name: values[name] for name in ("consents", "signed_on", "seen")}
    return {"signers": signers, **kept}


@require_POST
def sign_jointly(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Another provider signs its part of a joint plan."""
    cases.allow(request, "cases.sign")
    case = cases.opened(request, pk, Part.PLAN)
    plan = queries.plan_at_work(request.actor, case)
    if plan is None:
        raise Http404
    services.sign_jointly(request.actor, plan=plan, now=timezone.now())
    messages.success(request, _("Вашата част от плана е подписана."))
    return redirect("support:plan", organization, pk)


def _answer(
    request: ActingRequest,
    plan: SupportPlan,
    form: forms.SeenForm,
    do: Callable[[dict[str, Any]], None],
    template: str,
    shown: dict[str, Any],
    *,
    then: str,
    also: Callable[[], bool] = lambda: True,
) -> HttpResponse:
    """Show the form, or do the act; a refusal or a conflict keeps what was typed."""
    if request.method != "POST":
        return render(request, template, shown)
    # Both are asked, so that all mistakes are said at once.
    valid = [form.is_valid(), also()]
    status = 400
    if all(valid):
        try:
            do(dict(form.cleaned_data))
        except Refused as refused:
            shown["refused"] = refused
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        except Stale as stale:
            plan.refresh_from_db()
            form.data = {**request.POST.dict(), "seen": plan.version}
            shown["stale"], status = stale, 409
        else:
            messages.success(request, _("Записано."))
            return redirect(then)
    return render(request, template, shown, status=status)
