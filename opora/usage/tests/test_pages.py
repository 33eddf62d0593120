"""The day book in a browser: happy, refused, stale, a stranger."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from opora.agreements.models import ServiceAgreement
from opora.journal.context import acting
from opora.usage import rules, services
from opora.usage.models import AbsenceReason, Attendance
from opora.usage.rules import Mark
from tests.cast import Cast, make
from tests.using import monday, signed, sit

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    made = make(n_places=10)
    made.now = timezone.now()
    return made


@pytest.fixture
def browser(cast: Cast) -> Client:
    return sit(cast.provider.user_id)


def at(cast: Cast, tail: str) -> str:
    return f"/o/slance/usage/service/{cast.service.pk}/{tail}"


def story(cast: Cast, n: int = 2) -> list[ServiceAgreement]:
    first = monday().replace(day=1) - timedelta(days=31)
    return [signed(cast, starts_on=first) for _ in range(n)]


def test_one_press_marks_the_whole_group(cast: Cast, browser: Client) -> None:
    story(cast)
    page = at(cast, f"day/{monday()}/")
    assert "Всички присъстват (2)" in browser.get(page).content.decode()
    answer = browser.post(page, {"all": "1"}, follow=True)
    assert "присъстват 2, отсъстват 0" in answer.content.decode()
    assert Attendance.objects.filter(amount=1, day=monday()).count() == 2


def test_an_absence_needs_its_reason_and_keeps_what_was_typed(cast: Cast, browser: Client) -> None:
    one, _two = story(cast)
    page = at(cast, f"day/{monday()}/")
    sent = {f"m-{one.pk}": "a", f"w-{one.pk}": "", "all": "1"}
    answer = browser.post(page, sent)
    text = answer.content.decode()
    assert answer.status_code == 400
    assert "Изберете причина" in text
    assert not Attendance.objects.exists()
    sent[f"r-{one.pk}"] = str(AbsenceReason.objects.get(code="family").pk)
    assert browser.post(page, sent).status_code == 302
    assert Attendance.objects.filter(reason__code="family").count() == 1


def test_what_somebody_saved_meanwhile_stands_beside_what_is_typed(
    cast: Cast, browser: Client
) -> None:
    one, _two = story(cast)
    with acting(cast.provider):
        services.mark_day(
            cast.provider, service=cast.service, day=monday(), marks={one.pk: Mark(1)}, seen={},
            now=cast.now,
        )  # fmt: skip
    reason = str(AbsenceReason.objects.get(code="illness").pk)
    page = at(cast, f"day/{monday()}/")
    sent = {f"m-{one.pk}": "a", f"r-{one.pk}": reason, f"w-{one.pk}": ""}
    answer = browser.post(page, sent)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "отсъства: болест" in text
    assert f'value="{reason}" selected' in text  # nothing typed is lost
    sent[f"w-{one.pk}"] = "p1"  # the page now knows what stands there
    assert browser.post(page, sent).status_code == 302


def test_a_month_goes_from_gaps_to_approved(cast: Cast, browser: Client) -> None:
    (one,) = story(cast, 1)
    month = rules.first_of(monday() - timedelta(days=31))
    page = at(cast, f"month/{month:%Y-%m}/")
    with acting(cast.provider):
        ServiceAgreement.objects.filter(pk=one.pk).update(starts_on=month)
    text = browser.get(page).content.decode()
    assert "Липсват отметки" in text
    assert browser.post(f"{page}close/").status_code == 400
    with acting(cast.provider):
        for day in rules.days_of(month):
            services.mark_day(
                cast.provider, service=cast.service, day=day, marks={one.pk: Mark(1)}, seen={},
                now=cast.now,
            )  # fmt: skip
    assert browser.post(f"{page}close/").status_code == 302
    assert "Приключи месеца" not in browser.get(page).content.decode()
    assert browser.post(f"{page}approve/").status_code == 302
    assert "заключен" in browser.get(page).content.decode()
    assert browser.get(f"{page}report.xlsx").status_code == 200
    sent = {
        "agreement": one.pk, "day": f"{month:%d.%m.%Y}", "value": "a",
        "reason": AbsenceReason.objects.get(code="hospital").pk, "why": "Епикриза",
    }  # fmt: skip
    assert browser.post(f"{page}correct/", sent).status_code == 302
    assert "Епикриза" in browser.get(page).content.decode()


@pytest.mark.parametrize("tail", ["day/2026-11-02/", "month/2026-10/", "week/"])
def test_a_stranger_finds_no_sheet(cast: Cast, tail: str) -> None:
    other: Any = sit(cast.stranger.user_id)
    answer = other.get(f"/o/ob-elena/usage/service/{cast.service.pk}/{tail}")
    assert answer.status_code in {403, 404}


def test_a_forged_day_is_no_page(cast: Cast, browser: Client) -> None:
    assert browser.get(at(cast, "day/2026-13-01/")).status_code == 404
    assert browser.get(at(cast, "month/later/")).status_code == 404


def test_the_week_of_a_service_opens(cast: Cast, browser: Client) -> None:
    assert browser.get(at(cast, "week/")).status_code == 200
