"""The criteria of the law as the product's own table; the file names its source."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

NAME = "Критерии по Наредбата за планирането на социалните услуги"
ACT = "Наредба за планирането на социалните услуги, глава II"
SOURCE = (
    "ПМС № 133 от 06.04.2021 г., ДВ бр. 29 от 09.04.2021 г.; текстът на глава II предстои да се"
    " въведе"
)
# The day of its promulgation; the day from which it is in force waits to be checked.
VALID_FROM = date(2021, 4, 9)


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of `facts/<name>.csv` without the lines about its source."""
    path = Path(__file__).with_name(f"{name}.csv")
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(line for line in lines if not line.startswith("#"))
