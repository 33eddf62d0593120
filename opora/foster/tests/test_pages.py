"""From the candidate to the paid month on pages; who may not, may not."""

import pytest
from django.test import Client

from opora.accounts.models import Membership, Organization, User
from opora.foster.models import FosterFamily, FosterStay
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.people import services as people
from opora.people.models import Person

from .conftest import NOW, PROFILE, TODAY, Home

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def browser(actor: Actor, slug: str) -> Client:
    """Signed in as an officer of the actor's organization."""
    user = User.objects.create_user(f"{slug}@example.org", slug)
    organization = Organization.objects.get(pk=actor.organization_id)
    with acting(Actor(user.pk, organization.pk, frozenset({"officer"}))):
        Membership.objects.create(user=user, organization=organization, role="officer")
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


@pytest.fixture
def office(home: Home) -> Client:
    """The directorate's browser."""
    return browser(home.directorate, "dsp-samokov")


def test_a_story_on_pages(home: Home, office: Client) -> None:
    base, child = "/o/dsp-samokov/foster/", home.child()
    parent = home.person(TODAY.replace(year=1980))
    typed = PROFILE | {
        "payer": home.municipality.organization_id,
        "address": "ул. „Тайна“ 5",
        "phone": "0888",
        "applied_on": "10.01.2025",
    }
    assert office.post(base + f"new/{parent.pk}/", typed | {"age_to": 1}).status_code == 400
    assert office.post(base + f"new/{parent.pk}/", typed).status_code == 302
    with acting(home.directorate):
        family = FosterFamily.objects.get()
    at = f"{base}families/{family.pk}/"
    assert office.post(at + "assess/", {"text": "", "day": "10.02.2025"}).status_code == 400
    for action in ("assess", "enter"):
        step = {"text": "Заповед № 1", "day": "10.02.2025"}
        assert office.post(f"{at}{action}/", step).status_code == 302, action
    training = {"topic": "тема", "n_hours": 8, "held_on": "01.06.2026", "held_by": "екип"}
    assert office.post(at + "training/", training).status_code == 302
    need = {
        "kind": "long", "n_siblings": "0", "settlement": "", "begins_on": "01.10.2026",
        "planned_end_on": "01.10.2027",
    }  # fmt: skip
    shown = office.post(f"{base}match/{child.pk}/", need).content.decode()
    assert "в същата община" in shown
    place = f"{base}match/{child.pk}/{family.pk}/"
    assert "Защо това семейство" in office.post(place, need).content.decode()
    assert office.post(place, need | {"document": ""}).status_code == 400
    assert office.post(place, need | {"document": "Заповед № 9"}).status_code == 302
    with acting(home.directorate):
        stay = FosterStay.objects.get()
    for path in ("", "new/", "match/", "stays/", f"stays/{stay.pk}/", f"families/{family.pk}/"):
        assert office.get(base + path).status_code == 200, path
    code = {"g-for_whom": "приемния родител", "g-until": "01.02.2099"}
    assert office.post(f"{base}stays/{stay.pk}/invite/", code).status_code == 400
    end = {"ended_on": "01.09.2026", "reason": "x"}
    assert office.post(f"{base}stays/{stay.pk}/end/", end).status_code == 400
    assert office.get(base + "month/2026-10/").status_code == 403


def test_the_municipality_pays_without_the_child(home: Home) -> None:
    child = home.child()
    home.place(home.family(), child)
    payer, base = browser(home.municipality, "samokov"), "/o/samokov/foster/"
    page = payer.get(base + "month/2026-10/").content.decode()
    assert "възнаграждение" in page
    assert "Приемникова" in page
    assert child.full_name not in page
    assert "Тайна" not in payer.get(base).content.decode()
    assert payer.get(base + "month/2026-10/export/").status_code == 200
    assert payer.post(base + "month/2026-10/close/").status_code == 302
    assert payer.post(base + "month/2026-10/close/").status_code == 400
    rate = {"item": "respite", "amount": "-1", "valid_from": "01.01.2026", "source": "акт"}
    assert payer.post(base + "rates/", rate).status_code == 400
    assert payer.post(base + "rates/", rate | {"amount": "100"}).status_code == 302
    assert payer.get(base + "stays/").status_code == 403


def test_a_stranger_finds_nothing(home: Home) -> None:
    family = home.family()
    stranger = browser(home.stranger, "dsp-elena")
    assert stranger.get(f"/o/dsp-elena/foster/families/{family.pk}/").status_code == 404
    assert "ПС-" not in stranger.get("/o/dsp-elena/foster/").content.decode()


def test_a_child_is_found_by_name_and_siblings_are_confirmed(home: Home, office: Client) -> None:
    base = "/o/dsp-samokov/foster/match/"
    child, sister, namesake = home.child(), home.child(), home.child()
    mother = home.person(TODAY.replace(year=1985))
    with acting(home.directorate):
        Person.objects.filter(pk=namesake.pk).update(middle_name=child.middle_name)
        for each in (child, sister):
            people.add_representative(
                home.directorate, person_id=each.pk, kind="parent", name="Мая Приемникова",
                valid_from=TODAY.replace(year=2020), linked_person_id=mother.pk, now=NOW,
            )  # fmt: skip
    there, elsewhere = home.family(n_places=2, takes_siblings=True), home.family(n_places=2)
    home.place(there, sister)
    home.place(elsewhere, namesake)
    assert child.short_name not in office.get(base).content.decode()  # nobody's whole list
    found = office.post(base, {"text": "Приемникова"}).content.decode()
    assert f"{base}{child.pk}/" in found
    assert f"{base}{mother.pk}/" not in found
    form = office.get(f"{base}{child.pk}/").content.decode()
    assert "един и същ родител: Мая Приемникова" in form
    assert "само по фамилия и бащино име" in form
    assert f'value="{sister.pk}" id="id_siblings_0" checked' in form
    assert f'value="{namesake.pk}" id="id_siblings_1" checked' not in form
    need = {
        "kind": "long", "n_siblings": "0", "settlement": "", "begins_on": "01.10.2026",
        "planned_end_on": "01.10.2027", "siblings": [sister.pk],
    }  # fmt: skip
    shown = office.post(f"{base}{child.pk}/", need).content.decode()
    assert shown.count("там е брат или сестра") == 1
    first, second = (f"families/{one.pk}/" for one in (there, elsewhere))
    assert shown.index(first) < shown.index(second)
    place = f"{base}{child.pk}/{there.pk}/"
    assert f'name="siblings" value="{sister.pk}"' in office.post(place, need).content.decode()
    assert office.post(place, need | {"document": "Заповед № 9"}).status_code == 302
    with acting(home.directorate):
        stay = FosterStay.objects.get(child=child)
    assert stay.explanation[0]["given"] == 30
    forged = need | {"siblings": [mother.pk]}
    assert office.post(f"{base}{child.pk}/", forged).status_code == 400
