"""The way in: every ending of an invitation."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress

from opora.accounts import queries, services
from opora.accounts.models import Invitation, Membership, Organization, User
from opora.accounts.rules import InvitationState
from opora.accounts.tests.conftest import NOW, PASSWORD, Employ
from opora.journal import queries as journal
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused

pytestmark = pytest.mark.django_db

IN_TIME = NOW + timedelta(days=6)
TOO_LATE = NOW + timedelta(days=7)
NEW = "nov@samokov.bg"


def invited(actor: Actor, **changed: str) -> tuple[Invitation, str]:
    facts = {"email": NEW, "name": "Нов Колега", "role": "officer"} | changed
    with acting(actor):
        return services.invite(actor, **facts, now=NOW)  # type: ignore[arg-type]


@pytest.fixture
def head(samokov: Organization, employ: Employ) -> Actor:
    return employ(samokov, "head")


def test_a_new_colleague_chooses_a_password(samokov: Organization, head: Actor) -> None:
    made, token = invited(head, email="Nov@Samokov.BG")
    user = services.accept_invitation(token, password=PASSWORD, now=IN_TIME)

    assert (user.email, user.name, user.check_password(PASSWORD)) == (NEW, "Нов Колега", True)
    assert EmailAddress.objects.get(user=user).verified
    with acting(head):
        assert queries.members(head).get(user=user).role == "officer"
        made.refresh_from_db()
        assert made.state(IN_TIME) is InvitationState.ACCEPTED
        names = [event.name for event in journal.visible(head).order_by("id")]
        assert names == ["accounts.invited", "accounts.invitation_accepted"]


def test_the_secret_is_kept_nowhere(head: Actor) -> None:
    made, token = invited(head)
    with acting(head):
        stored = Invitation.objects.get(pk=made.pk)
        events = str([event.detail.values for event in journal.visible(head)])

    assert len(token) >= 43
    assert token.encode() not in bytes(stored.token_hash)
    assert token not in events


def test_nobody_without_the_link_sees_it(elena: Organization, head: Actor, employ: Employ) -> None:
    made, _ = invited(head)
    stranger = employ(elena, "head")
    with acting(stranger):
        assert not Invitation.objects.exists()
        for act in (services.revoke_invitation, services.renew_invitation):
            with pytest.raises(NotVisible):
                act(stranger, invitation=made, now=NOW)


def test_a_wrong_link(head: Actor) -> None:
    invited(head)
    for token in ("", "x", "x" * 5000, "нула\x00"):
        with pytest.raises(Refused, match="не е вярна"):
            services.accept_invitation(token, password=PASSWORD, now=NOW)


def test_expired(head: Actor) -> None:
    _, token = invited(head)
    with pytest.raises(Refused, match="Срокът на поканата изтече"):
        services.accept_invitation(token, password=PASSWORD, now=TOO_LATE)
    assert not User.objects.filter(email=NEW).exists()


def test_used_twice(head: Actor) -> None:
    _, token = invited(head)
    services.accept_invitation(token, password=PASSWORD, now=NOW)
    with pytest.raises(Refused, match="вече е приета"):
        services.accept_invitation(token, password="друга дълга парола", now=NOW)
    assert User.objects.get(email=NEW).check_password(PASSWORD)


def test_revoked(head: Actor) -> None:
    made, token = invited(head)
    with acting(head):
        services.revoke_invitation(head, invitation=made, now=NOW)
        with pytest.raises(Refused, match="оттеглена"):
            services.revoke_invitation(head, invitation=made, now=NOW)
    with pytest.raises(Refused, match="оттеглена"):
        services.accept_invitation(token, password=PASSWORD, now=NOW)


def test_accepted_cannot_be_revoked_or_renewed(head: Actor) -> None:
    made, token = invited(head)
    services.accept_invitation(token, password=PASSWORD, now=NOW)
    with acting(head):
        for act in (services.revoke_invitation, services.renew_invitation):
            with pytest.raises(Refused, match="вече е приета"):
                act(head, invitation=made, now=NOW)


def test_renewed_the_old_link_is_dead(head: Actor) -> None:
    made, old = invited(head)
    with acting(head):
        new = services.renew_invitation(head, invitation=made, now=TOO_LATE)
    with pytest.raises(Refused, match="не е вярна"):
        services.accept_invitation(old, password=PASSWORD, now=TOO_LATE)
    assert services.accept_invitation(new, password=PASSWORD, now=TOO_LATE).email == NEW


def test_a_double_click_makes_one_invitation(head: Actor) -> None:
    invited(head)
    with pytest.raises(Refused, match="Вече има отворена покана") as refused:
        invited(head, email="NOV@samokov.bg")
    assert refused.value.field == "email"
    with acting(head):
        assert queries.invitations(head).count() == 1


def test_an_expired_one_does_not_block_a_new_one(head: Actor) -> None:
    invited(head)
    with acting(head):
        services.invite(head, email=NEW, name="Нов", role="officer", now=TOO_LATE)
        assert queries.invitations(head).count() == 2


def test_who_already_has_the_role_is_not_invited(
    samokov: Organization, head: Actor, employ: Employ
) -> None:
    employ(samokov, "officer", email="known@samokov.bg")
    with pytest.raises(Refused, match="вече има тази роля"):
        invited(head, email="Known@samokov.bg")


def test_a_link_alone_does_not_take_over_an_account(head: Actor, user: User) -> None:
    _, token = invited(head, email=user.email)
    with pytest.raises(Refused, match="вече има достъп"):
        services.accept_invitation(token, password="парола на крадеца", now=NOW)
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_a_known_user_joins_by_signing_in(samokov: Organization, head: Actor, user: User) -> None:
    _, token = invited(head, email=user.email.upper())

    assert services.accept_as(user, token=token, now=NOW) == samokov
    with acting(head):
        assert queries.actor_for(user, samokov) == Actor(
            user.pk, samokov.pk, frozenset({"officer"})
        )


def test_another_user_does_not_join_with_it(head: Actor, user: User) -> None:
    _, token = invited(head)
    with pytest.raises(Refused, match="за друга електронна поща"):
        services.accept_as(user, token=token, now=NOW)


def test_a_deactivated_user_comes_back_by_invitation(head: Actor, user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)
    _, token = invited(head, email=user.email)
    back = services.accept_invitation(token, password="съвсем нова парола", now=NOW)

    assert (back.pk, back.is_active) == (user.pk, True)
    assert back.check_password("съвсем нова парола")


def test_a_closed_organization_lets_nobody_in(samokov: Organization, head: Actor) -> None:
    _, token = invited(head)
    Organization.objects.filter(pk=samokov.pk).update(is_active=False)
    with pytest.raises(Refused, match="вече не работи"):
        services.accept_invitation(token, password=PASSWORD, now=NOW)


def test_an_officer_invites_nobody(samokov: Organization, employ: Employ) -> None:
    with pytest.raises(Refused) as refused:
        invited(employ(samokov, "officer"))
    assert refused.value.rule.startswith("Само ръководител или администратор")


def test_the_agency_invites_the_first_person_only(
    samokov: Organization, agency: Organization, employ: Employ
) -> None:
    administrator = employ(agency, "administrator")
    facts = {"name": "Първи", "role": "head", "now": NOW, "organization": samokov}
    with acting(administrator):
        _, token = services.invite(administrator, email=NEW, **facts)  # type: ignore[arg-type]
    first = services.accept_invitation(token, password=PASSWORD, now=NOW)
    with acting(Actor(first.pk, samokov.pk)):
        assert Membership.objects.get(user=first).organization == samokov
    with acting(administrator), pytest.raises(Refused, match="вече има потребители"):
        services.invite(administrator, email="x@samokov.bg", **facts)  # type: ignore[arg-type]


def test_nobody_else_invites_into_another_organization(
    samokov: Organization, elena: Organization, employ: Employ
) -> None:
    head = employ(elena, "head", "administrator")
    with acting(head), pytest.raises(Refused) as refused:
        services.invite(head, email=NEW, name="Н", role="head", now=NOW, organization=samokov)
    assert "Агенция за социално подпомагане" in refused.value.rule
    assert refused.value.remedy == "Това не е работа на Вашата организация."
