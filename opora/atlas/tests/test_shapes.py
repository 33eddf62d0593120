"""Hexagons and borders as paths."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from opora.atlas import shapes
from opora.territory.models import Boundary

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "municipalities.geojson"
NOW = datetime(2026, 11, 22, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def square(lon: float, lat: float, side: float = 0.5) -> dict[str, object]:
    ring = [
        [lon, lat],
        [lon + side, lat],
        [lon + side, lat + side],
        [lon, lat + side],
        [lon, lat],
    ]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.fixture
def two_neighbors() -> shapes.Sheet:
    shapes._borders.cache_clear()
    for code, at in (("SFO39", 23.0), ("SFO20", 23.5)):
        Boundary.objects.create(
            municipality_id=code, geometry=square(at, 42.0), source="опит", imported_at=NOW
        )
    found = shapes.borders()
    assert found
    return found


def test_every_municipality_has_a_hexagon_inside_the_sheet() -> None:
    sheet = shapes.tiles()

    assert len(sheet.shapes) == 265
    assert len(sheet.districts) == 28
    for shape in sheet.shapes.values():
        assert shape.box[0] >= 0
        assert shape.box[2] <= sheet.size[0]
        assert shape.box[1] >= 0
        assert shape.box[3] <= sheet.size[1]


def test_a_window_holds_what_it_is_asked_for() -> None:
    sheet = shapes.tiles()
    x, y, wide, high = sheet.window(["SFO39", "SFO20"])

    for code in ("SFO39", "SFO20"):
        left, top, right, bottom = sheet.shapes[code].box
        assert x < left
        assert y < top
        assert right < x + wide
        assert bottom < y + high
    assert sheet.window([]) == (0, 0, *sheet.size)


def test_without_an_import_there_are_no_borders() -> None:
    shapes._borders.cache_clear()
    assert shapes.borders() is None


def test_neighbors_share_their_border_and_the_district_has_only_the_outer_one(
    two_neighbors: shapes.Sheet,
) -> None:
    outline = two_neighbors.districts["SFO"]

    assert len(re.findall("M", outline)) == 1
    assert len(re.findall(r"-?\d+,-?\d+", outline)) == 7  # six corners, the first again
    assert two_neighbors.shapes["SFO39"].box[2] == two_neighbors.shapes["SFO20"].box[0]


def test_the_name_stands_in_the_middle(two_neighbors: shapes.Sheet) -> None:
    left, top, right, bottom = two_neighbors.shapes["SFO39"].box

    assert two_neighbors.shapes["SFO39"].at == pytest.approx(
        ((left + right) / 2, (top + bottom) / 2), abs=1
    )


@pytest.mark.skipif(not SHARED.exists(), reason="the outlines are not on this machine")
def test_the_whole_country_is_small_and_whole() -> None:
    shapes._borders.cache_clear()
    for feature in json.loads(SHARED.read_text("utf-8"))["features"]:
        Boundary.objects.create(
            municipality_id=feature["properties"]["code"],
            geometry=feature["geometry"],
            source="опит",
            imported_at=NOW,
        )
    sheet = shapes.borders()

    assert sheet
    assert len(sheet.shapes) == 265
    assert sum(len(shape.path) for shape in sheet.shapes.values()) < 160_000
