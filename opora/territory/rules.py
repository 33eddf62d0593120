"""Distance between the seats of municipalities. Pure."""

import math
from decimal import Decimal

from opora.lib.labels import gettext_noop as _

EARTH_RADIUS_KM = 6371.0
# A road is longer than the straight line; one factor for the whole country, always labeled.
ROAD_FACTOR = 1.35
KIND = _("между центровете на общините, по права линия × 1,35")

Point = tuple[Decimal, Decimal]


def distance_km(one: Point, other: Point) -> int:
    """Whole kilometers between two seats (latitude, longitude): straight line × 1.35, haversine."""
    lat1, lon1, lat2, lon2 = (math.radians(float(degrees)) for degrees in (*one, *other))
    half = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return round(2 * EARTH_RADIUS_KM * math.asin(math.sqrt(half)) * ROAD_FACTOR)
