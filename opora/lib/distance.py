"""How far apart two points are."""

from decimal import Decimal
from math import asin, cos, radians, sin, sqrt

EARTH_KM = 6371.0088  # mean radius, IUGG

Point = tuple[Decimal | float, Decimal | float]


def straight_km(here: Point, there: Point) -> int:
    """Whole kilometers along the great circle between two points (latitude, longitude).

    With seats known to two decimals of a degree it is right to about a kilometer; roads are longer.
    """
    lat1, lon1, lat2, lon2 = (radians(float(angle)) for angle in (*here, *there))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return round(2 * EARTH_KM * asin(sqrt(half)))
