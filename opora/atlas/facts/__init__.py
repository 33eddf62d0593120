"""The tiles of the map as the product's own table."""

import csv
from pathlib import Path


def tiles() -> dict[str, tuple[int, int]]:
    """The axial coordinates (q, r) of each municipality's hexagon, by its code."""
    with Path(__file__).with_name("tiles.csv").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(line for line in lines if not line.startswith("#"))
        return {row["municipality"]: (int(row["q"]), int(row["r"])) for row in rows}
