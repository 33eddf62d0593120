"""The figures of an indicator as CSV and XLSX, and an empty table to be filled and imported."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from opora.lib import words
from opora.territory.models import Indicator, Municipality

from .indicator_rules import DOUBT_LABELS, Doubt, plain_number
from .queries.indicators import Figure

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
# Text stays text: a name that begins with „=“ is never computed.
AS_TEXT = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def titles(indicator: Indicator) -> list[str]:
    """The heads of the columns."""
    return [
        _("Код"),
        _("Код по ЕБК"),
        _("Община"),
        _("Област"),
        f"{indicator} ({indicator.counts})",
        _("Към дата"),
        _("Предишна стойност"),
        _("Промяна, %"),
        _("Източник"),
        _("Отметки"),
    ]


def cells(figure: Figure) -> Iterator[str | Decimal]:
    """One municipality; what is missing stays empty."""
    place, value = figure.municipality, figure.value
    yield place.code
    yield place.budget_code or ""
    yield str(place)
    yield str(place.district)
    yield value.value if value else ""
    yield words.day(value.as_of) if value else ""
    yield "" if figure.previous is None else figure.previous
    yield "" if figure.change is None else figure.change
    yield _(value.source) if value else _("липсва")
    yield ", ".join(_(DOUBT_LABELS[Doubt(code)]) for code in figure.doubts)


def as_csv(indicator: Indicator, figures: Iterable[Figure]) -> bytes:
    """With semicolons, decimal commas and a byte order mark, as Bulgarian spreadsheets read it."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(titles(indicator))
    for figure in figures:
        writer.writerow([_plain(value) for value in cells(figure)])
    return text.getvalue().encode("utf-8-sig")


def _plain(value: str | Decimal) -> str:
    if isinstance(value, Decimal):
        return plain_number(value).replace(words.NBSP, "")
    return f"'{value}" if value.startswith(("=", "+", "@", "\t")) else value


def as_xlsx(indicator: Indicator, figures: Sequence[Figure]) -> bytes:
    """Numbers as numbers, with the definition and the source above."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, AS_TEXT) as book:
        sheet = book.add_worksheet(_("Показател"))
        bold = book.add_format({"bold": True, "text_wrap": True})
        sheet.write_string(0, 0, f"{indicator}. {indicator.meaning}")
        sheet.write_string(1, 0, f"{_('Източник')}: {indicator.source}")
        _write(sheet, 2, titles(indicator), bold)
        for number, figure in enumerate(figures, start=3):
            _write(sheet, number, cells(figure))
        sheet.set_column(0, 1, 10)
        sheet.set_column(2, 3, 20)
        sheet.set_column(4, 9, 18)
        sheet.freeze_panes(3, 3)
    return file.getvalue()


def template(places: Iterable[Municipality], indicators: Sequence[Indicator]) -> bytes:
    """A row for every municipality, a column for every indicator that is entered."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, AS_TEXT) as book:
        sheet = book.add_worksheet(_("Показатели"))
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        _write(sheet, 0, ["Код", "Община", "Област", *(each.name for each in indicators)], bold)
        for number, place in enumerate(places, start=1):
            _write(sheet, number, [place.code, place.name, place.district.name])
        sheet.set_column(0, 0, 8)
        sheet.set_column(1, 2, 20)
        sheet.set_column(3, 2 + len(indicators), 16)
        sheet.freeze_panes(1, 3)
    return file.getvalue()


def _write(sheet: Any, row: int, values: Iterable[str | Decimal], look: Any = None) -> None:
    for column, value in enumerate(values):
        if isinstance(value, Decimal):
            sheet.write_number(row, column, float(value), look)
        else:
            sheet.write_string(row, column, value, look)
