"""The product's own tables of the country; each file names its source in its first lines."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

CENSUS_DAY = date(2021, 9, 7)
CENSUS_SOURCE = "НСИ, Преброяване 2021"
CENSUS_URL = "https://www.nsi.bg/"
# code, name, name in English
CENSUS_INDICATORS = [
    ("population", "Население", "Population"),
    ("age_0_14", "Население на 0–14 години", "Population aged 0–14"),
    ("age_15_29", "Население на 15–29 години", "Population aged 15–29"),
    ("age_30_44", "Население на 30–44 години", "Population aged 30–44"),
    ("age_45_64", "Население на 45–64 години", "Population aged 45–64"),
    ("age_65_plus", "Население на 65 и повече години", "Population aged 65 and over"),
]


def children_0_17(age_0_14: int, age_15_29: int) -> int:
    """The approximation of the children: 0–14 + 3/15 × (15–29), rounded half up.

    NSI publishes no such band by municipality; every year of the band 15–29 is taken as equal.
    """
    return age_0_14 + (2 * 3 * age_15_29 + 15) // 30


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of `facts/<name>.csv` without the lines about its source."""
    path = Path(__file__).with_name(f"{name}.csv")
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(line for line in lines if not line.startswith("#"))
