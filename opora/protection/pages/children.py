"""Which child it is, and who told of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from opora.accounts.requests import ActingRequest
from opora.lib.refusals import NotVisible, Refused
from opora.people import queries as people

from .. import forms, queries, services
from .common import allow


@require_POST
@never_cache
def reporter(request: ActingRequest, organization: str, pk: int, signal_id: int) -> HttpResponse:
    """Who gave the signal; that it was asked stands in the course."""
    allow(request)
    found = queries.page(request.actor, pk)
    signal = get_object_or_404(queries.signals_of(found), pk=signal_id)
    try:
        shown = services.show_reporter(request.actor, case=found, signal=signal, now=timezone.now())
    except NotVisible:
        shown = None
    return render(
        request, "protection/reporter.html", {"found": found, "signal": signal, "reporter": shown}
    )


@require_http_methods(["GET", "POST"])
def identify(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Say which child it is: found by name, told apart from others of the same name."""
    allow(request)
    found = queries.page(request.actor, pk)
    chosen = request.POST.get("person", "")
    refused = None
    if chosen.isdigit():
        person = get_object_or_404(people.fully_visible(request.actor), pk=chosen)
        try:
            onward = services.identify(
                request.actor, case=found, person=person, seen=found.version, now=timezone.now()
            )
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("Детето е установено."))
            if queries.visible(request.actor).filter(pk=onward.pk).exists():
                return redirect("protection:case", organization=organization, pk=onward.pk)
            return redirect("protection:worklist", organization=organization)
    form = forms.FindForm(request.POST if "text" in request.POST else None)
    matches = []
    if form.is_valid():
        matches = queries.told_apart(
            request.actor, people.search(request.actor, form.cleaned_data["text"])
        )
    shown = {
        "found": found,
        "form": form,
        "matches": matches,
        "asked": form.is_bound,
        "refused": refused,
    }
    return render(request, "protection/identify.html", shown, status=400 if refused else 200)
