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

from . import forms, queries, rules, services, uploads
from .imports import wording
from .imports.report import Report
from .uploads import Upload


class Request(HttpRequest):
    """A page's request with what the middleware of `site` has set; accounts stands above."""

    actor: Actor
    organization: Any


@require_http_methods(["GET", "HEAD", "POST"])
def import_page(request: Request, organization: str) -> HttpResponse:
    """A chosen file is compared and put aside; then the same file is written, without choosing it
    again."""
    if not rules.may_import(request.organization.kind, request.actor.roles):
        raise Http404
    word = request.POST.get("kept", "")
    form = forms.ImportForm(
        None if word else request.POST or None, None if word else request.FILES or None
    )
    page: dict[str, Any] = {"form": form}
    try:
        if word:
            _run(request, uploads.take(request.actor, word), is_applied=True)
            messages.success(request, _("Внесено. Отчетът е запазен."))
            return redirect("territory:import", organization=organization)
        if request.method == "POST" and form.is_valid():
            page |= _checked(request, form.upload())
    except Refused as refused:
        page["refusal"] = refused
    is_wrong = bool(form.errors or "refusal" in page)
    page["runs"] = queries.import_runs()
    page["may_merge"] = rules.may_merge(request.organization.kind, request.actor.roles)
    return render(request, "territory/import.html", page, status=400 if is_wrong else 200)


def _checked(request: Request, upload: Upload) -> dict[str, Any]:
    """The report of a file, and the word by which it is written."""
    report = _run(request, upload, is_applied=False)
    return {
        "report": report,
        "figures": wording.figures(report),
        "details": wording.details(report),
        "kept": uploads.keep(request.actor, upload),
    }


def _run(request: Request, upload: Upload, *, is_applied: bool) -> Report:
    now = timezone.now()
    if upload.kind == forms.BOUNDARIES:
        return services.import_boundaries(
            request.actor,
            source=upload.source,
            origin=upload.origin,
            now=now,
            is_applied=is_applied,
        )
    return services.import_list(request.actor, source=upload.source, now=now, is_applied=is_applied)
