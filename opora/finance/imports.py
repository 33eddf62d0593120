"""Reads a file of transfers of one year and says what is wrong with it. Pure.

XLSX, XLS or CSV with the budget code, the name and the amount in thousands, as the annexes of the
budget act print them. Nothing is guessed: a doubtful row is refused with its reason.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from statistics import median

from django.utils.translation import gettext as _

from opora.lib.money import RATE, Currency
from opora.lib.refusals import Refused
from opora.territory.imports.reading import XLS, ZIP, Source, Table, first_columns, read_table
from opora.territory.imports.report import FieldChange, RowRefusal

from . import rules, typed

CODE = ("ebk_code", "budget_code", "код по ебк", "ебк", "код")
NAME = ("municipality", "community", "община", "name", "наименование")
AMOUNT_WORDS = ("social", "сума", "соц", "хил", "amount", "трансфер", "thousand")
CURRENCY_WORDS = {
    Currency.BGN: ("bgn", "лв", "лев"),
    Currency.EUR: ("eur", "евро", "€"),
}
# One's own amount of the year before, three times more or less: to be looked at.
FAR = Decimal(3)


@dataclass(frozen=True, slots=True)
class Known:
    """A municipality as it is known: its code, names, and amounts in euro of the year before and
    in thousands of the year itself, when there are."""

    code: str
    names: frozenset[str]
    before: Decimal | None = None
    now: Decimal | None = None


@dataclass(slots=True)
class Parsed:
    """What a file says: thousands by municipality code, refusals, warnings."""

    n_read: int = 0
    thousands: dict[str, Decimal] = field(default_factory=dict)
    changed: list[FieldChange] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    refused: list[RowRefusal] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def new(self) -> dict[str, Decimal]:
        """Only what differs from what is kept."""
        codes = {*self.added, *(change.code for change in self.changed)}
        return {code: value for code, value in self.thousands.items() if code in codes}


class BadRow(Exception):
    """Why one row cannot be taken."""


def read(source: Source) -> Table:
    """The rows of a file of any of the formats."""
    if source.content.startswith((XLS, ZIP)):
        return read_table(source)
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            text = source.content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return _read_csv(text)
    raise Refused(_("Файлът не е таблица XLSX, XLS или CSV."))


def _read_csv(text: str) -> Table:
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if len(lines) < 2:
        raise Refused(_("Във файла няма нито един ред с данни."))
    marks = {mark: lines[0].count(mark) for mark in (";", "\t", ",")}
    mark = max(marks, key=lambda each: marks[each])
    reader = csv.reader(lines, delimiter=mark)
    columns = [name.strip().lower() for name in next(reader)]
    rows = [
        (number, dict(zip(columns, (cell.strip() for cell in row), strict=False)))
        for number, row in enumerate(reader, start=2)
    ]
    return Table(frozenset(columns), rows, None)


def parse(table: Table, *, year: int, known: Mapping[str, Known]) -> Parsed:
    """The good rows of a file for a year, by municipality code. `known` is by budget code.

    Refused as a whole: no code or amount column, another year's column, the currency of another
    time, whole leva or euro instead of thousands.
    """
    code, name, amount = _columns(table, year)
    parsed = Parsed(n_read=len(table.rows))
    found: dict[str, list[tuple[int, Decimal]]] = defaultdict(list)
    for number, row in table.rows:
        budget_code = row.get(code, "").zfill(4)
        try:
            if value := _row(row, budget_code, row.get(name, ""), row.get(amount, ""), known):
                found[known[budget_code].code].append((number, value))
        except BadRow as reason:
            parsed.refused.append(RowRefusal(number, row.get(code, ""), str(reason)))
    _take_once(found, parsed)
    if not parsed.thousands:
        raise Refused(
            _("Нито един ред не може да се внесе."),
            rule=parsed.refused[0].reason if parsed.refused else "",
            remedy=_("Проверете дали е избран правилният файл."),
        )
    by_code = {each.code: each for each in known.values()}
    _check_scale(parsed, by_code, year)
    _compare(parsed, by_code, year)
    return parsed


def _columns(table: Table, year: int) -> tuple[str, str, str]:
    code = next((each for each in CODE if each in table.columns), "")
    name = next((each for each in NAME if each in table.columns), "")
    amounts = [
        each
        for each in sorted(table.columns - {code, name})
        if any(word in each for word in AMOUNT_WORDS) or each == str(year)
    ]
    of_year = [each for each in amounts if str(year) in each]
    if not of_year and any(_year_in(each) for each in amounts):
        raise Refused(
            _("Във файла няма колона за %(year)s г.") % {"year": year},
            rule=_("Колоните му са: %(columns)s.") % {"columns": first_columns(table.columns)},
            remedy=_("Изберете годината на файла или файла на годината."),
        )
    chosen = of_year or amounts
    if not code or len(chosen) != 1:
        raise Refused(
            _("Не личи коя колона е кодът по ЕБК и коя – сумата."),
            rule=_("Колоните му са: %(columns)s.") % {"columns": first_columns(table.columns)},
            remedy=_("Назовете колоните „код“, „община“ и „сума“."),
        )
    _check_currency(chosen[0], year)
    return code, name, chosen[0]


def _year_in(column: str) -> bool:
    return re.search(r"(?<!\d)20\d\d(?!\d)", column) is not None


def _check_currency(column: str, year: int) -> None:
    wanted = rules.currency_of(year)
    other = next(each for each in Currency if each is not wanted)
    if any(word in column for word in CURRENCY_WORDS[other]):
        raise Refused(
            _("Валутата във файла не е валутата на %(year)s г.") % {"year": year},
            rule=_("До 2025 г. сумите са в левове, от 2026 г. – в евро."),
            remedy=_("Внесете сумите така, както са отпечатани в закона за тази година."),
        )


def _row(
    row: Mapping[str, str], budget_code: str, name: str, text: str, known: Mapping[str, Known]
) -> Decimal | None:
    """The thousands of a row; None for a row that states no amount."""
    if budget_code not in known:
        raise BadRow(_("няма община с код по ЕБК „%(code)s“") % {"code": budget_code})
    if name and name.casefold().strip() not in known[budget_code].names:
        raise BadRow(
            _("кодът %(code)s е на друга община, а редът е за „%(name)s“")
            % {"code": budget_code, "name": name}
        )
    if not text:
        return None
    try:
        value = typed.number(text) if "," in text else Decimal(text.translate(typed.SPACES))
    except (Refused, InvalidOperation):
        raise BadRow(_("сумата „%(text)s“ не е число") % {"text": text}) from None
    if not value.is_finite() or value < 0:
        raise BadRow(_("сумата „%(text)s“ е отрицателна или не е число") % {"text": text})
    if value != value.quantize(Decimal("0.1")):
        raise BadRow(_("сумата „%(text)s“ не е в хиляди с един знак") % {"text": text})
    return value.quantize(Decimal("0.1"))


def _take_once(found: Mapping[str, list[tuple[int, Decimal]]], parsed: Parsed) -> None:
    """A repeated row is left out; rows that contradict each other are all left out."""
    for code, same in found.items():
        if len({value for _row, value in same}) == 1:
            parsed.thousands[code] = same[0][1]
            reason = _("общината вече стои на ред %(row)s") % {"row": same[0][0]}
            repeated = same[1:]
        else:
            rows = ", ".join(str(row) for row, _value in same)
            reason = _("една община с различни суми на редове %(rows)s") % {"rows": rows}
            repeated = same
        parsed.refused += [RowRefusal(row, code, reason) for row, _value in repeated]
    parsed.refused.sort(key=lambda each: each.row)


def _check_scale(parsed: Parsed, known: Mapping[str, Known], year: int) -> None:
    """The whole file against the year before: thousands, and in the currency of the year."""
    ratios = [ratio for _code, ratio in _ratios(parsed, known, year)]
    if len(ratios) < 3:
        return
    middle = median(ratios)
    if middle > 100:
        raise Refused(
            _("Сумите изглеждат в цели левове или евро, а трябва да са в хиляди."),
            rule=_("Спрямо предходната година са около %(n)s пъти по-големи.")
            % {"n": round(middle)},
            remedy=_("Внесете ги така, както са отпечатани: в хиляди с един знак."),
        )
    wrong = middle > Decimal("1.75") if year >= rules.EURO_SINCE else middle < Decimal("0.65")
    if wrong:
        raise Refused(
            _("Сумите изглеждат в другата валута: в левове вместо в евро или обратно."),
            rule=_("Спрямо предходната година са %(n)s пъти по-големи.")
            % {"n": str(middle.quantize(Decimal("0.01"))).replace(".", ",")},
            remedy=_("До 2025 г. сумите са в левове, от 2026 г. – в евро."),
        )


def _ratios(parsed: Parsed, known: Mapping[str, Known], year: int) -> Iterator[tuple[str, Decimal]]:
    """How many times the amount of the year before, both in euro."""
    rate = RATE if rules.currency_of(year) is Currency.BGN else Decimal(1)
    for code, value in parsed.thousands.items():
        if before := known[code].before:
            yield code, value / rate / before


def _compare(parsed: Parsed, known: Mapping[str, Known], year: int) -> None:
    for code, ratio in _ratios(parsed, known, year):
        if ratio > FAR or ratio < 1 / FAR:
            parsed.warnings.append(code)
    for code, value in parsed.thousands.items():
        kept = known[code].now
        if kept is None:
            parsed.added.append(code)
        elif kept != value:
            parsed.changed.append(FieldChange(code, "", str(year), str(kept), str(value)))
    parsed.missing = sorted(known.keys() - parsed.thousands.keys())
