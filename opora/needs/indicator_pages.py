"""Pages of indicators: the catalogue, one indicator, the history of one municipality's figure."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from opora.accounts.queries import allowed
from opora.accounts.requests import ActingRequest
from opora.lib.refusals import Refused
from opora.territory.indicator_rules import Level, Total
from opora.territory.models import Indicator, IndicatorValue

from . import indicator_exports as exports
from . import own_data
from .indicator_forms import CatalogueForm, CorrectForm, FiguresForm
from .queries import indicators as queries
from .queries.indicators import Figure, Line
from .services import indicators as services

PER_PAGE = 50
TABS = ("all", "entered", "missing", "own")
SORTS = ("name", "value", "change", "day")


def allow(request: ActingRequest, right: str = "indicators.see") -> None:
    """The page is only for who has the right."""
    if not allowed(request.actor, right):
        raise PermissionDenied


# The catalogue


@require_GET
def catalogue(request: ActingRequest, organization: str) -> HttpResponse:
    """Every indicator with its coverage, its last day and its sum."""
    allow(request)
    form = CatalogueForm(request.GET)
    lines = _chosen(queries.catalogue(day=timezone.localdate()), form.chosen())
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "all"
    page = {
        "form": form,
        "tabs": _tabs(request, lines, tab),
        "kept": {"tab": tab},
        "lines": _of_tab(lines, tab),
        "may_enter": allowed(request.actor, "indicators.enter"),
        "may_import": allowed(request.actor, "indicators.import"),
    }
    return render(request, "needs/indicators/catalogue.html", page)


def _chosen(lines: Iterable[Line], asked: dict[str, str]) -> list[Line]:
    words = asked.get("q", "").lower().split()

    def fits(line: Line) -> bool:
        row = line.indicator
        text = f"{row.name} {row.name_en} {row.definition} {row.source} {row.pk}".lower()
        return (
            all(word in text for word in words)
            and asked.get("source") in {None, row.source_kind}
            and asked.get("period") in {None, row.period}
            and asked.get("coverage") in {None, line.coverage}
        )

    return [line for line in lines if fits(line)]


def _of_tab(lines: Sequence[Line], tab: str) -> list[Line]:
    answers = {
        "entered": lambda line: line.indicator.is_entered,
        "missing": lambda line: line.coverage != "full",
        "own": lambda line: line.indicator.is_own,
    }
    return [line for line in lines if tab not in answers or answers[tab](line)]


def _tabs(request: ActingRequest, lines: Sequence[Line], tab: str) -> list[dict[str, Any]]:
    labels = {
        "all": (_("Всички"), ""),
        "entered": (_("Въвеждат общините"), ""),
        "missing": (_("Липсват стойности"), "soon"),
        "own": (_("Опора брои сама"), "ok"),
    }
    query = request.GET.copy()
    shown = []
    for key in TABS:
        query["tab"] = key
        shown.append(
            {
                "label": labels[key][0],
                "tone": labels[key][1],
                "count": len(_of_tab(lines, key)),
                "url": f"?{query.urlencode()}",
                "active": key == tab,
            }
        )
    return shown


# One indicator


@require_GET
def indicator(request: ActingRequest, organization: str, code: str) -> HttpResponse:
    """The figures of all municipalities, with search, order, a district, and what is missing."""
    allow(request)
    row = queries.indicator(code)
    today = timezone.localdate()
    if row.level == Level.COUNTRY:
        only = {"indicator": row, "national": queries.national(row, day=today)}
        return render(request, "needs/indicators/national.html", only)
    form = FiguresForm(request.GET)
    asked = form.chosen()
    everywhere = queries.figures(row, day=today)
    here = [each for each in everywhere if _in_district(each, asked)]
    sort = request.GET.get("sort", "")
    if sort.removeprefix("-") not in SORTS:
        sort = "name"
    found = in_order([each for each in here if _fits(each, asked)], sort)
    page = {
        "indicator": row,
        "form": form,
        "district": asked.get("district"),
        "total": _total(row, everywhere),
        "total_here": _total(row, here),
        "n_doubtful": sum(1 for each in everywhere if each.doubts),
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page", "1")),
        "kept": {"sort": sort},
        "query": request.GET.urlencode(),
        "ours": request.organization.municipality_id,
        "may_enter": row.is_entered and allowed(request.actor, "indicators.enter"),
    }
    return render(request, "needs/indicators/indicator.html", page)


def _in_district(figure: Figure, asked: dict[str, Any]) -> bool:
    return asked.get("district") in {None, figure.municipality.district}


def _fits(figure: Figure, asked: dict[str, Any]) -> bool:
    shown = {
        "known": figure.value is not None,
        "missing": figure.value is None,
        "doubtful": bool(figure.doubts),
    }
    place = figure.municipality
    text = f"{place.name} {place.name_en} {place.code} {place.budget_code}".lower()
    return asked.get("q", "").lower() in text and shown.get(asked.get("show", ""), True)


def _total(row: Indicator, figures: Sequence[Figure]) -> Total:
    codes = [each.municipality.pk for each in figures]
    wanted = [row.pk, *([row.weight_id] if row.weight_id else [])]
    found = queries.values(wanted, on=timezone.localdate())
    return queries.total(row, found, codes)


def in_order(figures: Sequence[Figure], sort: str) -> list[Figure]:
    """By `name`, `value`, `change` or `day`; a minus turns it round, the missing come last."""
    key = sort.removeprefix("-")
    if key == "name":
        return list(figures)[::-1] if sort == "-name" else list(figures)

    def by(figure: Figure) -> Any:
        if key == "change":
            return figure.change
        if figure.value is None:
            return None
        return figure.value.value if key == "value" else figure.value.as_of

    known = [each for each in figures if by(each) is not None]
    missing = [each for each in figures if by(each) is None]
    return [*sorted(known, key=by, reverse=sort.startswith("-")), *missing]


@require_GET
def export(request: ActingRequest, organization: str, code: str, kind: str) -> HttpResponse:
    """All figures of an indicator as a file, with the filters of the page."""
    allow(request)
    row = queries.indicator(code)
    if row.level == Level.COUNTRY or kind not in {"csv", "xlsx"}:
        raise Http404
    asked = FiguresForm(request.GET).chosen()
    found = [
        each
        for each in queries.figures(row, day=timezone.localdate())
        if _in_district(each, asked) and _fits(each, asked)
    ]
    if kind == "csv":
        answer = HttpResponse(exports.as_csv(row, found), content_type=exports.CSV)
    else:
        answer = HttpResponse(exports.as_xlsx(row, found), content_type=exports.XLSX)
    name = f"{row.pk}-{timezone.localdate():%Y-%m-%d}.{kind}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


# The history of one figure


@require_http_methods(["GET", "HEAD", "POST"])
def history(
    request: ActingRequest, organization: str, code: str, municipality: str
) -> HttpResponse:
    """Everything recorded for one municipality; whoever may correct it, corrects it here."""
    allow(request)
    row, place = queries.indicator(code), queries.municipality(municipality)
    rows = queries.history(row, place.pk)
    correctable = {each.pk for each in rows if _may_correct(request, each)}
    form = CorrectForm(row, request.POST if request.method == "POST" else None)
    refused = None
    if form.is_valid() and form.cleaned_data["value_id"] in {each.pk for each in rows}:
        try:
            _correct(request, form)
        except Refused as error:
            refused = error
        else:
            messages.success(request, _said(form.cleaned_data["value"]))
            return redirect(request.path)
    page = {
        "indicator": row,
        "place": place,
        "rows": rows,
        "who": queries.who(rows),
        "correctable": correctable,
        "form": form,
        "refused": refused,
        "own": own_data.values([code], [place.pk], day=timezone.localdate())
        .get(code, {})
        .get(place.pk),
    }
    status = 400 if form.errors or refused else 200
    return render(request, "needs/indicators/history.html", page, status=status)


def _may_correct(request: ActingRequest, row: IndicatorValue) -> bool:
    return row.superseded_at is None and services.may_correct(request.actor, row)


def _correct(request: ActingRequest, form: CorrectForm) -> None:
    services.correct(
        request.actor,
        value_id=form.cleaned_data["value_id"],
        value=form.cleaned_data["value"],
        reason=form.cleaned_data["reason"],
        now=timezone.now(),
    )


def _said(value: Decimal | None) -> str:
    if value is None:
        return _("Стойността е оттеглена и стои като липсваща. Предишната е запазена.")
    return _("Стойността е поправена. Предишната е запазена.")
