"""Personal assistance: from the directorate's direction to the pay table, with a phone between."""

from collections.abc import Callable

from django.utils import timezone
from playwright.sync_api import Page, expect

from opora.assistants import services as assistants
from opora.journal.context import acting
from opora.payroll import services as payroll
from opora.people import services as people
from tests.cast import Cast

from .assisted import BORN, MONTH
from .conftest import Desk

SLUG = f"{MONTH:%Y-%m}"


def test_from_the_direction_to_the_pay_table(cast: Cast, sit: Callable[..., Desk]) -> None:
    user = prepared(cast)
    municipality = sit(cast.municipality, "ob-samokov")
    directorate = sit(cast.directorate, "dsp-samokov")

    # The directorate directs; the municipality's open page shows it.
    page = municipality.open("assistance/")
    theirs = directorate.open(f"assistance/directions/new/{user}/")
    theirs.select_option("[name=office]", str(cast.municipality.organization_id))
    theirs.fill("[name=issued_on]", f"{MONTH:%d.%m.%Y}")
    theirs.fill("[name=valid_from]", f"{MONTH:%d.%m.%Y}")
    theirs.get_by_role("button", name="Издай направление").click()
    theirs.wait_for_url("**/assistance/directions/*/")
    expect(page.locator("#users")).to_contain_text("42 ч. на месец")

    # Application, enrollment, an assistant of the list, the agreement of three.
    page.locator("#users a", has_text="Маркерова").first.click()
    page.fill("[name=day]", f"{MONTH:%d.%m.%Y}")
    page.get_by_role("button", name="Впиши заявление").click()
    page.wait_for_url("**/assistance/users/*/")
    page.fill("[name=day]", f"{MONTH:%d.%m.%Y}")
    page.get_by_role("button", name="Включи").click()
    page.select_option("[name=assistant]", index=0)
    page.fill("[name=valid_from]", f"{MONTH:%d.%m.%Y}")
    page.get_by_role("button", name="Състави проект").click()
    page.get_by_role("link", name="Станой").first.click()
    page.wait_for_url("**/assistance/agreements/*/")
    page.fill("[name=day]", f"{MONTH:%d.%m.%Y}")
    page.get_by_role("button", name="Впиши подписването").click()
    page.wait_for_url("**/assistance/users/*/")

    # The assistant's phone opens only this month.
    municipality.open(f"assistance/month/{SLUG}/")
    page.get_by_role("button", name="код", exact=True).click()
    page.wait_for_url("**/assistance/sheets/*/")
    page.get_by_role("button", name="Дай код").click()
    phone = sit(cast.stranger, "ob-elena", width=390).page
    phone.goto(f"{municipality.address}/public/guests/")
    phone.fill("[name=code]", page.locator(".guest-code").inner_text())
    phone.locator("main .btn-primary").click()
    phone.wait_for_url("**/guests/open/")
    expect(phone.locator("[name=d1]")).not_to_have_value("")
    phone.fill("[name=d1]", "25")
    phone.get_by_role("button", name="Подай отчета").click()
    expect(phone.locator("main")).to_contain_text("В деня има 24 часа")
    expect(phone.locator("[name=d1]")).to_have_value("25")
    phone.fill("[name=d1]", "8-10")
    phone.get_by_role("button", name="Подай отчета").click()
    expect(phone.locator("main")).to_contain_text("Отчетът е подаден")

    # Confirmed on paper, approved, closed, locked; the pay table says the sum.
    municipality.open(f"assistance/month/{SLUG}/")
    page.check("[data-pick-all]")
    page.get_by_role("button", name="Потвърдени на хартия").click()
    page.get_by_role("button", name="Утвърди 1 без забележки").click()
    page.get_by_role("button", name="Приключи месеца").click()
    page.get_by_role("button", name="Утвърди и заключи").click()
    page.wait_for_url("**/pay/")
    assert paid(page) == "201,00\N{NO-BREAK SPACE}€"
    assert municipality.noise == directorate.noise == []


def paid(page: Page) -> str:
    """What stands for payment."""
    return page.locator("#pay .head-fact", has_text="За изплащане").locator("b").inner_text()


def prepared(cast: Cast) -> int:
    """A person known to both, an assistant on the list, a rate with its act."""
    ours, now = cast.municipality, timezone.now()
    user = cast.person(cast.directorate, birth_date=BORN)
    helper = cast.person(first_name="Станой", birth_date=BORN)
    with acting(cast.directorate):
        people.involve(
            cast.directorate, person_id=user.pk, organization_id=ours.organization_id,
            basis="assistance", now=now,
        )  # fmt: skip
    with acting(ours):
        people.record_address(
            ours, person_id=user.pk, kind="current", municipality_id="SFO39", text="ул. 1", now=now
        )
        assistants.register_assistant(
            ours, person_id=helper.pk, n_hours=168, settlement=None,
            criteria=["able", "no_guardianship", "no_conviction", "no_violence"],
            experience="", registered_on=MONTH, now=now,
        )  # fmt: skip
        payroll.set_rate(
            ours, kind="personal", cents=600, act="Заповед № 1 (измислена)",
            valid_from=MONTH, now=now,
        )  # fmt: skip
    return user.pk
