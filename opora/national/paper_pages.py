"""The page on which the agency enters a National Map that was made on paper."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from opora.accounts.requests import ActingRequest
from opora.lib.refusals import NotVisible, Refused
from opora.needs import paper, paper_tables
from opora.needs.paper_forms import CycleTableForm
from opora.planning.paper_pages import notes_of, row_of
from opora.register.models import PlannedService
from opora.territory import queries as territory

from . import queries
from .pages import check_may_see
from .rules import Who
from .services import maps


class NationalTableForm(CycleTableForm):
    """A Map of some round of planning."""

    name = forms.CharField(label=gettext_lazy("име на картата"), max_length=120)
    field_order = ("cycle", "name", "file")


def _check_may_enter(request: ActingRequest) -> None:
    check_may_see(request)
    if Who.AGENCY not in queries.who_is(request.actor):
        raise NotVisible


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: ActingRequest, organization: str) -> HttpResponse:
    """First what was read of the file, with its mistakes; then all of its rows at once."""
    _check_may_enter(request)
    units, kinds = list(territory.municipalities()), list(PlannedService.objects.all())
    form = NationalTableForm(request.POST or None, request.FILES or None)
    refused = found = None
    if request.method == "POST" and form.is_valid():
        known = paper_tables.known(form.cleaned_data["cycle"], kinds, units)
        ready, found = paper_tables.take(request.actor, form, paper.ENTRIES, known)
        if ready:
            try:
                made = maps.transcribe(
                    request.actor,
                    rows=[row_of(entry, kinds) for entry in ready.entries],
                    notes=notes_of(ready.entries),
                    now=timezone.now(),
                    **form.facts(),
                )
            except Refused as raised:
                refused = raised
            else:
                messages.success(request, _("Картата е вписана от хартия като проект."))
                return redirect("national:map", organization, made.pk)
    page = {
        "form": form,
        "refused": refused,
        "table": paper_tables.shown(found, kinds, units),
        "label": _("Впиши карта от хартия"),
        "back": reverse("national:index", args=[organization]),
        "back_label": _("Национална карта"),
        "template_url": reverse("national:paper_template", args=[organization]),
    }
    status = 400 if refused or form.errors else 200
    return render(request, "needs/paper.html", page, status=status)


@require_safe
def template(request: ActingRequest, organization: str) -> HttpResponse:
    """The workbook to be filled in, with the codes of the whole country."""
    _check_may_enter(request)
    kinds = list(PlannedService.objects.all())
    units = list(territory.municipalities())
    return paper_tables.template("natsionalna-karta", paper.ENTRIES, units, kinds)
