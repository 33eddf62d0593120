"""Pages of money: one municipality, the table of all, standards, indexation, sources, amounts."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from opora.accounts.requests import ActingRequest
from opora.accounts.rules import OrganizationKind, may
from opora.lib.refusals import NotVisible
from opora.lib.words import SOFIA
from opora.territory.models import Municipality

from . import existing, export, forms, funding, overview, queries, services

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ON_PAGE = 50
# A municipality sees only its own needs: in the table of all they would look like the only ones.
HEARS_NO_NEEDS = frozenset({OrganizationKind.MUNICIPALITY})


def check_may_see(request: ActingRequest) -> None:
    """Who may not see money finds no page here."""
    if not may(request.organization.kind, request.actor.roles, "finance.see"):
        raise NotVisible


def tabs(request: ActingRequest, shown: str) -> list[dict[str, Any]]:
    """The parts of money; the first is one's own municipality."""
    parts = [("all", _("Всички общини"))]
    if request.organization.kind == OrganizationKind.MUNICIPALITY:
        parts.insert(0, ("overview", _("Нашата община")))
    parts += [
        ("standards", _("Стандарти")),
        ("indexation", _("Индексация")),
        ("references", _("Други величини")),
        ("sources", _("Източници")),
    ]
    if services.may_edit(request.actor):
        parts.append(("import", _("Внос на трансфери")))
    slug = {"organization": request.organization.slug}
    return [
        {"label": label, "url": reverse(f"finance:{name}", kwargs=slug), "active": name == shown}
        for name, label in parts
    ]


def shown(
    request: ActingRequest, name: str, part: str, page: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page of money with its tabs."""
    context = page | {"tabs": tabs(request, part), "may_edit": services.may_edit(request.actor)}
    return render(request, f"finance/{name}.html", context, status=status)


# Municipalities


@require_safe
def own(request: ActingRequest, organization: str) -> HttpResponse:
    """The money of the acting municipality; for others the table of all."""
    check_may_see(request)
    if request.organization.kind != OrganizationKind.MUNICIPALITY:
        return redirect("finance:all", organization)
    return _picture(request, str(request.organization.municipality_id))


@require_safe
def municipality(request: ActingRequest, organization: str, code: str) -> HttpResponse:
    """The money of any municipality: transfers, standards and places are public."""
    check_may_see(request)
    return _picture(request, code)


def _picture(request: ActingRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Municipality.objects.select_related("district"), pk=code)
    form = forms.NextYearForm(request.GET)
    factor = form.cleaned_data["factor"] if form.is_valid() else None
    today = timezone.localdate(timezone=SOFIA)
    picture = overview.picture(request.actor, found, factor=factor, today=today)
    is_own = request.organization.municipality_id == code
    needs = [(need, funding.covered(need)) for need in picture.needs]
    page = {
        "picture": picture,
        "form": form if form.errors or factor else forms.NextYearForm(initial=_assumed(picture)),
        "lines": [(line, _(existing.HOW_LABELS[line.how])) for line in picture.cost.lines],
        "counted_on": existing.counted_on(picture.cost.year, today),
        "needs": needs,
        "is_own": is_own,
        "may_plan": is_own and funding.may_plan(request.actor),
    }
    part = "overview" if is_own else "all"
    return shown(request, "overview", part, page, status=400 if form.errors else 200)


def _assumed(picture: overview.Picture) -> dict[str, str]:
    if picture.next_year is None:
        return {}
    return {"factor": f"{picture.next_year.factor.normalize():f}".replace(".", ",")}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of the table asks for: the rows in order, their sums, the year."""

    form: forms.FilterForm
    rows: list[overview.Line]
    totals: overview.Totals
    year: int


def _asked(request: ActingRequest) -> Asked:
    years = queries.transfer_years()
    data = request.GET.copy()
    if "district" not in data and request.organization.district_id:
        data["district"] = request.organization.district_id
    form = forms.FilterForm(data, years=years)
    form.is_valid()
    chosen = form.cleaned_data
    year = int(chosen.get("year") or years[0])
    today = timezone.localdate(timezone=SOFIA)
    factor = chosen.get("factor")
    rows = overview.lines(
        request.actor,
        year=year,
        today=today,
        district=chosen.get("district") or None,
        text=chosen.get("text", ""),
        factor=factor,
    )
    return Asked(
        form=form,
        rows=overview.in_order(rows, request.GET.get("sort", "name")),
        totals=overview.totals(rows, year=year, today=today, factor=factor),
        year=year,
    )


@require_safe
def table(request: ActingRequest, organization: str) -> HttpResponse:
    """All municipalities, or a district's: transfers beside what existing places cost."""
    check_may_see(request)
    asked = _asked(request)
    printed = queries.printed_total(asked.year)
    context = {
        "form": asked.form,
        "page": Paginator(asked.rows, ON_PAGE).get_page(request.GET.get("page")),
        "totals": asked.totals,
        "year": asked.year,
        "next_year": asked.year + 1,
        "is_printed": printed == asked.totals.amount,
        "sees_needs": request.organization.kind not in HEARS_NO_NEEDS,
        "query": request.GET.urlencode(),
        "kept": {"sort": request.GET.get("sort", "name")},
    }
    return shown(request, "all", "all", context, status=400 if asked.form.errors else 200)


@require_GET
def workbook(request: ActingRequest, organization: str) -> FileResponse:
    """The chosen rows of the table as XLSX."""
    check_may_see(request)
    asked = _asked(request)
    file = export.workbook(asked.rows, asked.totals, year=asked.year, now=timezone.now())
    name = f"sredstva-{asked.year}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


@require_GET
def csv(request: ActingRequest, organization: str) -> HttpResponse:
    """The chosen rows of the table as CSV."""
    check_may_see(request)
    asked = _asked(request)
    text = export.table(asked.rows, asked.totals, year=asked.year)
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="sredstva-{asked.year}.csv"'
    return answer


# Public amounts


@require_safe
def standards(request: ActingRequest, organization: str) -> HttpResponse:
    """The standards of all years side by side, as known now or on an earlier day."""
    check_may_see(request)
    form = forms.KnownForm(request.GET or None)
    known = form.cleaned_data["known"] if form.is_valid() else None
    years = sorted(queries.years())
    by_year = {year: queries.by_items(year, as_known_on=known) for year in years}
    ambiguous = {
        (row.item_id, row.year): row
        for year in years
        for row in queries.standard_rows(year).filter(queries.known(known))
        if row.amount_cents is None
    }
    rows = [
        {
            "item": item,
            "scopes": list(item.scopes.all()),
            "cells": [
                (year, by_year[year].get(item.pk), ambiguous.get((item.pk, year))) for year in years
            ],
        }
        for item in queries.items()
    ]
    page = {
        "rows": rows,
        "years": years,
        "next_year": years[-1] + 1,
        "form": form,
        "known": known,
    }
    return shown(request, "standards", "standards", page, status=400 if form.errors else 200)


@require_safe
def references(request: ActingRequest, organization: str) -> HttpResponse:
    """Minimum wage, personal assistance, foster care, printed totals: by year."""
    check_may_see(request)
    return shown(request, "references", "references", {"rows": queries.references()})


@require_safe
def sources(request: ActingRequest, organization: str) -> HttpResponse:
    """Where money comes from, and the codes by which it is reported."""
    check_may_see(request)
    page = {"rows": queries.sources(), "activities": queries.activities()}
    return shown(request, "sources", "sources", page)
