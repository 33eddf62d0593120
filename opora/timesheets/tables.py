"""A table as a workbook and as CSV: numbers as numbers, texts as texts, no cell a formula."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO, StringIO

import xlsxwriter

from opora.assistants.reading import HOUR

AS_TEXT = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
Cell = str | int | Decimal | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """Heads and rows of one table."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def in_hours(minutes: int) -> Decimal:
    """Hours with two decimals."""
    return (Decimal(minutes) / HOUR).quantize(Decimal("0.01"))


def workbook(sheet: Sheet) -> BytesIO:
    """The table as a workbook: numbers as numbers, texts as texts."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, AS_TEXT)
    page = book.add_worksheet(sheet.title[:31])
    bold = book.add_format({"bold": True})
    page.write_row(0, 0, sheet.heads, bold)
    for n, row in enumerate(sheet.rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, str):
                page.write_string(n, column, value)
            elif value is not None:
                page.write_number(n, column, float(value))
    page.set_column(0, 0, 32)
    page.set_column(1, len(sheet.heads), 16)
    page.freeze_panes(1, 0)
    book.close()
    stream.seek(0)
    return stream


def as_csv(sheet: Sheet) -> str:
    """The table with semicolons, as Excel of Bulgaria reads it; no cell begins a formula."""
    stream = StringIO()
    writer = csv.writer(stream, delimiter=";")
    writer.writerow(sheet.heads)
    writer.writerows([_plain(value) for value in row] for row in sheet.rows)
    return "\ufeff" + stream.getvalue()


def _plain(value: Cell) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(DANGEROUS) else value
    return "" if value is None else f"{value}".replace(".", ",")
