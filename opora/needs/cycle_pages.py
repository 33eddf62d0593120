"""The rounds of planning, which the agency opens and closes."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from opora.accounts.queries import allowed
from opora.accounts.requests import ActingRequest
from opora.lib.refusals import NotVisible, Refused

from .cycle_forms import CloseCycleForm, OpenCycleForm
from .models import Cycle
from .queries import analyses as queries
from .services import cycles as services


def _check_may_plan(request: ActingRequest) -> None:
    if not allowed(request.actor, "planning.national"):
        raise NotVisible


@require_http_methods(["GET", "HEAD", "POST"])
def cycles(request: ActingRequest, organization: str) -> HttpResponse:
    """All rounds, and a new one."""
    _check_may_plan(request)
    form = OpenCycleForm(request.POST or None, initial={"opened_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        typed = form.facts()
        code = services.free_code(typed["opened_on"], typed["horizon_year"])
        try:
            made = services.open_cycle(request.actor, code=code, now=timezone.now(), **typed)
        except Refused as refused:
            field = refused.field if refused.field in form.fields else None
            form.add_error(field, f"{refused.sentence} {refused.remedy}".strip())
        else:
            said = _("Цикълът „%(name)s“ е открит. Общините вече могат да започнат анализите си.")
            messages.success(request, said % {"name": made})
            return redirect("needs:cycles", organization)
    sent = queries.n_submitted(request.actor)
    page = {"form": form, "cycles": [(each, sent.get(each.pk, 0)) for each in queries.cycles()]}
    return render(request, "needs/cycles.html", page, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: ActingRequest, organization: str, cycle: str) -> HttpResponse:
    """Close a round: what that means, and from which day."""
    _check_may_plan(request)
    found = get_object_or_404(Cycle, pk=cycle)
    form = CloseCycleForm(request.POST or None, initial={"closed_on": timezone.localdate()})
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            services.close_cycle(
                request.actor, cycle=found, now=timezone.now(), **form.cleaned_data
            )
        except Refused as raised:
            refused = raised
        else:
            messages.success(request, _("Цикълът е приключен."))
            return redirect("needs:cycles", organization)
    n_submitted = queries.n_submitted(request.actor).get(cycle, 0)
    page = {"form": form, "cycle": found, "refused": refused, "n_submitted": n_submitted}
    status = 400 if refused or form.errors else 200
    return render(request, "needs/close_cycle.html", page, status=status)
