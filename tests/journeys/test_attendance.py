"""From a signed agreement to the utilization of the month: a desk and a phone."""

from collections.abc import Callable
from datetime import date, timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from opora.agreements.models import ServiceAgreement
from opora.journal.context import acting
from opora.usage import rules, services
from opora.usage.rules import Mark
from tests.cast import Cast
from tests.using import a_case, given, signed

from .conftest import Desk

MOST_TAPS = 4  # a group's day with one exception, from the month's list of gaps


def passed(today: date) -> tuple[date, list[date]]:
    """The last month that has passed, and its working days (holidays are not marked)."""
    month = rules.first_of(rules.first_of(today) - timedelta(days=1))
    return month, [day for day in rules.days_of(month) if day.weekday() < 5]


def fill(cast: Cast, people: list[ServiceAgreement], days: list[date]) -> None:
    """Everybody was there, as a book on paper says."""
    with acting(cast.provider):
        services.mark_days(
            cast.provider,
            service=cast.service,
            days={day: {each.pk: Mark(1) for each in people} for day in days},
            seen={},
            now=timezone.now(),
        )


class Taps:
    """Counts what a finger does."""

    def __init__(self, page: Page) -> None:
        self.page, self.n = page, 0

    def tap(self, selector: str) -> None:
        self.n += 1
        self.page.locator(selector).first.click()

    def choose(self, selector: str, label: str) -> None:
        self.n += 1
        self.page.locator(selector).first.select_option(label=label)


def test_from_the_signature_to_the_utilization(cast: Cast, sit: Callable[..., Desk]) -> None:
    cast.now = timezone.now()
    month, days = passed(timezone.localdate())
    row = given(cast, a_case(cast, last_name="Първа"), starts_on=month)
    other = signed(cast, a_case(cast, last_name="Втора"), starts_on=month)

    # The head enters the signature; the place begins and the person stands in the sheets.
    desk = sit(cast.provider, "slance")
    page = desk.open(f"cases/{row.case_id}/agreement/")
    page.get_by_role("link", name="Впиши подписания договор").click()
    page.fill("[name=signed_on]", timezone.localdate().strftime("%d.%m.%Y"))
    page.locator("main form .btn-primary").click()
    expect(page.locator("#agreements")).to_contain_text("подписан")

    # One day is left out of the book; on a phone it takes four taps with an absence.
    gap = days[len(days) // 2]
    fill(cast, [row, other], [day for day in days if day != gap])
    phone = sit(cast.provider, "slance", width=390)
    sheet = phone.open(f"usage/service/{cast.service.pk}/month/{month:%Y-%m}/")
    taps = Taps(sheet)
    expect(sheet.locator("main")).to_contain_text("Липсват отметки: 2")
    taps.tap(".usage-gaps a")
    taps.tap(".mark:has-text('Втора') .mark-away input")
    taps.choose(".mark:has-text('Втора') .mark-reason select", "болест")
    taps.tap(".usage-all")
    expect(sheet.locator("main")).to_contain_text("присъстват 1, отсъстват 1")
    assert taps.n <= MOST_TAPS

    # The month closes without gaps, the head approves it, and everybody sees the utilization.
    page = desk.open(f"usage/service/{cast.service.pk}/month/{month:%Y-%m}/")
    page.get_by_role("button", name="Приключи месеца").click()
    page.get_by_role("button", name="Утвърди месеца").click()
    expect(page.locator("main")).to_contain_text("утвърден и заключен")
    share = f"{1000 * (2 * len(days) - 1) // (2 * len(days)) / 10:.1f}".replace(".", ",")
    neighbor = sit(cast.municipality, "ob-samokov").open("usage/utilization/")
    expect(neighbor.locator("#utilization")).to_contain_text(f"{share[:2]}")
    stranger = sit(cast.stranger, "ob-elena").open(f"services/{cast.service.pk}/")
    expect(stranger.locator("#service-use")).to_contain_text("%")
    expect(stranger.locator("main")).not_to_contain_text("Първа")
    assert desk.noise == []
    assert phone.noise == []
