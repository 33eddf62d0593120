"""Fees as spreadsheets. Text stays text: a name that begins with „=“ is never computed."""

from collections.abc import Iterable, Sequence
from datetime import date
from tempfile import SpooledTemporaryFile
from typing import IO

import xlsxwriter
from django.utils.translation import gettext as _

from opora.lib.money import Money
from opora.register.models import Service

from . import rules
from .queries import Debt, Line

AS_TEXT = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
Cell = str | Money


def month(service: Service, month: date, lines: Iterable[Line]) -> IO[bytes]:
    """One row for each person: what it comes from, what is due, what was charged."""
    head = [
        _("Случай"), _("Лице"), _("Ползвано"), _("Основание"), _("Такса"), _("Начислено"),
        _("Бележка"),
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [
            one.case.number,
            one.name,
            rules.used_words(one.facts),
            one.facts.exempt or one.facts.full_cost or one.facts.act,
            one.fee.amount,
            one.charged or "",
            _(one.fee.missing) if one.fee.missing else "",
        ]
        for one in lines
    ]
    return _workbook(f"{service.name} · {month:%m.%Y}", head, rows)


def debts(found: Iterable[Debt]) -> IO[bytes]:
    """One row for each person who owes."""
    head = [
        _("Случай"), _("Лице"), _("Услуга"), _("Начислено"), _("Платено"), _("Дължи"),
        _("С изтекъл срок"),
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [
            one.case.number,
            one.name,
            one.case.service.name,
            one.balance.charged,
            one.balance.paid,
            one.balance.owed,
            one.balance.overdue,
        ]
        for one in found
    ]
    return _workbook(_("Кой дължи"), head, rows)


def _workbook(title: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> IO[bytes]:
    file: IO[bytes] = SpooledTemporaryFile(max_size=2**21)  # noqa: SIM115 (the answer closes it)
    book = xlsxwriter.Workbook(file, AS_TEXT)
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True, "text_wrap": True})
    amounts = {
        currency: book.add_format({"num_format": f'# ##0.00 "{sign}"'})
        for currency, sign in (("EUR", "€"), ("BGN", "лв."))
    }
    sheet.set_column(0, len(head), 24)
    sheet.freeze_panes(2, 2)
    sheet.write_string(0, 0, title)
    for column, name in enumerate(head):
        sheet.write_string(1, column, name, bold)
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(row):
            if isinstance(value, Money):
                sheet.write_number(number, column, value.cents / 100, amounts[value.currency])
            else:
                sheet.write_string(number, column, value)
    book.close()
    file.seek(0)
    return file
