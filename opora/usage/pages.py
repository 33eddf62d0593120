"""A group's day."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from opora.accounts.requests import ActingRequest
from opora.cases import queries as cases
from opora.cases.pages import allow
from opora.documents import queries as drafts
from opora.documents import services as documents
from opora.lib.refusals import Refused, Stale
from opora.register.models import Service

from . import queries, rules, services, sheets


def day_of(text: str) -> date:
    """2026-11-20 of an address; anything else is no page."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Http404 from None


def month_of(text: str) -> date:
    """2026-11 of an address."""
    return day_of(f"{text}-01")


@require_http_methods(["GET", "HEAD", "POST"])
def day(request: ActingRequest, organization: str, pk: int, day: str) -> HttpResponse:
    """A group's day: everybody present with one press, exceptions by a tap or a key."""
    allow(request, "usage.enter")
    service, on = cases.own_service(request.actor, pk), day_of(day)
    lines = queries.sheet(request.actor, service=service, day=on)
    key = f"day-{service.pk}-{on}"
    if request.method != "POST":
        draft = drafts.content(request.actor, key)
        rows = sheets.typed(lines, draft) if draft else sheets.standing(lines)
        return _day(request, service, on, rows, is_drafted=bool(draft))
    rows = sheets.typed(lines, {name: str(value) for name, value in request.POST.items()})
    marks = sheets.marks(rows, everybody="all" in request.POST)
    if any(row.error for row in rows):
        return _day(request, service, on, rows, status=400)
    try:
        n_saved = services.mark_day(
            request.actor,
            service=service,
            day=on,
            marks=marks,
            seen={row.pk: sheets.read(row.was) for row in rows},
            now=timezone.now(),
        )
    except Refused as refused:
        return _day(request, service, on, rows, status=400, refusal=refused)
    except Stale as stale:
        return _day(request, service, on, _seen_anew(rows), status=409, stale=stale)
    documents.drop_draft(request.actor, key)
    messages.success(request, _said(rows, n_saved))
    return redirect("usage:day", organization, pk, day)


def _said(rows: list[sheets.Row], n_saved: int) -> str:
    if not n_saved:
        return _("Няма промени за записване.")
    here = sum(row.choice == sheets.PRESENT for row in rows)
    away = sum(row.choice == sheets.ABSENT for row in rows)
    return _("Записано: присъстват %(here)s, отсъстват %(away)s.") % {"here": here, "away": away}


def _seen_anew(rows: list[sheets.Row]) -> list[sheets.Row]:
    """After both values were shown, the next press is about what stands now."""
    for row in rows:
        row.was = sheets.written(row.line.mark)
    return rows


def _day(
    request: ActingRequest,
    service: Service,
    on: date,
    rows: list[sheets.Row],
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    today = timezone.localdate()
    month = queries.month_of(request.actor, service, rules.first_of(on))
    expected = [row for row in rows if row.line.planned or row.line.mark]
    others = [row for row in rows if row not in expected]
    shown = {
        "service": service,
        "on": on,
        "today": today,
        "rows": expected,
        "others": others,
        "reasons": queries.reasons(on),
        "month": month,
        "month_words": rules.month_words(month.month),
        "month_slug": f"{on:%Y-%m}",
        "is_open": month.state == rules.MonthState.OPEN and on <= today,
        "n_marked": sum(row.line.mark is not None for row in expected),
        "n_left": sum(row.line.mark is None for row in expected),
        "before": on - rules.DAY,
        "after": on + rules.DAY if on < today else None,
        "draft_key": f"day-{service.pk}-{on}",
        **more,
    }
    return render(request, "usage/day.html", shown, status=status)
