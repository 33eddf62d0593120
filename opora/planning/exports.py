"""A map as a file: a workbook whose sums are live formulas, CSV, PDF."""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from opora.documents import pdf
from opora.lib import words
from opora.lib.labels import gettext_noop
from opora.lib.money import Money

from . import presenting, queries
from .model.rows import Row
from .models import MapVersion
from .presenting import Line, Whole

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AS_TEXT = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
TEMPLATE = Path(__file__).parent / "templates" / "planning" / "map.typ"
WATERMARK = "Примерни критерии – не са нормативен акт"
FROM_PAPER = gettext_noop("Вписана от хартия")
FIRST = 3  # the first row of entries in the sheet, counted from 0


def heads() -> list[str]:
    """The columns of a map's rows."""
    return [
        _("Област"), _("Община"), _("Ниво"), _("Услуга"), _("Код"), _("Изчислен максимум"),
        _("Съществуващи места"), _("Заети"), _("Чакащи"), _("Потребители"), _("Недостиг"),
        _("От година"), _("Населено място"), _("Финансиране"), _("За потребител, година"),
        _("За година"), _("Капиталови средства, €"), _("Бележка"),
    ]  # fmt: skip


def title(found: MapVersion) -> str:
    """What stands over every file."""
    where = str(found.district) if found.district else _("България")
    state = _(FROM_PAPER) if found.is_transcribed else ""
    said = (found.name, f"№ {found.number}", where, found.get_state_display(), state)
    return " · ".join(filter(None, said))


@dataclass(frozen=True, slots=True)
class Amended:
    """The rows of a map as they are on a day, when that is not as they were locked."""

    rows: Sequence[Row]
    on: date
    n_changes: int

    def __str__(self) -> str:
        said = _("с %(changes)s до %(day)s") % {
            "changes": words.plural(self.n_changes, _("изменение"), _("изменения")),
            "day": words.day(self.on),
        }
        return f"{said}; {_('отпечатъкът е на приетата карта')}"


def _laid_out(found: MapVersion, now: datetime, amended: Amended | None) -> Whole:
    on = queries.now_of(found, now)
    return presenting.whole(found, on=on, rows=amended.rows if amended else None)


def lines(whole: Whole) -> Iterator[Line]:
    """The rows, by service."""
    for group in whole.groups:
        yield from group.lines


def workbook(found: MapVersion, now: datetime, amended: Amended | None = None) -> tuple[bytes, str]:
    """XLSX: one sheet of rows; gaps, yearly costs and sums are formulas over them."""
    whole = _laid_out(found, now, amended)
    file = BytesIO()
    book = xlsxwriter.Workbook(file, AS_TEXT)
    bold = book.add_format({"bold": True, "text_wrap": True})
    euro = book.add_format({"num_format": "#,##0.00"})
    sheet = book.add_worksheet(_("Редове"))
    sheet.freeze_panes(FIRST, 4)
    sheet.set_column(0, 17, 16)
    sheet.write_string(0, 0, title(found), bold)
    sheet.write_string(1, 0, WATERMARK if found.is_illustrative else found.digest)
    if amended:
        sheet.write_string(1, 6, str(amended))
    for column, head in enumerate(heads()):
        sheet.write_string(FIRST - 1, column, head, bold)
    number = FIRST
    for number, line in enumerate(lines(whole), FIRST):
        _write(sheet, number, line, whole, euro)
    _totals(sheet, number, whole, bold, euro)
    _by_service(book, whole, number, bold, euro)
    book.close()
    return file.getvalue(), XLSX


def _write(sheet: Any, number: int, line: Line, whole: Whole, euro: Any) -> None:
    row, entry, n = line.row, line.entry, number + 1
    words_of_funding = [str(_(queries.FUNDING_LABELS[code])) for code in row.funding]
    standard = whole.standards.get(row.service)
    sheet.write_string(number, 0, str(entry.municipality.district))
    sheet.write_string(number, 1, str(entry.municipality))
    sheet.write_string(number, 2, entry.get_level_display())
    sheet.write_string(number, 3, str(entry.planned_service))
    sheet.write_string(number, 4, row.service)
    if row.computed is None:
        sheet.write_string(number, 5, _("липсва критерий"))
    else:
        sheet.write_number(number, 5, row.computed)
    for column, value in ((6, row.existing), (7, row.occupied), (8, row.waiting), (9, row.users)):
        sheet.write_number(number, column, value)
    sheet.write_formula(number, 10, f"=MAX(J{n}-G{n},0)", None, row.gap)
    if row.year_from:
        sheet.write_number(number, 11, row.year_from)
    sheet.write_string(number, 12, row.settlement)
    sheet.write_string(number, 13, ", ".join(words_of_funding))
    if standard and line.money:
        sheet.write_number(number, 14, standard.amount.cents / 100, euro)
        sheet.write_formula(number, 15, f"=J{n}*O{n}", euro, line.money.cents / 100)
    else:
        sheet.write_string(number, 15, line.money_words)
    if row.capital_cents is not None:
        sheet.write_number(number, 16, row.capital_cents / 100, euro)
    sheet.write_string(number, 17, entry.note)


def _totals(sheet: Any, last: int, whole: Whole, bold: Any, euro: Any) -> None:
    total, first = last + 2, FIRST + 1
    sheet.write_string(total, 3, _("Общо"), bold)
    shown = whole.sum
    for letter, column, value in (
        ("G", 6, shown.existing), ("H", 7, shown.occupied), ("I", 8, shown.waiting),
        ("J", 9, shown.users), ("K", 10, sum(row.gap for row in whole.rows)),
        ("P", 15, shown.running.cents / 100), ("Q", 16, shown.capital.cents / 100),
    ):  # fmt: skip
        formula = f"=SUM({letter}{first}:{letter}{last + 1})"
        sheet.write_formula(total, column, formula, euro if column > 14 else bold, value)
    missing = f'=COUNTIF(P{first}:P{last + 1},"{_("липсва стандарт")}")'
    sheet.write_string(total + 1, 3, _("Редове без стандарт (сборът е непълен)"))
    sheet.write_formula(total + 1, 15, missing, None, shown.n_without_standard)


def _by_service(book: Any, whole: Whole, last: int, bold: Any, euro: Any) -> None:
    sheet = book.add_worksheet(_("По услуги"))
    sheet.set_column(0, 0, 52)
    sheet.set_column(1, 6, 16)
    for column, head in enumerate(
        [_("Услуга"), _("Код"), _("Съществуващи места"), _("Потребители"), _("За година")]
    ):
        sheet.write_string(0, column, head, bold)
    name, span = _("Редове"), f"${FIRST + 1}:${{}}${last + 1}"
    for number, group in enumerate(whole.groups, 1):
        sheet.write_string(number, 0, str(group.service))
        sheet.write_string(number, 1, group.service.pk)
        codes = f"'{name}'!$E" + span.format("E")
        for column, letter, value in (
            (2, "G", group.sum.existing), (3, "J", group.sum.users),
            (4, "P", group.sum.running.cents / 100),
        ):  # fmt: skip
            cells = f"'{name}'!${letter}" + span.format(letter)
            formula = f"=SUMIF({codes},B{number + 1},{cells})"
            sheet.write_formula(number, column, formula, euro if column == 4 else None, value)


def table(found: MapVersion, now: datetime, amended: Amended | None = None) -> tuple[bytes, str]:
    """CSV in UTF-8 with a mark, semicolons: as a spreadsheet in Bulgarian opens it."""
    whole = _laid_out(found, now, amended)
    file = StringIO()
    writer = csv.writer(file, delimiter=";")
    if found.is_illustrative:
        writer.writerow([WATERMARK])
    if amended or found.is_transcribed:
        writer.writerow([" · ".join([title(found), *([str(amended)] if amended else [])])])
    writer.writerow(heads())
    for line in lines(whole):
        row, entry = line.row, line.entry
        writer.writerow(
            [
                _safe(str(entry.municipality.district)), _safe(str(entry.municipality)),
                entry.get_level_display(), _safe(str(entry.planned_service)), row.service,
                "" if row.computed is None else row.computed, row.existing, row.occupied,
                row.waiting, row.users, row.gap, row.year_from or "", _safe(row.settlement),
                ", ".join(row.funding), "", _plain(line.money), _cents(row.capital_cents),
                _safe(entry.note),
            ]
        )  # fmt: skip
    return ("\ufeff" + file.getvalue()).encode(), "text/csv; charset=utf-8"


def _safe(text: str) -> str:
    """A text that a spreadsheet would compute is shown with an apostrophe before it."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@"} else text


def _plain(amount: Money | None) -> str:
    return _cents(amount.cents) if amount else ""


def _cents(cents: int | None) -> str:
    return "" if cents is None else f"{cents / 100:.2f}".replace(".", ",")


def document(found: MapVersion, now: datetime, amended: Amended | None = None) -> tuple[bytes, str]:
    """PDF: the rows by service with their sums, and the digest by which it can be checked."""
    whole = _laid_out(found, now, amended)
    origin = _(FROM_PAPER) if found.is_transcribed else ""
    said = (found.get_state_display(), origin, str(amended or ""))
    content = {
        "title": found.name,
        "state": " · ".join(filter(None, said)),
        "where": str(found.district) if found.district else _("България"),
        "cycle": str(found.cycle),
        "number": found.number,
        "day": words.day(queries.now_of(found, now)),
        "watermark": WATERMARK if found.is_illustrative else "",
        "digest": found.digest,
        "year": whole.year,
        "total": {
            "users": whole.sum.users,
            "existing": whole.sum.existing,
            "running": str(whole.sum.running),
            "missing": whole.sum.n_without_standard,
            "capital": str(whole.sum.capital),
        },
        "groups": [
            {
                "name": str(group.service),
                "users": group.sum.users,
                "running": str(group.sum.running),
                "rows": [_printed(line) for line in group.lines],
            }
            for group in whole.groups
        ],
    }
    return pdf.render(TEMPLATE, content), "application/pdf"


def _printed(line: Line) -> dict[str, Any]:
    return {
        "municipality": str(line.entry.municipality),
        "computed": "—" if line.row.computed is None else str(line.row.computed),
        "existing": line.row.existing,
        "users": line.row.users,
        "year": str(line.row.year_from or ""),
        "settlement": line.row.settlement,
        "money": str(line.money) if line.money else line.money_words,
    }


KINDS: dict[str, Callable[..., tuple[bytes, str]]] = {
    "xlsx": workbook,
    "csv": table,
    "pdf": document,
}
