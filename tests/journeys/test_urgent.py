"""An urgent admission of a man without papers: the place first, then what is still to be written;
the refused one is told, and appeals."""

from collections.abc import Callable

from django.utils import timezone
from playwright.sync_api import expect

from opora.journal.context import acting
from opora.referral import services as referral
from tests.cast import Cast

from .conftest import Desk
from .watch import Watch


def test_a_place_first_and_the_papers_after(
    cast: Cast, sit: Callable[..., Desk], watch: Watch
) -> None:
    person = cast.person(first_name="", middle_name="", last_name="Незнайнов")
    today = timezone.localdate()
    with acting(cast.provider):
        days = {"needs": 20, "agreement": 7}
        referral.set_urgent_days(cast.provider, days=days, valid_from=today, now=timezone.now())
    town, center = sit(cast.municipality, "ob-samokov"), sit(cast.provider, "slance", width=390)
    waiting = center.open("worklist/")
    page = town.open(f"people/{person.pk}/request/")
    page.select_option("[name=named_service]", "dcdu")
    page.select_option("[name=channel]", "oral")
    page.select_option("[name=wisher]", "own_initiative")
    page.check("[name=is_urgent]")
    page.click("main form .btn-primary")
    page.get_by_role("link", name="Изпрати спешно").click()
    page.select_option("[name=service]", str(cast.service.pk))
    page.fill("[name=ground]", "Намерен на улицата при минус десет градуса.")
    page.locator("main form .btn-primary").click()
    watch.appears(waiting, "#worklist", "Незнайнов")

    # The first time the center has no bed: a written refusal, told to the man, appealed.
    waiting.get_by_role("link", name="Незнайнов").first.click()
    waiting.get_by_role("link", name="Откажи спешния прием").click()
    waiting.fill("[name=reason]", "Няма свободно легло тази нощ.")
    waiting.locator("main form .btn-primary").click()
    watch.appears(page, "#questions", "Няма свободно легло")
    page.get_by_role("link", name="Впиши съобщаването на отказа").click()
    page.get_by_role("button", name="Запиши").click()
    expect(page.locator("#turn")).to_contain_text("остават")
    page.fill("textarea[name=text]", "Легло има и то е празно.")
    page.get_by_role("button", name="Запиши").click()
    expect(page.locator("#turn")).to_contain_text("предстои изпращане")
    expect(page.locator("#papers")).to_contain_text("Отказ")

    # The second time he is admitted; what is missing stands with its days.
    page.get_by_role("link", name="Назад към преписката").click()
    page.get_by_role("link", name="Изпрати спешно").click()
    page.select_option("[name=service]", str(cast.service.pk))
    page.fill("[name=ground]", "Легло се освободи.")
    page.locator("main form .btn-primary").click()
    page.wait_for_url("**/requests/*/")
    desk = center.open(page.url.split("/o/ob-samokov/")[1])
    desk.get_by_role("link", name="Приеми спешно").click()
    desk.fill("[name=ground]", "обаждане на кмета")
    desk.locator("main form .btn-primary").click()
    watch.appears(page, "#urgent-papers", "становена самоличност")
    expect(page.locator("#urgent-papers")).to_contain_text("остават 7 дни")
    for each in (town, center):
        assert each.noise == []
