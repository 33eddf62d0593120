"""A child from the signal to a place: the municipality reports, the directorate acts, the provider
sees only its own case; everybody's screen follows by itself."""

from collections.abc import Callable

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.cast import Cast

from .conftest import Desk
from .watch import Watch


def test_from_a_signal_to_a_place(cast: Cast, sit: Callable[..., Desk], watch: Watch) -> None:
    child = cast.person(cast.municipality)
    town = sit(cast.municipality, "ob-samokov")
    office = sit(cast.directorate, "dsp-samokov")
    head = sit(cast.head, "dsp-samokov")
    center = sit(cast.provider, "slance", width=390)
    today = timezone.localdate().strftime("%d.%m.%Y")

    # The municipality reports from the child's record; the directorate's list shows it by itself.
    listed = office.open("protection/?tab=open")
    page = town.open(f"people/{child.pk}/")
    page.get_by_role("link", name="Подай сигнал за детето").click()
    page.fill("textarea[name=text]", "Детето е само у дома от вчера.")
    page.get_by_label("има риск за живота или здравето").check()
    page.get_by_role("button", name="Подай сигнала").click()
    expect(page.locator("#sent")).to_contain_text("получен, чака проверка")
    watch.appears(listed, "#protection-list", "Ради Костова Маркерова")
    expect(listed.locator("#protection-list")).to_contain_text("остават 23 ч.")

    # The check, in hours; the sender sees that it has begun and nothing more.
    listed.get_by_role("link", name="Ради Костова Маркерова").click()
    listed.wait_for_selector("html[data-live=open]")
    directors = head.open(f"protection/cases/{number(listed)}/")
    listed.get_by_role("button", name="Започни проверката").click()
    watch.appears(directors, "#turn", "проверява се")
    expect(listed.locator("#turn")).to_contain_text("проверява се")
    town.page.reload()
    expect(page.locator("#sent")).to_contain_text("проверката започна")
    listed.get_by_role("link", name="Има риск: отвори случай").click()
    listed.fill("[name=findings]", "Домът е студен, няма възрастен.")
    listed.fill("[name=conclusion]", "Детето не може да остане без грижа.")
    listed.locator("main form .btn-primary").click()

    # Assessment and plan.
    listed.fill("[name=risks]", "Остава само нощем.")
    listed.fill("[name=child_words]", "Иска да е на топло.")
    listed.fill("[name=conclusion]", "Нужно е място извън дома.")
    listed.get_by_role("button", name="Завърши оценката").click()
    listed.get_by_role("link", name="Приеми план за действие").click()
    listed.fill("[name=goals]", "Сигурно място.")
    listed.fill("[name=actions]", "Настаняване; посещения от ОЗД всяка седмица.")
    listed.locator("main form .btn-primary").click()
    expect(listed.locator("#plans")).to_contain_text("Сигурно място.")

    # The measure: proposed by the officer, ordered by the director, then the place.
    listed.get_by_role("link", name="Предложи мярка").click()
    listed.get_by_label("настаняване в резидентна услуга").check()
    listed.fill("[name=reason]", "Няма близки, които да я поемат.")
    listed.locator("main form .btn-primary").click()
    watch.appears(directors, "#measures", "резидентна услуга")
    directors.get_by_role("link", name="Издай заповед").click()
    directors.fill("[name=happened_on]", today)
    directors.locator("main form .btn-primary").click()
    watch.appears(listed, "#measures", "в сила със заповед")
    listed.get_by_role("link", name="Насочи към услуга").click()
    listed.select_option("[name=named_service]", "dcdu")
    listed.locator("main form .btn-primary").click()
    places = center.open(f"services/{cast.service.pk}/")
    listed.get_by_role("link", name="Настани в услугата").click()
    listed.select_option("[name=service]", str(cast.service.pk))
    listed.locator("main form .btn-primary").click()
    watch.appears(places, "main", "1 от 2")
    expect(listed.locator("#measures")).to_contain_text("прието")
    expect(listed.locator("#papers")).to_contain_text("Заповед за мярка за закрила")

    # The provider does not find the child's case, only its own.
    center.page.goto(f"{center.address}/o/slance/protection/cases/{number(listed)}/")
    assert "Домът е студен" not in center.page.content()
    for each in (town, office, head):
        assert each.noise == []


def number(page: Page) -> str:
    """The id of the case whose page is open."""
    return page.url.rstrip("/").rsplit("/", 1)[-1]
