"""Tables typed off paper: what is read, and every mistake by its cell."""

import io
from datetime import date
from typing import Any

import pytest
import xlsxwriter

from opora.lib.refusals import Refused
from opora.needs import paper
from opora.needs.paper import ENTRIES, PROPOSALS, Known, Read
from opora.territory.imports.reading import Source

KNOWN = Known(
    municipalities={
        "GAB05": frozenset({"габрово", "габрово, обл. габрово"}),
        "RSE04": frozenset({"бяла", "бяла, обл. русе"}),
        "VAR05": frozenset({"бяла", "бяла, обл. варна"}),
    },
    services={"AS": frozenset({"асистентска подкрепа"}), "DC_CH": frozenset({"дневен център"})},
    first_year=2026,
    last_year=2035,
)
HEADS = ("Код на община", "Община", "Код на услуга", "Услуга", "Потребители", "От година",
         "Финансиране", "Капиталови средства, €", "Бележка")  # fmt: skip


def book(*rows: Any, heads: Any = HEADS, before: int = 0) -> Source:
    file = io.BytesIO()
    made = xlsxwriter.Workbook(file, {"in_memory": True, "default_date_format": "dd.mm.yyyy"})
    sheet = made.add_worksheet()
    for number, row in enumerate([heads, *rows], start=before):
        for column, value in enumerate(row):
            sheet.write(number, column, value)
    made.close()
    return Source("карта.xlsx", file.getvalue())


def table(text: str, encoding: str = "utf-8") -> Source:
    return Source("карта.csv", text.encode(encoding))


def read(source: Source, columns: Any = ENTRIES) -> Read:
    return paper.read(source, columns, KNOWN)


def test_a_row_is_read_whole() -> None:
    found = read(
        book(("GAB05", "Габрово", "AS", "", 24, 2028, "Проект, общински бюджет", 1500.5, "Нова"))
    )
    (entry,) = found.entries
    assert (entry.municipality, entry.service, entry.users, entry.year_from) == (
        "GAB05", "AS", 24, 2028,
    )  # fmt: skip
    assert (entry.funding, entry.capital_cents, entry.note) == (
        ("project", "municipal"), 150050, "Нова",
    )  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "utf-8-sig"])
def test_csv_of_an_export_is_read_back(encoding: str) -> None:
    text = (
        "Примерни критерии;;;\nОбласт;Община;Услуга;Код;Изчислен максимум;Потребители;Бележка\n"
        "Габрово;Габрово;Асистентска подкрепа;AS;липсва критерий;24;\n;;Общо;;;24;\n"
    )
    found = read(table(text, encoding))
    assert [(entry.service, entry.users, entry.computed) for entry in found.entries] == [
        ("AS", 24, None)
    ]
    assert found.ignored == ["област"]
    assert found.mistakes == []


def test_a_template_filled_in_part_leaves_the_rest_out() -> None:
    heads = ("Код на услуга", "Услуга", "Потребители")
    source = book(("AS", "", 5), ("DC_CH", "Дневен център", ""), ("", "", ""), heads=heads)
    found = read(source, PROPOSALS)
    assert (len(found.entries), found.n_empty, found.users) == (1, 1, 5)


def test_thousands_of_blank_rows_are_no_rows() -> None:
    found = read(book(*[("", "")] * 20_000, ("GAB05", "", "AS", "", 3)))
    assert (len(found.entries), found.entries[0].line) == (1, 20_002)


GOOD = ("GAB05", "", "AS", "", 24, "", "", "", "")


def changed(at: int, value: Any) -> tuple[Any, ...]:
    return (*GOOD[:at], value, *GOOD[at + 1 :])


@pytest.mark.parametrize(
    ("row", "cell", "said"),
    [
        (changed(0, "GAB99"), "A2", "няма община с код „GAB99“"),
        (changed(0, ""), "A2", "няма община"),
        ((*changed(0, "")[:1], "Бяла", *GOOD[2:]), "B2", "има няколко общини с това име"),
        ((*GOOD[:1], "Бяла", *GOOD[2:]), "A2", "кодът GAB05 е на друга община"),
        (changed(2, "XX"), "C2", "няма услуга с код „XX“"),
        ((*changed(2, "")[:3], "Танци", *GOOD[4:]), "D2", "няма услуга с име „танци“"),
        (changed(4, "двайсет"), "E2", "Това не е число."),
        (changed(4, "1.500"), "E2", "Числото може да се прочете по два начина"),
        (changed(4, 12.5), "E2", "„12.5“ не е цял брой"),
        (changed(4, -3), "E2", "„-3“ не е цял брой"),
        (changed(4, date(2026, 5, 1)), "E2", "в клетката има дата вместо число"),
        (changed(5, 2050), "F2", "годината е между 2026 и 2035"),
        (changed(6, "спонсор"), "G2", "няма източник „спонсор“"),
        (changed(7, "1.500"), "H2", "Числото може да се прочете по два начина"),
        (changed(7, -1), "H2", "сумата е в евро"),
        (changed(8, "а" * 1001), "I2", "текстът е по-дълъг от 1000 знака"),
    ],
)
def test_each_mistake_names_its_cell(row: Any, cell: str, said: str) -> None:
    found = read(book(row))
    assert found.entries == []
    assert [(each.cell, said in each.sentence) for each in found.mistakes] == [(cell, True)]


def test_rows_without_users_or_twice_are_mistakes() -> None:
    found = read(book(GOOD, GOOD, (*GOOD[:4], "", 2030)))
    said = [(each.cell, each.sentence) for each in found.mistakes]
    assert said[0] == ("C3", "същата услуга стои и на ред 2")
    assert ("E4", "няма брой потребители") in said


def test_cells_are_those_that_one_sees() -> None:
    found = read(book(changed(4, "много"), before=3))
    assert found.mistakes[0].cell == "E5"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (table("няма нищо"), "Файлът не е таблица"),
        (Source("x.csv", b"\x00\x01MZ" * 9), "Файлът не е таблица"),
        (Source("x.xlsx", b"PK\x03\x04broken"), "прекъсната или повредена"),
        (table("а;б\n1;2\n"), "Не се виждат заглавията на колоните"),
        (table("Услуга;Потребители\nАсистентска подкрепа;2\n"), "Не се виждат заглавията"),
        (table("Община;Услуга;Потребители\n;;\n"), "няма нито един ред с данни"),
    ],
)
def test_what_is_no_such_table(source: Source, said: str) -> None:
    with pytest.raises(Refused, match=said):
        read(source)
