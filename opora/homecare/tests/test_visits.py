"""Visits of assistant support: planned, given, missed with a reason, and the month's report."""

from datetime import date

import pytest
from django.test import Client

from opora.accounts.models import Organization, User
from opora.assistance import services as assistance
from opora.assistants.models import AssistanceAgreement
from opora.homecare import export, services, visits
from opora.journal.context import acting
from opora.lib.refusals import NotVisible
from opora.timesheets import tables
from tests.assisting import NOW, OCTOBER, Office

TODAY = date(2026, 11, 20)
MONDAYS = ["10-12", "", "", "", "", "", ""]  # 5, 12, 19 and 26 October


@pytest.fixture
def agreement(office: Office) -> AssistanceAgreement:
    return office.agreed(office.supported(), week=MONDAYS, n_minutes=40 * 60)


def load(office: Office) -> visits.Month:
    with acting(office.municipality):
        return visits.load(office.municipality, OCTOBER, TODAY)


def test_a_planned_day_without_hours_is_missed(
    office: Office, agreement: AssistanceAgreement
) -> None:
    office.sheet(agreement, {5: "10-12", 19: "10-11"})
    found = load(office)
    assert [each.day.day for each in found.missed] == [12, 26]
    assert found.n_unexplained == 2
    total = found.total
    assert (total.n_users, total.planned, total.given, total.n_missed) == (1, 480, 180, 2)


def test_nothing_is_missed_before_the_timesheet(
    office: Office, agreement: AssistanceAgreement
) -> None:
    assert load(office).missed == []


def test_an_absence_tells_the_reason_and_an_officer_what_was_done(
    office: Office, agreement: AssistanceAgreement
) -> None:
    office.sheet(agreement, {5: "10-12", 19: "2"})
    ours = office.municipality
    with acting(ours):
        assistance.record_absence(
            ours, enrollment=agreement.enrollment, kind="hospital", since=date(2026, 10, 10),
            until=date(2026, 10, 14), source="епикриза", now=NOW,
        )  # fmt: skip
    first, second = load(office).missed
    assert (first.reason, second.reason) == ("hospital", "")
    with acting(ours):
        services.explain_visit(
            ours, month=OCTOBER, key=second.key, reason="ill", done="substitute", note="", now=NOW
        )
        with pytest.raises(NotVisible):
            services.explain_visit(
                ours, month=OCTOBER, key="0-0-01", reason="ill", done="called", note="", now=NOW
            )
    found = load(office)
    assert dict(found.by_reason) == {"hospital": 1, "ill": 1}
    assert found.n_unexplained == 0


def test_the_report_has_sums_and_no_names(office: Office, agreement: AssistanceAgreement) -> None:
    office.sheet(agreement, {5: "10-12"})
    with acting(office.municipality):
        own = Organization.objects.get(pk=office.municipality.organization_id)
        sheet = export.report(own, visits.load(office.municipality, OCTOBER, TODAY))
    total = [str(cell) for cell in sheet.rows[-1][2:7]]
    assert total == ["10.2026", "1", "8.00", "2.00", "3"]
    assert "Маркерова" not in tables.as_csv(sheet)


def test_the_pages(office: Office, agreement: AssistanceAgreement) -> None:
    office.sheet(agreement, {5: "10-12"})
    key = load(office).missed[0].key
    client = Client()
    client.force_login(User.objects.get(pk=office.municipality.officer_id))
    address = "/o/ob-samokov/assistance/support/month/2026-10/"
    assert "Маркерова" in client.get(address).content.decode()
    written = {"key": key, "reason": "ill", "done": "called", "note": "Добре е"}
    assert client.post(f"{address}visit/", written).status_code == 302
    assert "проверено по телефона" in client.get(address).content.decode()
    assert client.post(f"{address}visit/", written | {"reason": "x"}).status_code == 400
    assert client.get(f"{address}report.xlsx").status_code == 200
    assert "Дадени часове" in client.get(f"{address}report.csv").content.decode()
