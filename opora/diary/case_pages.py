"""The use of one case: what was used, given by the plan, what runs out, incidents."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.accounts.requests import ActingRequest
from opora.cases import queries as cases
from opora.cases.models import Case
from opora.cases.pages import allow, may, opened
from opora.cases.rules import CaseState, Part
from opora.deliveries import queries as deliveries
from opora.deliveries import services
from opora.deliveries.forms import DeliveryForm
from opora.incidents import queries as incidents
from opora.lib.refusals import NotVisible, Refused
from opora.support import queries as support
from opora.support.models import PlanActivity
from opora.usage import measures, report, rules
from opora.usage import queries as usage
from opora.usage.pages import month_of

from . import limits
from .pages import SHOWN


@require_GET
def case(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """What a person used in a month, what was given by the plan, limits, incidents."""
    found = opened(request, pk, Part.USE)
    asked = request.GET.get("month", "")
    month = month_of(asked) if asked else rules.first_of(timezone.localdate())
    return _case(request, found, month)


def _case(
    request: ActingRequest, found: Case, month: date, status: int = 200, **more: Any
) -> HttpResponse:
    actor, today = request.actor, timezone.localdate()
    is_ours = found.organization_id == actor.organization_id and may(request, "usage.enter")
    activities = _activities(request, found)
    given = list(deliveries.in_month(actor, found, month))
    used = usage.used(actor, case_ids=[found.pk], month=month).get(found.pk, measures.Used())
    shown = {
        "case": found,
        "is_ours": is_ours and found.state == CaseState.OPEN,
        "month": month,
        "words": rules.month_words(month),
        "before": f"{month - rules.DAY:%Y-%m}",
        "after": f"{rules.last_of(month) + rules.DAY:%Y-%m}"
        if rules.last_of(month) < today
        else "",
        "used_words": report.used_words(used),
        "used": used,
        "marks": usage.marks_of_case(actor, found, month),
        "given": given,
        "plan": [(each, sum(row.activity_id == each.pk for row in given)) for each in activities],
        "incidents": incidents.visible(actor).filter(case=found)[:SHOWN],
        "limits": limits.of_cases([found], today).get(found.pk, []),
        "form": DeliveryForm(activities=activities, case=found, today=today),
        **more,
    }
    return render(request, "diary/case.html", shown, status=status)


def _activities(request: ActingRequest, found: Case) -> list[PlanActivity]:
    """What is done by the plan in force, by the own organization."""
    plan = support.plan_in_force(request.actor, found)
    if plan is None:
        return []
    return [
        each
        for each in support.activities_of(plan)
        if each.organization_id == found.organization_id
    ]


def _led(request: ActingRequest, pk: int) -> Case:
    allow(request, "usage.enter")
    found = cases.seen(request.actor, pk, Part.USE)
    if found.organization_id != request.actor.organization_id:
        raise NotVisible
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def deliver(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Write that an activity of the plan was given."""
    found = _led(request, pk)
    if request.method != "POST":
        return redirect("diary:case", organization, pk)
    today = timezone.localdate()
    form = DeliveryForm(
        request.POST, activities=_activities(request, found), case=found, today=today
    )
    month = rules.first_of(today)
    if form.is_valid():
        given = dict(form.cleaned_data)
        given["activity"] = form.known[given["activity"]]
        month = rules.first_of(given["day"])
        try:
            services.deliver(request.actor, case=found, now=timezone.now(), **given)
        except Refused as refused:
            form.add_error(
                refused.field if refused.field in form.fields else None,
                f"{refused.sentence} {refused.remedy}".strip(),
            )
        else:
            messages.success(request, _("Дейността е вписана."))
            return redirect(f"{request.path.removesuffix('deliver/')}?month={month:%Y-%m}")
    return _case(request, found, month, status=400, form=form)


@require_POST
def take_back(request: ActingRequest, organization: str, pk: int, row: int) -> HttpResponse:
    """Remove an activity that was written by mistake."""
    found = _led(request, pk)
    given = get_object_or_404(deliveries.of_case(request.actor, found), pk=row)
    services.take_back(request.actor, delivery=given, now=timezone.now())
    messages.success(request, _("Дейността е махната."))
    return redirect("diary:case", organization, pk)
