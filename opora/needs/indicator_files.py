"""Recognizes a table of figures: NSI's population report, a long or a wide table. Pure.

CSV of any usual encoding and separator, XLS, XLSX. What the columns mean is found by their heads;
what the file does not say (the day, the indicator of a lone column) is left open for the person.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from opora.lib.refusals import Refused
from opora.territory.imports.reading import Source, is_workbook, read_sheet

SEPARATORS = ";\t,|"
YEAR = re.compile(r"(?:19|20)[0-9]{2}")
# A line of the hierarchical reports: BG, SFO, SFO39 or an EKATTE code, then the name.
REPORT_LINE = re.compile(r"(BG|[A-Z]{3}|[A-Z]{3}[0-9]{2}|[0-9]{5}) +(\S.*)")
SETTLEMENT_LINE = re.compile(r"[0-9]{5} ")
TOTAL = "общо"
MOST_ROWS = 40_000
LONGEST_CELL = 80

HEADS = {
    "place": ("код", "код на община", "код на общината", "код (нси)", "код по нси", "код по ебк",
              "ебк", "code", "obshtina", "obstina", "municipality_code", "lau"),
    "name": ("община", "име", "име на община", "municipality", "name", "наименование"),
    "district": ("област", "district", "oblast"),
    "indicator": ("показател", "indicator", "код на показател"),
    "day": ("дата", "към дата", "към", "година", "year", "date", "as_of", "период"),
    "value": ("стойност", "value", "брой", "число", "общо", "total"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of the file: where it stands and what is written; numbers of a workbook are exact.

    `level` is „country“ or „district“ for the sums that a report states, else „municipality“.
    """

    line: int
    place: str
    name: str
    district: str
    indicator: str
    day: str
    text: str
    is_exact: bool = False
    level: str = "municipality"


@dataclass(slots=True)
class Sheet:
    """Everything that was understood: shape, figures, what was left aside."""

    shape: str
    cells: list[Cell]
    n_settlements: int = 0
    ignored: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Plain values for keeping with the import."""
        return asdict(self)

    @staticmethod
    def from_json(kept: Mapping[str, Any]) -> "Sheet":
        """What `as_json` kept."""
        return Sheet(**{**kept, "cells": [Cell(**each) for each in kept["cells"]]})


Grid = list[list[str | Decimal]]


def read(source: Source, indicators: Mapping[str, str]) -> Sheet:
    """The figures of a file; `indicators` are codes by what a head may call them (see `heads`)."""
    grid = _workbook(source) if is_workbook(source) else _text_table(source)
    if len(grid) > MOST_ROWS:
        raise Refused(_("Във файла има над %(n)s реда.") % {"n": MOST_ROWS})
    sheet = _report(grid) or _table(grid, indicators)
    if not sheet.cells:
        raise Refused(
            _("Във файла няма нито една стойност по общини."),
            remedy=_("Нужни са колона с кода или името на общината и колони със стойности."),
        )
    return sheet


def head(text: str) -> str:
    """A head as it is compared: small letters, single spaces."""
    return " ".join(str(text).lower().replace("\n", " ").split()).strip(" :.")


# The grid


def _workbook(source: Source) -> Grid:
    return [[_cell(value) for value in line] for line in read_sheet(source)]


def _cell(value: Any) -> str | Decimal:
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return Decimal(str(value))
    if isinstance(value, datetime | date):
        return f"{value:%Y-%m-%d}"
    return str(value).strip()[:LONGEST_CELL]


def _text_table(source: Source) -> Grid:
    text = _decoded(source.content)
    lines = [line for line in text.splitlines() if line.strip()]
    counts = Counter({mark: sum(line.count(mark) for line in lines[:20]) for mark in SEPARATORS})
    mark, n = max(counts.items(), key=lambda each: (each[1], -SEPARATORS.index(each[0])))
    if not lines or not n:
        raise Refused(
            _("Файлът не е таблица. Приемат се CSV, XLS и XLSX."),
            remedy=_("Проверете дали е избран правилният файл."),
        )
    # „62,5;18,4“: a comma that is no separator is more frequent than the separator itself.
    if mark == "," and counts[";"] >= len(lines[:20]):
        mark = ";"
    return [
        [each.strip()[:LONGEST_CELL] for each in row] for row in csv.reader(lines, delimiter=mark)
    ]


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if b"\0" in content[:1000]:
        raise Refused(
            _("Файлът не е таблица. Приемат се CSV, XLS и XLSX."),
            remedy=_("Проверете дали е избран правилният файл."),
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1251", errors="replace")


# NSI's report: country, districts, municipalities and settlements in one column, years in a row


def _report(grid: Grid) -> Sheet | None:
    found = [
        (number, match, row)
        for number, row in enumerate(grid, start=1)
        if row and (match := REPORT_LINE.fullmatch(str(row[0])))
    ]
    years = _years(grid)
    if not years or len(found) < 2 or len(found) < len(grid) / 2:
        return None
    cells, n_settlements = [], 0
    for number, match, row in found:
        code, name = match.groups()
        if SETTLEMENT_LINE.match(str(row[0])):
            n_settlements += 1
            continue
        level = {2: "country", 3: "district"}.get(len(code), "municipality")
        for column, year in years.items():
            if column < len(row):
                text, is_exact = _written(row[column])
                cells.append(Cell(number, code, name, "", "", str(year), text, is_exact, level))
    return Sheet("report", cells, n_settlements)


def _years(grid: Grid) -> dict[int, int]:
    """The columns of the years; of a year split by sex or age only the column that says „Общо“."""
    for number, row in enumerate(grid[:12]):
        years = {
            column: int(str(value))
            for column, value in enumerate(row)
            if column and YEAR.fullmatch(str(value))
        }
        if not years:
            continue
        below = grid[number + 1] if number + 1 < len(grid) else []
        says_total = {c for c in years if c < len(below) and head(str(below[c])) == TOTAL}
        return {c: year for c, year in years.items() if c in says_total} if says_total else years
    return {}


# A table with heads


def _table(grid: Grid, indicators: Mapping[str, str]) -> Sheet:
    number, columns = _header(grid)
    heads = [head(str(cell)) for cell in grid[number]]
    rows = list(enumerate(grid[number + 1 :], start=number + 2))
    if "indicator" in columns and "value" in columns:
        return Sheet("long", list(_long(rows, columns)))
    known = {
        column: indicators[title]
        for column, title in enumerate(heads)
        if title in indicators and column not in columns.values()
    }
    ignored = [
        str(cell)
        for column, cell in enumerate(grid[number])
        if str(cell) and column not in known and column not in columns.values()
    ]
    if not known:
        column = columns.get("value", _lone_column(heads, columns))
        if column is None:
            raise Refused(
                _("Никоя колона не носи името или кода на показател: %(heads)s.")
                % {"heads": ", ".join(ignored[:6]) or "–"},
                remedy=_("Напишете в първия ред кода или името на показателя от каталога."),
            )
        known, ignored = {column: ""}, [each for each in ignored if head(each) != heads[column]]
    return Sheet("wide", list(_wide(rows, columns, known)), ignored=ignored)


def _header(grid: Grid) -> tuple[int, dict[str, int]]:
    """The first row that names the place, and which column holds what."""
    for number, row in enumerate(grid[:15]):
        titles = [head(str(cell)) for cell in row]
        columns = {
            meaning: titles.index(title)
            for meaning, titles_of in HEADS.items()
            for title in reversed(titles_of)
            if title in titles
        }
        if "place" in columns or "name" in columns:
            return number, columns
    raise Refused(
        _("Не се вижда коя колона е за общината."),
        remedy=_("В първия ред напишете „код“ или „община“ над колоната с общините."),
    )


def _lone_column(heads: Sequence[str], columns: Mapping[str, int]) -> int | None:
    rest = [c for c, title in enumerate(heads) if title and c not in columns.values()]
    return rest[0] if len(rest) == 1 else None


def _long(rows: Sequence[tuple[int, list[Any]]], columns: Mapping[str, int]) -> Iterator[Cell]:
    for number, row in rows:
        if any(str(cell) for cell in row):
            text, is_exact = _written(_at(row, columns["value"]))
            yield _placed(number, row, columns, _plain(row, columns, "indicator"), text, is_exact)


def _wide(
    rows: Sequence[tuple[int, list[Any]]], columns: Mapping[str, int], known: Mapping[int, str]
) -> Iterator[Cell]:
    for number, row in rows:
        if not any(str(cell) for cell in row):
            continue
        for column, indicator in known.items():
            text, is_exact = _written(_at(row, column))
            yield _placed(number, row, columns, indicator, text, is_exact)


def _placed(
    number: int, row: list[Any], columns: Mapping[str, int], indicator: str, text: str, exact: bool
) -> Cell:
    return Cell(
        line=number,
        place=_plain(row, columns, "place"),
        name=_plain(row, columns, "name"),
        district=_plain(row, columns, "district"),
        indicator=indicator,
        day=_plain(row, columns, "day"),
        text=text,
        is_exact=exact,
    )


def _plain(row: list[Any], columns: Mapping[str, int], meaning: str) -> str:
    if meaning not in columns:
        return ""
    value = _at(row, columns[meaning])
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)


def _at(row: list[Any], column: int) -> str | Decimal:
    return row[column] if column < len(row) else ""


def _written(value: str | Decimal) -> tuple[str, bool]:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}", True
    return value, False


# What the file says of days


def day_of(text: str) -> date | None:
    """A day written 31.12.2025 or 2025-12-31; a year alone is its last day. None for no day."""
    plain = text.strip().removesuffix("г.").removesuffix("г").strip()
    if YEAR.fullmatch(plain):
        return date(int(plain), 12, 31)
    for shape in ("%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(plain, shape).date()  # noqa: DTZ007 (a day, not a moment)
        except ValueError:
            continue
    return None


def year_in(name: str) -> int | None:
    """The only year that a file's name speaks of."""
    found = set(re.findall(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])", name))
    return int(found.pop()) if len(found) == 1 else None
