"""Opens any workbook or CSV of services and gives its rows one by one. Pure.

Understood: heads anywhere in the first rows and also over two rows, merged cells (the value counts
for every row of the merger), formulas (their last value), thousands of blank rows between.
"""

import csv
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from itertools import chain, islice
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineSheet, CalamineWorkbook

from opora.lib.refusals import Refused
from opora.territory.imports.reading import (
    MAX_UNPACKED_BYTES,
    ZIP,
    Source,
    check_size,
    is_workbook,
    reading_workbook,
)

from .fields import BY_CODE, HEADS, plain

MAX_BYTES = 40 * 1024 * 1024
MAX_ROWS = 200_000
HEAD_ROWS = 15
FEWEST_HEADS = 3
LONGEST_CELL = 400
SEPARATORS = ";\t,|"
MACROS = "xl/vbaProject.bin"
FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
Cells = Sequence[Any]


@dataclass(slots=True)
class Grid:
    """The rows of a file with what was noticed on the way; `rows` can be walked once."""

    heads: dict[int, str]
    first_line: int
    n_lines: int
    rows: Iterator[Cells]
    notes: list[str] = field(default_factory=list)


def open_grid(source: Source) -> Grid:
    """The rows under the heads. Refused: no table, no heads that are known, too large."""
    check_size(len(source.content), MAX_BYTES)
    notes: list[str] = []
    rows, n_lines = _workbook(source, notes) if is_workbook(source) else _text_table(source)
    if n_lines > MAX_ROWS:
        raise Refused(
            _("Във файла има над %(n)s реда.") % {"n": MAX_ROWS},
            remedy=_("Разделете го на части."),
        )
    first = list(islice(rows, HEAD_ROWS))
    at, depth, heads = _heads(first)
    if depth == 2:
        notes.append(_("Заглавията са на два реда и са прочетени заедно."))
    left = [str(cell).strip() for n, cell in enumerate(first[at]) if n not in heads and str(cell)]
    if left and depth == 1:
        notes.append(_("Колони, които не се внасят: %(names)s.") % {"names": ", ".join(left[:8])})
    return Grid(heads, at + depth + 1, n_lines, chain(first[at + depth :], rows), notes)


def _heads(first: Sequence[Cells]) -> tuple[int, int, dict[int, str]]:
    """Where the heads stand, on how many rows, and which column is which field."""
    best: tuple[int, int, dict[int, str]] = (0, 1, {})
    for at in range(len(first)):
        for depth in (1, 2):
            found = _known(first[at : at + depth])
            if len(found) > len(best[2]):
                best = (at, depth, found)
    if len(best[2]) < FEWEST_HEADS:
        raise Refused(
            _("Във файла не личи коя колона каква е."),
            rule=_("Познават се заглавията на образеца, например „%(head)s“.")
            % {"head": _(BY_CODE["name"].head)},
            remedy=_("Изтеглете образеца и пренесете редовете в него."),
        )
    return best


def _known(rows: Sequence[Cells]) -> dict[int, str]:
    """The fields that the heads of these rows name; a head of two rows is read together first."""
    found: dict[int, str] = {}
    for column in range(max((len(row) for row in rows), default=0)):
        words = [plain(row[column]) for row in rows if column < len(row)]
        tries = [" ".join(words), *reversed(words)] if len(words) > 1 else words
        code = next((HEADS[each] for each in tries if each in HEADS), "")
        if code and code not in found.values():
            found[column] = code
    return found


# Workbooks


def _workbook(source: Source, notes: list[str]) -> tuple[Iterator[Cells], int]:
    if source.content.startswith(ZIP):
        _look_inside(source.content, notes)
    with reading_workbook(source):
        workbook = CalamineWorkbook.from_filelike(BytesIO(source.content))
        sheets = [workbook.get_sheet_by_name(name) for name in workbook.sheet_names]
    filled = [sheet for sheet in sheets if sheet.height]
    if not filled:
        raise Refused(_("В таблицата няма редове."))
    if len(filled) > 1:
        notes.append(_("Прочетен е първият лист: „%(name)s“.") % {"name": filled[0].name})
    return _with_mergers(filled[0], notes), filled[0].total_height


def _look_inside(content: bytes, notes: list[str]) -> None:
    """Whether the package unpacks to a bearable size, and whether it has formulas."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            check_size(sum(entry.file_size for entry in packed.infolist()), MAX_UNPACKED_BYTES)
            if MACROS in packed.namelist():
                notes.append(_("Във файла има макроси: не се изпълняват и не се пазят."))
            sheets = [name for name in packed.namelist() if name.startswith("xl/worksheets/")]
            if any(_has_formula(packed, name) for name in sheets if name.endswith(".xml")):
                notes.append(_("Във файла има формули: взети са стойностите им, не формулите."))
    except zipfile.BadZipFile:
        raise Refused(
            _("Таблицата е прекъсната или повредена и не може да се прочете."),
            remedy=_("Изтеглете я отново и я внесете пак."),
        ) from None


def _has_formula(packed: zipfile.ZipFile, name: str) -> bool:
    kept = b""
    with packed.open(name) as lines:
        while part := lines.read(1 << 20):
            if FORMULA.search(kept + part):
                return True
            kept = part[-16:]
    return False


def _with_mergers(sheet: CalamineSheet, notes: list[str]) -> Iterator[Cells]:
    """Every row, with the value of a merger in each of its cells."""
    mergers = sorted(sheet.merged_cell_ranges or [])
    down = [each for each in mergers if each[1][0] > each[0][0]]
    if mergers:
        notes.append(_("Има обединени клетки: стойността им важи за всички обединени редове."))
    start = sheet.start[0] if sheet.start else 0
    rows = chain([()] * start, sheet.iter_rows()) if start else sheet.iter_rows()
    return _filled(rows, mergers) if down or mergers else iter(rows)


def _filled(rows: Iterable[Cells], mergers: Sequence[Any]) -> Iterator[Cells]:
    kept: dict[tuple[int, int], Any] = {}
    waiting = list(mergers)
    running: list[Any] = []
    for number, row in enumerate(rows):
        running = [each for each in running if each[1][0] >= number]
        while waiting and waiting[0][0][0] <= number:
            running.append(waiting.pop(0))
        if not running:
            yield row
            continue
        cells = list(row)
        for (top, left), (_bottom, right) in running:
            if number == top and left < len(cells):
                kept[top, left] = cells[left]
            for column in range(left, min(right + 1, len(cells))):
                cells[column] = kept.get((top, left), "")
        yield cells


# Text


def _text_table(source: Source) -> tuple[Iterator[Cells], int]:
    text = _decoded(source.content)
    head = [line for line in text[:20_000].splitlines() if line.strip()][:20]
    counts = {mark: sum(line.count(mark) for line in head) for mark in SEPARATORS}
    mark = max(counts, key=lambda each: counts[each])
    if not head or not counts[mark]:
        raise _no_table()
    lines = text.splitlines()
    return (list(row) for row in csv.reader(lines, delimiter=mark)), len(lines)


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if b"\0" in content[:1000]:
        raise _no_table()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1251", errors="replace")


def _no_table() -> Refused:
    return Refused(
        _("Файлът не е таблица. Приемат се XLSX, XLS и CSV."),
        remedy=_("Проверете дали е избран правилният файл."),
    )


def lines(grid: Grid) -> Iterator[tuple[int, dict[str, Any]]]:
    """The filled rows: their number in the file and the cells by field; blank rows are passed."""
    for number, row in enumerate(grid.rows, start=grid.first_line):
        cells = {
            code: _cell(row[column]) for column, code in grid.heads.items() if column < len(row)
        }
        if any(cell not in ("", None) for cell in cells.values()):
            yield number, cells


def _cell(value: Any) -> Any:
    """Days stay days, numbers numbers; text without spaces around, none too long."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, int | float | date):
        return value
    return " ".join(str(value).split())[:LONGEST_CELL]
