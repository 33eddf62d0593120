"""The pages of the National Map and of plans: one happy, one refused, one stranger, the files."""

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from opora.accounts.models import User
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.national import queries
from opora.national.models import NationalMap
from opora.national.services import amendments, discussions, maps, plans
from opora.register.models import PlannedService

from .conftest import Desk


def client(actor: Actor) -> Client:
    found = Client()
    found.force_login(User.objects.get(pk=actor.officer_id))
    return found


def get(actor: Actor, slug: str, name: str, *args: Any, query: str = "") -> Any:
    return client(actor).get(reverse(f"national:{name}", args=[slug, *args]) + query)


def text(actor: Actor, slug: str, name: str, *args: Any, query: str = "") -> str:
    answer = get(actor, slug, name, *args, query=query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_empty(desk: Desk) -> None:
    assert "Още няма действаща Национална карта" in text(desk.town, "ob-gabrovo", "index")
    assert "Още няма годишен план" in text(desk.town, "ob-gabrovo", "plans")


def test_every_part_of_a_map(desk: Desk) -> None:
    found = desk.in_force()
    for part in ("rest", "analysis", "rows", "finals", "amendments", "discussion"):
        assert text(desk.agency, "asp", "map", found.pk, query=f"?part={part}")
    finals = text(desk.agency, "asp", "map", found.pk, query="?part=finals")
    assert finals.count("липсва") == 26
    analysis = text(desk.stranger, "ob-samokov", "map", found.pk, query="?part=analysis")
    assert "Области без услугата" in analysis
    assert "№ 574" in text(desk.town, "ob-gabrovo", "index")


def test_the_way_of_a_draft_on_the_pages(desk: Desk) -> None:
    found = desk.draft()
    page = client(desk.agency)

    def act(action: str, **fields: Any) -> int:
        seen = desk.see(found).version
        url = reverse("national:act", args=["asp", found.pk, action])
        return int(page.post(url, {"seen": seen, **fields}).status_code)

    assert act("open_discussion") == 400
    assert act("write", foreword="Анализ.") == 302
    assert act("open_discussion") == 302
    assert act("adopt", act="РМС", act_number="1", act_on="20.11.2026") == 400
    assert get(desk.stranger, "ob-samokov", "act", found.pk, "write").status_code == 400


@pytest.mark.parametrize("name", ["map", "act", "export"])
def test_a_draft_is_no_page_for_strangers(desk: Desk, name: str) -> None:
    found = desk.draft()
    more = {"act": ("write",), "export": ("csv",)}
    answer = get(desk.stranger, "ob-samokov", name, found.pk, *more.get(name, ()))
    assert answer.status_code == 404


def test_comparison(desk: Desk) -> None:
    found = desk.in_force()
    desk.do(
        amendments.propose, desk.town, service=PlannedService.objects.get(pk="AS"), users=70,
        reason="Чакащи.", council_decision="1", council_on=desk.today,
    )  # fmt: skip
    with acting(desk.town):
        row = found.amendments.get()
    desk.do(
        amendments.order, amendment=row, order_number="РД-1", order_on=desk.today,
        effective_on=desk.today,
    )  # fmt: skip
    with acting(desk.agency):
        rows = {one.key: one.users for one in queries.rows_on(found, desk.today)}
    assert rows["GAB05", "AS"] == 70
    page = text(desk.town, "ob-gabrovo", "comparison", query=f"?a={found.pk}&b={found.pk}")
    assert "едни и същи редове" in page


def _ordered(desk: Desk) -> NationalMap:
    """The Map in force with one row changed by an order, effective today."""
    found = desk.in_force()
    desk.do(
        amendments.propose, desk.town, service=PlannedService.objects.get(pk="AS"), users=71,
        reason="Чакащи.", council_decision="1", council_on=desk.today,
    )  # fmt: skip
    with acting(desk.town):
        row = found.amendments.get()
    desk.do(
        amendments.order, amendment=row, order_number="РД-1", order_on=desk.today,
        effective_on=desk.today,
    )  # fmt: skip
    return found


def test_the_files_have_the_rows_of_the_page(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    found = _ordered(desk)
    monkeypatch.setattr("opora.national.pages.timezone.localdate", lambda *_on: desk.today)
    with acting(desk.agency):
        rows = queries.rows_on(found, desk.today)
    page = get(desk.town, "ob-gabrovo", "map", found.pk, query="?part=rows").text
    assert ">71<" in page
    answer = get(desk.town, "ob-gabrovo", "export", found.pk, "csv")
    lines = list(csv.reader(answer.content.decode("utf-8-sig").splitlines(), delimiter=";"))
    assert "с 1\N{NO-BREAK SPACE}изменение до" in lines[0][0]
    users = next(line for line in lines if "Потребители" in line).index("Потребители")
    told = sorted(int(line[users]) for line in lines if len(line) > users and line[users].isdigit())
    assert told == sorted(row.users for row in rows)
    book = get(desk.town, "ob-gabrovo", "export", found.pk, "xlsx").content
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert 71.0 in [row[9] for row in sheet]
    assert get(desk.town, "ob-gabrovo", "export", found.pk, "pdf").status_code == 200


def test_who_may_not_order_sees_why_and_no_form(desk: Desk) -> None:
    found = desk.in_force()
    desk.do(
        amendments.propose, desk.town, service=PlannedService.objects.get(pk="AS"), users=71,
        reason="Чакащи.", council_decision="1", council_on=desk.today,
    )  # fmt: skip
    with acting(desk.town):
        row = found.amendments.get()
    for action in ("order", "refuse"):
        answer = get(desk.town, "ob-gabrovo", "amendment", row.pk, action)
        assert answer.status_code == 400
        assert "order_number" not in answer.text
        assert "Агенци" in answer.text
    assert get(desk.town, "ob-gabrovo", "amendment", row.pk, "withdraw").status_code == 200


def test_a_map_from_paper_by_its_page(desk: Desk) -> None:
    page, url = client(desk.agency), reverse("national:paper", args=["asp"])
    heads = "Код на община;Код на услуга;Потребители;Бележка\n"
    typed = {"cycle": desk.cycle.pk, "name": "Карта от 2022 г."}

    def send(text: str) -> Any:
        return page.post(url, typed | {"file": SimpleUploadedFile("к.csv", text.encode())})

    wrong = send(f"{heads}GAB99;AS;5;\n")
    assert wrong.status_code == 400
    assert ">A2<" in wrong.text
    seen = send(f"{heads}GAB05;AS;5;Решение 3\nSFO39;AS;7;\n")
    assert "сбор на потребителите 12" in seen.text
    done = page.post(url, typed | {"kept": seen.context["form"]["kept"].value()})
    assert done.status_code == 302
    assert "вписана от хартия" in page.get(done["Location"]).text
    with acting(desk.agency):
        rows = {
            row.key: row.users for row in queries.rows_on(NationalMap.objects.get(), desk.today)
        }
    assert rows == {("GAB05", "AS"): 5, ("SFO39", "AS"): 7}
    assert get(desk.agency, "asp", "paper_template").status_code == 200
    assert get(desk.town, "ob-gabrovo", "paper").status_code == 404


def test_a_municipality_proposes_and_the_agency_refuses(desk: Desk) -> None:
    found = desk.in_force()
    url = reverse("national:propose", args=["ob-gabrovo"])
    fields = {"service": "AS", "users": "70", "reason": "Чакащи.", "council_decision": "12",
              "council_on": "01.12.2026"}  # fmt: skip
    assert client(desk.town).post(url, fields | {"users": "60"}).status_code == 400
    assert (
        client(desk.district)
        .post(reverse("national:propose", args=["oblast-gabrovo"]), fields)
        .status_code
        == 404
    )
    assert found.pk


def test_a_plan_on_its_page(desk: Desk) -> None:
    desk.in_force()
    found = desk.plan()
    page = text(desk.town, "ob-gabrovo", "plan", found.pk)
    assert "Пиши анализа и мерките" in page
    assert "практика" in page
    assert get(desk.stranger, "ob-samokov", "plan", found.pk).status_code == 404
    with acting(desk.town):
        row = found.rows.get(planned_service="AS")
    url = reverse("national:plan_row", args=["ob-gabrovo", found.pk, row.pk])
    fields = {"seen": found.version, "users": "99", "funding": "state_delegated"}
    assert client(desk.town).post(url, fields).status_code == 400
    assert client(desk.town).post(url, fields | {"users": "50"}).status_code == 302
    assert client(desk.town).post(url, fields | {"users": "40"}).status_code == 409


def test_a_public_plan_is_read_by_others(desk: Desk) -> None:
    desk.in_force()
    found = desk.considered()
    page = text(desk.stranger, "ob-samokov", "plan", found.pk)
    assert "Не можете да променяте плана" in page
    answer = get(desk.stranger, "ob-samokov", "plan_act", found.pk, "adopt")
    assert answer.status_code == 404


def test_answers_on_the_pages(desk: Desk) -> None:
    desk.in_force()
    found = desk.plan()
    desk.do(plans.save, desk.town, plan=found, analysis="Анализ.", measures="Мерки.", seen=1)
    found = desk.do(plans.open_discussion, desk.town, plan=found)
    row = discussions.comment(about=found, author="", text="Има нужда.", now=desk.tick())
    url = reverse("national:answer_plan", args=["ob-gabrovo", found.pk, row.pk])
    assert client(desk.town).post(url, {"text": ""}).status_code == 400
    assert client(desk.town).post(url, {"text": "Прието."}).status_code == 302
    assert "Прието." in text(desk.stranger, "ob-samokov", "plan", found.pk)


@pytest.mark.parametrize("kind", ["xlsx", "csv", "pdf"])
def test_files_of_a_map(desk: Desk, kind: str) -> None:
    found = desk.in_force()
    answer = get(desk.stranger, "ob-samokov", "export", found.pk, kind)
    assert answer.status_code == 200
    assert len(answer.content) > 500


def test_files_of_a_plan(desk: Desk) -> None:
    desk.in_force()
    found = desk.considered()
    body = get(desk.town, "ob-gabrovo", "export_plan", found.pk, "xlsx").content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_name("План").to_python()
    assert next(row for row in rows if row[0] == "Общо")[4] == 110
    pdf = get(desk.town, "ob-gabrovo", "export_plan", found.pk, "pdf").content
    assert pdf.startswith(b"%PDF")


def test_assemble_on_the_page(desk: Desk) -> None:
    url = reverse("national:assemble", args=["asp"])
    assert client(desk.agency).post(url, {"name": "Карта"}).status_code == 400
    desk.final(desk.district, "GAB", [("GAB05", "AS", 40, 60)])
    assert client(desk.agency).post(url, {"name": "Карта"}).status_code == 302
    assert maps.close_due(now=desk.now) == 0
