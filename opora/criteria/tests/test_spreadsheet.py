"""The formula of a criterion in a workbook gives the same number when LibreOffice recalculates it.

The cached values are wrong on purpose, so that a number that was not computed anew is seen.
"""

import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from opora.criteria.model.compute import compute
from opora.criteria.model.formula import formula, spreadsheet
from opora.criteria.model.terms import Base, Criterion, Input, Rounding

OFFICE = shutil.which("soffice")
N = 400
WRONG = 987_654_321
MISSING = "липсва критерий"
FIRST_BASE, WIDTH, POPULATION = 2, 2, 8  # columns: result, wrong, then pairs, then the population
CODES = ("a", "b", "c")
ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"""
Case = tuple[Criterion, dict[str, Input]]


def cases() -> Iterator[Case]:
    """Known traps of binary numbers, then criteria by chance; some with a part missing."""
    yield case("1.36", 10_000, 100, Rounding.UP)
    yield case("0.285", 100, 1, Rounding.HALF_UP)
    yield case("0.1", 3, 1, Rounding.DOWN)
    yield case("0.000001", 1_000_000, 1, Rounding.DOWN)
    chance = Random("spreadsheet")
    ways = (Rounding.HALF_UP, Rounding.UP, Rounding.DOWN)
    for _n in range(N):
        bases = tuple(
            Base(
                code,
                None if chance.random() < 0.05 else Decimal(chance.randint(0, 300_000)).scaleb(-4),
                chance.choice((1, 100, 1000)),
            )
            for code in CODES[: chance.randint(1, 3)]
        )
        people = {
            code: figure(chance.randint(0, 200_000))
            for code in (*CODES, "population")
            if chance.random() > 0.03
        }
        threshold = chance.choice((None, 50_000))
        yield Criterion("X", bases, chance.choice(ways), threshold=threshold), people


def figure(people: int) -> Input:
    return Input(Decimal(people), date(2021, 9, 7), "")


def case(coefficient: str, people: int, per: int, rounding: Rounding) -> Case:
    return Criterion("X", (Base("a", Decimal(coefficient), per),), rounding), {"a": figure(people)}


def column(number: int) -> str:
    return "ABCDEFGHIJ"[number]


def write(path: Path, rows: list[Case]) -> None:
    """One row a case: its formula with a wrong cached value, its coefficients and figures."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, (criterion, people) in enumerate(rows):
            tree = formula(criterion)
            assert tree is not None

            def cell(kind: str, name: str, number: int = number) -> str:
                at = FIRST_BASE + WIDTH * CODES.index(name) if name in CODES else POPULATION
                return f"{column(at + (kind == 'input'))}{number + 1}"

            sheet.write_formula(number, 0, f"={spreadsheet(tree, cell, MISSING)}", None, WRONG)
            for base in criterion.bases:
                if base.coefficient is not None:
                    at = FIRST_BASE + WIDTH * CODES.index(base.indicator)
                    sheet.write_number(number, at, float(base.coefficient))
            for name, given in people.items():
                at = FIRST_BASE + WIDTH * CODES.index(name) if name in CODES else POPULATION
                sheet.write_number(number, at + 1, float(given.value))


def recalculated(path: Path, folder: Path) -> list[object]:
    """The first column after LibreOffice has opened, computed and saved the workbook."""
    assert OFFICE
    (folder / "profile" / "user").mkdir(parents=True)
    (folder / "profile" / "user" / "registrymodifications.xcu").write_text(ALWAYS, "utf-8")
    subprocess.run(
        [OFFICE, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to",
         "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder), str(path)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    sheet = CalamineWorkbook.from_path(str(folder / path.name)).get_sheet_by_index(0)
    return [row[0] for row in sheet.to_python()]


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not on this machine")
def test_libreoffice_computes_the_same(tmp_path: Path) -> None:
    rows = list(cases())
    path = tmp_path / "criteria.xlsx"
    (tmp_path / "out").mkdir()
    write(path, rows)
    found = recalculated(path, tmp_path / "out")
    wanted = [compute(*row).max_users for row in rows]
    assert [MISSING if users is None else users for users in wanted] == found
    assert WRONG not in found
    assert wanted[:4] == [136, 29, 0, 1]
    assert sum(users is None for users in wanted) > 20
