"""The picture as files: SVG and PNG to print and to show, CSV and GeoJSON to compute with."""

import csv
import io
import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from opora.documents.pdf import render
from opora.lib import words
from opora.territory.models import Boundary

from .picture import Picture

SHEET = Path(__file__).parent / "templates" / "atlas" / "sheet.typ"
KINDS = {
    "png": "image/png",
    "pdf": "application/pdf",
    "svg": "image/svg+xml",
    "csv": "text/csv; charset=utf-8",
    "geojson": "application/geo+json",
}


def answer(picture: Picture, kind: str, *, now: datetime) -> HttpResponse:
    """The picture as a file to keep."""
    made = {
        "png": lambda: sheet(picture, "png", now),
        "pdf": lambda: sheet(picture, "pdf", now),
        "svg": lambda: svg(picture).encode(),
        "csv": lambda: table(picture),
        "geojson": lambda: features(picture),
    }[kind]()
    found = HttpResponse(made, content_type=KINDS[kind])
    found["Content-Disposition"] = f'attachment; filename="opora-{picture.layer.code}.{kind}"'
    return found


def svg(picture: Picture) -> str:
    """The picture alone, standing on its own feet."""
    return render_to_string("atlas/picture.svg", {"picture": picture, "is_alone": True})


def sheet(picture: Picture, kind: Any, now: datetime) -> bytes:
    """A page with title, picture, legend and source."""
    content = {
        "title": picture.title,
        "where": str(picture.district) if picture.district else _("Всички общини"),
        "as_of": picture.drawn.as_of,
        "unit": picture.layer.unit,
        "picture": svg(picture),
        "legend": [asdict(line) for line in picture.legend],
        "mark": picture.drawn.mark,
        "missing": [place.municipality.full_name for place in picture.missing],
        "missing_words": picture.missing_words,
        "source": picture.drawn.source.rstrip("."),
        "how": picture.drawn.how,
        "made": words.moment(now),
        "labels": {"source": _("Източник"), "made": _("Изготвено с Опора"), "n": _("общини")},
    }
    return render(SHEET, content, kind=kind)


def table(picture: Picture) -> bytes:
    """The twin of the picture: code, name, district, value, rank. Empty means no value."""
    out = io.StringIO()
    rows = csv.writer(out, delimiter=";", lineterminator="\r\n")
    rows.writerow(
        [
            _("Код"),
            _("Община"),
            _("Област"),
            picture.title,
            _("Място"),
            _("Към"),
            _("Източник"),
        ]
    )
    for place in picture.shown:
        found = place.municipality
        value = "" if place.value is None else f"{place.value:.{picture.layer.decimals}f}"
        if picture.layer.is_banded or found.pk in picture.drawn.hidden:
            value = place.painted.text
        rows.writerow(
            [
                found.pk,
                str(found),
                str(found.district),
                value.replace(".", ","),
                place.rank or "",
                picture.drawn.as_of,
                picture.sources,
            ]
        )
    return out.getvalue().encode("utf-8-sig")


def features(picture: Picture) -> bytes:
    """GeoJSON in WGS 84: the imported outlines, or the seats as points when there are none."""
    outlines = dict(Boundary.objects.values_list("municipality_id", "geometry"))
    found = [
        {
            "type": "Feature",
            "id": place.municipality.pk,
            "geometry": outlines.get(place.municipality.pk) or _seat(place.municipality),
            "properties": {
                "name": str(place.municipality),
                "district": str(place.municipality.district),
                "layer": picture.title,
                "unit": picture.layer.unit,
                "value": None if place.value is None else float(place.value),
                "rank": place.rank,
            },
        }
        for place in picture.shown
    ]
    whole = {"type": "FeatureCollection", "features": found, "source": picture.sources}
    return json.dumps(whole, ensure_ascii=False).encode()


def _seat(municipality: Any) -> dict[str, Any]:
    at = [float(municipality.seat_lon), float(municipality.seat_lat)]
    return {"type": "Point", "coordinates": at}
