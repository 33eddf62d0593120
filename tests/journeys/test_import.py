"""A file of services with a mistake: read, mended from its own workbook, entered, taken back."""

from collections.abc import Callable
from pathlib import Path

import xlsxwriter
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from tests.cast import Cast

from .conftest import Desk

HEADS = [
    "ЕИК на доставчика", "Вид услуга", "Наименование", "Община", "Населено място", "Телефон",
    "За кого е", "Ползватели", "Ниво", "Финансиране", "Начин на ползване", "Среда", "Открита на",
    "Капацитет", "Основание за местата",
]  # fmt: skip
GOOD = [
    "175074752", "dcdu", "Дневен център „Изгрев“", "Самоков", "гр. Самоков", "0722 1",
    "children-disability", "деца", "общинско ниво", "общински бюджет", "целодневно",
    "в специализирана среда", "01.09.2021", 12, "Решение № 1",
]  # fmt: skip


def workbook(path: Path, rows: list[list[object]]) -> Path:
    """A file as somebody makes it."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    for n, row in enumerate(rows):
        sheet.write_row(n, 0, row)
    book.close()
    return path


def test_a_file_is_mended_entered_and_taken_back(
    cast: Cast, sit: Callable[..., Desk], tmp_path: Path
) -> None:
    wrong = [*GOOD[:2], "Дневен център „Залез“", *GOOD[3:12], "31.02.2024", *GOOD[13:]]
    page = sit(cast.municipality, "ob-samokov").open("services/imports/")
    page.set_input_files("[name=file]", workbook(tmp_path / "u.xlsx", [HEADS, GOOD, wrong]))
    page.get_by_role("button", name="Прочети файла").click()
    expect(page.locator("main")).to_contain_text("31.02.2024: февруари 2024 г. има 29 дни")

    # The row to mend comes back as a workbook; its cell is mended and the file given again.
    with page.expect_download() as download:
        page.get_by_role("link", name="Редовете за поправяне").click()
    kept = tmp_path / "mistakes.xlsx"
    download.value.save_as(kept)
    rows = CalamineWorkbook.from_path(kept).get_sheet_by_index(0).to_python()
    day = list(rows[0]).index("Открита на")
    mended = [list(rows[0]), [*rows[1][:day], "28.02.2024", *rows[1][day + 1 :]]]
    page.get_by_role("button", name="Впиши 1").click()
    expect(page.locator("main")).to_contain_text("вписан")
    page.goto(page.url.rsplit("imports/", 1)[0] + "imports/")
    page.set_input_files("[name=file]", workbook(tmp_path / "again.xlsx", mended))
    page.get_by_role("button", name="Прочети файла").click()
    page.get_by_role("button", name="Впиши 1").click()
    expect(page.locator("main")).to_contain_text("Дневен център „Залез“")

    page.get_by_role("button", name="Върни целия внос").click()
    expect(page.locator("main")).to_contain_text("върнат")
    page.goto(page.url.split("services/")[0] + "services/?text=Залез")
    expect(page.locator("main")).to_contain_text("Няма услуга, която да отговаря")
