"""The pages: seen, refused, hidden from who has no business there."""

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from opora.accounts.models import Organization, User
from opora.finance import queries
from opora.finance.models import FundingNeed
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.lib.money import Money

from .conftest import Cast, open_service

PAGES = ["overview", "all", "standards", "indexation", "references", "sources", "workbook", "csv"]


def client_of(actor: Actor) -> tuple[Client, str]:
    client = Client()
    client.force_login(User.objects.get(pk=str(actor.user_id)))
    return client, Organization.objects.get(pk=actor.organization_id).slug


def ask(actor: Actor, name: str, *arguments: object, data: Any = None, **query: str) -> tuple:
    client, slug = client_of(actor)
    url = reverse(f"finance:{name}", args=[slug, *arguments])
    answer = client.get(url, query) if data is None else client.post(url, data)
    streamed = getattr(answer, "streaming_content", None)
    content = b"".join(streamed) if streamed else answer.content
    return answer, content


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["municipality", "district", "agency"])
def test_who_plans_sees_money(cast: Cast, who: str, page: str) -> None:
    answer, _content = ask(getattr(cast, who), page)
    redirected = page == "overview" and who != "municipality"
    assert answer.status_code == (302 if redirected else 200)


@pytest.mark.parametrize("page", PAGES)
def test_a_provider_finds_nothing(cast: Cast, page: str) -> None:
    assert ask(cast.provider, page)[0].status_code == 404


def test_the_page_of_a_municipality_speaks(cast: Cast) -> None:
    open_service(cast, 40)
    open_service(cast, 30, named_service="cop", name="ЦОП", target_groups=("children-risk",))
    _answer, content = ask(cast.municipality, "overview")
    text = content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ")

    assert "3 896 800,00 €" in text
    assert "5 478 400,00 лв." in text
    assert "Сборът е непълен: за 1 услуга няма стандарт." in text
    assert "Как е сметнато?" in text
    _answer, content = ask(cast.municipality, "overview", factor="10 %")
    assert "216 520,00 €" in content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert ask(cast.municipality, "overview", factor="12,6")[0].status_code == 400


def test_missing_is_said(cast: Cast) -> None:
    _answer, content = ask(cast.agency, "municipality", "SFO08")
    assert "липсва в закона; не е нула" in content.decode() or "Божурище" not in content.decode()
    _answer, content = ask(cast.agency, "all", text="божурище", year="2026")
    assert "За Божурище няма отпечатана сума" in content.decode()


def test_the_exports_hold_all_rows_and_their_sum(cast: Cast) -> None:
    _answer, content = ask(cast.agency, "workbook", year="2026")
    sheet = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert len(sheet) == 2 + 265 + 1
    assert sheet[-1][3] == pytest.approx(610_923_700)
    _answer, content = ask(cast.agency, "csv", year="2026", district="SFO")
    lines = content.decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 22 + 1
    assert any(";Божурище;" in line and ";;;" in line for line in lines)


def test_an_editor_sets_a_standard_and_takes_it_back(cast: Cast) -> None:
    typed = {
        "version": "1",
        "amount": "4 700,00",
        "valid_from": "01.01.2026",
        "adopted_on": "03.07.2026",
        "confidence": "confirmed",
        "evidence": "РМС № 497",
    }
    answer, _content = ask(cast.agency, "standard", "as", 2026, data=typed)
    assert answer.status_code == 302
    assert queries.standards(2026)["AS"].amount == Money(470_000)

    answer, content = ask(cast.agency, "standard", "as", 2026, data=typed)
    assert answer.status_code == 409
    assert "4 700,00" in content.decode()  # what was typed is still there

    doubtful = typed | {"version": "2", "amount": "4.700"}
    answer, content = ask(cast.agency, "standard", "as", 2026, data=doubtful)
    assert answer.status_code == 400
    assert "по два начина" in content.decode()

    ask(cast.agency, "withdraw_standard", "as", 2026, data={"version": "2"})
    assert queries.standards(2026)["AS"].amount == Money(466_100)


@pytest.mark.parametrize("who", ["municipality", "district"])
def test_who_only_sees_does_not_change(cast: Cast, who: str) -> None:
    actor = getattr(cast, who)
    assert ask(actor, "standard", "as", 2026)[0].status_code == 200
    assert ask(actor, "standard", "as", 2026, data={"amount": "1"})[0].status_code == 404
    assert ask(actor, "indexation", data={"year": "2027"})[0].status_code == 404
    assert ask(actor, "import")[0].status_code == 404


def test_a_factor_through_the_page(cast: Cast) -> None:
    typed = {"year": "2027", "factor": "8 %", "confidence": "derived", "evidence": "Проект"}
    assert ask(cast.agency, "indexation", data=typed)[0].status_code == 302
    assert ask(cast.agency, "indexation", data=typed)[0].status_code == 409
    ask(cast.agency, "withdraw_indexation", 2027, data={"version": "1"})
    assert queries.factor(2027) is None


def test_a_file_is_compared_then_written_then_undone(cast: Cast) -> None:
    def upload(seen: str = "") -> tuple:
        file = BytesIO("код;община;сума\n5101;Банско;2309,5\n9999;Никъде;1".encode())
        file.name = "transfers.csv"
        data = {"year": "2027", "origin": "ЗДБ 2027", "file": file, "seen": seen}
        return ask(cast.agency, "import", data=data)

    answer, content = upload()
    assert "няма община с код по ЕБК „9999“" in content.decode()
    assert queries.transfers(2027)["BLG01"] is None

    assert upload(seen=answer.context["seen"])[0].status_code == 302
    assert queries.transfers(2027)["BLG01"] == Money(230_950_000)

    with acting(cast.agency):
        run = queries.import_runs()[0]
    ask(cast.agency, "undo_import", run.pk, data={})
    assert queries.transfers(2027)["BLG01"] is None


def test_a_need_with_its_sources(cast: Cast) -> None:
    typed = {
        "title": "Ремонт на дома",
        "measure": "renovate",
        "planned_service": "RC_EL",
        "year": "2027",
        "amount": "100 000",
        "basis": "Оферта",
    }
    answer, _content = ask(cast.municipality, "add_need", data=typed)
    assert answer.status_code == 302
    with acting(cast.municipality):
        row = FundingNeed.objects.get()
    first = {"version": "1", "source": "pvu", "amount": "60000", "state": "contracted"}
    assert ask(cast.municipality, "set_share", row.pk, data=first)[0].status_code == 302
    answer, content = ask(
        cast.municipality, "set_share", row.pk,
        data={"version": "2", "source": "municipal", "amount": "40001", "state": "hoped"},
    )  # fmt: skip
    assert answer.status_code == 400
    assert "повече от нужното" in content.decode()
    _answer, content = ask(cast.municipality, "overview")
    assert "40 000,00 €" in content.decode().replace("\N{NO-BREAK SPACE}", " ")

    assert ask(cast.district, "need", row.pk)[0].status_code == 200
    assert ask(cast.district, "need", row.pk, data=typed)[0].status_code == 404
    assert ask(cast.stranger, "need", row.pk)[0].status_code == 404
    assert ask(cast.stranger, "withdraw_need", row.pk, data={"version": "2"})[0].status_code == 404
    changed = typed | {"version": "2", "amount": "120 000"}
    assert ask(cast.municipality, "need", row.pk, data=changed)[0].status_code == 302
    assert ask(cast.municipality, "need", row.pk, data=changed)[0].status_code == 409
    less = typed | {"version": "3", "amount": "50 000"}
    assert ask(cast.municipality, "need", row.pk, data=less)[0].status_code == 400
    ask(cast.municipality, "remove_share", row.pk, "pvu", data={"version": "3"})
    ask(cast.municipality, "withdraw_need", row.pk, data={"version": "4"})
    with acting(cast.municipality):
        row.refresh_from_db()
    assert row.withdrawn_at


def test_next_year_for_all(cast: Cast) -> None:
    open_service(cast, 40)
    _answer, content = ask(cast.agency, "all", year="2026", factor="1,1")
    text = content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "672 016 070,00 €" in text  # 610 923 700 × 1.1
    assert "216 520,00 €" in text  # 40 × 5413
    assert ask(cast.agency, "all", factor="5")[0].status_code == 400


def test_standards_as_once_known(cast: Cast) -> None:
    _answer, content = ask(cast.municipality, "standards", known="01.05.2026")
    assert "4 661,00" not in content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "8 096,00" in content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert ask(cast.municipality, "standards", known="май")[0].status_code == 400


def test_who_plans_above_sees_what_is_uncovered(cast: Cast) -> None:
    typed = {
        "title": "Ремонт",
        "measure": "renovate",
        "year": "2027",
        "amount": "123 456",
        "basis": "Оферта",
    }
    ask(cast.municipality, "add_need", data=typed)
    for who, sees in (("district", True), ("agency", True), ("stranger", False)):
        _answer, content = ask(getattr(cast, who), "all", text="самоков")
        text = content.decode().replace("\N{NO-BREAK SPACE}", " ")
        assert ("123 456,00 €" in text) is sees, who
    _answer, content = ask(cast.municipality, "overview")
    assert content.decode().replace("\N{NO-BREAK SPACE}", " ").count("123 456,00 €") >= 4
