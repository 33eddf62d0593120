"""The outlines that a picture fills: hexagons out of the box, true borders after an import."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from opora.territory.models import Boundary, Municipality

from . import facts
from .hexes import AROUND, Cell, Point, middle, on_plane

SIZE = 24.0  # from the middle of a hexagon to its corner, in units of the picture
EDGE = 6.0
WIDTH = 2000  # of the picture with true borders, in units; half a pixel at the usual size
CORNERS = [
    (math.sin(turn * math.pi / 3) * SIZE, math.cos(turn * math.pi / 3) * SIZE) for turn in range(6)
]
# Which two corners lie toward each neighbor of `AROUND`; corner 0 is the southern one.
SIDES = dict(zip(AROUND, [(1, 2), (0, 1), (5, 0), (4, 5), (3, 4), (2, 3)], strict=True))

Whole = tuple[int, int]
Step = tuple[Whole, Whole]


@dataclass(frozen=True, slots=True)
class Shape:
    """One municipality: its path in SVG, where its name stands, and its box (x, y, x, y)."""

    path: str
    at: Point
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All shapes in one coordinate system, with the outlines of districts."""

    shapes: Mapping[str, Shape]
    districts: Mapping[str, str]
    size: tuple[float, float]
    is_tiles: bool

    def window(self, codes: Iterable[str]) -> tuple[float, float, float, float]:
        """x, y, width, height that show these municipalities with a little around them."""
        boxes = [self.shapes[code].box for code in codes if code in self.shapes]
        if not boxes:
            return (0, 0, *self.size)
        left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
        right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
        edge = (right - left + bottom - top) * 0.06
        return (
            round(left - edge, 1),
            round(top - edge, 1),
            round(right - left + 2 * edge, 1),
            round(bottom - top + 2 * edge, 1),
        )


def tiles() -> Sheet:
    """One hexagon for each municipality."""
    return _tiles(tuple(Municipality.objects.order_by("pk").values_list("pk", "district")))


@lru_cache(maxsize=4)
def _tiles(places: tuple[tuple[str, str], ...]) -> Sheet:
    district = dict(places)
    cells = {code: cell for code, cell in facts.tiles().items() if code in district}
    found = {code: middle(cell, SIZE) for code, cell in cells.items()}
    left = min(x for x, _y in found.values()) - SIZE - EDGE
    top = min(y for _x, y in found.values()) - SIZE - EDGE
    at = {code: (x - left, y - top) for code, (x, y) in found.items()}
    size = (
        max(x for x, _y in at.values()) + SIZE + EDGE,
        max(y for _x, y in at.values()) + SIZE + EDGE,
    )
    shapes = {code: _hexagon(*where) for code, where in at.items()}
    return Sheet(shapes, _tile_districts(cells, at, district), size, is_tiles=True)


def _hexagon(x: float, y: float) -> Shape:
    corners = [f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in CORNERS]
    box = (x - SIZE, y - SIZE, x + SIZE, y + SIZE)
    return Shape("M" + "L".join(corners) + "Z", (round(x, 1), round(y, 1)), box)


def _tile_districts(
    cells: Mapping[str, Cell], at: Mapping[str, Point], district: Mapping[str, str]
) -> dict[str, str]:
    """Each district's outline: the sides beyond which another district, or nothing, lies."""
    who = {cell: district[code] for code, cell in cells.items()}
    steps: dict[str, list[str]] = defaultdict(list)
    for code, (q, r) in cells.items():
        x, y = at[code]
        for (dq, dr), (one, two) in SIDES.items():
            if who.get((q + dq, r + dr)) != district[code]:
                start, end = CORNERS[one], CORNERS[two]
                steps[district[code]].append(
                    f"M{x + start[0]:.1f},{y + start[1]:.1f}L{x + end[0]:.1f},{y + end[1]:.1f}"
                )
    return {code: "".join(found) for code, found in steps.items()}


# True borders


def borders() -> Sheet | None:
    """The imported outlines, or None when nobody has imported them."""
    newest = Boundary.objects.order_by("-imported_at").values_list("imported_at", flat=True).first()
    return _borders(newest, Boundary.objects.count()) if newest else None


@lru_cache(maxsize=2)
def _borders(newest: Any, n: int) -> Sheet:
    rows = Boundary.objects.select_related("municipality").order_by("pk")
    rings = {row.pk: _rings(row.geometry) for row in rows}
    district = {row.pk: row.municipality.district_id for row in rows}
    everywhere = [
        on_plane(point[1], point[0]) for found in rings.values() for ring in found for point in ring
    ]
    left, top = min(x for x, _y in everywhere), min(y for _x, y in everywhere)
    wide = max(x for x, _y in everywhere) - left
    times = WIDTH / wide

    def whole(point: Sequence[float]) -> Whole:
        x, y = on_plane(point[1], point[0])
        return round((x - left) * times), round((y - top) * times)

    drawn = {code: [_thin(map(whole, ring)) for ring in found] for code, found in rings.items()}
    shapes = {
        code: _outline([ring for ring in found if len(ring) > 2]) for code, found in drawn.items()
    }
    high = max(shape.box[3] for shape in shapes.values())
    return Sheet(shapes, _border_districts(drawn, district), (WIDTH, high), is_tiles=False)


def _rings(geometry: Mapping[str, Any]) -> list[list[Sequence[float]]]:
    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    return [ring for polygon in polygons for ring in polygon]


def _thin(points: Iterable[Whole]) -> list[Whole]:
    """Without points that fell together, and without the last that repeats the first."""
    kept: list[Whole] = []
    for point in points:
        if not kept or point != kept[-1]:
            kept.append(point)
    return kept[:-1] if len(kept) > 1 and kept[0] == kept[-1] else kept


def _outline(rings: Sequence[Sequence[Whole]]) -> Shape:
    every = [point for ring in rings for point in ring]
    box = (
        min(x for x, _y in every),
        min(y for _x, y in every),
        max(x for x, _y in every),
        max(y for _x, y in every),
    )
    greatest = max(rings, key=lambda ring: abs(area(ring)))
    return Shape("".join(map(_path, rings)), centroid(greatest), box)


def _path(ring: Sequence[Whole]) -> str:
    """Relative steps in whole units: a third of the characters of absolute ones."""
    (x, y), *rest = ring
    steps = []
    for next_x, next_y in rest:
        steps.append(f"{next_x - x},{next_y - y}")
        x, y = next_x, next_y
    return f"M{ring[0][0]},{ring[0][1]}l{' '.join(steps)}z"


def area(ring: Sequence[Whole]) -> float:
    """Signed area of a ring, in square units."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in _sides(ring)) / 2


def centroid(ring: Sequence[Whole]) -> Point:
    """The middle of a ring by area."""
    six = 6 * area(ring)
    sides = list(_sides(ring))
    x = sum((x1 + x2) * (x1 * y2 - x2 * y1) for (x1, y1), (x2, y2) in sides) / six
    y = sum((y1 + y2) * (x1 * y2 - x2 * y1) for (x1, y1), (x2, y2) in sides) / six
    return round(x, 1), round(y, 1)


def _sides(ring: Sequence[Whole]) -> Iterable[Step]:
    return zip(ring, [*ring[1:], ring[0]], strict=True)


def _border_districts(
    drawn: Mapping[str, Sequence[Sequence[Whole]]], district: Mapping[str, str]
) -> dict[str, str]:
    """Each district's outline: the sides that only one of its municipalities has."""
    seen: dict[str, dict[frozenset[Whole], Step]] = defaultdict(dict)
    for code, rings in drawn.items():
        sides = seen[district[code]]
        for ring in rings:
            for side in _sides(ring):
                if sides.pop(frozenset(side), None) is None:
                    sides[frozenset(side)] = side
    return {code: _chained(sides.values()) for code, sides in seen.items()}


def _chained(steps: Iterable[Step]) -> str:
    """Sides put end to end as far as they go."""
    following: dict[Whole, list[Whole]] = defaultdict(list)
    for start, end in steps:
        following[start].append(end)
    paths = []
    for start in list(following):
        while following[start]:
            ring, at = [start], following[start].pop()
            while True:
                ring.append(at)
                if not following.get(at):
                    break
                at = following[at].pop()
            paths.append(_path(ring).removesuffix("z"))
    return "".join(paths)
