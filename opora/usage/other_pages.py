"""Incidents, what runs out, the week of a service, the use of one case."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.accounts.requests import ActingRequest
from opora.agreements.forms import spread
from opora.cases import queries as cases
from opora.cases.models import Case
from opora.cases.pages import opened
from opora.cases.rules import CaseState, Part
from opora.lib.refusals import NotVisible, Refused
from opora.lib.words import age
from opora.people import queries as people
from opora.register.models import Service
from opora.support import queries as support
from opora.support.models import PlanActivity

from . import forms, limits, measures, queries, report, rules, services, working
from .pages import allow, may, month_of, tabs

ADULT = 18
SHOWN = 100


def _said(form: Any, refused: Refused) -> None:
    form.add_error(
        refused.field if refused.field in form.fields else None,
        f"{refused.sentence} {refused.remedy}".strip(),
    )


# What runs out


@require_GET
def expiring(request: ActingRequest, organization: str) -> HttpResponse:
    """Agreements and limits of use that run out soon or have run out."""
    allow(request, "usage.enter")
    lines = limits.running_out(request.actor, timezone.localdate())
    shown = {"tabs": tabs(request, "expiring"), "lines": lines}
    return render(request, "usage/expiring.html", shown)


# Incidents


@require_GET
def incidents(request: ActingRequest, organization: str) -> HttpResponse:
    """The incidents of the own services, and those that wait for a signal first."""
    allow(request, "usage.enter")
    own = queries.incidents(request.actor).filter(organization=request.actor.organization_id)
    shown = {
        "tabs": tabs(request, "incidents"),
        "waiting": [each for each in own[:SHOWN] if each.awaits_signal],
        "rows": own[:SHOWN],
        "services": queries.own_services(request.actor, timezone.localdate()),
    }
    return render(request, "usage/incidents.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def write_incident(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Write an incident in a service; a child at risk prompts the signal."""
    allow(request, "usage.enter")
    service, today = queries.own_service(request.actor, pk), timezone.localdate()
    open_cases = {each.pk: each for each in _open_cases(request, service)}
    persons = people.core(request.actor).in_bulk({c.person_id for c in open_cases.values()})
    called = sorted(
        ((key, persons[case.person_id].short_name) for key, case in open_cases.items()),
        key=lambda pair: pair[1],
    )
    form = forms.IncidentForm(request.POST or None, people=called, today=today)
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        case = open_cases.get(found["case"] or 0)
        names = (
            "kind", "severity", "happened_at", "what", "done", "told", "is_child_at_risk",
            "reported_on", "reported_to",
        )  # fmt: skip
        try:
            row = services.write_incident(
                request.actor,
                service=service,
                case=case,
                now=timezone.now(),
                **{name: found[name] for name in names},
            )
        except Refused as refused:
            _said(form, refused)
        else:
            return _written(request, row, case)
    children = [
        key
        for key, case in open_cases.items()
        if age(persons[case.person_id].birth_date, today) < ADULT
    ]
    shown = {"service": service, "form": form, "has_children": bool(children)}
    return render(request, "usage/incident.html", shown, status=400 if form.errors else 200)


def _open_cases(request: ActingRequest, service: Service) -> Any:
    return cases.led(request.actor).filter(service=service, state=CaseState.OPEN)


def _written(request: ActingRequest, row: Any, case: Case | None) -> HttpResponse:
    messages.success(request, _("Инцидентът е вписан."))
    slug = request.organization.slug
    if row.awaits_signal:
        return redirect("usage:signal", slug, row.pk)
    if case:
        return redirect("usage:case", slug, case.pk)
    return redirect("usage:incidents", slug)


@require_http_methods(["GET", "HEAD", "POST"])
def signal(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """A child is at risk: whoever knows tells at once; here it is written to whom and when."""
    allow(request, "usage.enter")
    row = get_object_or_404(
        queries.incidents(request.actor), pk=pk, organization=request.actor.organization_id
    )
    form = forms.SignalForm(request.POST or None, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            services.report_incident(
                request.actor, incident=row, now=timezone.now(), **form.cleaned_data
            )
        except Refused as refused:
            _said(form, refused)
        else:
            messages.success(request, _("Сигналът е вписан."))
            return redirect("usage:incidents", organization)
    shown = {"row": row, "form": form}
    return render(request, "usage/signal.html", shown, status=400 if form.errors else 200)


# The week of a service


@require_http_methods(["GET", "HEAD", "POST"])
def week(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """When a service works: of that comes what could have been used."""
    allow(request, "usage.approve")
    service, today = queries.own_service(request.actor, pk), timezone.localdate()
    known = working.openings([service.pk]).get(service.pk, [])
    form = forms.OpeningForm(request.POST or None, service=service, today=today)
    usual = measures.week_on(known, today, measures.usual_week(service.mode))
    form.fields["week"].initial = spread(usual)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_week(
                request.actor, service=service, now=timezone.now(), **form.cleaned_data
            )
        except Refused as refused:
            _said(form, refused)
        else:
            messages.success(request, _("Работната седмица е записана."))
            return redirect("usage:index", organization)
    shown = {"service": service, "form": form, "known": known}
    return render(request, "usage/week.html", shown, status=400 if form.errors else 200)


# One case


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
    given = list(queries.deliveries(actor, found, month))
    used = queries.used(actor, case_ids=[found.pk], month=month).get(found.pk, measures.Used())
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
        "marks": queries.marks_of_case(actor, found, month),
        "given": given,
        "plan": [(each, sum(row.activity_id == each.pk for row in given)) for each in activities],
        "incidents": queries.incidents(actor).filter(case=found)[:SHOWN],
        "limits": limits.of_cases([found], today).get(found.pk, []),
        "form": forms.DeliveryForm(activities=activities, case=found, today=today),
        **more,
    }
    return render(request, "usage/case.html", shown, status=status)


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
        return redirect("usage:case", organization, pk)
    today = timezone.localdate()
    form = forms.DeliveryForm(
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
            _said(form, refused)
        else:
            messages.success(request, _("Дейността е вписана."))
            return redirect(f"{request.path.removesuffix('deliver/')}?month={month:%Y-%m}")
    return _case(request, found, month, status=400, form=form)


@require_POST
def take_back(request: ActingRequest, organization: str, pk: int, row: int) -> HttpResponse:
    """Remove an activity that was written by mistake."""
    found = _led(request, pk)
    given = get_object_or_404(
        queries.deliveries(request.actor, found, rules.first_of(timezone.localdate())), pk=row
    )
    services.take_back_delivery(request.actor, delivery=given, now=timezone.now())
    messages.success(request, _("Дейността е махната."))
    return redirect("usage:case", organization, pk)
