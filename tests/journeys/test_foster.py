"""A child finds a family by published criteria, the municipality sees what it pays."""

from collections.abc import Callable
from datetime import date

from playwright.sync_api import expect

from opora.foster import services
from opora.journal.context import acting
from opora.people import services as people
from tests.cast import TODAY, Cast

from .conftest import Desk

PROFILE = {
    "settlement": "гр. Самоков",
    "is_professional": True,
    "age_from": 3,
    "age_to": 12,
    "sex": "any",
    "n_places": 1,
    "kinds": ["long", "short"],
    "takes_siblings": False,
    "takes_disability": False,
}


def test_a_child_finds_a_family(cast: Cast, sit: Callable[..., Desk]) -> None:
    actor = cast.directorate
    parent, child = cast.person(actor, birth_date=date(1980, 1, 1)), cast.person(actor)
    with acting(actor):
        people.record_address(
            actor, person_id=child.pk, kind="current", municipality_id="SFO39", now=cast.now
        )
        family = services.apply(
            actor,
            parent_id=parent.pk,
            payer=cast.organization(cast.municipality),
            profile=PROFILE,
            address="ул. „Тайна“ 5",
            phone="0888",
            applied_on=TODAY,
            now=cast.now,
        )
        services.act(
            actor, family=family, action="assess", text="подходящо", day=TODAY, now=cast.now
        )
    directorate = sit(actor, "dsp-samokov")
    page = directorate.open(f"foster/families/{family.pk}/")
    page.get_by_label("Заповед за вписване: номер и дата").fill("Заповед № 1")
    page.get_by_role("button", name="Впиши в регистъра").click()
    expect(page.locator("main")).to_contain_text("вписано, свободно")
    page = directorate.open(f"foster/match/{child.pk}/")
    page.get_by_role("button", name="Подреди семействата").click()
    expect(page.locator("#candidates")).to_contain_text("в същата община")
    page.get_by_role("button", name="Избери").click()
    page.get_by_label("Заповед или съдебно решение").fill("Заповед № 2")
    page.get_by_role("button", name="Настани детето").click()
    expect(page.locator("main")).to_contain_text("Код за приемния родител")
    paying = sit(cast.municipality, "ob-samokov").open("foster/")
    expect(paying.locator("#families")).to_contain_text("с настанено дете")
    expect(paying.locator("main")).not_to_contain_text("Тайна")
