"""An adult’s case: accepted, assessed, planned together, agreed, in force; others look on."""

from collections.abc import Callable
from datetime import date

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.cast import Cast

from .conftest import Desk
from .watch import Watch


def test_from_the_accepted_place_to_the_plan_in_force(
    cast: Cast, sit: Callable[..., Desk], watch: Watch
) -> None:
    adult = cast.person(birth_date=date(1980, 3, 1))
    request = cast.chosen(person=adult, wisher="self", represented_by="")
    provider = sit(cast.provider, "slance")
    municipality = sit(cast.municipality, "ob-samokov")
    stranger = sit(cast.stranger, "ob-elena")
    today = timezone.localdate().strftime("%d.%m.%Y")
    listed = municipality.open("cases/")

    page = provider.open(f"requests/{request.pk}/")
    page.get_by_role("button", name="Приеми", exact=True).click()
    watch.appears(listed, "#cases", "Маркерова")
    page.get_by_role("link", name="Отвори случая").click()
    page.wait_for_url("**/cases/*/")
    number = page.url.rstrip("/").rsplit("/", 1)[-1]
    page.get_by_role("link", name="Определи водещ").click()
    page.locator("main form .btn-primary").click()
    expect(page.locator("#case-head")).to_contain_text("Петя Иванова")

    assess(page)
    write_plan(page)
    looking = municipality.open(f"cases/{number}/plan/")
    page.get_by_role("button", name="Предложи на лицето").first.click()
    watch.appears(looking, "#plan-steps", "Предложен")
    page.get_by_role("link", name="Впиши съгласието").click()
    page.fill("[name=signed_on]", today)
    page.get_by_label("информиран е за услугата").check()
    page.get_by_label("съгласен е с целите").check()
    page.locator("main form .btn-primary").click()
    page.get_by_role("link", name="Подпиши и въведи в сила").click()
    page.fill("[name=starts_on]", today)
    page.locator("main form .btn-primary").click()
    expect(page.locator("#plan")).to_contain_text("в сила")
    expect(page.locator("#case-head")).to_contain_text("Преглед на оценката и плана")
    looking.reload()
    expect(looking.locator("#plan")).to_contain_text("Готви сам")
    stranger.page.goto(f"{stranger.address}/o/ob-elena/cases/{number}/plan/")
    assert "Маркерова" not in stranger.page.content()


def assess(page: Page) -> None:
    """The areas of life, with the person's own words."""
    page.get_by_role("link", name="Оценка и план").click()
    page.get_by_role("button", name="Започни оценката").click()
    expect(page.locator("#assessment")).to_contain_text("предварителната оценка по преписка")
    page.fill("[name=own_words]", "Искам да готвя сам.")
    area = page.locator("details.area", has_text="дом и бит").first
    area.locator("summary").click()
    area.locator("textarea[name^=need]").fill("Учене на домакински умения.")
    page.fill("[name=conclusion]", "Нужна е подкрепа за самостоятелен живот.")
    page.get_by_role("button", name="Завърши оценката").click()
    expect(page.locator("#assessment")).to_contain_text("Искам да готвя сам.")


def write_plan(page: Page) -> None:
    """One goal with one activity."""
    page.get_by_role("button", name="Започни плана").click()
    expect(page.locator("#needed")).to_contain_text("домакински умения")
    page.get_by_role("link", name="Нова цел").click()
    page.fill("main [name=text]", "Готви сам вечеря")
    page.fill("[name=indicator]", "Два пъти седмично без помощ")
    page.fill("[name=line-0-text]", "Обучение в кухнята")
    page.fill("[name=line-0-n_times]", "2")
    page.select_option("[name=line-0-per]", "week")
    page.fill("[name=line-0-responsible]", "трудотерапевтът")
    page.locator("main form .btn-primary").click()
    expect(page.locator("#goals")).to_contain_text("Обучение в кухнята")
