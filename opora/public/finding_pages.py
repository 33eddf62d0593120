"""Pages on which anybody finds a service: the list and the map, one service, one municipality."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from opora.atlas import picture as drawing
from opora.atlas import shapes
from opora.atlas.layers import Drawn, Layer
from opora.atlas.picture import Picture
from opora.lib.refusals import NotVisible
from opora.register import queries as register
from opora.register.models import Service, StatutoryActivity, TargetGroup
from opora.territory import queries as territory
from opora.territory.models import Municipality

from . import finding, local
from .finding import EVERYBODY, ON_PAGE, Asked
from .maps import kept_by_reader

TEXTS = ("place", "at", "group", "activity", "age")
LONGEST = 60


def _asked(request: HttpRequest) -> Asked:
    texts = {name: request.GET.get(name, "").strip()[:LONGEST] for name in TEXTS}
    return Asked(**texts, is_free=bool(request.GET.get("free")))


def _query(asked: Asked, **changed: str) -> str:
    """The address of the same search with something changed."""
    texts = {name: getattr(asked, name) for name in TEXTS}
    texts |= {"free": "1" if asked.is_free else ""} | changed
    return urlencode({name: value for name, value in texts.items() if value})


@require_safe
@gzip_page
@kept_by_reader
def services(request: HttpRequest) -> HttpResponse:
    """The services that fit, nearest first, as a list or on a map."""
    asked, today = _asked(request), timezone.localdate()
    place = finding.where(asked)
    found = finding.find(asked, place, today=today)
    is_map = request.GET.get("view") == "map"
    pages = Paginator(found.ids, ON_PAGE)
    shown = pages.get_page(request.GET.get("page"))
    page: dict[str, Any] = {
        "asked": asked,
        "place": place,
        "is_map": is_map,
        "n_found": len(found.ids),
        "page": shown,
        "lines": [] if is_map else finding.lines(found, list(shown.object_list), today=today),
        "protected": finding.protected(asked, place, today=today),
        "groups": TargetGroup.objects.all(),
        "activities": StatutoryActivity.objects.all(),
        "ages": [(code, _(label)) for code, (label, _users) in finding.AGES.items()],
        "tabs": [
            {"label": _("Списък"), "url": f"?{_query(asked)}", "active": not is_map},
            {"label": _("Карта"), "url": f"?{_query(asked, view='map')}", "active": is_map},
        ],
        "others": [
            (str(each), f"?{_query(asked, at=each.pk, place='')}")
            for each in (place.others if place else [])
        ],
        "without_place": f"?{_query(asked, at='', place='')}",
    }
    if is_map:
        page |= {
            "picture": _picture(found.by_municipality),
            "chosen": place,
            "query_without_place": _query(asked, at="", place=""),
        }
    return render(request, "public/services.html", page)


def _picture(counts: Mapping[str, int]) -> Picture:
    """How many services of those that fit each municipality has."""
    layer = Layer("found", "", _("Намерени услуги"), _("услуги"), 0)
    values = {code: Decimal(n) for code, n in counts.items()}
    drawn = Drawn(values, "", _("регистърът на Опора"), "", _("няма такава услуга"))
    places = Municipality.objects.filter(successor=None).select_related("district")
    return drawing.make(layer, drawn, sheet=shapes.tiles(), municipalities=list(places))


@require_safe
@kept_by_reader
def service(request: HttpRequest, pk: int) -> HttpResponse:
    """One service: where, for whom, how many places, whom to ask. None of protected ones."""
    today = timezone.localdate()
    found = register.services(EVERYBODY, on=today).filter(is_protected=False, pk=pk).first()
    if found is None:
        raise NotVisible
    (line,) = finding.lines(finding.Found([pk], {}, {}), [pk], today=today)
    whole: Service = Service.objects.select_related("address").get(pk=pk)
    page = {"line": line, "service": line.service, "address": getattr(whole, "address", None)}
    return render(request, "public/service.html", page)


@require_safe
@gzip_page
@kept_by_reader
def municipality(request: HttpRequest, code: str) -> HttpResponse:
    """The state of the social services of one municipality, on one screen and one sheet."""
    unit = get_object_or_404(territory.municipalities(), pk=code)
    page = {"unit": unit, "state": local.state_of(unit, today=timezone.localdate())}
    return render(request, "public/municipality.html", page)
