"""The main job: four people before four screens, one referral, one place."""

from collections.abc import Callable

from playwright.sync_api import expect

from opora.journal.context import acting
from opora.people.models import AccessLogEntry
from tests.cast import Cast

from .conftest import Desk
from .watch import Watch


def test_one_referral_two_authorities_one_place(
    cast: Cast, sit: Callable[..., Desk], watch: Watch
) -> None:
    municipality = sit(cast.municipality, "ob-samokov")
    directorate = sit(cast.directorate, "dsp-samokov")
    provider = sit(cast.provider, "slance")
    stranger = sit(cast.stranger, "ob-elena")
    person = cast.person()
    watching = {desk.slug: desk.open("worklist/") for desk in (directorate, provider, stranger)}

    page = municipality.open(f"people/{person.pk}/request/")
    page.select_option("[name=named_service]", "dcdu")
    page.select_option("[name=channel]", "oral")
    page.select_option("[name=wisher]", "representative")
    page.fill("[name=represented_by]", "Камелия Маркерова")
    page.click("main form .btn-primary")
    page.wait_for_url("**/requests/*/")
    watch.appears(watching["dsp-samokov"], "#worklist", "Маркерова")
    expect(page.locator("#turn")).to_contain_text("бщина Самоков")
    number = page.url.rstrip("/").rsplit("/", 1)[-1]

    other = directorate.open(f"requests/{number}/")
    page.get_by_role("link", name="Поискай становище").click()
    page.fill("[name=question]", "Познавате ли семейството?")
    page.locator("main form .btn-primary").click()
    watch.appears(other, "#questions", "Познавате ли семейството?")
    expect(other.locator("#turn")).to_contain_text("ДСП Самоков")
    other.get_by_role("link", name="Отговори").click()
    other.fill("textarea[name=text]", "Познаваме го, подкрепяме желанието.")
    other.locator("main form .btn-primary").click()
    expect(other.locator("#questions")).to_contain_text("подкрепяме желанието")
    watch.appears(page, "#questions", "подкрепяме желанието")

    page.get_by_role("button", name="Започни оценката").click()
    page.fill("[name=needs]", "Дневна грижа и занимания.")
    page.fill("[name=conclusion]", "Дневен център, полудневно.")
    page.check("[name=took_part]")
    page.get_by_role("button", name="Запази и насочи").click()
    page.wait_for_url("**/refer/")
    page.locator("main form .btn-primary").click()
    watch.appears(other, "#turn", "избор на доставчик")
    page.get_by_role("button", name="Изпрати до този доставчик").first.click()
    watch.appears(watching["slance"], "#worklist", "Маркерова")

    desk = provider.open(f"requests/{number}/")
    desk.get_by_role("button", name="Приеми", exact=True).click()
    watch.appears(page, "#turn", "приключено")
    watch.appears(other, "#turn", "приключено")
    watch.appears(page, "#course", "прие лицето и зае място")

    assert "Маркерова" not in stranger.page.content()
    stranger.page.goto(f"{stranger.address}/o/ob-elena/requests/{number}/")
    assert "Маркерова" not in stranger.page.content()
    expect(stranger.page.locator("h1")).to_contain_text("Няма такава страница")
    with acting(cast.municipality):
        assert AccessLogEntry.objects.filter(person=person).count() >= 3
    for each in (municipality, directorate, provider):
        assert each.noise == []
