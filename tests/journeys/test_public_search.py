"""A citizen on a phone, without an account: finds a service, asks, and follows the own request."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.cast import Cast

from .conftest import Desk


@pytest.fixture
def phone(chromium: Browser, server: str) -> Iterator[Page]:
    """A narrow screen of somebody who is not signed in, without JavaScript."""
    context = chromium.new_context(
        base_url=server,
        viewport={"width": 390, "height": 800},
        locale="bg-BG",
        java_script_enabled=False,
    )
    yield context.new_page()
    context.close()


def test_from_a_place_to_the_own_request(cast: Cast, sit: Callable[..., Desk], phone: Page) -> None:
    request = cast.chosen()
    phone.goto("/public/services/")
    phone.get_by_label("Населено място или община").fill("самоков")
    phone.get_by_label("Възраст").select_option(label="дете")
    phone.get_by_role("button", name="Намери").click()
    expect(phone.locator(".find-list")).to_contain_text("в същата община")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.get_by_role("link", name="Карта", exact=True).click()
    expect(phone.locator("svg.atlas-svg")).to_be_visible()
    phone.get_by_role("link", name="Списък").click()
    phone.get_by_role("link", name="Дневен център „Слънце“").click()
    expect(phone.locator("main")).to_contain_text("0722 00000")
    phone.get_by_role("link", name="Самоков").first.click()
    expect(phone.locator("main")).to_contain_text("Социалните услуги на община Самоков")

    # The officer gives a code; the person enters it with the year of birth.
    officer = sit(cast.municipality, "ob-samokov")
    page = officer.open(f"requests/{request.pk}/")
    page.get_by_role("link", name="Издай код за справка").click()
    page.get_by_role("button", name="Издай код").click()
    code = page.locator("#new-code").inner_text()
    phone.goto("/public/request/")
    phone.get_by_label("Код от писмото").fill(code.lower())
    phone.get_by_label("Година на раждане на лицето").fill("2017")
    phone.get_by_role("button", name="Покажи преписката").click()
    expect(phone.locator("#turn")).to_contain_text("Отговор на доставчика")
    expect(phone.locator("#looks")).to_contain_text("община Самоков", ignore_case=True)
    assert code not in phone.url
    assert "Илиева" not in phone.content()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390

    # Taken back, it ends at once.
    page.goto(page.url)
    page.get_by_role("button", name="Оттегли кода").click()
    phone.reload()
    expect(phone.locator("main")).to_contain_text("Кодът вече не важи")
