"""The table of all municipalities as XLSX and CSV: numbers as numbers, what is missing empty."""

import csv
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from io import BytesIO, StringIO

import xlsxwriter
from django.utils.translation import gettext as _

from opora.lib import words
from opora.lib.money import Money

from .overview import Line, Totals

AS_TEXT = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
Cell = str | int | Decimal | None


def titles(year: int) -> list[str]:
    """The heads of the columns."""
    return [
        _("Код по ЕБК"),
        _("Община"),
        _("Област"),
        _("Трансфер за %(year)s г.") % {"year": year},
        _("Валута"),
        _("В евро"),
        _("Евро на жител"),
        _("Ръст, %"),
        _("Места по стандартите"),
        _("Услуги в сметката"),
        _("Услуги без стандарт"),
        _("Разлика с трансфера"),
        _("Непокрити капиталови нужди"),
        _("Проверка"),
    ]


def cells(line: Line) -> list[Cell]:
    """The values of one row; nothing where nothing is known."""
    computed = line.cost.money if line.cost.n_counted else None
    return [
        line.municipality.budget_code or "",
        str(line.municipality),
        str(line.municipality.district),
        units(line.amount),
        str(line.amount.currency) if line.amount else "",
        units(line.in_euro),
        units(line.per_resident),
        line.growth,
        units(computed),
        line.cost.n_counted,
        line.cost.n_missing,
        units(line.check.difference),
        units(line.uncovered),
        line.check.sentence,
    ]


def units(money: Money | None) -> Decimal | None:
    """Whole cents as leva or euro."""
    return Decimal(money.cents) / 100 if money else None


def foot(totals: Totals) -> list[Cell]:
    """The row of sums, with the words of what they lack."""
    return [
        "",
        _("Общо"),
        "",
        units(totals.amount),
        str(totals.amount.currency),
        units(totals.in_euro),
        units(totals.per_resident),
        None,
        units(totals.computed) if totals.n_counted else None,
        totals.n_counted,
        totals.n_missing,
        None,
        units(totals.uncovered),
        " ".join(filter(None, (totals.lacks, totals.incomplete))),
    ]


def workbook(lines: Iterable[Line], totals: Totals, *, year: int, now: datetime) -> BytesIO:
    """An XLSX file, ready to be sent from its beginning."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, AS_TEXT)
    sheet = book.add_worksheet(_("Средства"))
    bold = book.add_format({"bold": True, "text_wrap": True})
    amount = book.add_format({"num_format": "#,##0.00"})
    sheet.write_string(0, 0, _("Трансфери и разходи към %(at)s") % {"at": words.moment(now)})
    for column, title in enumerate(titles(year)):
        sheet.write_string(1, column, title, bold)
    sheet.set_column(0, 0, 11)
    sheet.set_column(1, 13, 19)
    sheet.freeze_panes(2, 2)
    for number, row in enumerate([*map(cells, lines), foot(totals)], 2):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(number, column, value)
            elif isinstance(value, int):
                sheet.write_number(number, column, value)
            elif value is not None:
                sheet.write_number(number, column, float(value), amount)
    book.close()
    file.seek(0)
    return file


def table(lines: Iterable[Line], totals: Totals, *, year: int) -> str:
    """CSV with semicolons and decimal commas, as Bulgarian spreadsheets open it."""
    file = StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(titles(year))
    for row in [*map(cells, lines), foot(totals)]:
        writer.writerow(list(_plain(row)))
    return "\N{ZERO WIDTH NO-BREAK SPACE}" + file.getvalue()


def _plain(row: list[Cell]) -> Iterator[str]:
    for value in row:
        if value is None:
            yield ""
        elif isinstance(value, Decimal):
            yield f"{value:f}".replace(".", ",")
        else:
            yield str(value)
