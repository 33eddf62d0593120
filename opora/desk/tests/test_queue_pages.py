"""The provider's rule is previewed before it is adopted; anybody who sees a list can check it."""

import pytest
from django.test import Client

from opora.accounts.models import Membership, User
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.places.models import OrderRule, WaitingListEntry
from opora.places.services import change_capacity
from tests.cast import TODAY, Cast, make

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
BY_HOME = {"place_1": "resident", "place_2": "assessed", "act": "Заповед № 3", "n_next": "1"}


@pytest.fixture
def cast(db: None) -> Cast:
    """The day center without free places and two who wait: a stranger first, a resident after."""
    made = make()
    with acting(made.provider):
        change_capacity(
            made.provider,
            service_id=made.service.pk,
            n_places=0,
            valid_from=TODAY,
            basis="заповед",
            document="",
            now=made.now,
        )
    for municipality in ("VTR13", "SFO39"):
        made.do(made.provider, "enqueue", made.chosen(municipality_id=municipality))
    return made


def browser(actor: Actor, *, role: str = "") -> Client:
    """Signed in as the actor; `role` is given to them besides."""
    if role:
        with acting(actor):
            Membership.objects.get_or_create(
                user_id=actor.user_id or 0,
                organization_id=actor.organization_id,
                role=role,
            )
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id or 0), backend=BACKEND)
    return client


def slug(cast: Cast, actor: Actor) -> str:
    """The address of whom the actor acts for."""
    return cast.organization(actor).slug


def test_a_rule_is_previewed_then_adopted(cast: Cast) -> None:
    provider = browser(cast.provider, role="head")
    address = f"/o/{slug(cast, cast.provider)}/queues/rule/"
    typed = BY_HOME | {"services": str(cast.service.pk), "act_on": "20.11.2026"}
    shown = provider.post(address, typed).content.decode()
    assert "живее в общината на услугата" in shown
    assert not OrderRule.objects.exclude(service=None).exists()
    seen = f"{cast.service.pk}|resident,assessed"
    other = provider.post(address, typed | {"previewed": seen, "place_2": "urgency"})
    assert other.status_code == 200  # another rule than the one that was seen
    assert provider.post(address, typed | {"previewed": seen}).status_code == 302
    with acting(cast.provider):
        first = WaitingListEntry.objects.order_by("order_key")[0]
    assert first.is_resident
    public = Client().get(f"/public/queues/{cast.service.pk}/").content.decode()
    assert "1. живее в общината, 2. дата на предварителната оценка" in public
    assert "Маркерова" not in public
    assert "Дневен център" in Client().get("/public/queues/").content.decode()


def test_a_rule_without_criteria_or_act_is_refused(cast: Cast) -> None:
    provider = browser(cast.provider, role="head")
    address = f"/o/{slug(cast, cast.provider)}/queues/rule/"
    typed = {"services": str(cast.service.pk), "act": "Заповед", "act_on": "20.11.2026"}
    twice = {"place_1": "resident", "place_2": "resident", "n_next": "1"}
    assert provider.post(address, typed | {"n_next": "1"}).status_code == 400
    assert provider.post(address, typed | twice).status_code == 400


def test_everybody_who_sees_the_list_checks_it(cast: Cast) -> None:
    for actor, n_named in ((cast.provider, 2), (cast.municipality, 2), (cast.stranger, 1)):
        page = browser(actor).get(f"/o/{slug(cast, actor)}/queues/{cast.service.pk}/check/")
        text = page.content.decode()
        assert "редът съвпада" in text
        assert text.count("Ради Костова Маркерова") == n_named  # one lives in Елена
    past = browser(cast.provider).get(
        f"/o/{slug(cast, cast.provider)}/queues/{cast.service.pk}/check/?day=01.01.2026&at=10:00"
    )
    assert "Никой не е чакал тогава" in past.content.decode()


def test_the_provider_corrects_what_the_rule_sees(cast: Cast) -> None:
    with acting(cast.provider):
        last = WaitingListEntry.objects.order_by("order_key").last()
    assert last
    address = f"/o/{slug(cast, cast.provider)}/queues/facts/{last.pk}/"
    provider = browser(cast.provider)
    assert provider.get(address).status_code == 200
    assert provider.post(address, {"reason": ""}).status_code == 400
    assert provider.post(address, {"has_sibling": "on", "reason": "сестра"}).status_code == 302
    theirs = f"/o/{slug(cast, cast.municipality)}/queues/facts/{last.pk}/"
    assert browser(cast.municipality).get(theirs).status_code == 403
