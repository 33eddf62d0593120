"""Write an incident of a service; write the signal about a child at risk."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from opora.accounts.requests import ActingRequest
from opora.cases import queries as cases
from opora.cases.models import Case
from opora.cases.pages import allow
from opora.cases.rules import CaseState
from opora.lib.refusals import Refused
from opora.lib.words import age
from opora.people import naming
from opora.people import queries as people
from opora.register.models import Service

from . import forms, queries, services

ADULT = 18


def _said(form: Any, refused: Refused) -> None:
    form.add_error(
        refused.field if refused.field in form.fields else None,
        f"{refused.sentence} {refused.remedy}".strip(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Write an incident in a service; a child at risk prompts the signal."""
    allow(request, "usage.enter")
    service, today = cases.own_service(request.actor, pk), timezone.localdate()
    open_cases = {each.pk: each for each in _open_cases(request, service)}
    persons = people.core(request.actor).in_bulk({c.person_id for c in open_cases.values()})
    names = naming.called(persons.values())
    called = sorted(
        ((key, names[case.person_id]) for key, case in open_cases.items()),
        key=lambda pair: pair[1],
    )
    form = forms.IncidentForm(request.POST or None, people=called, today=today)
    if request.method == "POST" and form.is_valid():
        case = open_cases.get(form.cleaned_data["case"] or 0)
        try:
            row = services.write(
                request.actor, service=service, case=case, found=form.happening(),
                now=timezone.now(),
            )  # fmt: skip
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
    return render(request, "incidents/incident.html", shown, status=400 if form.errors else 200)


def _open_cases(request: ActingRequest, service: Service) -> Any:
    return cases.led(request.actor).filter(service=service, state=CaseState.OPEN)


def _written(request: ActingRequest, row: Any, case: Case | None) -> HttpResponse:
    messages.success(request, _("Инцидентът е вписан."))
    slug = request.organization.slug
    if row.awaits_signal:
        return redirect("incidents:signal", slug, row.pk)
    if case:
        return redirect("diary:case", slug, case.pk)
    return redirect("diary:incidents", slug)


@require_http_methods(["GET", "HEAD", "POST"])
def signal(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """A child is at risk: whoever knows tells at once; here it is written to whom and when."""
    allow(request, "usage.enter")
    row = get_object_or_404(queries.own(request.actor), pk=pk)
    form = forms.SignalForm(request.POST or None, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            services.report(request.actor, incident=row, now=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            _said(form, refused)
        else:
            messages.success(request, _("Сигналът е вписан."))
            return redirect("diary:incidents", organization)
    shown = {"row": row, "form": form}
    return render(request, "incidents/signal.html", shown, status=400 if form.errors else 200)
