"""Pages: the grid of a month, one timesheet, the codes, the pay table."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from opora.accounts.models import Organization, User
from opora.assistants.models import AssistanceAgreement
from opora.assistants.reading import previous_month
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.timesheets import board
from opora.timesheets import services as timesheets
from opora.timesheets.models import Timesheet
from tests.assisting import NOW, OCTOBER, Office


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.officer_id))
    return client


def address(office: Office, path: str, actor: Actor | None = None) -> str:
    actor = actor or office.municipality
    slug = Organization.objects.get(pk=actor.organization_id).slug
    return f"/o/{slug}/assistance/{path}"


@pytest.fixture
def agreement(office: Office) -> AssistanceAgreement:
    return office.agreed(office.enrolled())


def row(agreement: AssistanceAgreement, seen: Any = 0, **cells: str) -> dict[str, Any]:
    key = f"{agreement.enrollment_id}-{agreement.assistant_id}"
    named = {f"c-{key}-{name[1:]}": text for name, text in cells.items() if name[0] == "d"}
    return {"seen": f"{key}:{seen}", f"on-{key}": "1", f"t-{key}": cells.get("total", ""), **named}


def test_the_grid_is_filled_by_the_schedule(office: Office, agreement: AssistanceAgreement) -> None:
    shown = client_of(office.municipality).get(address(office, "month/2026-10/"))
    page = shown.content.decode()
    assert shown.status_code == 200
    assert page.count('value="8-10"') == 21  # 42 hours, two on every working day, are used up
    assert "по разписание" in page


def test_ticked_rows_are_entered(office: Office, agreement: AssistanceAgreement) -> None:
    sent = client_of(office.municipality).post(
        address(office, "month/2026-10/"), row(agreement, d1="8-12", d2="4")
    )
    assert sent.status_code == 302
    with acting(office.municipality):
        sheet = Timesheet.objects.get()
        assert [each.minutes for each in sheet.days.all()] == [240, 240]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"d1": "25"}, "В деня има 24 часа, а тук са 25."),
        ({"d1": "днес"}, "Не разбираме „днес“"),
        ({"d1": "12-8"}, "свършва преди да започне"),
        ({"d1": "8-12 11-13"}, "се застъпват"),
        ({"d1": "8-99"}, "има час, който не съществува"),
        ({"d1": "0"}, "Празен отчет не се подава"),
    ],
)
def test_what_is_wrong_is_said_and_stays(
    office: Office, agreement: AssistanceAgreement, cells: dict[str, str], said: str
) -> None:
    shown = client_of(office.municipality).post(
        address(office, "month/2026-10/"), row(agreement, **cells)
    )
    page = shown.content.decode()
    assert shown.status_code == 400
    assert said in page
    assert f'value="{cells["d1"]}"' in page
    with acting(office.municipality):
        assert not Timesheet.objects.exists()


def test_a_sum_that_does_not_add_up_blocks(office: Office, agreement: AssistanceAgreement) -> None:
    client = client_of(office.municipality)
    client.post(address(office, "month/2026-10/"), row(agreement, d1="8-12", total="5"))
    with acting(office.municipality):
        sheet = Timesheet.objects.get()
    page = client.get(address(office, f"sheets/{sheet.pk}/")).content.decode()
    assert "Сборът по отчета е 5 часа, а дните дават 4." in page


def test_a_future_day_is_refused(
    office: Office, agreement: AssistanceAgreement, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)  # the 20th of a month of thirty days
    shown = client_of(office.municipality).post(
        address(office, "month/2026-11/"), row(agreement, d21="4")
    )
    assert shown.status_code == 400
    assert "още не е дошъл" in shown.content.decode()


def test_a_duplicate_month_is_shown_not_overwritten(
    office: Office, agreement: AssistanceAgreement
) -> None:
    office.sheet(agreement, {1: "4"})
    shown = client_of(office.municipality).post(
        address(office, "month/2026-10/"), row(agreement, seen=0, d1="8")
    )
    assert shown.status_code == 400
    assert "вече подаде или промени" in shown.content.decode()


def test_the_directorate_has_no_grid(office: Office, agreement: AssistanceAgreement) -> None:
    client = client_of(office.directorate)
    assert client.get(address(office, "month/2026-10/", office.directorate)).status_code == 404
    assert client.get(address(office, "directions/", office.directorate)).status_code == 200


def test_a_stranger_finds_no_record(office: Office, agreement: AssistanceAgreement) -> None:
    sheet = office.sheet(agreement, {1: "4"})
    client = client_of(office.stranger)
    for path in (
        f"users/{agreement.enrollment_id}/",
        f"agreements/{agreement.pk}/",
        f"sheets/{sheet.pk}/",
        f"assistants/{agreement.assistant_id}/",
    ):
        assert client.get(address(office, path, office.stranger)).status_code == 404


@pytest.mark.parametrize(
    "path", ["", "assistants/", "directions/", "settings/", "month/2026-10/pay/"]
)
def test_the_lists_open(office: Office, agreement: AssistanceAgreement, path: str) -> None:
    office.sheet(agreement, {1: "4"})
    assert client_of(office.municipality).get(address(office, path)).status_code == 200


def test_the_records_open(office: Office, agreement: AssistanceAgreement) -> None:
    client = client_of(office.municipality)
    with acting(office.municipality):
        direction = agreement.enrollment.direction_id
    for path in (
        f"users/{agreement.enrollment_id}/",
        f"agreements/{agreement.pk}/",
        f"assistants/{agreement.assistant_id}/",
        f"directions/{direction}/",
    ):
        assert client.get(address(office, path)).status_code == 200


def test_the_directorate_directs_on_a_page(office: Office) -> None:
    person = office.person(office.directorate)
    client = client_of(office.directorate)
    path = address(office, f"directions/new/{person.pk}/", office.directorate)
    assert client.get(path).status_code == 200
    today = f"{timezone.localdate():%d.%m.%Y}"
    facts = {"office": office.municipality.organization_id, "degree": "I", "issued_on": today}
    refused = client.post(path, facts | {"n_hours": 16, "valid_from": today})
    assert refused.status_code == 400
    assert "най-много 15" in refused.content.decode()
    assert client.post(path, facts | {"n_hours": 15, "valid_from": today}).status_code == 302


def test_only_an_approved_month_leaves_the_house(
    office: Office, agreement: AssistanceAgreement
) -> None:
    client = client_of(office.municipality)
    sheet = office.confirmed(office.sheet(agreement, {1: "4"}))
    path = address(office, "month/2026-10/payroll.csv")
    assert client.get(path).status_code == 400
    office.approve(sheet)
    with acting(office.municipality):
        timesheets.close_month(office.municipality, month=OCTOBER, note="", now=NOW)
        timesheets.approve_month(office.municipality, month=OCTOBER, now=NOW)
    assert "4,00" in client.get(path).content.decode("utf-8-sig")
    assert client.get(address(office, "month/2026-10/report.xlsx")).status_code == 200


def test_the_assistant_enters_the_month_by_a_code(
    office: Office, agreement: AssistanceAgreement
) -> None:
    month = previous_month(timezone.localdate().replace(day=1))
    with acting(office.municipality):
        line = board.load(office.municipality, month).lines[0]
        sheet = timesheets.expect(office.municipality, line=line, month=month, now=timezone.now())
    given = client_of(office.municipality).post(
        address(office, f"sheets/{sheet.pk}/code/"),
        {
            "g-for_whom": "timesheet",
            "g-day": f"{timezone.localdate() + timedelta(days=5):%d.%m.%Y}",
        },
    )
    code = given.content.decode().split('guest-code">')[1].split("<")[0]
    phone = Client()
    assert phone.post("/public/guests/", {"code": code}).status_code == 302
    page = phone.get("/public/guests/open/").content.decode()
    assert page.count('value="8-10"') == 21
    wrong = phone.post("/public/guests/open/", {"version": "1", "d1": "25"})
    assert wrong.status_code == 400
    assert 'value="25"' in wrong.content.decode()
    assert phone.post("/public/guests/open/", {"version": "1", "d1": "8-12"}).status_code == 302
    with acting(office.municipality):
        sheet.refresh_from_db()
    assert (sheet.state, sheet.by_assistant) == ("entered", True)


def test_the_user_confirms_by_their_own_code(
    office: Office, agreement: AssistanceAgreement
) -> None:
    sheet = office.sheet(agreement, {1: "4"})
    given = client_of(office.municipality).post(
        address(office, f"sheets/{sheet.pk}/code/"),
        {
            "g-for_whom": "timesheet-user",
            "g-day": f"{timezone.localdate() + timedelta(days=5):%d.%m.%Y}",
        },
    )
    code = given.content.decode().split('guest-code">')[1].split("<")[0]
    phone = Client()
    phone.post("/public/guests/", {"code": code})
    assert "Вярно е, потвърждавам" in phone.get("/public/guests/open/").content.decode()
    phone.post("/public/guests/open/", {"version": "1", "answer": "yes"})
    with acting(office.municipality):
        sheet.refresh_from_db()
    assert (sheet.state, sheet.is_paper) == ("confirmed", False)


def test_many_are_confirmed_and_approved_at_once(
    office: Office, agreement: AssistanceAgreement
) -> None:
    other = office.agreed(office.enrolled())
    for each in (agreement, other):
        office.sheet(each, {1: "4"})
    client = client_of(office.municipality)
    sent = row(agreement, seen=1) | {"day": f"{date(2026, 11, 2):%d.%m.%Y}"}
    assert client.post(address(office, "month/2026-10/confirm/"), sent).status_code == 302
    assert client.post(address(office, "month/2026-10/approve/"), {}).status_code == 302
    with acting(office.municipality):
        states = sorted(Timesheet.objects.values_list("state", flat=True))
    assert states == ["approved", "entered"]


def test_the_grid_asks_as_little_for_two_as_for_one(
    office: Office,
    agreement: AssistanceAgreement,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    """So it opens as fast with 300 assistants."""
    client, path = client_of(office.municipality), address(office, "month/2026-10/")
    office.sheet(agreement, {1: "4"})
    with CaptureQueriesContext(connection) as one:
        client.get(path)
    office.sheet(office.agreed(office.enrolled()), {1: "4"})
    with django_assert_max_num_queries(len(one)):
        client.get(path)


def test_one_code_opens_all_users_of_the_month_and_nothing_else(
    office: Office, agreement: AssistanceAgreement
) -> None:
    """The assistant of two users gives both timesheets with one code; a colleague's stays shut."""
    second = office.agreed(office.enrolled(), agreement.assistant, week=["14-16"] * 5 + ["", ""])
    other = office.sheet(office.agreed(office.enrolled()), {1: "2"})
    office_page = client_of(office.municipality)
    key = f"{second.enrollment_id}-{second.assistant_id}"
    office_page.post(address(office, f"month/2026-10/expect/{key}/"))
    with acting(office.municipality):
        mine = list(Timesheet.objects.filter(assistant=agreement.assistant_id).order_by("pk"))
    assert len(mine) == 2
    answer = office_page.post(
        address(office, f"sheets/{mine[0].pk}/code/"),
        {
            "g-for_whom": "timesheet",
            "g-day": f"{timezone.localdate() + timedelta(days=5):%d.%m.%Y}",
        },
    )
    phone = Client()
    phone.post("/public/guests/", {"code": answer.context["code"]})
    listed = phone.get("/public/guests/open/").content.decode()
    assert all(f"?sheet={each.pk}" in listed for each in mine)
    assert f"?sheet={other.pk}" not in listed
    for each in mine:
        sent = phone.post(f"/public/guests/open/?sheet={each.pk}", {"version": "1", "d1": "2"})
        assert sent.status_code == 302
    assert phone.get(f"/public/guests/open/?sheet={other.pk}").status_code == 404
    with acting(office.municipality):
        states = Timesheet.objects.filter(pk__in=[each.pk for each in mine])
        assert {each.state for each in states} == {"entered"}
    shown = office_page.get(address(office, f"sheets/{mine[1].pk}/")).content.decode()
    assert "Оттегли" in shown
