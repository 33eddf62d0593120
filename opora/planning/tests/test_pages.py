"""The pages of district maps: one happy, one refused, one stranger, and the files."""

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
from opora.planning import pages, queries, services
from opora.planning.models import MapVersion

from .conftest import Desk

SLUGS = {"district": "oblast-gabrovo", "agency": "asp", "stranger": "ob-samokov"}


def client(actor: Actor) -> Client:
    found = Client()
    found.force_login(User.objects.get(pk=actor.officer_id))
    return found


def get(actor: Actor, name: str, *args: Any, slug: str, query: str = "") -> Any:
    return client(actor).get(reverse(f"planning:{name}", args=[slug, *args]) + query)


@pytest.fixture
def variant(desk: Desk) -> MapVersion:
    return desk.variant()


def test_the_district_sees_its_sum(desk: Desk, variant: MapVersion) -> None:
    page = get(desk.district, "district", "GAB", slug="oblast-gabrovo").content.decode()
    assert "4 от 4" in page
    assert "липсва критерий за 4 общини" in page
    assert "непълен сбор" in page
    assert variant.name in page
    assert "Отвори вариант" in page


def test_pages_of_a_variant(desk: Desk, variant: MapVersion) -> None:
    for part in ("rows", "years", "proof"):
        page = get(desk.district, "map", variant.pk, slug="oblast-gabrovo", query=f"?part={part}")
        assert page.status_code == 200
    rows = get(desk.district, "map", variant.pk, slug="oblast-gabrovo").content.decode()
    assert "Заключи версията" in rows
    assert "липсва стандарт" in rows
    assert "Среден път на жител" in rows
    host = get(desk.district, "host", variant.pk, "RC_EL", slug="oblast-gabrovo")
    assert "p-медиана" in host.content.decode()


def test_edit_a_row(desk: Desk, variant: MapVersion) -> None:
    url = reverse("planning:row", args=["oblast-gabrovo", variant.pk, "GAB05", "AS"])
    answer = client(desk.district).post(
        url,
        {
            "seen": variant.version, "municipality": "GAB05", "service": "AS", "users": "64",
            "funding": ["state_delegated"], "capital_cents": "12 000,50",
        },
    )  # fmt: skip
    assert answer.status_code == 302
    assert desk.entry(variant, "GAB05", "AS").capital_cents == 1_200_050
    again = client(desk.district).post(
        url, {"seen": 1, "municipality": "GAB05", "service": "AS", "users": "1",
              "funding": ["state_delegated"]},
    )  # fmt: skip
    assert again.status_code == 409


def test_lock_on_the_page_and_refuse_adoption(desk: Desk, variant: MapVersion) -> None:
    acts = {"lock": 302, "adopt_indicative": 400, "edit": 404}
    for action, status in acts.items():
        found = desk.see(variant)
        url = reverse("planning:act", args=["oblast-gabrovo", variant.pk, action])
        answer = client(desk.district).post(
            url, {"seen": found.version, "adopted_on": "20.11.2026"}
        )
        assert answer.status_code == status
    page = get(desk.agency, "map", variant.pk, slug="asp", query="?part=proof").content.decode()
    assert "същото до последния знак" in page
    assert desk.see(variant).digest in page


def test_coordination_and_answer(desk: Desk, variant: MapVersion) -> None:
    ask = desk.do(services.ask, version=variant)[0]
    town = desk.municipalities["GAB12"]
    page = get(town, "coordination", "GAB", slug="ob-gab12").content.decode()
    assert "Отговори от името на общината" in page
    url = reverse("planning:answer", args=["ob-gab12", ask.pk])
    said = {f"{ask.pk}-seen": ask.version, f"{ask.pk}-answer": "disagree"}
    assert client(town).post(url, said).status_code == 400
    assert client(town).post(url, said | {f"{ask.pk}-reason": "Далеч е."}).status_code == 302
    assert "Далеч е." in get(town, "coordination", "GAB", slug="ob-gab12").content.decode()


def test_side_by_side(desk: Desk, variant: MapVersion) -> None:
    other = desk.do(services.copy, version=variant, name="Друг")
    desk.set(other, "GAB35", "RC_EL", users=20)
    query = f"?v={variant.pk}&v={other.pk}"
    page = get(desk.district, "alternatives", slug="oblast-gabrovo", query=query).content.decode()
    assert "различно" in page
    assert "Трявна (20)" in page
    one = get(desk.district, "alternatives", slug="oblast-gabrovo", query=f"?v={variant.pk}")
    assert one.status_code == 400


@pytest.mark.parametrize("name", ["map", "row", "act", "host", "export"])
def test_strangers(desk: Desk, variant: MapVersion, name: str) -> None:
    more: dict[str, tuple[str, ...]] = {
        "row": ("GAB05", "AS"), "act": ("lock",), "host": ("RC_EL",), "export": ("csv",),
    }  # fmt: skip
    for actor, slug in ((desk.stranger, "ob-samokov"), (desk.municipalities["GAB12"], "ob-gab12")):
        answer = get(actor, name, variant.pk, *more.get(name, ()), slug=slug)
        assert answer.status_code == 404


def test_the_country(desk: Desk, variant: MapVersion) -> None:
    page = get(desk.agency, "districts", slug="asp").content.decode()
    assert "4 от 4" in page
    assert page.count("липсва") >= 28
    assert get(desk.district, "index", slug="oblast-gabrovo").status_code == 302


def test_without_a_cycle_the_agency_is_led_to_open_one(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "cycle_of", lambda _request: None)
    own = get(desk.agency, "districts", slug="asp").text
    assert reverse("needs:cycles", args=["asp"]) in own
    others = get(desk.district, "district", "GAB", slug="oblast-gabrovo").text
    assert "Открива го Агенцията" in others
    assert "Открий цикъл" not in others


def test_a_map_from_paper_by_its_page(desk: Desk) -> None:
    page = client(desk.district)
    url = reverse("planning:paper", args=["oblast-gabrovo", "GAB"])
    typed = {"cycle": "2035", "name": "Карта от хартия"}

    def send(text: str) -> Any:
        return page.post(url, typed | {"file": SimpleUploadedFile("к.csv", text.encode())})

    heads = "Община;Услуга;Потребители;От година;Бележка\n"
    wrong = send(f"{heads}Самоков;Асистентска подкрепа;5;;\n")
    assert wrong.status_code == 400
    assert "няма община с име „самоков“" in wrong.text
    seen = send(f"{heads}Габрово;Асистентска подкрепа;60;2028;По решение 5\n")
    done = page.post(url, typed | {"kept": seen.context["form"]["kept"].value()})
    assert done.status_code == 302
    shown = page.get(done["Location"]).text
    assert "вписана от хартия" in shown
    assert "По решение 5" in shown
    files = {kind: page.get(f"{done['Location']}export.{kind}").content for kind in ("csv", "xlsx")}
    assert "Вписана от хартия" in files["csv"].decode()
    rows = CalamineWorkbook.from_filelike(io.BytesIO(files["xlsx"])).get_sheet_by_index(0)
    assert "Вписана от хартия" in str(rows.to_python()[0][0])
    template = page.get(f"{url}template.xlsx")
    assert template.status_code == 200
    for actor, slug in ((desk.agency, "asp"), (desk.other_district, "oblast-sofia")):
        assert client(actor).get(url.replace("oblast-gabrovo", slug)).status_code == 404


# Files


def test_workbook_formulas(desk: Desk, variant: MapVersion) -> None:
    body = get(desk.district, "export", variant.pk, "xlsx", slug="oblast-gabrovo").content
    book = CalamineWorkbook.from_filelike(io.BytesIO(body))
    rows = book.get_sheet_by_name("Редове").to_python()
    total = next(row for row in rows if row[3] == "Общо")
    with acting(desk.district):
        assert total[9] == sum(row.users for row in queries.rows(variant))
    assert "липсва стандарт" in {row[15] for row in rows if len(row) > 15}


def test_csv(desk: Desk, variant: MapVersion) -> None:
    desk.set(variant, "GAB05", "AS", users=3, note="=cmd")
    body = get(desk.district, "export", variant.pk, "csv", slug="oblast-gabrovo").content
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 7
    assert "'=cmd" in {row[-1] for row in rows}


def test_pdf(desk: Desk, variant: MapVersion) -> None:
    body = get(desk.district, "export", variant.pk, "pdf", slug="oblast-gabrovo").content
    assert body.startswith(b"%PDF")
