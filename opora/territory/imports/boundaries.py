"""Checks the outlines of municipalities in a GeoJSON file (RFC 7946, WGS 84). Pure."""

import math
from collections import defaultdict
from collections.abc import Collection
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from shapely import STRtree, make_valid
from shapely.geometry import shape

from opora.lib.refusals import Refused

from .lists import BadRow, Record
from .report import RowRefusal

LAT, LON = (41.0, 44.5), (22.0, 29.0)
# How other programs name the one coordinate system that GeoJSON allows.
WGS84 = ("CRS84", "EPSG::4326", "EPSG:4326")
MIN_RING = 4
BORNE = 0.03  # of the smaller of two neighbors


def parse(
    value: Any, known: Collection[str], districts: Collection[str]
) -> tuple[list[Record], list[RowRefusal]]:
    """The good outlines by municipality code, and the others with their reasons."""
    features = _features(value)
    if not any(_code(feature) in known for feature in features):
        _refuse_other_file(features, districts)
    records, refused = [], []
    for number, feature in enumerate(features, start=1):
        code = _code(feature)
        try:
            if code not in known:
                raise BadRow(_("няма община с код „%(code)s“") % {"code": code})
            records.append(Record(number, code, {"geometry": _geometry(feature.get("geometry"))}))
        except BadRow as reason:
            refused.append(RowRefusal(number, code, str(reason)))
    unique, repeated = _without_repeated(records)
    apart, overlapping = _without_overlaps(unique)
    return apart, sorted(refused + repeated + overlapping, key=lambda refusal: refusal.row)


def _features(value: Any) -> list[dict[str, Any]]:
    features = value.get("features") if isinstance(value, dict) else None
    if not isinstance(features, list) or value.get("type") != "FeatureCollection":
        raise Refused(
            _("Файлът не е GeoJSON със списък от обекти (FeatureCollection)."),
            remedy=_("За списъци на НСИ използвайте вноса на населени места."),
        )
    system = str(value.get("crs") or WGS84[0])
    if not any(name in system for name in WGS84):
        raise Refused(
            _("Координатите във файла са в друга координатна система."),
            remedy=_("Запишете границите като GeoJSON в WGS 84 (EPSG:4326)."),
        )
    good = [feature for feature in features if isinstance(feature, dict)]
    if not good or len(good) < len(features):
        raise Refused(_("Във файла има празни обекти или няма нито един."))
    return good


def _refuse_other_file(features: list[dict[str, Any]], districts: Collection[str]) -> None:
    if any(_code(feature) in districts for feature in features):
        raise Refused(_("Това са граници на области, а тук се внасят граници на общини."))
    raise Refused(
        _("В нито един обект няма код на община."),
        remedy=_("Кодът на общината (например SFO39) трябва да стои в свойството „code“."),
    )


def _code(feature: dict[str, Any]) -> str:
    properties = feature.get("properties")
    code = properties.get("code") if isinstance(properties, dict) else None
    return str(code or feature.get("id") or "")


def _geometry(geometry: Any) -> dict[str, Any]:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in {"Polygon", "MultiPolygon"}:
        raise BadRow(_("границата трябва да е Polygon или MultiPolygon"))
    coordinates = geometry.get("coordinates")
    polygons = [coordinates] if kind == "Polygon" else coordinates
    if not isinstance(polygons, list) or not polygons:
        raise BadRow(_("границата е празна"))
    for polygon in polygons:
        if not isinstance(polygon, list) or not polygon:
            raise BadRow(_("границата е празна"))
        for ring in polygon:
            _check_ring(ring)
    return {"type": kind, "coordinates": coordinates}


def _check_ring(ring: Any) -> None:
    if not isinstance(ring, list) or len(ring) < MIN_RING:
        raise BadRow(_("пръстенът има по-малко от четири точки"))
    for point in ring:
        _check_point(point)
    if ring[0] != ring[-1]:
        raise BadRow(_("пръстенът не е затворен"))
    if _doubled_area(ring) == 0:
        raise BadRow(_("пръстенът няма площ"))


def _check_point(point: Any) -> None:
    if not isinstance(point, list) or not all(_is_number(number) for number in point[:2]):
        raise BadRow(_("има точка, която не е двойка числа"))
    if len(point) < 2:
        raise BadRow(_("има точка, която не е двойка числа"))
    lon, lat = point[:2]
    if LON[0] <= lon <= LON[1] and LAT[0] <= lat <= LAT[1]:
        return
    if LON[0] <= lat <= LON[1] and LAT[0] <= lon <= LAT[1]:
        raise BadRow(_("координатите са разменени: първо се пише дължината, после ширината"))
    raise BadRow(_("има точка извън България: %(lon)s, %(lat)s") % {"lon": lon, "lat": lat})


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _doubled_area(ring: list[list[float]]) -> float:
    x, y = ring[0][:2]
    points = [(point[0] - x, point[1] - y) for point in ring]
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(points))


def _without_repeated(records: list[Record]) -> tuple[list[Record], list[RowRefusal]]:
    """Two outlines of one municipality are both left out: nobody knows which is right."""
    by_code = defaultdict(list)
    for record in records:
        by_code[record.code].append(record)
    refused = [
        RowRefusal(record.row, code, _("общината стои повече от веднъж във файла"))
        for code, same in by_code.items()
        for record in same
        if len(same) > 1
    ]
    return [same[0] for same in by_code.values() if len(same) == 1], refused


def _without_overlaps(records: list[Record]) -> tuple[list[Record], list[RowRefusal]]:
    """Two municipalities on one ground are both left out. Slivers along a border, as rounding and
    simplification leave them, are borne: up to `BORNE` of the smaller one."""
    shapes = [make_valid(shape(record.values["geometry"])) for record in records]
    over: dict[int, tuple[int, float]] = {}
    for one, two in STRtree(shapes).query(shapes, predicate="intersects").T:
        if one >= two:
            continue
        common = shapes[one].intersection(shapes[two]).area
        share = common / min(shapes[one].area, shapes[two].area)
        if share > BORNE:
            over[one], over[two] = (two, share), (one, share)
    refused = [
        RowRefusal(
            records[one].row,
            records[one].code,
            _("припокрива се с %(other)s върху %(share)s %% от по-малката от двете")
            % {"other": records[two].code, "share": round(share * 100) or 1},
        )
        for one, (two, share) in over.items()
    ]
    return [record for place, record in enumerate(records) if place not in over], refused
