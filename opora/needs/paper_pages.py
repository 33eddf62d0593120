"""The page on which a municipality enters an analysis that was made on paper."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opora.accounts.queries import allowed
from opora.accounts.requests import ActingRequest
from opora.accounts.rules import OrganizationKind
from opora.lib.refusals import NotVisible, Refused
from opora.register.models import PlannedService

from . import paper, paper_tables
from .paper_forms import AnalysisTableForm
from .services.transcription import Paper, transcribe


def _check_may_submit(request: ActingRequest) -> None:
    is_own = request.organization.kind == OrganizationKind.MUNICIPALITY
    if not is_own or not allowed(request.actor, "needs.submit"):
        raise NotVisible


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: ActingRequest, organization: str) -> HttpResponse:
    """First what was read of the file, with its mistakes; then the whole analysis at once."""
    _check_may_submit(request)
    form = AnalysisTableForm(request.POST or None, request.FILES or None)
    services = list(PlannedService.objects.all())
    refused = found = None
    if request.method == "POST" and form.is_valid():
        known = paper_tables.known(form.cleaned_data["cycle"], services)
        ready, found = paper_tables.take(request.actor, form, paper.PROPOSALS, known)
        if ready:
            try:
                made = transcribe(request.actor, now=timezone.now(), **_facts(form, ready))
            except Refused as raised:
                refused = raised
            else:
                messages.success(
                    request,
                    _("Анализът е вписан от хартия. Допишете разделите и го внесете."),
                )
                return redirect("needs:analysis", organization, made.pk)
    page = {
        "form": form,
        "refused": refused,
        "table": paper_tables.shown(found, services, ()),
        "label": _("Впиши анализ от хартия"),
        "back": reverse("needs:analyses", args=[organization]),
        "back_label": _("Анализи на потребностите"),
        "template_url": reverse("needs:paper_template", args=[organization]),
    }
    status = 400 if refused or form.errors else 200
    return render(request, "needs/paper.html", page, status=status)


def _facts(form: AnalysisTableForm, ready: paper.Read) -> dict[str, Any]:
    typed = form.facts()
    cycle = typed.pop("cycle")
    return {
        "cycle": cycle,
        "paper": Paper(**typed),
        "texts": {},
        "proposals": {
            entry.service: {
                "users": entry.users,
                "year_from": entry.year_from,
                "settlement": entry.settlement,
                "funding": list(entry.funding),
                "capital_cents": entry.capital_cents,
                "note": entry.note,
            }
            for entry in ready.entries
        },
    }


@require_safe
def template(request: ActingRequest, organization: str) -> HttpResponse:
    """The workbook to be filled in, with every planned service."""
    _check_may_submit(request)
    services = list(PlannedService.objects.all())
    return paper_tables.template("analiz-ot-hartia", paper.PROPOSALS, [], services)
