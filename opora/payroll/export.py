"""The month for payroll (with names and numbers) and for АСП (without them), as XLSX and CSV."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO, StringIO

import xlsxwriter
from django.utils.translation import gettext as _

from opora.assistance.rules import KIND_LABELS
from opora.assistants.reading import HOUR
from opora.lib.actor import Actor
from opora.lib.labels import translated
from opora.people import services as people
from opora.timesheets.board import Board, Line
from opora.timesheets.rules import SheetState

from .costs import Costs

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


def payroll(actor: Actor, board: Board, costs: Costs) -> Sheet:
    """Who is paid for how many hours. Every number that goes out is logged with the purpose."""
    purpose = _("изплащане на лична помощ за %s г.") % f"{board.month:%m.%Y}"
    rows: list[list[Cell]] = []
    for line in board.in_state(SheetState.APPROVED):
        person = line.assistant.person
        paid = costs.of(line)
        rows.append(
            [
                person.full_name,
                people.reveal_identifier(actor, person=person, purpose=purpose),
                line.agreement.number,
                translated(KIND_LABELS[line.enrollment.kind]),
                in_hours(line.total),
                None if paid.n_unpriced else Decimal(paid.money.cents) / 100,
                str(paid.money.currency),
            ]
        )
    heads = [
        _("Асистент"),
        _("ЕГН"),
        _("Споразумение"),
        _("Вид"),
        _("Часове"),
        _("Сума"),
        _("Валута"),
    ]
    return Sheet(_("Изплащане"), heads, rows)


def report(board: Board, costs: Costs) -> Sheet:
    """By direction, without names, numbers and addresses: what АСП pays for and no more."""
    sums: dict[int, list[Line]] = {}
    for line in board.in_state(SheetState.APPROVED):
        if line.enrollment.direction:
            sums.setdefault(line.enrollment.pk, []).append(line)
    rows: list[list[Cell]] = []
    for lines in sums.values():
        direction = lines[0].enrollment.direction
        pays = [costs.of(line) for line in lines]
        rows.append(
            [
                direction.number if direction else "",
                direction.degree if direction else "",
                direction.n_hours if direction else None,
                in_hours(sum(line.total for line in lines)),
                len(lines),
                None
                if any(each.n_unpriced for each in pays)
                else Decimal(sum(each.money.cents for each in pays)) / 100,
            ]
        )
    rows.sort(key=lambda row: str(row[0]))
    heads = [
        _("Направление"),
        _("Степен"),
        _("Часове по направлението"),
        _("Отчетени часове"),
        _("Асистенти"),
        _("Сума"),
    ]
    return Sheet(_("Отчет за АСП"), heads, rows)


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
