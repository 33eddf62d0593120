"""The import of published lists and outlines: first a report, then the writing."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from opora.lib.actor import Actor
from opora.lib.refusals import Refused

from . import forms, queries, rules, services
from .imports import wording
from .imports.report import Report


class Request(HttpRequest):
    """A page's request with what the middleware of `site` has set; accounts stands above."""

    actor: Actor
    organization: Any


@require_http_methods(["GET", "HEAD", "POST"])
def import_page(request: Request, organization: str) -> HttpResponse:
    """A chosen file is compared; the same file chosen again is written."""
    if not rules.may_import(request.organization.kind, request.actor.roles):
        raise Http404
    form = forms.ImportForm(request.POST or None, request.FILES or None)
    report = None
    if request.method == "POST" and form.is_valid():
        try:
            report = _import(request, form)
        except Refused as refused:
            form.add_error("file", f"{refused.sentence} {refused.remedy}".strip())
        else:
            if report.is_applied:
                messages.success(request, _("Внесено. Отчетът е запазен."))
                return redirect("territory:import", organization=organization)
    page = {
        "form": form,
        "report": report,
        "figures": wording.figures(report) if report else [],
        "details": wording.details(report) if report else [],
        "runs": queries.import_runs(),
        "seen": report.sha256 if report else "",
    }
    return render(request, "territory/import.html", page, status=400 if form.errors else 200)


def _import(request: Request, form: forms.ImportForm) -> Report:
    """Written only when the report of this very file was shown before."""
    source, now = form.source(), timezone.now()
    wanted = form.cleaned_data["seen"] == source.sha256
    if form.cleaned_data["kind"] == forms.BOUNDARIES:
        return services.import_boundaries(
            request.actor,
            source=source,
            origin=form.cleaned_data["origin"],
            now=now,
            is_applied=wanted,
        )
    return services.import_list(request.actor, source=source, now=now, is_applied=wanted)
