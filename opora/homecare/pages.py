"""Assistant support: the month's sums, the missed visits, the report, the approved number."""

from datetime import date
from typing import Any

from django.http import FileResponse, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from opora.accounts.requests import ActingRequest
from opora.assistance import queries as assistance
from opora.assistance import services as right
from opora.assistance.pages.common import (
    attempt,
    check_manages,
    done,
    last_month,
    month_of,
    page,
    slug_of,
)
from opora.assistants.reading import next_month, previous_month
from opora.timesheets import tables

from . import export, forms, services, visits
from .rules import DONE_LABELS, REASON_LABELS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def month(request: ActingRequest, organization: str, month: str) -> HttpResponse:
    """Users, hours planned and given, and every visit that was not made."""
    check_manages(request)
    return _shown(request, month_of(month))


def _shown(request: ActingRequest, first: date, **more: Any) -> HttpResponse:
    today = timezone.localdate()
    whole = visits.load(request.actor, first, today)
    errors = [form for form in more.values() if form.errors]
    context = {
        "month": first,
        "month_slug": slug_of(first),
        "before": slug_of(previous_month(first)),
        "after": slug_of(next_month(first)) if next_month(first) <= today else "",
        "whole": whole,
        "reasons": [(_(REASON_LABELS[code]) if code else "", n) for code, n in whole.by_reason],
        "rows": [(each, _words(each)) for each in whole.missed],
        "reason_labels": REASON_LABELS,
        "done_labels": DONE_LABELS,
        "capacities": assistance.capacities(request.actor),
        "capacity_form": forms.CapacityForm(initial={"valid_from": today}, prefix="c"),
        **more,
    }
    return page(request, "homecare/month.html", "homecare", context, 400 if errors else 200)


def _words(missed: visits.Missed) -> str:
    """The reason in words, where there is one."""
    return _(REASON_LABELS[missed.reason]) if missed.reason else ""


@require_POST
def explain_visit(request: ActingRequest, organization: str, month: str) -> HttpResponse:
    """Why a visit was not made, and what was done."""
    check_manages(request)
    first, form = month_of(month), forms.VisitForm(request.POST)

    def act(facts: dict[str, Any]) -> None:
        services.explain_visit(request.actor, month=first, now=timezone.now(), **facts)

    if attempt(form, act):
        return done(request, _("Записано."), "homecare:month", month)
    return _shown(request, first, visit_form=form)


@never_cache
@require_GET
def report(
    request: ActingRequest, organization: str, month: str, form: str
) -> HttpResponse | FileResponse:
    """The report as a file."""
    check_manages(request)
    whole = visits.load(request.actor, month_of(month), timezone.localdate())
    sheet = export.report(request.organization, whole)
    name = f"opora-homecare-{month}.{form}"
    if form == "xlsx":
        return FileResponse(
            tables.workbook(sheet), as_attachment=True, filename=name, content_type=XLSX
        )
    answer = HttpResponse(tables.as_csv(sheet), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_POST
def set_capacity(request: ActingRequest, organization: str) -> HttpResponse:
    """A new approved number from a day on."""
    check_manages(request)
    form = forms.CapacityForm(request.POST, prefix="c")

    def act(facts: dict[str, Any]) -> None:
        right.set_capacity(request.actor, now=timezone.now(), **facts)

    month = last_month()
    if attempt(form, act):
        return done(request, _("Утвърденият брой е записан."), "homecare:month", slug_of(month))
    return _shown(request, month, capacity_form=form)
