"""The months of the own services, charging one, and who owes."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from opora.accounts.requests import ActingRequest
from opora.cases import queries as cases
from opora.cases.pages import allow
from opora.law.rules import add_months
from opora.lib.refusals import Refused
from opora.usage import queries as usage
from opora.usage.pages import month_of
from opora.usage.rules import MonthState, first_of

from . import exports, queries, services

PER_PAGE = 25
MONTHS_SHOWN = 6
RIGHT = "fees.manage"


def tabs(request: ActingRequest, shown: str) -> list[dict[str, Any]]:
    """The parts of „Такси“."""
    parts = [("index", _("Месеци")), ("debts", _("Кой дължи")), ("tariffs", _("Тарифа"))]
    return [
        {
            "label": label,
            "url": reverse(f"fees:{name}", args=[request.organization.slug]),
            "active": name == shown,
        }
        for name, label in parts
    ]


@require_GET
def index(request: ActingRequest, organization: str) -> HttpResponse:
    """The last months of the own services: approved, charged, how much."""
    allow(request, RIGHT)
    today = timezone.localdate()
    since = add_months(first_of(today), -MONTHS_SHOWN)
    shown = {
        "tabs": tabs(request, "index"),
        "rows": queries.month_rows(request.actor, since=since),
        "today": today,
    }
    return render(request, "fees/index.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def month(request: ActingRequest, organization: str, pk: int, month: str) -> HttpResponse:
    """What everybody pays for a month and why; the button that charges it."""
    allow(request, RIGHT)
    service, day = cases.own_service(request.actor, pk), month_of(month)
    refused = None
    if request.method == "POST":
        try:
            made, left = services.charge_month(
                request.actor, service=service, month=day, now=timezone.now()
            )
        except Refused as error:
            refused = error
        else:
            said = ngettext("Начислена е %(n)s такса.", "Начислени са %(n)s такси.", len(made))
            messages.success(request, said % {"n": len(made)})
            if left:
                words = ngettext(
                    "За %(n)s лице липсват данни.", "За %(n)s лица липсват данни.", len(left)
                )
                messages.warning(request, words % {"n": len(left)})
            return redirect("fees:month", organization=organization, pk=pk, month=month)
    lines = queries.month(request.actor, service=service, month=day)
    state = usage.month_of(request.actor, service, day).state
    shown = {
        "tabs": tabs(request, "index"),
        "service": service,
        "month": day,
        "page": Paginator(lines, PER_PAGE).get_page(request.GET.get("page")),
        "sums": queries.sums(lines, day),
        "n_ready": sum(not one.charges and not one.fee.missing for one in lines),
        "is_approved": state == MonthState.APPROVED,
        "refused": refused,
    }
    return render(request, "fees/month.html", shown, status=400 if refused else 200)


@require_GET
def export(request: ActingRequest, organization: str, pk: int, month: str) -> HttpResponseBase:
    """The month as a spreadsheet."""
    allow(request, RIGHT)
    service, day = cases.own_service(request.actor, pk), month_of(month)
    lines = queries.month(request.actor, service=service, month=day)
    return _sent(exports.month(service, day, lines), f"taksi-{service.pk}-{day:%Y-%m}.xlsx")


@require_GET
def debts(request: ActingRequest, organization: str) -> HttpResponse:
    """Who owes, the most overdue first."""
    allow(request, RIGHT)
    today = timezone.localdate()
    found = queries.debts(request.actor, today)
    shown = {
        "tabs": tabs(request, "debts"),
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "owed": sum(one.balance.owed.cents for one in found),
        "overdue": sum(one.balance.overdue.cents for one in found),
    }
    return render(request, "fees/debts.html", shown)


@require_GET
def export_debts(request: ActingRequest, organization: str) -> HttpResponseBase:
    """The debts as a spreadsheet."""
    allow(request, RIGHT)
    today = timezone.localdate()
    return _sent(exports.debts(queries.debts(request.actor, today)), f"zadalzhenia-{today}.xlsx")


def _sent(file: Any, name: str) -> HttpResponseBase:
    return FileResponse(file, as_attachment=True, filename=name)
