"""The workbook that is downloaded, filled with what stands on paper, and uploaded."""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO

import xlsxwriter

from opora.lib.labels import gettext_noop
from opora.register.models import PlannedService
from opora.register.rules import FUNDING_LABELS
from opora.territory.models import Municipality

TITLES = {
    "municipality_code": gettext_noop("Код на община"),
    "municipality": gettext_noop("Община"),
    "service_code": gettext_noop("Код на услуга"),
    "service": gettext_noop("Услуга"),
    "computed": gettext_noop("Изчислен максимум"),
    "existing": gettext_noop("Съществуващи места"),
    "occupied": gettext_noop("Заети"),
    "waiting": gettext_noop("Чакащи"),
    "users": gettext_noop("Потребители"),
    "year_from": gettext_noop("От година"),
    "settlement": gettext_noop("Населено място"),
    "funding": gettext_noop("Финансиране"),
    "capital": gettext_noop("Капиталови средства, €"),
    "note": gettext_noop("Бележка"),
}
WIDE = {"service": 52, "municipality": 24, "funding": 34, "note": 40, "settlement": 22}
# A country of rows is easier pasted than filled in between.
MOST_PREPARED = 1500


def workbook(
    columns: Sequence[str],
    municipalities: Sequence[Municipality],
    services: Sequence[PlannedService],
) -> bytes:
    """Heads, a prepared row for each service (of each municipality), and all codes on a second
    sheet. The heads are in Bulgarian, as they are read."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False})
    bold = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#e4f0f1"})
    sheet = book.add_worksheet("Редове")
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(columns):
        sheet.set_column(column, column, WIDE.get(name, 14))
        sheet.write_string(0, column, TITLES[name], bold)
    for line, row in enumerate(_prepared(columns, municipalities, services), start=1):
        for column, name in enumerate(columns):
            sheet.write_string(line, column, row.get(name, ""))
    _codes(book, bold, municipalities, services)
    book.close()
    return file.getvalue()


def _prepared(
    columns: Sequence[str],
    municipalities: Sequence[Municipality],
    services: Sequence[PlannedService],
) -> Iterable[Mapping[str, str]]:
    own = [{"service_code": each.pk, "service": each.short_name} for each in services]
    if "municipality" not in columns:
        return own
    if len(municipalities) * len(own) > MOST_PREPARED:
        return []
    return [
        {"municipality_code": each.pk, "municipality": each.name} | row
        for each in municipalities
        for row in own
    ]


def _codes(
    book: xlsxwriter.Workbook,
    bold: object,
    municipalities: Sequence[Municipality],
    services: Sequence[PlannedService],
) -> None:
    sheet = book.add_worksheet("Кодове")
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 60)
    lines = [(TITLES["service_code"], TITLES["service"])]
    lines += [(each.pk, each.short_name) for each in services]
    lines += [("", ""), (TITLES["municipality_code"], TITLES["municipality"])]
    lines += [(each.pk, each.full_name) for each in municipalities]
    lines += [("", ""), ("", TITLES["funding"])]
    lines += [("", label) for label in FUNDING_LABELS.values()]
    heads = {TITLES["service_code"], TITLES["municipality_code"]}
    for line, (code, name) in enumerate(lines):
        sheet.write_string(line, 0, code, bold if code in heads else None)
        sheet.write_string(line, 1, name)
