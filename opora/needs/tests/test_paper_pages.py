"""An analysis from paper by its page: looked through, entered, refused with the cell."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from opora.journal.context import acting
from opora.needs.models import NeedsAnalysis
from tests.access.addresses import client

from .conftest import Desk

HOME = "/o/ob-samokov/needs/paper/"
TYPED = {
    "cycle": "2035",
    "consultation_from": "01.04.2026",
    "consultation_to": "01.05.2026",
    "council_number": "77",
    "council_on": "10.05.2026",
    "document": "Протокол 3",
}
GOOD = "Услуга;Потребители;От година;Мотиви\nАсистентска подкрепа;24;2028;Има нужда\n"


@pytest.fixture
def browser(desk: Desk) -> Client:
    return client(desk.cast.municipality)


def send(browser: Client, text: str = "", **typed: str) -> Any:
    file = {"file": SimpleUploadedFile("а.csv", text.encode())} if text else {}
    return browser.post(HOME, TYPED | typed | file)


def kept(answer: Any) -> str:
    return str(answer.context["form"]["kept"].value())


def test_first_looked_through_then_entered(desk: Desk, browser: Client) -> None:
    assert HOME in browser.get("/o/ob-samokov/needs/").text
    seen = send(browser, GOOD)
    assert seen.status_code == 200
    assert "сбор на потребителите 24" in seen.text
    assert not NeedsAnalysis.objects.exists()
    done = send(browser, kept=kept(seen))
    assert done.status_code == 302
    assert "Вписан от хартия" in browser.get(done["Location"]).text
    with acting(desk.cast.municipality):
        made = NeedsAnalysis.objects.get()
        row = made.proposals.get(planned_service="AS")
    assert (made.state, made.council_number, made.is_transcribed) == ("council", "77", True)
    assert (row.users, row.year_from, row.note) == (24, 2028, "Има нужда")
    for kind in ("docx", "pdf", "xlsx"):
        assert browser.get(f"{done['Location']}export/{kind}/").status_code == 200


def test_a_mistake_names_its_cell_and_nothing_is_entered(desk: Desk, browser: Client) -> None:
    bad = send(browser, GOOD.replace("24", "двайсет"))
    assert bad.status_code == 400
    assert ">B2<" in bad.text
    assert "Това не е число." in bad.text
    assert kept(bad) in ("", "None")
    assert not NeedsAnalysis.objects.exists()


def test_what_the_act_refuses_keeps_the_file(desk: Desk, browser: Client) -> None:
    seen = send(browser, GOOD)
    early = {"council_on": "15.04.2026"}
    refused = send(browser, kept=kept(seen), **early)
    assert refused.status_code == 400
    assert "преди края на общественото обсъждане" in refused.text
    assert send(browser, kept=kept(refused)).status_code == 302
    again = send(browser, GOOD)
    assert "вече има анализ" in send(browser, kept=kept(again)).text


def test_a_forged_word_or_no_file_is_refused(desk: Desk, browser: Client) -> None:
    assert "вече не се пази" in send(browser, kept="нещо").text
    assert "Изберете файла." in send(browser).text
    other = kept(send(browser, GOOD))
    with_other = client(desk.cast.stranger).post("/o/ob-balchik/needs/paper/", {"kept": other})
    assert with_other.status_code in (400, 404)


def test_the_template_names_every_service_and_only_the_head_gets_it(
    desk: Desk, browser: Client
) -> None:
    answer = browser.get(f"{HOME}template.xlsx")
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    rows = sheets.get_sheet_by_index(0).to_python()
    assert rows[0][:3] == ["Код на услуга", "Услуга", "Потребители"]
    assert len(rows) == 29
    district = desk.cast.organization(desk.cast.district).slug
    assert client(desk.cast.district).get(f"/o/{district}/needs/paper/").status_code == 404
