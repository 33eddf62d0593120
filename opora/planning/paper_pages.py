"""The page on which a district enters a map that was made on paper."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from opora.accounts.requests import ActingRequest
from opora.lib.refusals import NotVisible, Refused
from opora.needs import paper, paper_tables
from opora.needs.paper import Entry
from opora.needs.paper_forms import CycleTableForm
from opora.register.models import PlannedService
from opora.territory import queries as territory
from opora.territory.models import District

from . import queries, services
from .model.rows import Row
from .pages import check_may_see, cycle_of
from .rules import Who


class MapTableForm(CycleTableForm):
    """A map of some round of planning."""

    name = forms.CharField(label=gettext_lazy("име на картата"), max_length=120)
    field_order = ("cycle", "name", "file")


def _district(request: ActingRequest, code: str) -> District:
    check_may_see(request)
    if Who.DISTRICT not in queries.who_is(request.actor, code):
        raise NotVisible
    return get_object_or_404(District, pk=code)


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: ActingRequest, organization: str, code: str) -> HttpResponse:
    """First what was read of the file, with its mistakes; then all of its rows at once."""
    home = _district(request, code)
    units, kinds = list(territory.municipalities(code)), list(PlannedService.objects.all())
    form = MapTableForm(
        request.POST or None, request.FILES or None, initial={"cycle": cycle_of(request)}
    )
    refused = found = None
    if request.method == "POST" and form.is_valid():
        known = paper_tables.known(form.cleaned_data["cycle"], kinds, units)
        ready, found = paper_tables.take(request.actor, form, paper.ENTRIES, known)
        if ready:
            try:
                made = services.transcribe(
                    request.actor,
                    district=home,
                    rows=[row_of(entry, kinds) for entry in ready.entries],
                    notes=notes_of(ready.entries),
                    now=timezone.now(),
                    **form.facts(),
                )
            except Refused as raised:
                refused = raised
            else:
                messages.success(request, _("Картата е вписана от хартия като работен вариант."))
                return redirect("planning:map", organization, made.pk)
    page = {
        "form": form,
        "refused": refused,
        "table": paper_tables.shown(found, kinds, units),
        "label": _("Впиши карта от хартия"),
        "back": reverse("planning:district", args=[organization, code]),
        "back_label": f"{_('Областна карта')}: {home}",
        "template_url": reverse("planning:paper_template", args=[organization, code]),
    }
    status = 400 if refused or form.errors else 200
    return render(request, "needs/paper.html", page, status=status)


def row_of(entry: Entry, kinds: list[PlannedService]) -> Row:
    """A row of the paper as a row of a map; the level is that of the service."""
    levels = {each.pk: each.level for each in kinds}
    return Row(
        municipality=entry.municipality,
        service=entry.service,
        level=levels[entry.service],
        users=entry.users,
        existing=entry.existing,
        computed=entry.computed,
        occupied=entry.occupied,
        waiting=entry.waiting,
        year_from=entry.year_from,
        settlement=entry.settlement,
        funding=entry.funding,
        capital_cents=entry.capital_cents,
    )


def notes_of(entries: list[Entry]) -> dict[tuple[str, str], str]:
    """The notes of the paper by what their rows are about."""
    return {(each.municipality, each.service): each.note for each in entries if each.note}


@require_safe
def template(request: ActingRequest, organization: str, code: str) -> HttpResponse:
    """The workbook to be filled in, with every planned service of every municipality."""
    home = _district(request, code)
    units, kinds = list(territory.municipalities(code)), list(PlannedService.objects.all())
    return paper_tables.template(f"karta-{home.pk}", paper.ENTRIES, units, kinds)
