"""Outlines: what is taken, and the reason for what is not."""

from typing import Any

import pytest

from opora.lib.refusals import Refused
from opora.territory.imports import boundaries

from .files import collection, feature, square

KNOWN, DISTRICTS = {"SFO39", "VTR13"}, {"SFO"}
GOOD = feature("SFO39")
LON_LAT = [[23.5, 42.3], [23.6, 42.3], [23.6, 42.4], [23.5, 42.3]]
EASTERN = square(25.0)


def test_polygons_and_multipolygons_are_taken() -> None:
    many = feature("VTR13", type="MultiPolygon", coordinates=[[EASTERN], [EASTERN, EASTERN]])
    good, refused = boundaries.parse(collection(GOOD, many), KNOWN, DISTRICTS)
    assert [record.code for record in good] == ["SFO39", "VTR13"]
    assert not refused
    assert good[0].values["geometry"] == GOOD["geometry"]


def test_the_code_may_be_the_features_id() -> None:
    bare = feature("") | {"id": "SFO39", "properties": None}
    good, _refused = boundaries.parse(collection(bare), KNOWN, DISTRICTS)
    assert good[0].code == "SFO39"


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (feature("SFO99"), "няма община с код „SFO99“"),
        (feature("VTR13", type="Point", coordinates=[23.5, 42.3]), "Polygon или MultiPolygon"),
        (feature("VTR13") | {"geometry": None}, "Polygon или MultiPolygon"),
        (feature("VTR13", coordinates=[]), "празна"),
        (feature("VTR13", type="MultiPolygon", coordinates=[[]]), "празна"),
        (feature("VTR13", LON_LAT[:3]), "по-малко от четири точки"),
        (feature("VTR13", "пръстен"), "по-малко от четири точки"),
        (feature("VTR13", [*LON_LAT[:3], [23.5, 42.31]]), "не е затворен"),
        (feature("VTR13", [LON_LAT[0]] * 4), "няма площ"),
        (feature("VTR13", [[lat, lon] for lon, lat in LON_LAT]), "разменени"),
        (feature("VTR13", [[2.35, 48.8], *LON_LAT[1:3], [2.35, 48.8]]), "извън България: 2.35"),
        (feature("VTR13", [["23", "42"], *LON_LAT]), "двойка числа"),
        (feature("VTR13", [[23.5], *LON_LAT]), "двойка числа"),
        (feature("VTR13", [[True, 42.3], *LON_LAT]), "двойка числа"),
        (feature("VTR13", [[float("inf"), 42.3], *LON_LAT]), "двойка числа"),
        (feature("VTR13", [7, *LON_LAT]), "двойка числа"),
    ],
)
def test_a_bad_outline_is_refused_with_its_reason(bad: dict[str, Any], reason: str) -> None:
    good, refused = boundaries.parse(collection(GOOD, bad), KNOWN, DISTRICTS)
    assert [record.code for record in good] == ["SFO39"]
    assert [refusal.row for refusal in refused] == [2]
    assert reason in refused[0].reason


def test_two_outlines_of_one_municipality_are_both_refused() -> None:
    value = collection(GOOD, feature("VTR13"), GOOD)
    good, refused = boundaries.parse(value, KNOWN, DISTRICTS)
    assert [record.code for record in good] == ["VTR13"]
    assert [refusal.row for refusal in refused] == [1, 3]


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ([GOOD], "не е GeoJSON"),
        (GOOD, "не е GeoJSON"),
        ({"type": "FeatureCollection", "features": "SFO39"}, "не е GeoJSON"),
        (collection(), "нито един"),
        (collection(GOOD, None), "празни обекти"),
        (collection(feature("SFO")), "граници на области"),
        (collection(feature("65231")), "няма код на община"),
        (collection(GOOD, crs={"properties": {"name": "EPSG:7801"}}), "друга координатна система"),
    ],
)
def test_another_kind_of_file_is_refused_as_a_whole(value: Any, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        boundaries.parse(value, KNOWN, DISTRICTS)


def test_wgs84_may_be_named() -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    good, _refused = boundaries.parse(collection(GOOD, crs=crs), KNOWN, DISTRICTS)
    assert good


@pytest.mark.parametrize(
    ("west", "share"), [(23.5, 100), (23.55, 50), (23.59, 10), (23.598, None), (23.6, None)]
)
def test_two_municipalities_on_one_ground_are_both_left_out(west: float, share: int | None) -> None:
    other = feature("VTR13", square(west))
    good, refused = boundaries.parse(collection(GOOD, other), KNOWN, DISTRICTS)

    assert len(good) == (2 if share is None else 0)
    reasons = [] if share is None else [f"върху {share} % от по-малката"] * 2
    assert [reason in row.reason for reason, row in zip(reasons, refused, strict=True)] == [
        True for _ in reasons
    ]
    if share:
        assert refused[0].reason.startswith("припокрива се с VTR13")
