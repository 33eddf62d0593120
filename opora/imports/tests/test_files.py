"""Files that are not what their name says: old, locked, with macros, of another encoding."""

import io
import zipfile

import pytest

from opora.imports.models import ServiceImport
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.register.models import Service

from .conftest import Cast
from .olden import encrypted, xls
from .test_imports import GOOD, HEADS, apply, marks, row, stage, text, xlsx


@pytest.fixture
def head(cast: Cast) -> Actor:
    """The municipality's head, who gives files."""
    return cast.municipality


def nothing_is_written(actor: Actor, run: ServiceImport) -> bool:
    """No service, no row, and the file itself is not kept."""
    with acting(actor):
        kept = ServiceImport.objects.get(pk=run.pk).content
        return not (Service.objects.exists() or run.rows.exists() or kept)


def test_a_workbook_behind_a_password_says_so(head: Actor) -> None:
    run = stage(head, encrypted())
    assert (run.state, run.failure) == (
        "failed", "Таблицата е защитена с парола. Махнете паролата.",
    )  # fmt: skip
    assert nothing_is_written(head, run)


def test_an_old_workbook_under_a_new_name_is_read(head: Actor) -> None:
    run = stage(head, xls([HEADS, GOOD, row(Наименование="Втори", Открита="31.02.2024")]), "u.xlsx")
    assert (run.n_new, run.n_wrong) == (1, 1), run.failure
    assert "има 29 дни" in marks(head, run)["opened_on"]
    assert apply(head, run).state == "applied"


def test_an_old_workbook_cut_in_two_is_refused(head: Actor) -> None:
    run = stage(head, xls([HEADS, GOOD])[:1500], "u.xls")
    assert "повредена" in run.failure
    assert nothing_is_written(head, run)


def test_macros_are_told_and_never_kept(head: Actor) -> None:
    file = io.BytesIO(xlsx([HEADS, GOOD]))
    with zipfile.ZipFile(file, "a") as packed:
        packed.writestr("xl/vbaProject.bin", b"Sub Auto_Open()")
    run = stage(head, file.getvalue(), "u.xlsm")
    assert run.notes == ["Във файла има макроси: не се изпълняват и не се пазят."]
    assert run.n_new == 1
    with acting(head):
        assert ServiceImport.objects.get().content is None


def test_a_csv_of_windows_with_semicolons_is_read_to_the_letter(head: Actor) -> None:
    line = row(Наименование='Дневен център "Изгрев"; Самоков')
    quoted = [f'"{str(cell).replace(chr(34), chr(34) * 2)}"' for cell in line]
    content = "\r\n".join([";".join(HEADS), ";".join(quoted)]).replace("„", "").replace("“", "")
    run = stage(head, content.encode("cp1251"), "u.csv")
    assert run.n_new == 1, marks(head, run)
    with acting(head):
        values = run.rows.get().values
    assert values["name"] == 'Дневен център "Изгрев"; Самоков'
    assert values["n_places"] == 12


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" * 3, "не е таблица"),
        (b"MZ\x90\x00\x03" + bytes(400), "не е таблица"),
        (b"<html><table><tr><td>a</td></tr></table></html>", "не е таблица"),
        (xlsx([HEADS, GOOD])[:800], "повредена"),
    ],
)
def test_what_is_no_table_under_the_name_of_one(head: Actor, content: bytes, said: str) -> None:
    run = stage(head, content, "u.xlsx")
    assert run.state == "failed"
    assert said in run.failure, run.failure
    assert nothing_is_written(head, run)


def test_a_file_of_blank_rows_only_says_that_nothing_is_in_it(head: Actor) -> None:
    run = stage(head, text([HEADS, *[[""] * len(HEADS)] * 3000]), "u.csv")
    assert "нито един попълнен ред" in run.failure
    assert nothing_is_written(head, run)
