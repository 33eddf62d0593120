"""Reasons of absence; the file explains itself in its first lines."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

# The day the law on social services came into force; the rows are read from then on.
IN_FORCE = date(2020, 7, 1)


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of `facts/<name>.csv` without the lines about its source."""
    path = Path(__file__).with_name(f"{name}.csv")
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(line for line in lines if not line.startswith("#"))
