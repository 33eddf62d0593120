"""Pages of the two methods, and of how little a coefficient would have to change."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from opora.accounts.requests import ActingRequest
from opora.criteria import drawing, presenting
from opora.criteria import queries as criteria
from opora.criteria.model.sensitivity import Decision, Flip
from opora.criteria.model.wording import figure, missing_words
from opora.lib.labels import gettext_noop
from opora.lib.words import SOFIA
from opora.territory import queries as territory

from .methods import COUNTRY, DISTRICT, Methods, Row

PER_PAGE = 25
DECISIONS = {
    Decision.USERS: gettext_noop("друг брой потребители"),
    Decision.NEED: gettext_noop("появява се или изчезва недостиг на места"),
    Decision.FACILITIES: gettext_noop("един обект повече или по-малко"),
}


@require_safe
def methods(request: ActingRequest, organization: str) -> HttpResponse:
    """Both methods for one service in every municipality, or for all services of one."""
    presenting.see(request)
    found = Methods(timezone.localdate(timezone=SOFIA))
    asked = _asked(request, found)
    unit = asked["municipality"]
    by_unit = bool(unit)
    rows = (
        list(found.of_unit(unit, asked["reference"]))
        if by_unit
        else found.rows(asked["service"], asked["reference"], asked["district"])
    )
    if not by_unit:
        rows.sort(key=lambda row: (-(row.evidence.users if row.evidence else -1), row.unit))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page", "1"))
    context = {
        "tabs": presenting.tabs(request, "needs:methods"),
        "set": found.criteria_set,
        "asked": asked,
        "by_unit": by_unit,
        "page": page,
        "lines": _lines(found, list(page)),
        "day": found.day,
        "n_missing": sum(not (row.legal and row.legal.is_known) for row in rows),
        "n_rows": len(rows),
        "n_served": sum(row.is_served for row in rows),
        "is_thin": not by_unit and 2 * sum(row.is_served for row in rows) < len(rows),
        "is_wide": not by_unit and found.is_wide(asked["service"]),
        **_choices(found),
    }
    return render(request, "needs/methods/methods.html", context)


def _asked(request: ActingRequest, found: Methods) -> dict[str, str]:
    """What the address asks for; a municipality begins with its own services."""
    own = request.organization.municipality_id or ""
    service, unit = request.GET.get("service", ""), request.GET.get("municipality", "")
    if not service and not unit and "district" not in request.GET:
        unit = own
    if service not in found.services:
        service = "AS" if not unit else ""
    district = request.GET.get("district", "")
    if unit not in found.district_of:
        unit = ""
        service = service or "AS"
    elif service:
        service = ""
    if district not in set(found.district_of.values()):
        district = ""
    reference = request.GET.get("reference", COUNTRY)
    if reference != DISTRICT or not (unit or district):
        reference = COUNTRY
    return {"service": service, "municipality": unit, "district": district, "reference": reference}


def _choices(found: Methods) -> dict[str, Any]:
    return {
        "services": [(code, str(each)) for code, each in found.services.items()],
        "municipalities": [
            (row.pk, row.full_name)
            for row in territory.municipalities()
            if row.pk in found.district_of
        ],
        "districts": [(row.pk, str(row)) for row in territory.districts()],
    }


def _lines(found: Methods, rows: list[Row]) -> list[dict[str, Any]]:
    """The rows with their names, what is missing in words, and their place on one scale."""
    names = criteria.unit_names(found.day)
    known = [row for row in rows if row.evidence]
    spans, _most = drawing.spans(
        [
            (
                row.evidence.users,
                row.evidence.low,
                row.evidence.high,
                row.legal.max_users if row.legal else None,
            )
            for row in known
            if row.evidence
        ]
    )
    drawn = {id(row): span for row, span in zip(known, spans, strict=True)}
    return [
        {
            "row": row,
            "name": names.get(row.unit, row.unit),
            "missing": [missing_words(each) for each in row.legal.missing] if row.legal else [],
            "span": drawn.get(id(row)),
            "lies": _lies(row),
        }
        for row in rows
    ]


def _lies(row: Row) -> tuple[str, str]:
    """Where the criteria's number lies, in words, with the tone of its chip."""
    if not row.is_served:
        return _("няма я тук"), "plain"
    return {
        "below": (_("под интервала"), "soon"),
        "above": (_("над интервала"), "soon"),
        "inside": (_("в интервала"), "ok"),
        "": ("", "plain"),
    }[row.lies]


# Sensitivity


@require_safe
def sensitivity(request: ActingRequest, organization: str) -> HttpResponse:
    """For a service: the smallest change of each coefficient that flips a decision, here and where
    the decisions are the most fragile."""
    presenting.see(request)
    found = Methods(timezone.localdate(timezone=SOFIA))
    service = request.GET.get("service", "")
    if service not in found.services:
        service = next(iter(found.country.criteria), "AS")
        for code, each in found.country.criteria.items():
            if all(base.coefficient is not None for base in each.bases):
                service = code
                break
    unit = request.GET.get("municipality", request.organization.municipality_id or "")
    if unit not in found.district_of:
        unit = next(iter(found.district_of))
    place = found.district_of[unit] if found.is_wide(service) else unit
    names = criteria.unit_names(found.day)
    criterion = found.criterion(service)
    row = found.row(service, place, found.inputs(service).get(place, {}), None)
    context = {
        "tabs": presenting.tabs(request, "needs:sensitivity"),
        "set": found.criteria_set,
        "service": found.services[service],
        "asked": {"service": service, "municipality": unit},
        "place": names[place],
        "row": row,
        "missing": [missing_words(each) for each in row.legal.missing] if row.legal else [],
        "flips": [_flip_line(each, criterion) for each in found.flips(service, place)],
        "fragile": _fragile(found, service, names),
        "day": found.day,
        **_choices(found),
    }
    return render(request, "needs/methods/sensitivity.html", context)


def _flip_line(flip: Flip, criterion: Any) -> dict[str, Any]:
    """A flip in words."""
    said = presenting.language()
    base = next(each for each in criterion.bases if each.indicator == flip.indicator)
    relative = flip.relative
    return {
        "flip": flip,
        "decision": _(DECISIONS[flip.decision]),
        "base": base.label,
        "coefficient": figure(flip.coefficient, said),
        "flipped": figure(flip.flipped, said),
        "change": ("+" if flip.change > 0 else "") + figure(flip.change, said),
        "relative": "—" if relative is None else f"{figure(round(100 * relative, 3), said)}\u00a0%",
    }


def _fragile(found: Methods, service: str, names: dict[str, str]) -> list[dict[str, Any]]:
    """Where the need for places hangs on the smallest share of a coefficient."""
    criterion = found.criterion(service)
    near = []
    for unit in found.units(service):
        flips = [
            each
            for each in found.flips(service, unit)
            if each.decision is Decision.NEED and each.relative is not None
        ]
        if flips:
            near.append((min(flips, key=lambda each: each.relative or 0), unit))
    near.sort(key=lambda pair: (pair[0].relative or 0, pair[1]))
    return [
        {"name": names[unit], "places": found.here(unit, service).places}
        | _flip_line(flip, criterion)
        for flip, unit in near[:12]
    ]
