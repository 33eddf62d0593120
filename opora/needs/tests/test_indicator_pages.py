"""The pages of indicators through the browser's eyes: one happy, one refused, one stranger each."""

import re
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from opora.accounts.models import Organization, User
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.needs.services import indicators as services
from opora.territory import queries as territory
from opora.territory.models import IndicatorImport, IndicatorValue
from tests.cast import NOW, Cast, make

pytestmark = pytest.mark.django_db

DAY = date(2025, 12, 31)


class Browser:
    """Somebody signed in, acting for their organization."""

    def __init__(self, actor: Actor) -> None:
        self.slug = Organization.objects.get(pk=actor.organization_id).slug
        self.client = Client()
        self.client.force_login(
            User.objects.get(pk=actor.officer_id),
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )

    def get(self, path: str = "", status: int = 200) -> str:
        answer = self.client.get(f"/o/{self.slug}/needs/indicators/{path}")
        assert answer.status_code == status, answer.content.decode()[:3000]
        return answer.content.decode(errors="replace")

    def post(self, path: str, status: int = 302, **fields: Any) -> str:
        answer = self.client.post(f"/o/{self.slug}/needs/indicators/{path}", fields, follow=False)
        assert answer.status_code == status, answer.content.decode()[:3000]
        return answer.headers.get("Location", "") or answer.content.decode()


@pytest.fixture
def cast() -> Cast:
    return make()


def value(code: str, place: str = "SFO39") -> Decimal | None:
    found = territory.values([code], on=date(2026, 11, 22))[code].get(place)
    return found.value if found else None


def enter(cast: Cast, number: int, as_of: date = DAY) -> IndicatorValue:
    with acting(cast.municipality):
        services.enter(
            cast.municipality,
            municipality="SFO39",
            as_of=as_of,
            figures={"homeless": Decimal(number)},
            seen={},
            confirmed={"", "homeless"},
            now=NOW,
        )
    return IndicatorValue.objects.get(indicator="homeless", as_of=as_of)


# The catalogue


def test_the_catalogue_is_searched_and_says_its_coverage(cast: Cast) -> None:
    browser = Browser(cast.district)
    page = browser.get()
    assert "265 от 265" in page
    assert "Бездомни лица" in page
    assert "Въведи показателите" not in page
    assert "Бездомни лица" not in browser.get("?q=населен")
    assert "Деца в риск" in browser.get("?tab=entered&source=authority")
    assert "Няма такъв показател" in browser.get("?q=луноход")
    assert "Въведи показателите" in Browser(cast.municipality).get()


@pytest.mark.parametrize("role", ["directorate", "provider"])
def test_who_does_not_plan_has_no_indicators(cast: Cast, role: str) -> None:
    browser = Browser(getattr(cast, role))
    for path in ("", "enter/", "import/", "of/homeless/", "of/homeless/in/SFO39/"):
        browser.get(path, status=403)


def test_one_indicator_with_its_municipalities(cast: Cast) -> None:
    enter(cast, 70)
    browser = Browser(cast.district)
    page = browser.get("of/homeless/?q=Самоков")
    assert "1 от 265 общини" in page
    assert "непълен" in page
    assert "<b>70</b>" in page
    assert "липсва" in browser.get("of/homeless/?district=VTR")
    assert "6\u00a0519\u00a0789" in browser.get("of/population/?sort=-value")
    assert "само за цялата страна" in browser.get("of/disability_census/")
    assert "Опора я" not in browser.get("of/own_places/")
    browser.get("of/nothing/", status=404)
    browser.get("of/homeless/in/XXX01/", status=404)


def test_the_figures_as_files(cast: Cast) -> None:
    enter(cast, 70)
    browser = Browser(cast.stranger)
    text = browser.get("of/homeless/export/csv/")
    assert "SFO39;7318;Самоков;София;70;31.12.2025" in text.replace("\u00a0", " ")
    assert text.count("\n") == 266
    answer = browser.client.get(f"/o/{browser.slug}/needs/indicators/of/homeless/export/xlsx/")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    (ours,) = [row for row in rows if row[0] == "SFO39"]
    assert ours[4] == 70
    browser.get("of/homeless/export/pdf/", status=404)
    browser.get("of/disability_census/export/csv/", status=404)


# Entering


def test_a_municipality_fills_the_form(cast: Cast) -> None:
    browser = Browser(cast.municipality)
    page = browser.get("enter/")
    assert "Към 31.12.2025" in page.replace("\u00a0", " ")
    browser.post(
        "enter/", as_of="31.12.2025", homeless="1 007,0".replace("1 0", ""), children_at_risk="40"
    )
    assert (value("homeless"), value("children_at_risk")) == (7, 40)
    assert value("other_risk") is None
    page = browser.get("enter/")
    assert 'value="7"' in page
    assert re.search(r'name="seen-homeless" value="\d+"', page)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"homeless": "-3"}, "не може да е под 0"),
        ({"homeless": "3,5"}, "цяло число"),
        ({"homeless": "много"}, "не е число"),
        ({}, "нито една стойност"),
        ({"homeless": "3", "as_of": "31.12.2026"}, "още не е дошло"),
    ],
)
def test_what_is_typed_wrong_comes_back(cast: Cast, fields: dict[str, Any], says: str) -> None:
    browser = Browser(cast.municipality)
    page = browser.post("enter/", status=400, **({"as_of": "31.12.2025"} | fields))
    assert says in page
    assert f'value="{fields.get("homeless", "")}"' in page
    assert value("homeless") is None


def test_a_surprise_is_looked_at_twice(cast: Cast) -> None:
    enter(cast, 100, date(2024, 12, 31))
    browser = Browser(cast.municipality)
    page = browser.post("enter/", status=400, as_of="31.12.2025", homeless="900")
    assert "рязка промяна" in page
    assert "+800" in page
    assert value("homeless") == 100
    browser.post("enter/", as_of="31.12.2025", homeless="900", confirmed="on")
    assert value("homeless") == 900


def test_thousands_are_shown_as_they_were_read(cast: Cast) -> None:
    browser = Browser(cast.municipality)
    page = browser.post("enter/", status=400, as_of="31.12.2025", children_at_risk="1.500")
    assert "прочетено като хиляди" in page
    browser.post("enter/", as_of="31.12.2025", children_at_risk="1.500", confirmed="on")
    assert value("children_at_risk") == 1500


def test_two_who_enter_see_each_other(cast: Cast) -> None:
    browser = Browser(cast.municipality)
    row = enter(cast, 7)
    page = browser.post("enter/", status=409, as_of="31.12.2025", homeless="9", reason="друго")
    assert "Записано сега" in page
    assert value("homeless") == 7
    fields: dict[str, Any] = {"as_of": "31.12.2025", "homeless": "9", "seen-homeless": str(row.pk)}
    assert "Посочете защо" in browser.post("enter/", status=400, **fields)
    browser.post("enter/", reason="повторно преброяване", **fields)
    assert value("homeless") == 9
    assert "повторно преброяване" in browser.get("of/homeless/in/SFO39/")


def test_only_municipalities_have_the_form(cast: Cast) -> None:
    for actor in (cast.district, cast.agency):
        Browser(actor).get("enter/", status=403)
        Browser(actor).post("enter/", status=403, as_of="31.12.2025", homeless="9")


# History


def test_a_figure_is_corrected_from_its_history(cast: Cast) -> None:
    row = enter(cast, 70)
    path = "of/homeless/in/SFO39/"
    browser = Browser(cast.municipality)
    assert "Поправи или оттегли" in browser.get(path)
    fields: dict[str, Any] = {"value_id": str(row.pk), "value": "7"}
    assert "Защо" in browser.post(path, status=400, **fields)
    browser.post(path, reason="една нула повече", **fields)
    assert value("homeless") == 7
    page = browser.get(path)
    assert "<s>70</s>" in page
    browser.post(path, status=409, reason="пак", **fields)
    assert "Поправи или оттегли" not in Browser(cast.stranger).get(path)
    standing = IndicatorValue.objects.get(indicator="homeless", superseded_at=None)
    fields = {"value_id": str(standing.pk), "value": "8", "reason": "чуждо"}
    assert "от общината, която я въвежда" in Browser(cast.stranger).post(path, status=400, **fields)


# Importing


def file(text: str, name: str = "домове.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def test_a_file_is_asked_about_and_written(cast: Cast) -> None:
    browser = Browser(cast.agency)
    where = browser.post("import/", file=file("код;homeless\nSFO39;12\nXXX01;5\n"))
    path = where.split("/needs/indicators/")[1]
    page = browser.get(path)
    assert "Няма община с код" in page
    assert "Запиши" not in page
    page = browser.post(path, as_of="31.12.2025", without_refused="on")
    page = browser.get(path)
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', page)
    assert seen
    browser.post(f"{path}apply/", seen=seen[1])
    assert value("homeless") == 12
    assert "Върни вноса" in browser.get(path)
    browser.post(f"{path}undo/")
    assert value("homeless") is None
    assert "върнат" in browser.get("import/")


def test_a_file_that_is_none_is_refused(cast: Cast) -> None:
    browser = Browser(cast.agency)
    page = browser.post("import/", status=400, file=file("нищо"))
    assert "не е таблица" in page
    assert not IndicatorImport.objects.exists()
    browser.post("import/", status=400)


def test_a_changed_preview_is_not_written(cast: Cast) -> None:
    browser = Browser(cast.agency)
    path = browser.post("import/", file=file("код;година;homeless\nSFO39;2025;12\n")).split(
        "/needs/indicators/"
    )[1]
    browser.post(f"{path}apply/", seen="0" * 64)
    assert value("homeless") is None
    browser.post(f"{path}drop/")
    assert "нищо не е записано" in browser.get(path)
    browser.post(f"{path}apply/", status=400, seen="0" * 64)


def test_an_empty_table_is_filled_and_imported(cast: Cast) -> None:
    browser = Browser(cast.agency)
    answer = browser.client.get(f"/o/{browser.slug}/needs/indicators/import/template/")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert len(rows) == 266
    assert "Бездомни лица" in rows[0]
    sent = SimpleUploadedFile("obrazec.xlsx", answer.content)
    path = browser.post("import/", file=sent).split("/needs/indicators/")[1]
    assert "без стойност" in browser.get(path + "?tab=empty")


def test_others_do_not_import(cast: Cast) -> None:
    agency = Browser(cast.agency)
    path = agency.post("import/", file=file("код;homeless\nSFO39;12\n")).split(
        "/needs/indicators/"
    )[1]
    for actor in (cast.municipality, cast.district):
        browser = Browser(actor)
        browser.get("import/", status=403)
        browser.get(path, status=403)
        browser.post(f"{path}apply/", status=403)
        browser.post(f"{path}undo/", status=403)
