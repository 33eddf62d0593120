"""The official lists: which file is which, and what a row of each must be. Pure."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from opora.lib.refusals import Refused

from .reading import Table, first_columns
from .report import RowRefusal

KINDS = ("гр.", "с.", "ман.")
BULGARIAN_NAME = re.compile(r"[А-Яа-яЁёЍѝ .\-–()„“0-9]+")
LAT, LON = (Decimal("41.0"), Decimal("44.5")), (Decimal("22.0"), Decimal("29.0"))


class ListKind(StrEnum):
    """Which of the published lists a file is."""

    SETTLEMENTS = "settlements"
    MUNICIPALITIES = "municipalities"
    DISTRICTS = "districts"


@dataclass(frozen=True, slots=True)
class Record:
    """A good row: its number in the file, its code and the values that the file states."""

    row: int
    code: str
    values: dict[str, Any]


class BadRow(Exception):
    """Why one row cannot be taken, in Bulgarian."""


def recognize(table: Table) -> ListKind:
    """Which list it is, by its columns."""
    columns = table.columns
    if {"ekatte", "t_v_m", "name", "obshtina"} <= columns:
        return ListKind.SETTLEMENTS
    if {"ekatte", "name", "obshtina", "category"} <= columns and "kmetstvo" not in columns:
        return ListKind.MUNICIPALITIES
    if {"ekatte", "name", "oblast"} <= columns and not {"obshtina", "t_v_m"} & columns:
        return ListKind.DISTRICTS
    raise Refused(
        _("Файлът не е списък на населени места, общини или области. Колоните му са: %(columns)s.")
        % {"columns": first_columns(columns)},
        remedy=_("Изберете файла ek_atte, ek_obst или ek_obl на НСИ."),
    )


def parse(
    table: Table, kind: ListKind, known_municipalities: Collection[str]
) -> tuple[list[Record], list[RowRefusal]]:
    """The good rows, and the others with their reasons; no code is taken twice."""
    parse_row: dict[ListKind, Callable[[dict[str, str]], tuple[str, dict[str, Any]]]] = {
        ListKind.SETTLEMENTS: lambda row: _settlement(row, known_municipalities),
        ListKind.MUNICIPALITIES: _municipality,
        ListKind.DISTRICTS: _district,
    }
    records, refused = [], []
    for number, row in table.rows:
        try:
            records.append(Record(number, *parse_row[kind](row)))
        except BadRow as reason:
            shown = row.get("ekatte", "") if kind is ListKind.SETTLEMENTS else _code_shown(row)
            refused.append(RowRefusal(number, shown, str(reason)))
    unique, repeated = _without_repeated(records)
    return unique, sorted(refused + repeated, key=lambda refusal: refusal.row)


def _without_repeated(records: list[Record]) -> tuple[list[Record], list[RowRefusal]]:
    """A row that repeats another is left out; rows that contradict each other are all left out."""
    by_code = defaultdict(list)
    for record in records:
        by_code[record.code].append(record)
    unique, refused = [], []
    for code, same in by_code.items():
        if all(record.values == same[0].values for record in same):
            unique.append(same[0])
            reason = _("кодът вече стои на ред %(row)s") % {"row": same[0].row}
            refused += [RowRefusal(record.row, code, reason) for record in same[1:]]
            continue
        rows = ", ".join(str(record.row) for record in same)
        reason = _("един код с различни данни на редове %(rows)s") % {"rows": rows}
        refused += [RowRefusal(record.row, code, reason) for record in same]
    return unique, refused


def ekatte_of(text: str) -> str:
    """An EKATTE code of five digits. Spreadsheets drop leading zeros; the control digit guards."""
    if not re.fullmatch(r"[0-9]{1,5}", text):
        raise BadRow(_("кодът по ЕКАТТЕ трябва да е от пет цифри, а е „%(code)s“") % {"code": text})
    code = text.zfill(5)
    if int(code[4]) != control_digit(code):
        raise BadRow(_("контролната цифра на кода %(code)s не е вярна") % {"code": code})
    return code


def control_digit(code: str) -> int:
    """The fifth digit from the first four: weights 1–4 modulo 11, or 3–6 when that gives 10.

    Found from the list itself: it holds for all 5,256 settlements of 2024.
    """
    digits = [int(digit) for digit in code[:4]]
    rest = sum(weight * digit for weight, digit in enumerate(digits, start=1)) % 11
    if rest == 10:
        rest = sum(weight * digit for weight, digit in enumerate(digits, start=3)) % 11
    return rest % 10


def _settlement(
    row: dict[str, str], known_municipalities: Collection[str]
) -> tuple[str, dict[str, Any]]:
    code = ekatte_of(row.get("ekatte", ""))
    if row.get("t_v_m") not in KINDS:
        raise BadRow(_("непознат вид „%(kind)s“") % {"kind": row.get("t_v_m", "")})
    if row.get("obshtina") not in known_municipalities:
        raise BadRow(_("няма община с код „%(code)s“") % {"code": row.get("obshtina", "")})
    values: dict[str, Any] = {
        "kind": row["t_v_m"],
        "name": _name(row),
        "municipality_id": row["obshtina"],
        "mayoralty": row.get("kmetstvo", ""),
        "category": _category(row),
    }
    if row.get("name_en"):
        values["name_en"] = row["name_en"][:60]
    if row.get("lat") or row.get("lon"):
        values |= {"lat": _degrees(row, "lat", *LAT), "lon": _degrees(row, "lon", *LON)}
    return code, values


def _municipality(row: dict[str, str]) -> tuple[str, dict[str, Any]]:
    code = row.get("obshtina", "")
    if not re.fullmatch(r"[A-Z]{3}[0-9]{2}", code):
        raise BadRow(_("кодът на община е от три букви и две цифри, а е „%(c)s“") % {"c": code})
    values: dict[str, Any] = {
        "name": _name(row),
        "category": _category(row),
        "seat_ekatte": ekatte_of(row.get("ekatte", "")),
    }
    return code, values | ({"name_en": row["name_en"][:60]} if row.get("name_en") else {})


def _district(row: dict[str, str]) -> tuple[str, dict[str, Any]]:
    code = row.get("oblast", "")
    if not re.fullmatch(r"[A-Z]{3}", code):
        raise BadRow(_("кодът на област е от три букви, а е „%(code)s“") % {"code": code})
    values = {"name": _name(row), "seat_ekatte": ekatte_of(row.get("ekatte", ""))}
    for column in ("name_en", "nuts3"):
        if row.get(column):
            values[column] = row[column]
    return code, values


def _name(row: dict[str, str]) -> str:
    name = " ".join(row.get("name", "").split())
    if not name or len(name) > 60:
        raise BadRow(_("името липсва или е по-дълго от 60 знака"))
    if not BULGARIAN_NAME.fullmatch(name):
        raise BadRow(_("в името „%(name)s“ има знаци, които не са български") % {"name": name})
    return name


def _category(row: dict[str, str]) -> int | None:
    text = row.get("category", "")
    if not text:
        return None
    if not re.fullmatch(r"[0-9]", text):
        raise BadRow(_("категорията „%(text)s“ не е цифра") % {"text": text})
    return int(text)


def _degrees(row: dict[str, str], column: str, low: Decimal, high: Decimal) -> Decimal:
    try:
        value = Decimal(row.get(column, "")).quantize(Decimal("0.00001"))
    except InvalidOperation:
        value = Decimal(0)
    if not low <= value <= high:
        raise BadRow(_("координатите не са в България"))
    return value


def _code_shown(row: dict[str, str]) -> str:
    return row.get("obshtina") or row.get("oblast") or row.get("ekatte", "")
