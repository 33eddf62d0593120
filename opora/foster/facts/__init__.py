"""Dated amounts of foster care, each with its act and source, as the package ships them."""

import csv
from pathlib import Path

HERE = Path(__file__).parent


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table; lines that begin with # say what it is."""
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(line for line in opened if not line.startswith("#")))
