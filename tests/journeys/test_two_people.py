"""Two people before one record, a lost connection, an ended session: nothing typed is lost."""

from collections.abc import Callable

from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from opora.accounts.models import Organization
from opora.journal.context import acting
from opora.referral import queries
from opora.referral import services as referral
from opora.referral.models import ServiceRequest
from tests.cast import NEEDS, Cast

from .conftest import Desk


def test_the_second_to_save_sees_both_and_loses_nothing(
    cast: Cast, sit: Callable[..., Desk]
) -> None:
    request = cast.do(cast.municipality, "start_assessment", cast.wish())
    desk = sit(cast.municipality, "ob-samokov")
    page = desk.open(f"requests/{request.pk}/")
    page.fill("[name=needs]", "Написано от първия.")
    with acting(cast.municipality):
        seen = queries.visible(cast.municipality).get(pk=request.pk)
        referral.save_assessment(
            cast.municipality,
            request=seen,
            fields=NEEDS | {"needs": "Записано от втория."},
            seen_assessment=1,
            now=cast.now,
        )
    page.get_by_role("button", name="Запази оценката").click()
    expect(page.locator(".conflict")).to_contain_text("Записано от втория.")
    expect(page.locator(".conflict")).to_contain_text("Мария Илиева")
    expect(page.locator("[name=needs]")).to_have_value("Написано от първия.")
    page.get_by_role("button", name="Запази оценката").click()
    expect(page.locator(".notes")).to_contain_text("Оценката е запазена")
    expect(page.locator("[name=needs]")).to_have_value("Написано от първия.")


def test_a_draft_survives_a_closed_tab(cast: Cast, sit: Callable[..., Desk]) -> None:
    request = cast.do(cast.municipality, "start_assessment", cast.wish())
    desk = sit(cast.municipality, "ob-samokov")
    page = desk.open(f"requests/{request.pk}/")
    page.fill("[name=risks]", "Живее на третия етаж без асансьор.")
    expect(page.locator("[data-draft-state]")).to_contain_text("Запазено")
    page.close()
    desk.page = desk.context.new_page()
    page = desk.open(f"requests/{request.pk}/")
    expect(page.locator("[name=risks]")).to_have_value("Живее на третия етаж без асансьор.")


def test_an_ended_session_asks_again_over_the_form(cast: Cast, sit: Callable[..., Desk]) -> None:
    request = cast.do(cast.municipality, "start_assessment", cast.wish())
    page = sit(cast.municipality, "ob-samokov").open(f"requests/{request.pk}/")
    Session.objects.all().delete()
    page.fill("[name=conclusion]", "Написано след края на сесията.")
    expect(page.locator("#sign-in-again")).to_be_visible()
    expect(page.locator("[name=conclusion]")).to_have_value("Написано след края на сесията.")


def test_what_happened_while_away_comes_by_itself(cast: Cast, sit: Callable[..., Desk]) -> None:
    request = cast.wish()
    desk = sit(cast.directorate, "dsp-samokov")
    page = desk.open(f"requests/{request.pk}/")
    desk.context.set_offline(True)
    cast.do(cast.municipality, "start_assessment", request)
    course, began = page.locator("#course"), "започна предварителната оценка"
    expect(course).not_to_contain_text(began)
    desk.context.set_offline(False)
    expect(course).to_contain_text(began, timeout=20_000)


def test_who_handed_it_over_sees_it_leave(cast: Cast, sit: Callable[..., Desk]) -> None:
    request = handed_over(cast)
    page = sit(cast.municipality, "ob-samokov").open(f"requests/{request.pk}/")
    cast.do(cast.directorate, "accept_handover", request)
    expect(page.locator("h1")).to_have_text("Предадена преписка")


def test_what_is_typed_stays_when_the_request_leaves(cast: Cast, sit: Callable[..., Desk]) -> None:
    request = handed_over(cast)
    page = sit(cast.municipality, "ob-samokov").open(f"requests/{request.pk}/")
    page.fill("[name=conclusion]", "Писано, докато другият поемаше.")
    cast.do(cast.directorate, "accept_handover", request)
    expect(page.locator("#turn")).to_contain_text("Вече нямате достъп")
    expect(page.locator("[name=conclusion]")).to_have_value("Писано, докато другият поемаше.")


def handed_over(cast: Cast) -> ServiceRequest:
    """A request in assessment that the municipality has offered to the directorate."""
    request = cast.do(cast.municipality, "start_assessment", cast.wish())
    with acting(cast.municipality):
        to = Organization.objects.get(slug="dsp-samokov")
    reason = "Води се мярка за закрила."
    return cast.do(cast.municipality, "propose_handover", request, to=to, reason=reason)


def test_who_else_has_it_open(cast: Cast, sit: Callable[..., Desk]) -> None:
    request = cast.wish()
    sit(cast.directorate, "dsp-samokov").open(f"requests/{request.pk}/")
    page = sit(cast.municipality, "ob-samokov").open(f"requests/{request.pk}/")
    expect(page.locator("[data-presence]")).to_contain_text("ДСП Самоков гледа", timeout=15_000)


def test_a_double_click_records_one_wish(cast: Cast, sit: Callable[..., Desk]) -> None:
    person = cast.person()
    page = sit(cast.municipality, "ob-samokov").open(f"people/{person.pk}/request/")
    page.select_option("[name=named_service]", "dcdu")
    page.fill("[name=represented_by]", "Камелия Маркерова")
    page.locator("main form .btn-primary").dblclick()
    page.wait_for_url("**/requests/*/")
    with acting(cast.municipality):
        assert queries.of_person(cast.municipality, person.pk).count() == 1
    page.go_back()
    page.locator("main form .btn-primary").click()
    expect(page.locator(".refusal")).to_contain_text("вече се работи")


def test_the_phone_carries_the_same_work(cast: Cast, sit: Callable[..., Desk]) -> None:
    request = cast.chosen()
    page = sit(cast.provider, "slance", width=390).open("worklist/")
    page.locator("#worklist a.who").first.click()
    page.get_by_role("button", name="Приеми", exact=True).click()
    expect(page.locator("#turn")).to_contain_text("приключено")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert cast.fresh(request).state == "accepted"
