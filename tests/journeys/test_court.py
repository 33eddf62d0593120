"""An adult under guardianship: the application, the court's decision, the place."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from tests.cast import Cast

from .conftest import Desk
from .watch import Watch


def test_from_the_application_to_the_place(
    cast: Cast, sit: Callable[..., Desk], watch: Watch
) -> None:
    today = timezone.localdate()
    adult = cast.person(cast.directorate, birth_date=today.replace(year=1980))
    office, head = sit(cast.directorate, "dsp-samokov"), sit(cast.head, "dsp-samokov", width=390)
    center = sit(cast.provider, "slance")
    page = office.open(f"people/{adult.pk}/")
    page.get_by_role("link", name="Подготви искане до съда").click()
    page.fill("[name=guardian]", "Петър Маркеров")
    page.fill("[name=reason]", "Остава без грижа денонощно.")
    page.select_option("[name=named_service]", "dcdu")
    page.select_option("[name=municipality]", "SFO39")
    page.locator("main form .btn-primary").click()
    page.wait_for_url("**/courts/*/")
    page.wait_for_selector("html[data-live=open]")

    desk = head.open(page.url.split("/o/dsp-samokov/")[1])
    desk.get_by_role("link", name="Внеси искането в съда").click()
    desk.fill("[name=court]", "Районен съд – Самоков")
    desk.locator("main form .btn-primary").click()
    watch.appears(page, "#turn", "чака заседание")
    expect(page.locator("main")).to_contain_text("Искане до съда за настаняване")

    page.get_by_role("link", name="Впиши решението: настанява").click()
    page.fill("[name=decision]", "Решение № 12/2026")
    page.fill("[name=until]", (today + timedelta(days=60)).strftime("%d.%m.%Y"))
    page.locator("main form .btn-primary").click()
    watch.appears(desk, "#turn", "чака прием")
    places = center.open(f"services/{cast.service.pk}/")
    page.get_by_role("link", name="Настани по решението").click()
    page.select_option("[name=service]", str(cast.service.pk))
    page.locator("main form .btn-primary").click()
    watch.appears(places, "main", "1 от 2")
    expect(page.locator("#turn")).to_contain_text("Срокът на решението изтича")
    for each in (office, head, center):
        assert each.noise == []
