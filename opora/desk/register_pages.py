"""Pages of the list of services: with free places now, for paper, as a spreadsheet."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from opora.accounts.models import Organization
from opora.accounts.queries import allowed
from opora.accounts.requests import ActingRequest
from opora.capacity import services as capacity
from opora.lib.words import SOFIA
from opora.register import forms
from opora.register import queries as register

from . import register_export, register_list, register_queue

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def today_of(now: datetime) -> date:
    """The day in Sofia."""
    return timezone.localdate(now, SOFIA)


# The list


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of the list asks for."""

    form: forms.FilterForm
    filters: dict[str, str]
    tab: str
    sort: str


def _asked(request: ActingRequest, today: date) -> Asked:
    form = forms.FilterForm(request.GET, today=today)
    tab = request.GET.get("tab", "")
    sort = request.GET.get("sort", "")
    if sort.removeprefix("-") not in register_list.SORTS:
        sort = nearest(request.organization)
    return Asked(
        form=form,
        filters=form.filters(),
        tab=tab if tab in register_list.TABS else "all",
        sort=sort,
    )


def nearest(organization: Organization) -> str:
    """The first order of the list: by distance for those who have a place of their own."""
    return "distance" if organization.municipality_id else "name"


def _found(request: ActingRequest, asked: Asked, today: date) -> list[register_list.Candidate]:
    return register_list.candidates(
        request.actor,
        request.organization,
        filters=asked.filters,
        today=today,
        closed=asked.tab == "closed",
    )


def _tabs(
    request: ActingRequest, asked: Asked, found: list[register_list.Candidate]
) -> list[dict[str, Any]]:
    """The tabs with the addresses that keep the filters and the sorting."""
    query = request.GET.copy()
    query.pop("page", None)
    shown = register_list.tabs(found, request.organization)
    for each in shown:
        query["tab"] = each["key"]
        each["url"] = f"?{query.urlencode()}"
        each["active"] = each["key"] == asked.tab
        if asked.tab == "closed":
            each["count"] = None
    return shown


@require_GET
def service_list(request: ActingRequest, organization: str) -> HttpResponse:
    """All services that match, with their free places."""
    today = today_of(timezone.now())
    asked = _asked(request, today)
    found = _found(request, asked, today)
    chosen = register_list.in_order(register_list.of_tab(found, asked.tab), asked.sort)
    page = register_list.page_of(
        request.actor, chosen, number=request.GET.get("page", "1"), today=today
    )
    context = {
        "form": asked.form,
        "tabs": _tabs(request, asked, found),
        "tab": asked.tab,
        "sort": asked.sort,
        "kept": {"tab": asked.tab, "sort": asked.sort},
        "page": page,
        "query": request.GET.urlencode(),
        "is_filtered": bool(asked.filters) or asked.tab != "all",
        "may_import": allowed(request.actor, "register.import"),
        "may_request": capacity.visible(request.actor).exists()
        or allowed(request.actor, "capacity.request"),
        "may_open": register_queue.may_open(request.actor, request.organization),
        "ordered": _ordered(asked.sort),
        "has_distance": bool(request.organization.municipality_id),
        "default_sort": nearest(request.organization),
    }
    return render(request, "desk/register_list.html", context)


def _ordered(sort: str) -> str:
    return {
        "name": _("подредени по име"),
        "distance": _("подредени по разстояние"),
        "free": _("подредени по свободни места"),
        "waiting": _("подредени по чакащи"),
    }[sort.removeprefix("-")]


@require_GET
def tab_counts(request: ActingRequest, organization: str) -> HttpResponse:
    """Only the tabs of the list, fetched again when a place somewhere changed."""
    today = today_of(timezone.now())
    asked = _asked(request, today)
    found = _found(request, asked, today)
    context = {"tabs": _tabs(request, asked, found), "query": request.GET.urlencode()}
    return render(request, "desk/register_tabs.html", context)


@require_GET
def row(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """One row of the list, fetched again when the service's places changed."""
    service = register.service(request.actor, pk)
    line = register_list.line(
        request.actor, request.organization, service=service, today=today_of(timezone.now())
    )
    return render(request, "desk/register_row.html", {"line": line})


@require_GET
def print_list(request: ActingRequest, organization: str) -> HttpResponse:
    """The whole filtered list on one page, for paper."""
    now = timezone.now()
    context = {"lines": _all_lines(request, today_of(now)), "now": now}
    return render(request, "desk/register_print.html", context)


@require_GET
def export(request: ActingRequest, organization: str) -> FileResponse:
    """The whole filtered list as XLSX."""
    now = timezone.now()
    lines = _all_lines(request, today_of(now))
    addresses = register.addresses(request.actor, [each.service.pk for each in lines])
    file = register_export.workbook(lines, dict(addresses), now=now)
    name = f"uslugi-{today_of(now):%Y-%m-%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


def _all_lines(request: ActingRequest, today: date) -> list[register_list.Line]:
    asked = _asked(request, today)
    chosen = register_list.of_tab(_found(request, asked, today), asked.tab)
    return register_list.lines(
        request.actor, register_list.in_order(chosen, asked.sort), today=today
    )
