"""The map for everybody, without an account: yesterday's figures, nothing live, nothing small."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from opora.atlas import files

from . import map_counting
from .map_forms import PublicMapForm

FILES = ("csv", "svg", "geojson")
FRESH = timedelta(minutes=10)
Page = Callable[..., HttpResponse]


def kept_by_reader(page: Page) -> Page:
    """Only the reader's own browser may keep the page, and not long: it holds a form's token."""

    @wraps(page)
    def kept(request: HttpRequest, **named: Any) -> HttpResponse:
        answer = page(request, **named)
        patch_cache_control(answer, private=True, max_age=int(FRESH.total_seconds()))
        return answer

    return kept


@require_safe
@gzip_page
@kept_by_reader
def public_map(request: HttpRequest) -> HttpResponse:
    """The picture, its legend, its table with the sums, and the chosen municipality."""
    asked = _asked(request)
    picture = asked.picture
    chosen = next((each for each in picture.places if each.municipality.pk == asked.at), None)
    shown: dict[str, Any] = {
        "form": asked,
        "picture": picture,
        "rows": sorted(picture.shown, key=lambda place: str(place.municipality)),
        "sums": asked.sums,
        "chosen": chosen,
        "query": asked.query,
        "query_without_place": asked.without("at"),
        "files": [(kind, f"{asked.query}&as={kind}") for kind in FILES],
    }
    return render(request, "public/map.html", shown)


@require_safe
@gzip_page
@kept_by_reader
def file(request: HttpRequest) -> HttpResponse:
    """The same picture as a file."""
    kind = request.GET.get("as", "")
    if kind not in FILES:
        raise Http404
    return files.answer(_asked(request).picture, kind, now=timezone.now())


def _asked(request: HttpRequest) -> PublicMapForm:
    """What is asked for; on the very first need the figures are counted."""
    asked = PublicMapForm(request)
    if not asked.rows:
        map_counting.renew(today=timezone.localdate(), only_if_none=True)
        asked = PublicMapForm(request)
    return asked
