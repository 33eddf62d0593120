"""The pages of the law and of the territory: who reads, who edits, what bad input meets."""

import json
import os
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from opora.accounts.models import Membership, Organization, User
from opora.accounts.rules import RIGHTS, OrganizationKind, Role
from opora.journal.context import acting
from opora.law import rules as law
from opora.law.models import CalendarDay, DeadlineRule
from opora.lib.actor import Actor
from opora.territory import rules as territory
from opora.territory import uploads
from opora.territory.imports.reading import MEGABYTE
from opora.territory.models import Boundary, ImportRun, Settlement

pytestmark = pytest.mark.django_db
IMPORT = "/o/asp/settings/territory/import/"
ROWS = [
    {"ekatte": "15285", "t_v_m": "с.", "name": "Говедарци", "obshtina": "SFO39", "category": 6},
    {"ekatte": "65232", "t_v_m": "гр.", "name": "Самоков", "obshtina": "SFO39", "category": 2},
]


def sign_in(client: Client, kind: OrganizationKind, slug: str, role: Role) -> None:
    where = Organization.objects.create(kind=kind, slug=slug, name=slug, short_name=slug)
    user = User.objects.create_user(f"{role}@{slug}.bg", "Росица Димова")
    with acting(Actor(user.pk, where.pk)):
        Membership.objects.create(user=user, organization=where, role=role)
    client.force_login(user)


@pytest.fixture
def editor(client: Client) -> Client:
    sign_in(client, OrganizationKind.ASSISTANCE_AGENCY, "asp", Role.ADMINISTRATOR)
    return client


@pytest.fixture
def reader(client: Client) -> Client:
    sign_in(client, OrganizationKind.PROVIDER, "dc", Role.OFFICER)
    return client


def listed(name: str = "ek_atte.json", rows: Any = ROWS) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, json.dumps(rows, ensure_ascii=False).encode())


def shown(response: Any) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


@pytest.mark.parametrize("kind", OrganizationKind)
@pytest.mark.parametrize("role", Role)
def test_the_rights_below_accounts_agree_with_its_catalogue(
    kind: OrganizationKind, role: Role
) -> None:
    roles = frozenset({role})
    for right, may in (("law.edit", law.may_edit), ("territory.import", territory.may_import)):
        expected = kind in RIGHTS[right].kinds and role in RIGHTS[right].roles
        assert may(kind, roles) is expected


def test_every_role_reads_deadlines_with_basis_and_doubt(reader: Client) -> None:
    page = shown(reader.get("/o/dc/law/"))
    assert "чл. 73 ЗСУ" in page
    assert "20 календарни дни" in page
    assert "предстои проверка" in page
    assert "Не можете да променяте сроковете" in page
    assert "Нов ред" not in page


def test_every_role_reads_the_calendar_and_the_words(reader: Client) -> None:
    assert "24.12.2026 г." in shown(reader.get("/o/dc/law/calendar/?year=2026"))
    assert "Великден" in shown(reader.get("/o/dc/law/calendar/?year=2030"))
    for year in ("1999", "x", "２０２６", "99999999999"):
        assert reader.get("/o/dc/law/calendar/", {"year": year}).status_code == 200
    assert "предварителна оценка" in shown(reader.get("/o/dc/law/terms/"))


def test_a_reader_does_not_edit_or_import(reader: Client) -> None:
    rule = DeadlineRule.objects.get(code="D1")
    assert reader.get(f"/o/dc/law/{rule.pk}/revise/").status_code == 404
    assert reader.post("/o/dc/law/calendar/", {"day": "2027-01-04"}).status_code == 404
    assert reader.post(IMPORT.replace("asp", "dc"), {"file": listed()}).status_code == 404
    assert reader.get(IMPORT).status_code == 404


def test_an_editor_begins_a_new_row(editor: Client) -> None:
    rule = DeadlineRule.objects.get(code="D1")
    address = f"/o/asp/law/{rule.pk}/revise/"
    assert "20 календарни дни" in shown(editor.get(address))
    new = {
        "amount": "15", "unit": "working_days", "stated": "", "article": "чл. 73 ЗСУ",
        "source": "ДВ", "confidence": "confirmed", "valid_from": "2027-01-01",
    }  # fmt: skip
    early = editor.post(address, new | {"valid_from": "2020-01-01"})
    assert (early.status_code, "след началото" in shown(early)) == (400, True)
    half = editor.post(address, new | {"unit": ""})
    assert (half.status_code, "и броя, и единицата" in shown(half)) == (400, True)
    none = editor.post(address, new | {"unit": "", "amount": ""})
    assert "Опишете срока с думи" in shown(none)
    assert editor.post(address, new).status_code == 302
    assert [row.amount for row in DeadlineRule.objects.filter(code="D1")] == [20, 15]
    assert editor.post(address, new).status_code == 400
    assert editor.post("/o/asp/law/999999/revise/", new).status_code == 404


def test_an_editor_enters_a_moved_day(editor: Client) -> None:
    day = {
        "day": "2027-01-04", "is_working": "", "name": "Почивен ден", "source": "РМС",
        "confidence": "confirmed",
    }  # fmt: skip
    assert editor.post("/o/asp/law/calendar/", day).status_code == 302
    assert editor.post("/o/asp/law/calendar/", day | {"name": "Друг"}).status_code == 302
    assert CalendarDay.objects.get(day=date(2027, 1, 4)).name == "Друг"
    wrong = editor.post("/o/asp/law/calendar/", day | {"day": "31.02.2027"})
    assert wrong.status_code == 400


def test_an_import_shows_its_report_first_and_writes_the_same_file(editor: Client) -> None:
    first = editor.post(IMPORT, {"kind": "list", "file": listed()})
    page = shown(first)
    assert '<th scope="row">прочетени</th><td class="text-end">2</td>' in page
    assert "ред 2 (65232): контролната цифра на кода 65232 не е вярна" in page
    assert not Settlement.objects.exists()
    again = editor.post(IMPORT, {"kept": first.context["kept"]})
    assert again.status_code == 302
    assert Settlement.objects.count() == 1
    assert ImportRun.objects.get().user_id
    assert "ek_atte.json" in shown(editor.get(IMPORT))
    twice = editor.post(IMPORT, {"kept": first.context["kept"]})
    assert (twice.status_code, "вече не се пази" in shown(twice)) == (400, True)
    assert ImportRun.objects.count() == 1


def test_a_kept_file_is_its_uploaders_and_not_for_long(
    editor: Client, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_FOLDER = tmp_path
    kept = editor.post(IMPORT, {"kind": "list", "file": listed()}).context["kept"]
    (path,) = (tmp_path / "uploads").iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    other = Client()
    where = Organization.objects.get(slug="asp")
    user = User.objects.create_user("other@asp.bg", "Друга")
    with acting(Actor(user.pk, where.pk)):
        Membership.objects.create(user=user, organization=where, role=Role.ANALYST)
    other.force_login(user)
    for browser, word in ((other, kept), (editor, kept + "x"), (editor, "word")):
        assert browser.post(IMPORT, {"kept": word}).status_code == 400
    later = time.time() + 61 * 60
    monkeypatch.setattr(time, "time", lambda: later)
    assert editor.post(IMPORT, {"kept": kept}).status_code == 400
    assert not Settlement.objects.exists()


def test_not_many_files_are_kept(editor: Client, settings: Any, tmp_path: Path) -> None:
    settings.DATA_FOLDER = tmp_path
    editor.post(IMPORT, {"kind": "list", "file": listed()})
    (old,) = (tmp_path / "uploads").iterdir()
    os.utime(old, (0, 0))
    for _ in range(uploads.KEPT_AT_MOST + 2):
        editor.post(IMPORT, {"kind": "list", "file": listed()})
        assert not old.exists()
    assert len(list((tmp_path / "uploads").iterdir())) == uploads.KEPT_AT_MOST


def test_outlines_are_imported_with_their_source(editor: Client) -> None:
    square = [[23.5, 42.3], [23.6, 42.3], [23.6, 42.4], [23.5, 42.3]]
    feature = {
        "type": "Feature",
        "properties": {"code": "SFO39"},
        "geometry": {"type": "Polygon", "coordinates": [square]},
    }
    value = {"type": "FeatureCollection", "features": [feature]}
    sent = {"kind": "boundaries", "origin": "Кадастър"}
    without = editor.post(IMPORT, sent | {"origin": "", "file": listed("b.geojson", value)})
    assert (without.status_code, "откъде са границите" in shown(without)) == (400, True)
    kept = editor.post(IMPORT, sent | {"file": listed("b.geojson", value)}).context["kept"]
    editor.post(IMPORT, {"kept": kept})
    assert Boundary.objects.get().source == "Кадастър"


def test_a_bad_upload_is_answered_in_words(editor: Client) -> None:
    cut = SimpleUploadedFile("cut.json", b'[{"ekatte": "152')
    answer = editor.post(IMPORT, {"kind": "list", "file": cut})
    assert (answer.status_code, "прекъснат или повреден" in shown(answer)) == (400, True)
    large = SimpleUploadedFile("large.json", b" " * (17 * MEGABYTE))
    answer = editor.post(IMPORT, {"kind": "list", "file": large})
    assert (answer.status_code, "твърде голям: 17 MB" in shown(answer)) == (400, True)
    assert editor.post(IMPORT, {"kind": "list"}).status_code == 400
    assert editor.post(IMPORT, {"kind": "planet", "file": listed()}).status_code == 400
