"""The organization's settings over HTTP: one happy, one refused, one stranger for every page."""

import re
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from opora.accounts import queries
from opora.accounts.models import DirectorateArea, Invitation, Membership, Organization
from opora.accounts.rules import OrganizationKind
from opora.accounts.tests.conftest import Employ, organization, user_of
from opora.journal.context import acting
from opora.lib.actor import Actor

pytestmark = pytest.mark.django_db

HOME = "/o/ob-samokov/settings/"
NEW = {"name": "Нов Колега", "email": "nov@samokov.bg", "role": "officer"}


def text(response: Any) -> str:
    return str(response.content.decode())


def browser(actor: Actor) -> Client:
    client = Client()
    client.force_login(user_of(actor))
    return client


@pytest.fixture
def head(samokov: Organization, employ: Employ) -> Actor:
    return employ(samokov, "head")


@pytest.fixture
def officer(samokov: Organization, employ: Employ) -> Actor:
    return employ(samokov, "officer")


@pytest.fixture
def stranger(elena: Organization, employ: Employ) -> Actor:
    return employ(elena, "head", "administrator", "officer", "analyst")


@pytest.fixture
def administrator(agency: Organization, employ: Employ) -> Actor:
    return employ(agency, "administrator")


def membership(actor: Actor) -> Membership:
    with acting(actor):
        return Membership.objects.filter(user=actor.user_id, until=None).first()  # type: ignore[return-value]


PAGES = ["", "members/", "invitations/", "course/", "roles/", "areas/"]
MANAGERS = {"invitations/", "course/"}


@pytest.mark.parametrize("page", PAGES)
def test_a_head_opens_every_page(head: Actor, page: str) -> None:
    shown = text(browser(head).get(HOME + page))

    assert "Настройки и достъп" in shown
    assert 'aria-current="page"' in shown


@pytest.mark.parametrize("page", PAGES)
def test_an_officer_reads_but_does_not_change(officer: Actor, page: str) -> None:
    response = browser(officer).get(HOME + page)

    assert response.status_code == (400 if page in MANAGERS else 200)
    if page in {"", "members/", *MANAGERS}:
        assert "Само ръководител или администратор кани служители" in text(response)
    if page not in MANAGERS:
        shown = text(response)
        assert 'href="/o/ob-samokov/settings/invitations/"' not in shown
        assert "Прекрати" not in shown
        assert "Запази данните" not in shown


POSTS = [
    "", "members/1/add-role/", "members/1/remove-role/", "members/1/deactivate/",
    "members/1/reset-second-factor/", "invitations/",
    "invitations/1/renew/", "invitations/1/revoke/", "areas/change/", "organizations/new/",
    "organizations/1/",
]  # fmt: skip


@pytest.mark.parametrize("page", [*PAGES, *POSTS, "organizations/"])
def test_a_stranger_meets_nothing(samokov: Organization, stranger: Actor, page: str) -> None:
    samokov.phone = "МАРКЕР-0888"
    samokov.save()
    client = browser(stranger)
    for response in (client.get(HOME + page), client.post(HOME + page, NEW)):
        assert response.status_code == 404
        assert "МАРКЕР" not in text(response)


def test_ids_of_another_organization_do_not_exist_here(
    samokov: Organization, head: Actor, stranger: Actor
) -> None:
    foreign = membership(stranger)
    with acting(stranger):
        invitation = Invitation.objects.create(
            organization_id=stranger.organization_id, email="x@elena.bg", name="x", role="head",
            token_hash=b"x", invited_by=user_of(stranger), expires_at="2027-01-01T00:00Z",
        )  # fmt: skip
    client = browser(head)
    for page in (
        f"members/{foreign.pk}/add-role/",
        f"members/{foreign.pk}/remove-role/",
        f"members/{foreign.pk}/deactivate/",
        f"invitations/{invitation.pk}/renew/",
        f"invitations/{invitation.pk}/revoke/",
        "members/99999999999999999/deactivate/",
    ):
        assert client.post(HOME + page, {"role": "officer"}).status_code == 404
    assert membership(stranger).until is None
    with acting(stranger):
        invitation.refresh_from_db()
        assert invitation.revoked_at is None


def test_hidden_fields_do_not_change_what_the_form_does_not_show(
    samokov: Organization, head: Actor
) -> None:
    typed = {"name": "Община Самоков", "short_name": "Самоков", "kind": "ministry", "slug": "x"}
    response = browser(head).post(HOME, typed | {"id": "999", "organization": "999"})

    samokov.refresh_from_db()
    assert response.status_code == 302
    assert (samokov.name, samokov.kind, samokov.slug) == (
        "Община Самоков",
        "municipality",
        "ob-samokov",
    )


@pytest.mark.parametrize("name", ["", "x" * 10_000, "а\x00б"])
def test_a_wrong_name_keeps_what_was_typed(samokov: Organization, head: Actor, name: str) -> None:
    typed = {"name": name, "short_name": "Друго кратко име"}
    response = browser(head).post(HOME, typed)

    assert response.status_code == 400
    assert "Друго кратко име" in text(response)
    samokov.refresh_from_db()
    assert samokov.short_name == "ob-samokov"


def test_two_organizations_cannot_have_one_name(elena: Organization, head: Actor) -> None:
    response = browser(head).post(HOME, {"name": elena.name, "short_name": "С"})
    assert response.status_code == 400


def test_roles_are_given_and_ended(samokov: Organization, head: Actor, officer: Actor) -> None:
    client = browser(head)
    colleague = membership(officer)
    client.post(f"{HOME}members/{colleague.pk}/add-role/", {"role": "analyst"})
    shown = text(client.get(HOME + "members/"))
    assert "анализатор" in shown
    response = client.post(f"{HOME}members/{colleague.pk}/remove-role/")
    assert response.status_code == 302
    again = client.post(f"{HOME}members/{colleague.pk}/remove-role/")
    assert (again.status_code, "вече е прекратена" in text(again)) == (400, True)
    wrong = client.post(f"{HOME}members/{colleague.pk}/add-role/", {"role": "king"})
    assert wrong.status_code == 404


def test_the_last_head_is_told_what_to_do(head: Actor) -> None:
    response = browser(head).post(f"{HOME}members/{membership(head).pk}/remove-role/")

    assert response.status_code == 400
    assert "Първо дайте на друг колега роля" in text(response)


def test_access_is_ended_after_a_question(head: Actor, officer: Actor) -> None:
    page = f"{HOME}members/{membership(officer).pk}/deactivate/"
    client = browser(head)
    assert "Да прекратя ли достъпа на Росица Димова?" in text(client.get(page))
    assert user_of(officer).is_active
    assert client.post(page).status_code == 302
    assert not user_of(officer).is_active
    assert client.post(page).status_code == 404


def test_the_course_tells_who_changed_what(head: Actor, officer: Actor) -> None:
    client = browser(head)
    assert "Още нищо не е променяно" in text(client.get(HOME + "course/"))
    client.post(HOME + "invitations/", NEW)
    client.post(f"{HOME}members/{membership(officer).pk}/add-role/", {"role": "analyst"})
    shown = text(client.get(HOME + "course/"))
    assert "покани Нов Колега с роля „служител“" in shown
    assert "даде на Росица Димова роля „анализатор“" in shown


def test_a_lost_phone(head: Actor, officer: Actor) -> None:
    TOTP.activate(user_of(officer), "JBSWY3DPEHPK3PXP")
    page = f"{HOME}members/{membership(officer).pk}/reset-second-factor/"
    client = browser(head)
    assert "Да изтрия ли втория фактор на Росица Димова?" in text(client.get(page))
    assert client.post(page).status_code == 302
    twice = client.post(page)
    assert (twice.status_code, "няма втори фактор" in text(twice)) == (400, True)


def test_the_link_is_shown_once(head: Actor) -> None:
    client = browser(head)
    response = client.post(HOME + "invitations/", NEW)
    assert re.search(r"http://testserver/invitation/[\w-]{43}/", text(response))
    assert "no-store" in response["Cache-Control"]
    assert "предайте лично" in text(response)
    assert "/invitation/" not in text(client.get(HOME + "invitations/"))


def test_a_double_click_invites_once_and_says_so(head: Actor) -> None:
    client = browser(head)
    client.post(HOME + "invitations/", NEW)
    response = client.post(HOME + "invitations/", NEW)

    assert response.status_code == 400
    assert "Вече има отворена покана за тази поща и роля." in text(response)
    assert 'value="Нов Колега"' in text(response)
    with acting(head):
        invitation = queries.invitations(head).get()
    renewed = client.post(f"{HOME}invitations/{invitation.pk}/renew/")
    assert "/invitation/" in text(renewed)
    assert client.post(f"{HOME}invitations/{invitation.pk}/revoke/").status_code == 302
    assert "оттеглена" in text(client.get(HOME + "invitations/"))


@pytest.mark.parametrize(
    "changed",
    [{"email": "not an address"}, {"email": ""}, {"role": "king"}, {"name": "x" * 10_000}],
)
def test_a_wrong_invitation(head: Actor, changed: dict[str, str]) -> None:
    response = browser(head).post(HOME + "invitations/", NEW | changed)

    assert response.status_code == 400
    with acting(head):
        assert not Invitation.objects.exists()


def test_the_catalogue_of_any_kind(officer: Actor) -> None:
    client = browser(officer)
    own = text(client.get(HOME + "roles/"))
    assert "записва желание за услуга" in own
    assert "приема, отказва и освобождава места" not in own
    assert "приема, отказва и освобождава места" in text(client.get(HOME + "roles/?kind=provider"))
    assert "записва желание за услуга" in text(client.get(HOME + "roles/?kind=<script>"))


def test_who_serves_whom(directorate: Organization, employ: Employ, head: Actor) -> None:
    DirectorateArea.objects.create(
        directorate=directorate, municipality_id="SFO39", valid_from="2026-01-01"
    )
    found = text(browser(head).get(HOME + "areas/?text=самоков"))
    assert "dsp-samokov" in found
    assert "Само администратор от Агенция за социално подпомагане" in found
    assert "страница 1 от 6" in text(browser(head).get(HOME + "areas/"))
    assert "Няма такава община" in text(browser(head).get(HOME + "areas/?text=Атлантида"))
    own = text(browser(employ(directorate, "officer")).get("/o/dsp-samokov/settings/areas/"))
    assert "Общини, които обслужвате" in own
    assert own.count("<tr>") == 2


def test_the_agency_changes_an_area(
    administrator: Actor, directorate: Organization, samokov: Organization
) -> None:
    client = browser(administrator)
    page = "/o/asp/settings/areas/change/"
    assert "selected" in text(client.get(page + "?municipality=SFO39"))
    typed = {
        "municipality": "SFO39", "directorate": directorate.pk, "valid_from": "2026-12-01",
        "source": "Заповед 1",
    }  # fmt: skip
    assert client.post(page, typed).status_code == 302
    twice = client.post(page, typed)
    assert (twice.status_code, "вече има ред от 01.12.2026" in text(twice)) == (400, True)
    assert 'value="Заповед 1"' in text(twice)
    for changed in (
        {"valid_from": "31.02.2026"},
        {"directorate": samokov.pk},
        {"municipality": "X"},
    ):
        assert client.post(page, typed | changed).status_code == 400


def test_only_the_agency_changes_areas_and_organizations(head: Actor) -> None:
    client = browser(head)
    for page in ("areas/change/", "organizations/", "organizations/new/", "organizations/1/"):
        response = client.get(HOME + page)
        assert response.status_code == 400
        assert "Само администратор от Агенция за социално подпомагане" in text(response)


def test_the_agency_sees_who_has_nobody(
    administrator: Actor, head: Actor, elena: Organization
) -> None:
    client = browser(administrator)
    everything = text(client.get("/o/asp/settings/organizations/"))
    assert "Организация ob-samokov" in everything
    lonely = text(client.get("/o/asp/settings/organizations/?empty=on&kind=municipality"))
    assert "Организация ob-elena" in lonely
    assert "без потребители" in lonely
    assert "Организация ob-samokov" not in lonely
    assert "Няма такава организация" in text(client.get("/o/asp/settings/organizations/?text=Няма"))


def test_long_lists_come_in_pages(administrator: Actor) -> None:
    for number in range(60):
        organization(OrganizationKind.PROVIDER, f"provider-{number:02}")
    client = browser(administrator)
    first = text(client.get("/o/asp/settings/organizations/?kind=provider"))
    assert "provider-49" in first
    assert "provider-50" not in first
    second = text(client.get("/o/asp/settings/organizations/?kind=provider&page=2"))
    assert "provider-50" in second


def test_the_agency_enters_an_organization_and_invites_its_first_person(
    administrator: Actor,
) -> None:
    client = browser(administrator)
    typed = {
        "kind": "provider", "name": "Фондация Мост", "short_name": "Мост", "slug": "most",
        "number_prefix": "МОСТ", "municipality": "SFO39",
    }  # fmt: skip
    for changed in ({"slug": "Most"}, {"slug": "мост"}, {"kind": "x"}, {"number_prefix": "x" * 7}):
        assert client.post("/o/asp/settings/organizations/new/", typed | changed).status_code == 400
    response = client.post("/o/asp/settings/organizations/new/", typed)
    page = response["Location"]
    assert response.status_code == 302
    twice = client.post("/o/asp/settings/organizations/new/", typed)
    assert twice.status_code == 400
    assert "още няма потребители" in text(client.get(page))
    person = {f"person-{name}": value for name, value in NEW.items()}
    invited = client.post(page, person | {"act": "invite"})
    assert "/invitation/" in text(invited)
    edited = client.post(page, {"act": "edit", "name": "Мост", "short_name": "Мост"})
    assert edited.status_code == 302
    assert Organization.objects.get(slug="most").name == "Мост"


def test_pages_cost_a_constant_number_of_queries(
    head: Actor, samokov: Organization, employ: Employ, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        employ(samokov, "officer", email=f"o{number}@samokov.bg")
    client = browser(head)
    with django_assert_max_num_queries(25):
        client.get(HOME + "members/")
