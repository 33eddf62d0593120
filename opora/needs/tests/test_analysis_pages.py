"""The pages of an analysis: the way through, refusals that keep what was typed, strangers."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from opora.journal.context import acting
from opora.needs import presenting
from opora.needs.models import NeedsAnalysis
from opora.needs.queries import analyses as queries
from opora.needs.services import analyses, consultations
from tests.access.addresses import client
from tests.cast import Cast

from .conftest import TEXT, Desk

HOME = "/o/ob-samokov/needs/"


@pytest.fixture
def browser(cast: Cast) -> Client:
    return client(cast.municipality)


def section(browser: Client, pk: int, **typed: Any) -> Any:
    return browser.post(f"{HOME}{pk}/section/profile/", {"seen": "0", "text": TEXT} | typed)


def test_an_analysis_is_opened_from_the_list(desk: Desk, browser: Client) -> None:
    assert "Карта до 2035 г." in browser.get(HOME).text
    answer = browser.post(f"{HOME}open/2035/")
    assert answer.status_code == 302
    page = browser.get(answer["Location"]).text
    assert "Чий ред е" in page
    assert page.count('id="service-') == 28
    assert "липсва критерий" in page
    assert "Напишете раздел „Населението на общината“." in page


def test_a_section_is_written_and_figures_are_inserted(desk: Desk, browser: Client) -> None:
    analysis = desk.open()
    shown = browser.get(f"{HOME}{analysis.pk}/section/profile/").text
    assert "Числа за вмъкване" in shown
    offered = section(browser, analysis.pk, insert="0")
    assert offered.status_code == 200
    assert re.search(r"Население: [\d\s ]+ \(", offered.text)
    assert section(browser, analysis.pk).status_code == 302
    assert TEXT.strip() in browser.get(f"{HOME}{analysis.pk}/").text


def test_two_editors_see_both_texts_side_by_side(desk: Desk, browser: Client) -> None:
    analysis = desk.open()
    desk.write(analysis, "profile", "Първият написа това.")
    beside = section(browser, analysis.pk, text="Вторият написа друго.")
    assert beside.status_code == 409
    assert "Първият написа това." in beside.text
    assert beside.text.count("Вторият написа друго.") == 2  # beside, and still in the form
    again = section(browser, analysis.pk, text="Двете заедно.", seen="1")
    assert again.status_code == 302


def test_a_proposal_is_refused_with_what_was_typed(desk: Desk, browser: Client) -> None:
    analysis = desk.open()
    address = f"{HOME}{analysis.pk}/service/AS/"
    wrong = browser.post(address, {"seen": "1", "users": "12", "year_from": "2050"})
    assert wrong.status_code == 400
    assert "Годината е между" in wrong.text
    assert 'value="12"' in wrong.text
    right = {"seen": "1", "users": "12", "year_from": "2028", "capital": "1500,50"}
    assert browser.post(address, right | {"funding": ["municipal", "project"]}).status_code == 302
    with acting(desk.cast.municipality):
        row = analysis.proposals.get(planned_service="AS")
    assert (row.users, row.capital_cents, row.funding) == (12, 150050, ["municipal", "project"])


def test_how_it_is_computed(desk: Desk, browser: Client) -> None:
    analysis = desk.open()
    page = browser.get(f"{HOME}{analysis.pk}/how/DC_CH/").text
    assert "липсва критерий" in page
    assert "Тежест = заети" in page


def test_the_whole_way_by_pages(desk: Desk, browser: Client) -> None:
    analysis = desk.written()
    address = f"{HOME}{analysis.pk}/act/"
    seen = {"seen": str(analysis.version)}
    assert browser.get(f"{address}start_consultation/").status_code == 200
    assert browser.post(f"{address}start_consultation/", seen).status_code == 302
    early = browser.post(f"{address}submit/", {"seen": "99"})
    assert early.status_code in (400, 409)
    with acting(desk.cast.municipality):
        NeedsAnalysis.objects.update(
            consultation_from=timezone.localdate() - timedelta(days=40),
            consultation_to=timezone.localdate() - timedelta(days=9),
        )
    consultations.close_due(now=timezone.now())
    found = desk.see(analysis)
    typed = {"number": "112", "decided_on": f"{timezone.localdate():%d.%m.%Y}", "document": ""}
    council = browser.post(f"{address}record_council/", typed | {"seen": str(found.version)})
    assert council.status_code == 302
    found = desk.see(analysis)
    assert browser.post(f"{address}submit/", {"seen": str(found.version)}).status_code == 302
    district = client(desk.cast.district)
    home = f"/o/{desk.cast.organization(desk.cast.district).slug}/needs/"
    assert "Самоков" in district.get(home).text
    found = desk.see(analysis)
    back = f"{home}{analysis.pk}/act/return/"
    assert district.post(back, {"seen": str(found.version), "reasons": " "}).status_code == 400
    done = district.post(back, {"seen": str(found.version), "reasons": "Допълнете."})
    assert done.status_code == 302
    assert "Допълнете." in browser.get(f"{HOME}{analysis.pk}/").text
    assert district.get(f"{home}{analysis.pk}/").status_code == 200  # the submitted version


@pytest.mark.parametrize("who", ["stranger", "district", "agency"])
@pytest.mark.parametrize(
    "tail",
    ["", "section/profile/", "service/AS/", "how/AS/", "act/submit/", "print/", "compare/",
     "version/1/", "export/pdf/", "comment/1/"],
)  # fmt: skip
def test_an_id_in_the_address_opens_no_draft(desk: Desk, who: str, tail: str) -> None:
    analysis, actor = desk.written(), getattr(desk.cast, who)
    slug = desk.cast.organization(actor).slug
    assert client(actor).get(f"/o/{slug}/needs/{analysis.pk}/{tail}").status_code == 404


def test_versions_are_compared_printed_and_exported(desk: Desk, browser: Client) -> None:
    analysis = desk.consulted()
    desk.propose(analysis, users=15)
    desk.write(analysis, "profile", "Нов текст за населението на общината.", seen=1)
    desk.now += timedelta(days=40)
    consultations.close_due(now=desk.now)
    desk.do(
        analyses.record_council,
        analysis,
        number="7",
        decided_on=desk.now.date(),
        document="",
    )
    page = browser.get(f"{HOME}{analysis.pk}/compare/").text
    assert "Нов текст за населението" in page
    assert re.search(r">12<.*>15<|12</td>.*15", page, re.DOTALL)
    assert browser.get(f"{HOME}{analysis.pk}/version/1/").status_code == 200
    assert browser.get(f"{HOME}{analysis.pk}/version/9/").status_code == 404
    assert browser.get(f"{HOME}{analysis.pk}/print/").status_code == 200
    for kind in ("docx", "pdf", "xlsx"):
        answer = browser.get(f"{HOME}{analysis.pk}/export/{kind}/?version=1")
        assert answer.status_code == 200
        assert "-v1" in answer["Content-Disposition"]
    assert browser.get(f"{HOME}{analysis.pk}/export/exe/").status_code == 404


# Without an account


def test_everybody_reads_a_consultation_and_says_something(desk: Desk) -> None:
    cache.clear()
    analysis, citizen = desk.consulted(), Client()
    with acting(desk.cast.municipality):
        NeedsAnalysis.objects.update(
            consultation_from=timezone.localdate() - timedelta(days=2),
            consultation_to=timezone.localdate() + timedelta(days=28),
        )
    assert "Самоков" in citizen.get("/public/consultations/").text
    address = f"/public/consultations/{analysis.pk}/"
    page = citizen.get(address)
    assert page.status_code == 200
    assert TEXT.strip() in page.text
    assert citizen.post(address, {"text": "", "name": ""}).status_code == 400
    assert citizen.post(address, {"text": "Чуйте ни.", "website": "x"}).status_code == 400
    assert citizen.post(address, {"text": "Няма превоз.", "name": "Клуб"}).status_code == 302
    assert "Няма превоз." not in citizen.get(address).text  # until it is answered
    with acting(desk.cast.municipality):
        assert queries.comments(analysis).get().text == "Няма превоз."


def test_the_public_page_tells_no_small_number_of_people(desk: Desk) -> None:
    content = {"waiting": 3, "occupied": 2}
    row = presenting.Row("AS", "", "", "", False, content, {}, is_public=True)
    assert (row.occupied, presenting.few(0), presenting.few(5)) == ("1–4", "0", "5")
    assert (row.waiting, presenting.band(7), presenting.band(12)) == ("1–4", "5–9", "10+")
    page = Client().get(f"/public/consultations/{desk.consulted().pk}/").text
    assert "Очаквани" not in page
    assert "тежест" not in page.replace("Тежест = заети", "").replace("тежат", "")


def test_one_address_does_not_flood_a_consultation(desk: Desk) -> None:
    cache.clear()
    analysis, citizen = desk.consulted(), Client()
    with acting(desk.cast.municipality):
        NeedsAnalysis.objects.update(
            consultation_from=timezone.localdate() - timedelta(days=2),
            consultation_to=timezone.localdate() + timedelta(days=28),
        )
    address = f"/public/consultations/{analysis.pk}/"
    answers = [citizen.post(address, {"text": f"Ред {n}."}).status_code for n in range(7)]
    assert answers == [302] * 5 + [400] * 2
    cache.clear()


def test_a_draft_has_no_public_page(desk: Desk) -> None:
    analysis = desk.written()
    assert Client().get(f"/public/consultations/{analysis.pk}/").status_code == 404
    assert "Самоков" not in Client().get("/public/consultations/").text
