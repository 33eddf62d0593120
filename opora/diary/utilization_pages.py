"""How services are used by month: a table, a chart, and the panel on a service's own page."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from opora.accounts.requests import ActingRequest
from opora.accounts.rules import OrganizationKind
from opora.cases.pages import allow
from opora.lib.actor import Actor
from opora.places import queries as places
from opora.register import queries as register
from opora.register.models import Service
from opora.territory import queries as territory
from opora.usage import rules, utilization
from opora.usage.measures import Utilization

from . import limits
from .pages import tabs

SHOWN_MONTHS = 12
TABLE_MONTHS = 6
ON_PAGE = 50
CHART_WIDTH, CHART_HEIGHT, BAR = 640, 150, 34
FULL = 1000  # tenths of a percent


@dataclass(frozen=True, slots=True)
class Bar:
    """One month of the chart, as numbers of the picture."""

    words: str
    label: str
    x: int
    y: int
    height: int
    percent: str
    is_over: bool


def bars(months: Sequence[date], figures: Iterable[Utilization]) -> list[Bar]:
    """Used ÷ available of each month, over services that count alike; nothing where nothing is."""
    sums: defaultdict[date, list[int]] = defaultdict(lambda: [0, 0])
    for each in figures:
        if each.available:
            sums[each.month][0] += each.used
            sums[each.month][1] += each.available
    step = CHART_WIDTH // max(len(months), 1)
    found = []
    for n, month in enumerate(months):
        used, there = sums.get(month, [0, 0])
        both = Utilization(0, month, "", False, used, there or None, 0)
        tenths = both.tenths or 0
        height = min(tenths, FULL) * CHART_HEIGHT // FULL
        found.append(
            Bar(
                words=rules.month_words(month),
                label=f"{month:%m.%y}",
                x=n * step + (step - BAR) // 2,
                y=CHART_HEIGHT - height,
                height=height,
                percent=both.percent,
                is_over=tenths > FULL,
            )
        )
    return found


def months_shown(today: date) -> list[date]:
    """The last months that have passed, the oldest first."""
    return rules.months_back(rules.first_of(today) - rules.DAY, SHOWN_MONTHS)


@require_GET
def page(request: ActingRequest, organization: str) -> HttpResponse:
    """The own services, those of the own municipality, or those of a chosen district."""
    allow(request, "register.see")
    today = timezone.localdate()
    found, district = _services(request, today)
    ids = list(found.values_list("pk", flat=True))
    months = months_shown(today)
    figures = utilization.of_months(ids, months[0], months[-1])
    paged = Paginator(found.order_by("name", "pk"), ON_PAGE).get_page(request.GET.get("page"))
    queue = places.occupancy([service.pk for service in paged], today)
    every = [each for rows in figures.values() for each in rows]
    shown = {
        "tabs": tabs(request, "utilization"),
        "page": paged,
        "months": months[-TABLE_MONTHS:],
        "lines": [
            _line(service, figures.get(service.pk, []), months[-TABLE_MONTHS:], queue)
            for service in paged
        ],
        "day_bars": bars(months, [each for each in every if not each.is_hourly]),
        "hour_bars": bars(months, [each for each in every if each.is_hourly]),
        "has_days": any(not each.is_hourly for each in every),
        "has_hours": any(each.is_hourly for each in every),
        "districts": territory.districts(),
        "district": district,
        "n_measured": len(figures),
        "is_own": request.organization.kind == OrganizationKind.PROVIDER,
    }
    return render(request, "diary/utilization.html", shown)


def _services(request: ActingRequest, today: date) -> tuple[QuerySet[Service], str]:
    """Whose services are shown at first, and the district when one is chosen."""
    chosen = request.GET.get("district", "")
    if chosen not in {each.pk for each in territory.districts()}:
        chosen = ""
    own = request.organization
    if chosen:
        found = register.services(request.actor, on=today, district=chosen)
    elif own.kind == OrganizationKind.PROVIDER:
        found = register.services(request.actor, on=today, provider=own.pk)
    elif own.municipality_id:
        found = register.services(request.actor, on=today, municipality=own.municipality_id)
    elif own.district_id:
        chosen = own.district_id
        found = register.services(request.actor, on=today, district=chosen)
    else:
        found = register.services(request.actor, on=today)
    return register.in_full(found), chosen


def _line(
    service: Service,
    figures: Sequence[Utilization],
    months: Sequence[date],
    queue: dict[int, Any],
) -> dict[str, Any]:
    by_month = {each.month: each for each in figures}
    return {
        "service": service,
        "places": queue.get(service.pk),
        "cells": [{"month": month, "figure": by_month.get(month)} for month in months],
        "last": figures[-1] if figures else None,
    }


def panel(actor: Actor, service: Service, today: date) -> dict[str, Any]:
    """What a service's own page shows of its use: a chart of closed months, and the last one; to
    its provider also what runs out."""
    is_own = service.provider_id == actor.organization_id
    ending = limits.running_out(actor, today) if is_own else []
    months = months_shown(today)
    rows = utilization.of_months([service.pk], months[0], months[-1]).get(service.pk, [])
    return {
        "service": service,
        "bars": bars(months, rows),
        "rows": list(reversed(rows)),
        "last": rows[-1] if rows else None,
        "ending": [line for line in ending if line.service_id == service.pk],
    }
