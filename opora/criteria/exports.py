"""Criteria and their changes as spreadsheets. An illustration carries its watermark."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _

from opora.lib import words

from .changes import UnitChange
from .models import CriteriaSet

IN_MEMORY = 2 * 1024 * 1024
# Text stays text: a name that begins with „=“ is never computed.
AS_TEXT = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
}


def changes_workbook(
    row: CriteriaSet,
    former: CriteriaSet | None,
    rows: Sequence[UnitChange],
    names: Mapping[str, str],
    titles: Mapping[str, str],
    *,
    now: datetime,
) -> IO[bytes]:
    """The changed numbers one below the other; what is not computed stays an empty cell."""
    file: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (the answer closes it)
    book = xlsxwriter.Workbook(file, AS_TEXT)
    sheet = book.add_worksheet(_("Промени"))
    bold = book.add_format({"bold": True, "text_wrap": True})
    sheet.set_column(0, 1, 44)
    sheet.set_column(2, 6, 16)
    top = write_watermark(book, sheet, row)
    said = {"new": row.name, "old": former.name if former else "—", "at": words.moment(now)}
    sheet.write_string(top, 0, _("„%(new)s“ вместо „%(old)s“, сметнато на %(at)s") % said)
    for column, title in enumerate(_titles()):
        sheet.write_string(top + 1, column, title, bold)
    for number, each in enumerate(rows, top + 2):
        sheet.write_string(number, 0, names.get(each.unit, each.unit))
        sheet.write_string(number, 1, titles.get(each.service, each.service))
        for column, value in enumerate(_numbers(each), 2):
            if value is not None:
                sheet.write_number(number, column, value)
    sheet.freeze_panes(top + 2, 1)
    book.close()
    file.seek(0)
    return file


def _titles() -> list[str]:
    return [
        _("Община или област"),
        _("Услуга"),
        _("Потребители сега"),
        _("Потребители след това"),
        _("Разлика"),
        _("Обекти сега"),
        _("Обекти след това"),
    ]


def _numbers(each: UnitChange) -> list[int | None]:
    return [
        each.before, each.after, each.difference, each.facilities_before, each.facilities_after
    ]  # fmt: skip


def write_watermark(book: Any, sheet: Any, row: CriteriaSet) -> int:
    """The watermark in the first row, in every printed header; returns the next free row."""
    if not row.watermark:
        return 0
    loud = book.add_format({"bold": True, "font_color": "#B3261E", "font_size": 14})
    sheet.write_string(0, 0, row.watermark, loud)
    sheet.set_header(f"&C&B{row.watermark}")
    return 1
