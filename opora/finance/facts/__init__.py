"""Standards, transfers and amounts as the product's own tables; each file names its sources."""

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

# Since when the figures of a year are read as known. 2026 began without a budget act: its figures
# are known since the act was published (ДВ 69/31.07.2026).
KNOWN_ON = {2026: date(2026, 7, 31)}
TRANSFER_SOURCES = {
    2024: "ЗДБ 2024, чл. 54",
    2025: "ЗДБ 2025, чл. 54",
    2026: "ЗДБ 2026, чл. 52 (ДВ 69/31.07.2026)",
}


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of `facts/<name>.csv` without the lines about its source."""
    path = Path(__file__).with_name(f"{name}.csv")
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(line for line in lines if not line.startswith("#"))


def known_on(year: int) -> date:
    """Since which day the figures of a year are known."""
    return KNOWN_ON.get(year, date(year, 1, 1))


def cents(text: str) -> int | None:
    """Whole cents of a written amount; None where there is none."""
    return int(Decimal(text) * 100) if text else None
