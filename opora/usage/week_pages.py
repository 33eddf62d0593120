"""The week in which a service works."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from opora.accounts.requests import ActingRequest
from opora.agreements.forms import spread
from opora.cases import queries as cases
from opora.cases.pages import allow
from opora.lib.refusals import Refused

from . import forms, measures, services, working


@require_http_methods(["GET", "HEAD", "POST"])
def week(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """When a service works: of that comes what could have been used."""
    allow(request, "usage.approve")
    service, today = cases.own_service(request.actor, pk), timezone.localdate()
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
            form.add_error(
                refused.field if refused.field in form.fields else None,
                f"{refused.sentence} {refused.remedy}".strip(),
            )
        else:
            messages.success(request, _("Работната седмица е записана."))
            return redirect("diary:index", organization)
    shown = {"service": service, "form": form, "known": known}
    return render(request, "usage/week.html", shown, status=400 if form.errors else 200)
