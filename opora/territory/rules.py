"""Distance between the seats of municipalities, and names in Latin letters. Pure."""

import math
import re
from decimal import Decimal

from opora.lib.labels import gettext_noop as _

EARTH_RADIUS_KM = 6371.0
# A road is longer than the straight line; one factor for the whole country, always labeled.
ROAD_FACTOR = 1.35
KIND = _("между центровете на общините, по права линия × 1,35")

# Official transliteration (Закон за транслитерацията); the letters that need more than their row.
_LATIN = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфхъь", "abvgdeziyklmnoprstufhay", strict=True))
    | {"ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sht", "ю": "yu", "я": "ya"}
)
_FINAL_IA = re.compile(r"ия\b")

Point = tuple[Decimal, Decimal]


def distance_km(one: Point, other: Point) -> int:
    """Whole kilometers between two seats (latitude, longitude): straight line × 1.35, haversine."""
    lat1, lon1, lat2, lon2 = (math.radians(float(degrees)) for degrees in (*one, *other))
    half = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return round(2 * EARTH_RADIUS_KM * math.asin(math.sqrt(half)) * ROAD_FACTOR)


def latin(name: str) -> str:
    """A Bulgarian name in Latin letters, small: Горна Оряховица is gorna oryahovitsa."""
    return _FINAL_IA.sub("ia", name.lower()).translate(_LATIN)


def may_import(kind: str, roles: frozenset[str]) -> bool:
    """Who imports lists and outlines: administrators and analysts of the Agency.

    The right „territory.import“ of the catalogue in `accounts`, which stands above this package.
    """
    return kind == "assistance_agency" and not roles.isdisjoint({"administrator", "analyst"})


def may_merge(kind: str, roles: frozenset[str]) -> bool:
    """Who records that a municipality was merged: the administrators of the Agency."""
    return kind == "assistance_agency" and "administrator" in roles
