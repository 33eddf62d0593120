"""The classifications of services as the product's own tables; each file names its sources."""

import csv
from collections.abc import Iterator
from datetime import date
from itertools import product
from pathlib import Path

# The day the law on social services came into force; the rows are read from then on.
IN_FORCE = date(2020, 7, 1)
FUNDING = {"D": "state_delegated", "M": "municipal", "P": "private", "E": "project"}


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of `facts/<name>.csv` without the lines about its source."""
    path = Path(__file__).with_name(f"{name}.csv")
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(line for line in lines if not line.startswith("#"))


def type_code(activity: str, group: str, access: str) -> str:
    """A7-children-disability; an open service ends in -G."""
    return f"{activity}-{group}" + ("-G" if access == "general" else "")


def named_service_types() -> Iterator[tuple[dict[str, str], str, str]]:
    """Each row of `named_service_activities` with each pair of its activities and groups."""
    for row in rows("named_service_activities"):
        for activity, group in product(row["activities"].split(), row["groups"].split()):
            yield row, activity, group
