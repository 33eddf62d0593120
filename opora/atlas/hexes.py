"""The geometry of hexagons and of the flat country. Pure."""

import math

Cell = tuple[int, int]
Point = tuple[float, float]

# Pointy-top hexagons in axial coordinates: q to the east, r to the south-east.
AROUND: tuple[Cell, ...] = ((1, 0), (0, 1), (-1, 1), (-1, 0), (0, -1), (1, -1))
KM_A_DEGREE = 111.2
MEAN_LATITUDE = 42.7


def neighbors(cell: Cell) -> list[Cell]:
    """The six cells around."""
    return [(cell[0] + q, cell[1] + r) for q, r in AROUND]


def middle(cell: Cell, size: float) -> Point:
    """Where the middle of a cell lies, in the unit of `size`, middle to corner; y to the south."""
    q, r = cell
    return size * math.sqrt(3) * (q + r / 2), size * 1.5 * r


def on_plane(lat: float, lon: float) -> Point:
    """Kilometers to the east of the first meridian and to the south of the equator."""
    return lon * math.cos(math.radians(MEAN_LATITUDE)) * KM_A_DEGREE, -lat * KM_A_DEGREE
