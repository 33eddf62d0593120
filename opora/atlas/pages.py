"""The map: a layer of the country or of a district, with its table and its files."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from opora.accounts.requests import ActingRequest
from opora.lib.refusals import NotVisible
from opora.territory.models import Municipality

from . import files, layers, picture
from .forms import MapForm
from .picture import Picture
from .place import about, explained


@require_safe
@gzip_page
def map_page(request: ActingRequest, organization: str) -> HttpResponse:
    """The picture, its legend, its table, and the chosen municipality beside it."""
    asked = MapForm(request)
    found = drawn(request, asked)
    chosen = next((each for each in found.places if each.municipality.pk == asked.at), None)
    page: dict[str, Any] = {
        "form": asked,
        "picture": found,
        "rows": asked.sorted(found.shown),
        "chosen": chosen,
        "about": about(request.actor, chosen.municipality, today=today()) if chosen else None,
        "how": how(request, asked) if chosen else "",
        "query": asked.query,
        "query_without_place": asked.without("at"),
        "query_without_district": asked.without("district"),
        "files": [(kind, f"{asked.query}&{urlencode({'as': kind})}") for kind in files.KINDS],
    }
    return render(request, "atlas/map.html", page)


def how(request: ActingRequest, asked: MapForm) -> str:
    """Where the chosen municipality's value is explained; empty when nowhere."""
    found = explained(
        request.actor,
        asked.layer,
        service=asked.service.pk if asked.service else None,
        municipality=asked.at,
        today=today(),
    )
    return reverse(found[0], args=[request.organization.slug, *found[1]]) if found else ""


@require_safe
@gzip_page
def file(request: ActingRequest, organization: str) -> HttpResponse:
    """The same picture as a file."""
    asked = MapForm(request)
    kind = request.GET.get("as", "")
    if kind not in files.KINDS:
        raise NotVisible
    return files.answer(drawn(request, asked), kind, now=timezone.now())


def drawn(request: ActingRequest, asked: MapForm) -> Picture:
    """What the address asks for."""
    values = layers.draw(
        request.actor,
        asked.layer,
        service=asked.service.pk if asked.service else None,
        moment=asked.moment,
        today=today(),
    )
    dots = (
        picture.dots(
            request.actor,
            asked.sheet,
            service=asked.service.pk if asked.service else None,
            today=today(),
        )
        if asked.has_dots
        else []
    )
    return picture.make(
        asked.layer,
        values,
        sheet=asked.sheet,
        municipalities=list(Municipality.objects.filter(successor=None).select_related("district")),
        district=asked.district,
        dots=dots,
        service=str(asked.service or ""),
    )


def today() -> date:
    """The day in Sofia."""
    return timezone.localdate()
