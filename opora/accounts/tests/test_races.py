"""Two at the same moment, in two connections that commit."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from opora.accounts import queries, services
from opora.accounts.models import Membership, Organization, User
from opora.accounts.rules import OrganizationKind
from opora.accounts.tests.conftest import NOW, PASSWORD, organization
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.lib.refusals import Refused

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts: Callable[[], object]) -> list[str]:
    """Start all at once; what each was refused with, empty for those that went through."""
    barrier = threading.Barrier(len(acts))
    said: list[str] = []

    def run(act: Callable[[], object]) -> None:
        try:
            barrier.wait(5)
            act()
            said.append("")
        except Refused as refused:
            said.append(refused.sentence)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    return sorted(said)


def hired(where: Organization, role: str, email: str) -> Actor:
    user = User.objects.create_user(email, "Росица Димова", PASSWORD)
    actor = Actor(user.pk, where.pk, frozenset({role}))
    with acting(actor):
        Membership.objects.create(user=user, organization=where, role=role)
    return actor


def deactivation(actor: Actor, other: Actor) -> Callable[[], None]:
    def act() -> None:
        with acting(actor):
            membership = Membership.objects.get(user=other.user_id)
            services.deactivate(actor, membership=membership, now=NOW)

    return act


def test_two_managers_cannot_remove_each_other() -> None:
    where = organization(OrganizationKind.MUNICIPALITY, "ob-samokov")
    one = hired(where, "head", "one@samokov.bg")
    other = hired(where, "administrator", "other@samokov.bg")

    said = together(deactivation(one, other), deactivation(other, one))

    assert said[0] == ""
    assert "последният администратор" in said[1] or "достъп" in said[1]
    with acting(one):
        assert queries.members(one).count() == 1


def test_one_link_opened_twice_lets_one_in() -> None:
    where = organization(OrganizationKind.MUNICIPALITY, "ob-samokov")
    head = hired(where, "head", "head@samokov.bg")
    with acting(head):
        _, token = services.invite(
            head, email="nov@samokov.bg", name="Нов", role="officer", now=NOW
        )

    def accept() -> None:
        with transaction.atomic():
            services.accept_invitation(token, password=PASSWORD, now=NOW)

    assert together(accept, accept) == ["", "Поканата вече е приета."]
    assert User.objects.filter(email="nov@samokov.bg").count() == 1


def test_one_invitation_however_fast_the_button_is_pressed() -> None:
    where = organization(OrganizationKind.MUNICIPALITY, "ob-samokov")
    head = hired(where, "head", "head@samokov.bg")

    def press() -> None:
        with acting(head):
            services.invite(head, email="nov@samokov.bg", name="Нов", role="officer", now=NOW)

    said = together(*[press] * 4)
    assert said == ["", *["Вече има отворена покана за тази поща и роля."] * 3]
