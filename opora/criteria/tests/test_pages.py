"""The pages of criteria: what is shown, what is refused, who meets nothing."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from python_calamine import CalamineWorkbook

from opora.accounts.models import Organization, User
from opora.criteria import edits, forms, services
from opora.criteria.models import CriteriaSet
from opora.journal.context import acting
from opora.lib.actor import Actor

from .conftest import NOW, Cast
from .test_services import publish, row, write


class Browser:
    """Somebody signed in, who asks for pages of criteria."""

    def __init__(self, actor: Actor) -> None:
        self.client = Client()
        self.client.force_login(
            User.objects.get(pk=actor.officer_id),
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )
        slug = Organization.objects.get(pk=actor.organization_id).slug
        self.base = f"/o/{slug}/criteria/"

    def get(self, path: str = "", **headers: str) -> HttpResponse:
        return self.client.get(self.base + path, headers=headers)  # type: ignore[return-value]

    def post(self, path: str, **fields: Any) -> HttpResponse:
        return self.client.post(self.base + path, fields)  # type: ignore[return-value]


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


@pytest.fixture
def analyst(cast: Cast) -> Browser:
    return Browser(cast.analyst)


@pytest.fixture
def reader(cast: Cast) -> Browser:
    return Browser(cast.municipality)


def typed(criteria_set: CriteriaSet, code: str, actor: Actor, **changed: str) -> dict[str, Any]:
    """The fields of the form of a criterion as they are opened, with what is typed over."""
    with acting(actor):
        found = row(criteria_set, code)
        initial, rows = forms.initial_of(edits.of(found))
    fields = {name: "" if value is None else value for name, value in initial.items()}
    fields |= {"version": found.version, "base-TOTAL_FORMS": len(rows), "base-INITIAL_FORMS": 0}
    for n, base in enumerate(rows):
        fields |= {f"base-{n}-{name}": value for name, value in base.items()}
    return fields | changed


# Reading


def test_the_list_says_what_is_in_force_and_what_can_be_computed(
    reader: Browser, law: CriteriaSet
) -> None:
    page = text(reader.get())
    assert law.name in page
    assert "0 от 28 услуги" in page
    assert "<svg" in page
    assert "Не можете да променяте критериите" in page
    assert "style=" not in page.partition("<main")[2]


def test_a_set_shows_what_is_missing_and_never_a_zero(reader: Browser, law: CriteriaSet) -> None:
    page = text(reader.get(f"{law.pk}/"))
    assert page.count("липсва критерий") > 28
    assert "Асистентска подкрепа" in page
    assert "несметнати остават 28: липсва критерий" in page


def test_a_number_explains_why_it_is_not_there(reader: Browser, law: CriteriaSet) -> None:
    page = text(reader.get(f"{law.pk}/CW/how/SFO39/"))
    assert "липсва критерий: коефициент за „Население“" in page
    assert "Липсващото не се брои за 0" in page
    assert "преброяване" in page.lower()
    assert "<html" not in text(reader.get(f"{law.pk}/CW/how/SFO39/", hx_request="true"))


def test_a_number_explains_itself(cast: Cast, reader: Browser, draft: CriteriaSet) -> None:
    write(cast.analyst, draft, "CW", coefficient="1.5", rounding="half_up", article="чл. 7")
    publish(cast.analyst, draft, date(2026, 1, 1))
    page = text(reader.get(f"{draft.pk}/CW/how/SFO39/"))
    assert "1,5 на всеки 100 от „Население“" in page
    assert "07.09.2021" in page
    assert "чл. 7" in page
    assert "версия 2" in page


def test_a_district_service_is_explained_with_the_district(
    cast: Cast, reader: Browser, draft: CriteriaSet
) -> None:
    write(cast.analyst, draft, "SH", coefficient="0.01", rounding="up")
    publish(cast.analyst, draft, date(2026, 1, 1))
    page = text(reader.get(f"{draft.pk}/SH/how/SFO39/"))
    assert "област София" in page


@pytest.mark.parametrize("path", ["CW/how/XXX99/", "NONE/how/SFO39/"])
def test_what_is_not_there_is_not_explained(reader: Browser, law: CriteriaSet, path: str) -> None:
    assert reader.get(f"{law.pk}/{path}").status_code == 404


def test_the_population_says_what_it_assumes(reader: Browser) -> None:
    page = text(reader.get("population/?municipality=VTR13"))
    assert "7\u00a0290" in page
    assert "Какво е прието" in page
    assert "Делът не е избран" in page
    assert "Тук остатъкът е над 10" in text(reader.get("population/?municipality=BGS15"))
    assert reader.get("population/?municipality=nothing").status_code == 200


# Strangers


PATHS = ("", "population/", "{pk}/", "{pk}/CW/how/SFO39/")
EDITING = ("{pk}/copy/", "{pk}/name/", "{pk}/discard/", "{pk}/repeal/", "{pk}/changes/",
           "{pk}/changes.xlsx", "{pk}/publish/", "{pk}/CW/")  # fmt: skip


@pytest.mark.parametrize("path", PATHS + EDITING)
def test_a_provider_meets_nothing(cast: Cast, law: CriteriaSet, path: str) -> None:
    assert Browser(cast.provider).get(path.format(pk=law.pk)).status_code == 404


@pytest.mark.parametrize("path", EDITING)
def test_a_reader_edits_nothing(reader: Browser, law: CriteriaSet, path: str) -> None:
    assert reader.get(path.format(pk=law.pk)).status_code == 404


def test_a_working_set_is_not_there_for_a_reader(reader: Browser, draft: CriteriaSet) -> None:
    assert reader.get(f"{draft.pk}/").status_code == 404
    assert draft.name not in text(reader.get())


# Editing


def test_copying_a_set(analyst: Browser, law: CriteriaSet) -> None:
    answer = analyst.post(f"{law.pk}/copy/", name="За 2027 г.")
    assert answer.status_code == 302
    assert "За 2027 г." in text(analyst.get())


def test_first_one_sees_what_changes_then_saves(
    cast: Cast, analyst: Browser, draft: CriteriaSet
) -> None:
    fields = typed(
        draft, "CW", cast.analyst, **{"base-0-coefficient": "1,5", "rounding": "half_up"}
    )
    looked = analyst.post(f"{draft.pk}/CW/", look="1", **fields)
    assert looked.status_code == 200
    page = text(looked)
    assert "Какво се променя, ако го запишете" in page
    assert "265" in page
    assert 'value="1,5"' in page
    with acting(cast.analyst):
        assert row(draft, "CW").version == 1  # only looked at
    saved = analyst.post(f"{draft.pk}/CW/", save="1", **fields)
    assert saved.status_code == 302
    with acting(cast.analyst):
        assert str(row(draft, "CW").bases.get().coefficient) == "1.500000"


@pytest.mark.parametrize(
    ("coefficient", "says"),
    [
        ("1.500", "може да значи 1,5 или 1500"),
        ("-1", "не може да е отрицателен"),
        ("едно", "не е число"),
    ],
)
def test_what_cannot_be_read_is_not_saved(
    cast: Cast, analyst: Browser, draft: CriteriaSet, coefficient: str, says: str
) -> None:
    fields = typed(draft, "CW", cast.analyst, **{"base-0-coefficient": coefficient})
    answer = analyst.post(f"{draft.pk}/CW/", save="1", **fields)
    assert answer.status_code == 400
    assert says in text(answer)
    assert f'value="{coefficient}"' in text(answer)  # what was typed is still there


def test_two_editors_see_both_values(cast: Cast, analyst: Browser, draft: CriteriaSet) -> None:
    fields = typed(draft, "CW", cast.analyst, **{"base-0-coefficient": "2"}, note="моя бележка")
    write(cast.colleague, draft, "CW", coefficient="1.5", article="чл. 7")
    answer = analyst.post(f"{draft.pk}/CW/", save="1", **fields)
    assert answer.status_code == 409
    page = text(answer)
    assert "Борис Ванев" in page
    assert "1,5 на всеки 100" in page
    assert "2 на всеки 100" in page
    assert 'value="чл. 7"' in page  # the other's article, which was not touched here
    assert "моя бележка" in page
    assert 'name="version" value="2"' in page


def test_what_was_typed_and_not_saved_is_there_again(
    cast: Cast, analyst: Browser, draft: CriteriaSet
) -> None:
    with acting(cast.analyst):
        key = f"criterion-{row(draft, 'CW').pk}"
    fields = typed(draft, "CW", cast.analyst, note="недописано", **{"base-0-coefficient": "1,"})
    kept = analyst.client.post(analyst.base.replace("criteria/", f"drafts/{key}/"), fields)
    assert kept.status_code < 300
    page = text(analyst.get(f"{draft.pk}/CW/"))
    assert "недописано" in page
    assert 'value="1,"' in page
    assert "Върната е недовършената Ви чернова" in page
    fields["base-0-coefficient"] = "1,2"
    assert analyst.post(f"{draft.pk}/CW/", save="1", **fields).status_code == 302
    assert "недовършената" not in text(analyst.get(f"{draft.pk}/CW/"))


def test_confirming_asks_for_the_article(cast: Cast, analyst: Browser, draft: CriteriaSet) -> None:
    answer = analyst.post(f"{draft.pk}/CW/confirm/", version=1)
    assert answer.status_code == 400
    assert "Впишете члена" in text(answer)
    write(cast.colleague, draft, "CW", article="чл. 7")
    assert analyst.post(f"{draft.pk}/CW/confirm/", version=2).status_code == 302
    page = text(analyst.get(f"{draft.pk}/"))
    assert "Ана Минчева" in page
    assert "потвърди критерия за „Общностна работа“" in page
    assert "член: — → чл. 7" in page


def test_what_a_whole_set_changes(cast: Cast, analyst: Browser, draft: CriteriaSet) -> None:
    write(cast.analyst, draft, "CW", coefficient="1", rounding="half_up")
    page = text(analyst.get(f"{draft.pk}/changes/"))
    assert "общини и области с промяна" in page
    assert "265" in page
    chosen = text(analyst.get(f"{draft.pk}/changes/?service=CW&district=VTR"))
    assert "Елена" in chosen
    assert "Столична" not in chosen.partition('id="units"')[2].partition("<tbody>")[2]
    file = analyst.get(f"{draft.pk}/changes.xlsx?district=VTR")
    rows = CalamineWorkbook.from_filelike(BytesIO(b"".join(file))).get_sheet_by_index(0)
    assert len(rows.to_python()) == 2 + 10


def test_publishing_and_what_is_refused(cast: Cast, analyst: Browser, draft: CriteriaSet) -> None:
    page = text(analyst.get(f"{draft.pk}/publish/"))
    assert "се отменя от същия ден" in page
    early = analyst.post(f"{draft.pk}/publish/", valid_from="08.04.2021", seen=draft.revision)
    assert early.status_code == 400
    assert "Два набора не може да важат" in text(early)
    old = analyst.post(f"{draft.pk}/publish/", valid_from="01.01.2027", seen=99)
    assert old.status_code == 409
    assert "Наборът се промени, докато го гледахте" in text(old)
    done = analyst.post(f"{draft.pk}/publish/", valid_from="01.01.2027", seen=draft.revision)
    assert done.status_code == 302


def test_ending_a_set(analyst: Browser, law: CriteriaSet) -> None:
    assert analyst.post(f"{law.pk}/repeal/", valid_to="01.01.2020").status_code == 400
    assert analyst.post(f"{law.pk}/repeal/", valid_to="01.01.2027").status_code == 302
    assert "01.01.2027" in text(analyst.get())


def test_naming_and_throwing_away(analyst: Browser, draft: CriteriaSet) -> None:
    said = {"act": "акт", "source": "източник", "confidence": "memory"}
    assert analyst.post(f"{draft.pk}/name/", name="Ново", version=1, **said).status_code == 302
    late = analyst.post(f"{draft.pk}/name/", name="Друго", version=1, **said)
    assert late.status_code == 409
    assert "Ново" in text(late)
    assert analyst.post(f"{draft.pk}/discard/", version=2).status_code == 302
    assert analyst.get(f"{draft.pk}/").status_code == 404


def test_an_illustration_is_marked_on_every_page(
    cast: Cast, law: CriteriaSet, analyst: Browser
) -> None:
    with acting(cast.analyst):
        made = services.copy_set(
            cast.analyst, source=law, name="Примерни", now=NOW, is_illustrative=True
        )
    mark = "Примерни критерии – не са нормативен акт"
    for path in ("", "copy/", "changes/", "publish/", "CW/", "CW/how/SFO39/"):
        assert mark in text(analyst.get(f"{made.pk}/{path}")), path
    assert mark not in text(analyst.get(f"{law.pk}/"))
    write(cast.analyst, made, "CW", coefficient="1", rounding="up")
    file = analyst.get(f"{made.pk}/changes.xlsx")
    sheet = CalamineWorkbook.from_filelike(BytesIO(b"".join(file))).get_sheet_by_index(0)
    assert sheet.to_python()[0][0] == mark
