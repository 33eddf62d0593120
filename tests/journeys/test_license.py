"""A license from the application to the end: two screens, and what a municipality is then told."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from opora.accounts.models import Organization
from opora.journal.context import acting
from opora.licensing.models import License
from tests.cast import Cast, member

from .conftest import Desk


def test_a_license_is_applied_for_granted_and_ends(cast: Cast, sit: Callable[..., Desk]) -> None:
    quality = member(
        Organization.objects.get(slug="aksu"), "aksu@example.org", "Калина Контролна", "officer"
    )
    request = cast.referred()
    provider = sit(cast.provider, "slance")
    agency = sit(quality, "aksu")

    # The provider applies: the form is filled already, one kind is chosen, one button submits.
    page = provider.open("licenses/applications/new/grant")
    page.get_by_label("Център за обществена подкрепа").first.check()
    page.locator("main form .btn-primary").click()
    page.get_by_role("link", name="Подай в АКСУ").click()
    page.locator("main form .btn-primary").click()
    expect(page.locator("main")).to_contain_text("разглежда се от АКСУ")

    # The agency sees it, grants it and hands it over; the license stands in the public register.
    desk = agency.open("licenses/applications/")
    desk.get_by_role("link", name="издаване на лиценз").click()
    desk.get_by_role("link", name="Уважи").click()
    desk.fill("[name=license_number]", "0077/2026")
    desk.locator("main form .btn-primary").click()
    expect(desk.locator("main")).to_contain_text("0077/2026")
    desk.get_by_role("link", name="Връчи решението").click()
    desk.locator("main form .btn-primary").click()
    page.goto(f"{provider.address}/o/slance/licenses/")
    expect(page.locator("#licenses")).to_contain_text("0077/2026")

    # All licenses of the provider ended yesterday: nobody new is sent, with the sentence why.
    with acting(quality):
        today = timezone.localdate()
        License.objects.update(valid_to=today, valid_from=today - timedelta(days=9))
    municipality = sit(cast.municipality, "ob-samokov")
    page = municipality.open(f"requests/{request.pk}/")
    page.locator("#candidates .candidate form button").first.click()
    expect(page.locator("main")).to_contain_text("е бил в сила до")
