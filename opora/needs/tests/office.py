"""LibreOffice as the judge of exported workbooks: its computation, number by number."""

import io
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from opora.needs import presenting
from opora.needs.exports import workbook
from opora.needs.exports.workbook import (
    COST,
    FIRST,
    GAP,
    MOST,
    MOST_DISTRICT,
    OCCUPIED,
    PLACES,
    RANK,
    RESULTS,
    USERS,
    WAITING,
    WEIGHT,
)

OFFICE = shutil.which("soffice")
ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"""


def recalculate(folder: Path, names: list[str]) -> None:
    """Let LibreOffice open the workbooks of a folder, compute every formula whatever the cached
    values say, and write them into `out` beside them."""
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "registrymodifications.xcu").write_text(ALWAYS, "utf-8")
    where = f"-env:UserInstallation=file://{folder}/profile"
    subprocess.run(
        ["soffice", where, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML",
         "--outdir", str(folder / "out"), *(str(folder / name) for name in names)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip


def rows_of(book: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_name(RESULTS).to_python()


def check(rows: list[list[Any]], content: dict[str, Any]) -> int:
    """Every number of the sheet against the model; how many were compared."""
    shown, n = presenting.shown(content), 0
    for line, row in zip(rows[FIRST:], shown.rows, strict=False):
        most = row.result["computed"] if row.is_computed else row.computed
        column = MOST_DISTRICT if row.is_for_district else MOST
        most = row.result["computed_district"] if row.is_for_district else most
        users, gap = row.proposal["users"], row.result["gap"]
        wanted = {
            column: most,
            PLACES: row.result["existing"],
            OCCUPIED: row.result["occupied"],
            WAITING: row.result["waiting"],
            GAP: "" if gap is None else gap,
            USERS: "" if users is None else users,
            WEIGHT: Decimal(row.result["weight"]),
            RANK: row.result["rank"] or "",
            COST: workbook._cost_value(row.result),
        }
        for number, value in wanted.items():
            found = line[number]
            if isinstance(value, str):
                assert found == value, (row.code, number)
            else:
                assert round(float(found), 6) == round(float(value), 6), (row.code, number)
            n += 1
    sums, totals = rows[FIRST + len(shown.rows)], content["results"]["totals"]
    for number, value in (
        (MOST, totals["computed"]),
        (PLACES, totals["existing"]),
        (OCCUPIED, totals["occupied"]),
        (WAITING, totals["waiting"]),
        (USERS, totals["proposed"]),
        (COST, totals["cost_cents"] / 100),
    ):
        assert round(float(sums[number]), 2) == round(float(value), 2), number
        n += 1
    lacks = rows[FIRST + len(shown.rows) + 1]
    assert (lacks[MOST], lacks[COST]) == (totals["n_uncomputed"], totals["n_uncosted"])
    return n + 2
