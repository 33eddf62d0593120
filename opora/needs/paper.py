"""Reads a table typed off paper: rows of a map or proposals of an analysis. Pure.

XLSX, XLS or CSV. Every mistake is said with the cell it stands in and what to write there; nothing
is guessed, and with one mistake nothing of the file is taken.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

from opora.finance import typed
from opora.lib.labels import gettext_noop
from opora.lib.refusals import Refused
from opora.register.rules import FUNDING_LABELS
from opora.territory.imports.reading import Source, is_workbook, read_sheet

HEADS: dict[str, tuple[str, ...]] = {
    "municipality_code": ("код на община", "код на общината"),
    "municipality": ("община",),
    "service_code": ("код на услуга", "код на услугата", "код"),
    "service": ("услуга",),
    "computed": ("изчислен максимум",),
    "existing": ("съществуващи места", "места"),
    "occupied": ("заети", "заети места"),
    "waiting": ("чакащи",),
    "users": ("потребители", "предложени потребители", "предложени"),
    "year_from": ("от година",),
    "settlement": ("населено място",),
    "funding": ("финансиране", "източници на средства"),
    "capital": ("капиталови средства, €", "капиталови средства"),
    "note": ("бележка", "мотиви"),
}
PROPOSALS = ("service_code", "service", "users", "year_from", "settlement", "funding", "capital",
             "note")  # fmt: skip
ENTRIES = ("municipality_code", "municipality", "service_code", "service", "computed", "existing",
           "occupied", "waiting", *PROPOSALS[2:])  # fmt: skip
NAMES = frozenset(ENTRIES[:4])
COUNTS = ("computed", "existing", "occupied", "waiting")
# What the files of Opora write below the rows or instead of a number.
SUMS = ("общо", "редове без")
NOT_COMPUTED = "липсва критерий"
MOST_ROWS = 12_000
MOST_USERS = 100_000
LONGEST = {"settlement": 80, "note": 1000}
HEAD_WITHIN = 15  # the heads stand among the first rows


@dataclass(frozen=True, slots=True)
class Known:
    """What a table may name: codes with their names in small letters, and the cycle's years."""

    municipalities: Mapping[str, frozenset[str]]
    services: Mapping[str, frozenset[str]]
    first_year: int
    last_year: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the paper; of an analysis the municipality is empty. Money in whole cents."""

    line: int
    municipality: str
    service: str
    users: int
    computed: int | None = None
    existing: int = 0
    occupied: int = 0
    waiting: int = 0
    year_from: int | None = None
    settlement: str = ""
    funding: tuple[str, ...] = ()
    capital_cents: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong in which cell, and what to write there."""

    cell: str
    text: str
    sentence: str
    remedy: str = ""


@dataclass(slots=True)
class Read:
    """What a file says; `n_empty` rows name a service and nothing more, and are left out."""

    entries: list[Entry] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    n_empty: int = 0

    @property
    def users(self) -> int:
        """Users of all rows: what a person compares with the sum on paper."""
        return sum(entry.users for entry in self.entries)


class Wrong(Exception):
    """Why a cell cannot be taken."""

    def __init__(self, column: str, sentence: str, remedy: str = "") -> None:
        super().__init__(sentence)
        self.column, self.sentence, self.remedy = column, sentence, remedy


def read(source: Source, columns: Sequence[str], known: Known) -> Read:
    """The rows of a file with these `columns` (ENTRIES or PROPOSALS). Refused as a whole: no table,
    no heads, too many rows, no row at all."""
    grid = _grid(source)
    number, places, ignored = _heads(grid, columns)
    found = Read(ignored=ignored)
    lines: dict[tuple[str, str], int] = {}
    for line, cells in enumerate(grid[number + 1 :], start=number + 2):
        row = {name: cells[at] if at < len(cells) else "" for name, at in places.items()}
        if _is_sum(row):
            continue
        if not any(_text(value) for name, value in row.items() if name not in NAMES):
            found.n_empty += any(_text(value) for value in row.values())
            continue
        if len(lines) + len(found.mistakes) >= MOST_ROWS:
            raise Refused(_("Във файла има над %(n)s реда.") % {"n": MOST_ROWS})
        _take(line, row, places, known, found, lines)
    if not found.entries and not found.mistakes:
        raise Refused(_("Във файла няма нито един ред с данни."))
    return found


def _take(
    line: int,
    row: dict[str, Any],
    places: Mapping[str, int],
    known: Known,
    found: Read,
    lines: dict[tuple[str, str], int],
) -> None:
    wrongs: list[Wrong] = []
    values: dict[str, Any] = {}
    for parse in (_municipality, _service, _numbers, _texts):
        for one in parse(row, known):
            if isinstance(one, Wrong):
                wrongs.append(one)
            else:
                values[one[0]] = one[1]
    key = values.get("municipality", ""), values.get("service", "")
    if key in lines and "service" in values:
        wrongs.append(
            Wrong(
                "service_code",
                _("същата услуга стои и на ред %(line)s") % {"line": lines[key]},
                _("Оставете един ред за услуга в община."),
            )
        )
    lines.setdefault(key, line)
    if wrongs:
        found.mistakes += [_said(each, line, row, places) for each in wrongs]
    else:
        found.entries.append(Entry(line=line, **{"municipality": ""} | values))


def _said(wrong: Wrong, line: int, row: Mapping[str, Any], places: Mapping[str, int]) -> Mistake:
    """The mistake at its cell; a code that the file has no column for is said at the name."""
    column = wrong.column if wrong.column in places else wrong.column.removesuffix("_code")
    cell = f"{xl_col_to_name(places[column])}{line}"
    return Mistake(cell, _text(row[column]), wrong.sentence, wrong.remedy)


# The grid and its heads


def _grid(source: Source) -> list[list[Any]]:
    if is_workbook(source):
        return read_sheet(source, from_first_cell=True)
    text = _decoded(source.content)
    lines = text.splitlines()
    marks = {mark: text.count(mark) for mark in (";", "\t", ",")}
    mark = max(marks, key=lambda each: marks[each])
    if not marks[mark]:
        raise _no_table()
    return list(csv.reader(lines, delimiter=mark))


def _decoded(content: bytes) -> str:
    if b"\0" in content[:1000]:
        raise _no_table()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1251", errors="replace")


def _no_table() -> Refused:
    return Refused(
        _("Файлът не е таблица. Приемат се XLSX, XLS и CSV."),
        remedy=_("Изтеглете образеца и попълнете него."),
    )


def _heads(grid: list[list[Any]], columns: Sequence[str]) -> tuple[int, dict[str, int], list[str]]:
    """The row of heads, which column holds what, and the heads that are not read."""
    for number, cells in enumerate(grid[:HEAD_WITHIN]):
        titles = [" ".join(_text(cell).lower().split()) for cell in cells]
        places = {
            name: titles.index(title)
            for name in columns
            for title in reversed(HEADS[name])
            if title in titles
        }
        if "users" in places and {"service", "service_code"} & places.keys():
            if "municipality" in columns and not {"municipality", "municipality_code"} & set(
                places
            ):
                break
            read_ones = set(places.values())
            ignored = [title for at, title in enumerate(titles) if title and at not in read_ones]
            return number, places, ignored
    wanted = [HEADS[name][0] for name in columns if name in {"municipality", "service", "users"}]
    raise Refused(
        _("Не се виждат заглавията на колоните: %(heads)s.") % {"heads": ", ".join(wanted)},
        remedy=_("Изтеглете образеца: в него всяка колона е назована."),
    )


def _is_sum(row: Mapping[str, Any]) -> bool:
    names = [_text(row[name]).lower() for name in ("municipality", "service") if name in row]
    code = _text(row.get("service_code", ""))
    return not code and any(name.startswith(SUMS) for name in names)


# The cells of a row: pairs of field and value, or what is wrong

Found = Iterator[tuple[str, Any] | Wrong]


def _municipality(row: Mapping[str, Any], known: Known) -> Found:
    if "municipality" in row or "municipality_code" in row:
        yield _named(row, "municipality", known.municipalities)


def _service(row: Mapping[str, Any], known: Known) -> Found:
    yield _named(row, "service", known.services)


NAMING = {
    "municipality": (
        gettext_noop("няма община с код „%(text)s“"),
        gettext_noop("няма община с име „%(text)s“"),
        gettext_noop("има няколко общини с това име"),
        gettext_noop("кодът %(code)s е на друга община"),
        gettext_noop("няма община"),
    ),
    "service": (
        gettext_noop("няма услуга с код „%(text)s“"),
        gettext_noop("няма услуга с име „%(text)s“"),
        gettext_noop("има няколко услуги с това име"),
        gettext_noop("кодът %(code)s е на друга услуга"),
        gettext_noop("няма услуга"),
    ),
}


def _named(
    row: Mapping[str, Any], what: str, known: Mapping[str, frozenset[str]]
) -> tuple[str, str] | Wrong:
    """A record by its code, its name or both; both must be of the same one."""
    no_code, no_name, several, other, nothing = NAMING[what]
    code, name = _text(row.get(f"{what}_code", "")).upper(), plain(_text(row.get(what, "")))
    if not code and not name:
        remedy = _("Напишете кода от образеца; обединените клетки разделете.")
        return Wrong(f"{what}_code", _(nothing), remedy)
    if code and code not in known:
        remedy = _("Кодовете са във втория лист на образеца.")
        return Wrong(f"{what}_code", _(no_code) % {"text": code}, remedy)
    if code:
        if name and name not in known[code]:
            remedy = _("Поправете кода или името.")
            return Wrong(f"{what}_code", _(other) % {"code": code}, remedy)
        return what, code
    same = [each for each, names in known.items() if name in names]
    if len(same) != 1:
        sentence = _(several) if same else _(no_name) % {"text": name}
        return Wrong(what, sentence, _("Напишете кода: той е във втория лист на образеца."))
    return what, same[0]


def plain(name: str) -> str:
    """A name as it is compared."""
    return " ".join(name.lower().removeprefix("община ").split())


def _numbers(row: Mapping[str, Any], known: Known) -> Found:
    if not _text(row["users"]):
        remedy = _("Напишете 0, ако услугата се закрива.")
        yield Wrong("users", _("няма брой потребители"), remedy)
    for name in ("users", *COUNTS):
        text = _text(row.get(name, ""))
        if text and (name != "computed" or text.lower() != NOT_COMPUTED):
            yield _whole(name, row[name], text)
    year = _text(row.get("year_from", ""))
    if year:
        found = _whole("year_from", row["year_from"], year)
        if not isinstance(found, Wrong) and not known.first_year <= found[1] <= known.last_year:
            years = {"first": known.first_year, "last": known.last_year}
            yield Wrong("year_from", _("годината е между %(first)s и %(last)s") % years)
        else:
            yield found
    if amount := _text(row.get("capital", "")):
        yield _amount(row["capital"], amount)


def _whole(name: str, value: Any, text: str) -> tuple[str, int] | Wrong:
    remedy = _("Напишете цяло число, например 24.")
    if isinstance(value, date):
        return Wrong(name, _("в клетката има дата вместо число"), remedy)
    try:
        number = typed.number(text)
    except Refused as refused:
        return Wrong(name, refused.sentence, refused.remedy)
    if number != number.to_integral_value() or not 0 <= number <= MOST_USERS:
        return Wrong(name, _("„%(text)s“ не е цял брой") % {"text": text}, remedy)
    return name, int(number)


def _amount(value: Any, text: str) -> tuple[str, int] | Wrong:
    try:
        exact = f"{value:.2f}" if isinstance(value, float) else text
        cents = typed.number(exact.replace(".", ",")) * 100
    except Refused as refused:
        return Wrong("capital", refused.sentence, refused.remedy)
    if cents < 0 or cents != cents.to_integral_value():
        return Wrong("capital", _("сумата е в евро, с най-много два знака след запетаята"))
    return "capital_cents", int(cents)


def _texts(row: Mapping[str, Any], known: Known) -> Found:
    labels = {label: code for code, label in FUNDING_LABELS.items()}
    labels |= {_(label): code for label, code in list(labels.items())}
    labels |= {str(code): code for code in FUNDING_LABELS}
    found = []
    for each in _text(row.get("funding", "")).replace(";", ",").split(","):
        if name := " ".join(each.lower().split()):
            if name not in labels:
                remedy = _("Възможни са: %(names)s.") % {
                    "names": ", ".join(FUNDING_LABELS.values())
                }
                yield Wrong("funding", _("няма източник „%(text)s“") % {"text": name}, remedy)
                return
            found.append(str(labels[name]))
    yield "funding", tuple(found)
    for name, limit in LONGEST.items():
        text = _text(row.get(name, ""))
        if len(text) > limit:
            yield Wrong(name, _("текстът е по-дълъг от %(n)s знака") % {"n": limit})
        else:
            yield name, text


def _text(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip().removeprefix("'")
