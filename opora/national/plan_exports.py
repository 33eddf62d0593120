"""An annual plan as a file: PDF for the council, a workbook with live sums."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from opora.documents import pdf
from opora.finance.rules import Total
from opora.lib import words
from opora.lib.money import Money

from .models import AnnualPlan
from .rules import Origin

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AS_TEXT = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
TEMPLATE = Path(__file__).parent / "templates" / "national" / "plan.typ"
FIRST = 3
Lines = list[dict[str, Any]]


def title(found: AnnualPlan) -> str:
    """What stands over every file."""
    text = _("Годишен план за социалните услуги на община %(name)s за %(year)s г.") % {
        "name": found.municipality,
        "year": found.year,
    }
    return f"{text} ({_('актуализация')} {found.edition - 1})" if found.edition > 1 else text


def workbook(found: AnnualPlan, lines: Lines, total: Total, year: int) -> tuple[bytes, str]:
    """XLSX: the rows; yearly costs and sums are formulas."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, AS_TEXT)
    bold = book.add_format({"bold": True, "text_wrap": True})
    euro = book.add_format({"num_format": "#,##0.00"})
    sheet = book.add_worksheet(_("План"))
    sheet.set_column(0, 0, 52)
    sheet.set_column(1, 8, 18)
    sheet.write_string(0, 0, title(found), bold)
    heads = [_("Услуга"), _("Откъде"), _("По Картата"), _("Места"), _("Потребители"),
             _("Населено място"), _("За потребител, година"), _("За година"),
             _("Средства от общината, €")]  # fmt: skip
    for column, head in enumerate(heads):
        sheet.write_string(FIRST - 1, column, head, bold)
    last = FIRST
    for last, line in enumerate(lines, FIRST):
        _write(sheet, last, line, euro)
    sheet.write_string(last + 2, 0, _("Общо"), bold)
    for column, letter in ((4, "E"), (7, "H"), (8, "I")):
        value = {4: sum(line["row"].users for line in lines), 7: total.money.cents / 100}
        own = sum(line["row"].own_cents or 0 for line in lines) / 100
        sheet.write_formula(
            last + 2, column, f"=SUM({letter}{FIRST + 1}:{letter}{last + 1})",
            euro if column > 4 else bold, value.get(column, own),
        )  # fmt: skip
    if total.words:
        sheet.write_string(last + 3, 0, total.words)
    book.close()
    return file.getvalue(), XLSX


def _write(sheet: Any, number: int, line: dict[str, Any], euro: Any) -> None:
    row, costed, n = line["row"], line["costed"], number + 1
    sheet.write_string(number, 0, str(row.planned_service or row.name))
    sheet.write_string(number, 1, row.get_origin_display())
    if row.map_users is not None:
        sheet.write_number(number, 2, row.map_users)
    sheet.write_number(number, 3, row.existing)
    sheet.write_number(number, 4, row.users)
    sheet.write_string(number, 5, row.settlement)
    if costed and costed.money and row.users:
        sheet.write_number(number, 6, costed.money.cents / row.users / 100, euro)
        sheet.write_formula(number, 7, f"=E{n}*G{n}", euro, costed.money.cents / 100)
    if row.own_cents is not None:
        sheet.write_number(number, 8, row.own_cents / 100, euro)


def document(found: AnnualPlan, lines: Lines, total: Total, year: int) -> tuple[bytes, str]:
    """PDF: what the council votes on."""
    own = sum(line["row"].own_cents or 0 for line in lines)
    content = {
        "title": title(found),
        "state": found.get_state_display(),
        "analysis": found.analysis,
        "measures": found.measures,
        "reason": found.update_reason,
        "opinion": found.opinion,
        "council": f"{found.council_decision} / {words.day(found.council_on)}"
        if found.council_on
        else "",
        "discussion": f"{words.day(found.discussion_from)} – {words.day(found.discussion_to)}"
        if found.discussion_from and found.discussion_to
        else "",
        "digest": found.digest,
        "year": year,
        "rows": [_printed(line) for line in lines if line["row"].origin == Origin.MAP],
        "own_rows": [_printed(line) for line in lines if line["row"].origin == Origin.MUNICIPAL],
        "total": str(total.money),
        "missing": total.words,
        "own": str(Money(own)),
    }
    return pdf.render(TEMPLATE, content), "application/pdf"


def _printed(line: dict[str, Any]) -> dict[str, Any]:
    row, costed = line["row"], line["costed"]
    own = str(Money(row.own_cents)) if row.own_cents is not None else ""
    return {
        "name": str(row.planned_service or row.name),
        "map": "" if row.map_users is None else str(row.map_users),
        "existing": str(row.existing),
        "users": str(row.users),
        "settlement": row.settlement,
        "money": str(costed.money) if costed and costed.money else "—",
        "own": own,
        "note": row.note,
    }


KINDS: dict[str, Callable[[AnnualPlan, Lines, Total, int], tuple[bytes, str]]] = {
    "xlsx": workbook,
    "pdf": document,
}
