"""LibreOffice recomputes the exported map: wrong cached values, then a changed input."""

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from opora.journal.context import acting
from opora.needs.tests.office import OFFICE, recalculate
from opora.planning import exports, presenting

from .conftest import TODAY, Desk

pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed here")
USERS, GAP, YEARLY = 9, 10, 15
CACHED = re.compile(r"(<f>[^<]*</f>)<v>[^<]*</v>")


def spoiled(book: bytes, *, users: tuple[int, int] | None = None) -> bytes:
    """The same workbook with every cached value wrong, and perhaps one count of users changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            body = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                text = CACHED.sub(r"\1<v>987654</v>", body.decode())
                if users:
                    text, n = re.subn(
                        rf'(<c r="J\d+"[^>]*><v>){users[0]}(</v>)', rf"\g<1>{users[1]}\2", text
                    )
                    assert n == (1 if name.endswith("sheet1.xml") else 0)
                body = text.encode()
            target.writestr(name, body)
    return out.getvalue()


def sheet(path: Path, name: str) -> list[list[Any]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python()


def test_recalculated_by_libreoffice(desk: Desk, tmp_path: Path) -> None:
    version = desk.variant()
    with acting(desk.district):
        book, _mime = exports.workbook(version, desk.now)
        whole = presenting.whole(version, on=TODAY)
    (tmp_path / "same.xlsx").write_bytes(spoiled(book))
    (tmp_path / "more.xlsx").write_bytes(spoiled(book, users=(60, 64)))
    recalculate(tmp_path, ["same.xlsx", "more.xlsx"])
    rows = sheet(tmp_path / "out" / "same.xlsx", "Редове")
    total = next(row for row in rows if row[3] == "Общо")
    assert total[USERS] == whole.sum.users
    assert total[GAP] == sum(row.gap for row in whole.rows)
    assert round(total[YEARLY] * 100) == whole.sum.running.cents
    lacks = next(row for row in rows if "без стандарт" in str(row[3]))
    assert lacks[YEARLY] == whole.sum.n_without_standard
    services = sheet(tmp_path / "out" / "same.xlsx", "По услуги")
    shown = {row[1]: row for row in services[1:]}
    for group in whole.groups:
        assert shown[group.service.pk][3] == group.sum.users
        assert round(shown[group.service.pk][4] * 100) == group.sum.running.cents
    changed = sheet(tmp_path / "out" / "more.xlsx", "Редове")
    total = next(row for row in changed if row[3] == "Общо")
    standard = whole.standards["AS"].amount.cents
    assert total[USERS] == whole.sum.users + 4
    assert round(total[YEARLY] * 100) == whole.sum.running.cents + 4 * standard
