"""Any list as a file: XLSX written row by row, or CSV that spreadsheets open in Cyrillic."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import TextIOWrapper
from tempfile import SpooledTemporaryFile
from typing import IO

import xlsxwriter
from django.http import FileResponse, Http404

IN_MEMORY = 2 * 1024 * 1024
# Text stays text: a name that begins with „=“ is never computed.
AS_TEXT = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {"xlsx": XLSX, "csv": "text/csv; charset=utf-8"}
# What a spreadsheet would take for a formula at the beginning of a cell of CSV.
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
Cell = str | int | Decimal | date | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list with its name, the sentence above it (what, as of when) and its columns."""

    title: str
    note: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def answer(sheet: Sheet, file_format: str, name: str) -> FileResponse:
    """The list as a file to keep; not found for another format."""
    if file_format not in TYPES:
        raise Http404
    file = workbook(sheet) if file_format == "xlsx" else text(sheet)
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"{name}.{file_format}",
        content_type=TYPES[file_format],
    )


def workbook(sheet: Sheet) -> IO[bytes]:
    """An XLSX file ready to be read from its beginning."""
    file: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (the answer closes it)
    book = xlsxwriter.Workbook(file, AS_TEXT)
    page = book.add_worksheet(sheet.title[:31])
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "dd.mm.yyyy", "align": "left"})
    page.set_column(0, 0, 42)
    page.set_column(1, max(len(sheet.heads) - 1, 1), 22)
    page.freeze_panes(2, 1)
    page.write_string(0, 0, sheet.note)
    for column, head in enumerate(sheet.heads):
        page.write_string(1, column, head, bold)
    for number, row in enumerate(sheet.rows, 2):
        for column, value in enumerate(row):
            if isinstance(value, date):
                page.write_datetime(number, column, value, day)
            elif isinstance(value, int | Decimal):
                page.write_number(number, column, value)
            elif value:
                page.write_string(number, column, value)
    book.close()
    file.seek(0)
    return file


def text(sheet: Sheet) -> IO[bytes]:
    """The same as CSV: semicolons, the mark of UTF-8 in front, days as 21.11.2026."""
    file: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (the answer closes it)
    lines = TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(lines, delimiter=";")
    writer.writerow(sheet.heads)
    writer.writerows([_plain(value) for value in row] for row in sheet.rows)
    lines.detach()
    file.seek(0)
    return file


def _plain(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, Decimal):
        return str(value).replace(".", ",")
    written = str(value)
    return (
        f"'{written}"
        if isinstance(value, str) and written.startswith(STARTS_A_FORMULA)
        else written
    )
