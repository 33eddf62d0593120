"""The form in which a municipality enters all that only it knows, for one day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.forms import BoundField
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from opora.accounts.requests import ActingRequest
from opora.documents import queries as drafts
from opora.documents.services import drop_draft
from opora.lib import words
from opora.lib.refusals import Refused, Stale

from . import indicator_rules as rules
from .indicator_forms import DayForm, EntryForm
from .indicator_pages import allow
from .indicator_rules import Doubt
from .queries import indicators as queries
from .queries.indicators import EntryLine
from .services import indicators as services


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One indicator of the form with its field, the change against before, and its doubts."""

    line: EntryLine
    field: BoundField
    value: Decimal | None
    change: Decimal | None
    doubts: tuple[Doubt, ...]


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: ActingRequest, organization: str) -> HttpResponse:
    """Figures for a day: typed, looked at again where they surprise, then written."""
    allow(request, "indicators.enter")
    as_of, day_form = _day(request)
    key = f"indicators:{as_of:%Y-%m-%d}"
    place = request.organization.municipality_id or ""
    lines = queries.entry_lines(place, as_of)
    typed = request.POST if request.method == "POST" else None
    form = EntryForm(lines, typed, initial=drafts.content(request.actor, key))
    said: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        try:
            if form.is_valid() and (done := _entered(request, form, as_of, said)):
                drop_draft(request.actor, key)
                messages.success(request, _sentence(done, as_of))
                return redirect("needs:indicators", organization)
        except Refused as refused:
            said["refused"] = refused
        except Stale as stale:
            said["stale"], status = stale, 409
        status = 400 if status == 200 else status
    page = {
        "place": queries.municipality(place),
        "as_of": as_of,
        "day_form": day_form,
        "form": form,
        "fields": _fields(lines, form, said.get("doubts", {})),
        "seen": {line.indicator.pk: line.row.pk for line in lines if line.row},
        "draft_key": key,
        "n_known": sum(1 for line in lines if line.value is not None),
        **said,
    }
    return render(request, "needs/indicators/enter.html", page, status=status)


def _day(request: ActingRequest) -> tuple[date, DayForm]:
    """The asked day, or the last 31 December."""
    first = rules.last_year_end(timezone.localdate())
    given = request.POST if request.method == "POST" else request.GET
    form = DayForm({"as_of": given.get("as_of") or words.day(first).split("\u00a0")[0]})
    return (form.cleaned_data["as_of"] if form.is_valid() else first), form


def _entered(
    request: ActingRequest, form: EntryForm, as_of: date, said: dict[str, Any]
) -> services.Entered | None:
    """Writes the figures; None when some of them are first to be looked at again."""
    today = timezone.localdate()
    rules.check_day(as_of, today)
    place = request.organization.municipality_id or ""
    fresh = {
        line.indicator.pk: form.figures[line.indicator.pk]
        for line in form.lines
        if form.figures.get(line.indicator.pk) not in {None, line.value}
    }
    doubts = queries.doubts(place, as_of, fresh, today=today) if fresh else {}
    for code in form.grouped & fresh.keys():
        doubts[code] = (*doubts.get(code, ()), Doubt.GROUPED)
    if doubts and not form.cleaned_data["confirmed"]:
        said["doubts"] = doubts
        return None
    return services.enter(
        request.actor,
        municipality=place,
        as_of=as_of,
        figures=form.figures,
        seen=_seen(request),
        confirmed=doubts,
        source=form.cleaned_data["source"],
        reason=form.cleaned_data["reason"],
        now=timezone.now(),
    )


def _seen(request: ActingRequest) -> dict[str, int]:
    """The rows that stood when the form was opened, as the form brings them back."""
    return {
        name.removeprefix("seen-"): int(value)
        for name, value in request.POST.items()
        if name.startswith("seen-")
        and isinstance(value, str)
        and value.isascii()
        and value.isdigit()
    }


def _fields(
    lines: list[EntryLine], form: EntryForm, doubts: Mapping[str, tuple[Doubt, ...]]
) -> list[FieldLine]:
    figures = getattr(form, "figures", {})
    return [
        FieldLine(
            line=line,
            field=form[line.indicator.pk],
            value=figures.get(line.indicator.pk),
            change=rules.change(line.previous, figures[line.indicator.pk])
            if line.indicator.pk in figures
            else rules.change(line.previous, line.value)
            if line.value is not None
            else None,
            doubts=doubts.get(line.indicator.pk, ()),
        )
        for line in lines
    ]


def _sentence(done: services.Entered, as_of: date) -> str:
    if not done.n_added and not done.n_corrected:
        return _("Всичко вече е записано; няма нова стойност.")
    return _("Записани към %(day)s: нови %(added)s, поправени %(corrected)s.") % {
        "day": words.day(as_of),
        "added": done.n_added,
        "corrected": done.n_corrected,
    }
