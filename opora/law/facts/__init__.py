"""The product's own tables of the law; each file explains itself in its first lines."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

FIRST_YEAR, LAST_YEAR = 2020, 2050

# Moved by the Council of Ministers; the package `holidays` 0.109 names them, the act was not read.
DECREED_DAYS = [
    (date(2025, 12, 31), False, "Почивен ден"),
    (date(2026, 1, 2), False, "Почивен ден"),
]
DECREED_SOURCE = "решение на Министерския съвет – предстои проверка"


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of `facts/<name>.csv` without the lines about its source."""
    path = Path(__file__).with_name(f"{name}.csv")
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(line for line in lines if not line.startswith("#"))
