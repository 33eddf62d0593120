"""Roles and access of colleagues, on PostgreSQL as the application's role."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore

from opora.accounts import queries, sentences, services
from opora.accounts.models import Membership, Organization, User
from opora.accounts.tests.conftest import NOW, Employ, user_of
from opora.journal import queries as journal
from opora.journal.context import acting
from opora.journal.models import Event
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused

pytestmark = pytest.mark.django_db


def membership_of(actor: Actor, role: str) -> Membership:
    return Membership.objects.get(user=actor.user_id, role=role, until=None)


def events(actor: Actor) -> list[str]:
    found = journal.timeline(actor, kind="organization", record_id=actor.organization_id)
    return [event.name for event in found]


def test_a_head_gives_and_ends_a_role(samokov: Organization, employ: Employ) -> None:
    head, officer = employ(samokov, "head"), employ(samokov, "officer")
    with acting(head):
        user = user_of(officer)
        services.add_role(head, user=user, role="analyst", now=NOW)
        assert {each.role for each in queries.members(head).filter(user=user)} == {
            "officer",
            "analyst",
        }
        services.remove_role(head, membership=membership_of(officer, "officer"), now=NOW)
        assert [each.role for each in queries.members(head).filter(user=user)] == ["analyst"]
        assert events(head) == ["accounts.role_removed", "accounts.role_added"]


def test_an_event_names_nobody(samokov: Organization, employ: Employ) -> None:
    head, officer = employ(samokov, "head"), employ(samokov, "officer")
    with acting(head):
        services.deactivate(head, membership=membership_of(officer, "officer"), now=NOW)
        event = journal.visible(head).get()

        assert "Росица" not in str({**vars(event), "_state": None})
        assert event.detail.values["name"] == "Росица Димова"


def test_the_same_role_twice_is_refused(samokov: Organization, employ: Employ) -> None:
    head, officer = employ(samokov, "head"), employ(samokov, "officer")
    user = user_of(officer)
    with acting(head), pytest.raises(Refused, match="вече има тази роля"):
        services.add_role(head, user=user, role="officer", now=NOW)


def test_a_role_ended_twice_is_refused_in_words(samokov: Organization, employ: Employ) -> None:
    head, officer = employ(samokov, "head"), employ(samokov, "officer", "analyst")
    with acting(head):
        membership = membership_of(officer, "analyst")
        services.remove_role(head, membership=membership, now=NOW)
        with pytest.raises(Refused, match="вече е прекратена"):
            services.remove_role(head, membership=membership, now=NOW)


def test_the_last_manager_stays(samokov: Organization, employ: Employ) -> None:
    head = employ(samokov, "head")
    employ(samokov, "officer")
    with acting(head), pytest.raises(Refused, match="последният администратор") as refused:
        services.remove_role(head, membership=membership_of(head, "head"), now=NOW)

    assert "Първо дайте на друг колега" in refused.value.remedy


def test_a_manager_who_cannot_sign_in_does_not_count(samokov: Organization, employ: Employ) -> None:
    head, other = employ(samokov, "head"), employ(samokov, "administrator")
    User.objects.filter(pk=other.user_id).update(is_active=False)  # type: ignore[misc]
    with acting(head), pytest.raises(Refused, match="последният"):
        services.remove_role(head, membership=membership_of(head, "head"), now=NOW)


def test_of_two_managers_one_may_leave(samokov: Organization, employ: Employ) -> None:
    head = employ(samokov, "head")
    administrator = employ(samokov, "administrator")
    with acting(head):
        services.remove_role(head, membership=membership_of(head, "head"), now=NOW)
    with acting(administrator), pytest.raises(Refused, match="последният"):
        services.remove_role(
            administrator, membership=membership_of(administrator, "administrator"), now=NOW
        )


def test_nobody_deactivates_themself(samokov: Organization, employ: Employ) -> None:
    head = employ(samokov, "head")
    employ(samokov, "administrator")
    with acting(head), pytest.raises(Refused, match="собствения си достъп"):
        services.deactivate(head, membership=membership_of(head, "head"), now=NOW)


@pytest.mark.parametrize("role", ["officer", "analyst", "system"])
def test_others_may_not(samokov: Organization, employ: Employ, role: str) -> None:
    officer = employ(samokov, "officer")
    head = employ(samokov, "head")
    actor = Actor(officer.user_id, samokov.pk, frozenset({role}))
    with acting(actor):
        membership = membership_of(head, "head")
        for act in (services.deactivate, services.remove_role):
            with pytest.raises(Refused) as refused:
                act(actor, membership=membership, now=NOW)
            assert refused.value.rule == (
                "Само ръководител или администратор кани служители и поддържа организацията."
            )
            assert refused.value.remedy.startswith("Помолете колега")


def test_another_organization_does_not_exist(
    samokov: Organization, elena: Organization, employ: Employ
) -> None:
    head, stranger = employ(samokov, "head"), employ(elena, "head")
    with acting(stranger):
        foreign = membership_of(stranger, "head")
    with acting(head):
        user = user_of(stranger)
        with pytest.raises(NotVisible):
            services.deactivate(head, membership=foreign, now=NOW)
        with pytest.raises(NotVisible):
            services.remove_role(head, membership=foreign, now=NOW)
        with pytest.raises(NotVisible):
            services.add_role(head, user=user, role="officer", now=NOW)
    with acting(stranger):
        assert membership_of(stranger, "head")


def test_the_wall_hides_foreign_members_without_any_filter(
    samokov: Organization, elena: Organization, employ: Employ
) -> None:
    head, stranger = employ(samokov, "head"), employ(elena, "head")
    with acting(head):
        assert {each.organization_id for each in Membership.objects.all()} == {samokov.pk}
        assert Membership.objects.filter(user=stranger.user_id).update(until=NOW) == 0
    with acting(Actor(None, 0)):
        assert not Membership.objects.exists()


def signed_in(user: User) -> UserSession:
    store = SessionStore()
    store.save()
    return UserSession.objects.create(
        user=user, session_key=store.session_key, ip="127.0.0.1", user_agent="curl"
    )


def test_deactivation_ends_all_sessions_and_the_sign_in(
    samokov: Organization, employ: Employ
) -> None:
    head, officer = employ(samokov, "head"), employ(samokov, "officer", "analyst")
    user = user_of(officer)
    keys = [signed_in(user).session_key for _ in range(2)]
    with acting(head):
        services.deactivate(head, membership=membership_of(officer, "officer"), now=NOW)
        assert not queries.members(head).filter(user=user).exists()
    user.refresh_from_db()
    assert not user.is_active
    assert not any(SessionStore().exists(key) for key in keys)
    assert not UserSession.objects.filter(user=user).exists()
    assert queries.actor_for(user, samokov) is None


def test_who_works_elsewhere_too_keeps_their_account(
    samokov: Organization, elena: Organization, employ: Employ
) -> None:
    head, officer = employ(samokov, "head"), employ(samokov, "officer")
    user = user_of(officer)
    elsewhere = employ(elena, "officer", user=user)
    signed_in(user)
    with acting(head):
        services.deactivate(head, membership=membership_of(officer, "officer"), now=NOW)
    user.refresh_from_db()
    assert user.is_active
    assert not UserSession.objects.filter(user=user).exists()
    with acting(elsewhere):
        assert queries.actor_for(user, elena)
        assert queries.actor_for(user, samokov) is None


def test_roles_elsewhere_are_told_only_of_ones_own_people(
    samokov: Organization, elena: Organization, employ: Employ
) -> None:
    from opora.accounts.services.members import _has_roles_elsewhere

    head, stranger = employ(samokov, "head"), employ(elena, "head")
    with acting(head):
        assert not _has_roles_elsewhere(user_of(stranger))


def test_ending_other_sessions_keeps_this_one(user: User) -> None:
    here, there = signed_in(user), signed_in(user)

    assert services.end_sessions(user, keep=here.session_key) == 1
    assert SessionStore().exists(here.session_key)
    assert not SessionStore().exists(there.session_key)


def test_nobody_ends_anothers_session(user: User) -> None:
    other = User.objects.create_user("other@elena.bg", "Друг", None)
    foreign = signed_in(other)

    assert services.end_sessions(user, only=foreign.pk) == 0
    assert SessionStore().exists(foreign.session_key)


def test_a_lost_second_factor_is_reset(samokov: Organization, employ: Employ) -> None:
    head, officer = employ(samokov, "head"), employ(samokov, "officer")
    user = user_of(officer)
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    key = signed_in(user).session_key
    with acting(head):
        membership = membership_of(officer, "officer")
        services.reset_second_factor(head, membership=membership, now=NOW)
        assert not Authenticator.objects.filter(user=user).exists()
        assert not SessionStore().exists(key)
        assert user_of(officer).is_active
        with pytest.raises(Refused, match="няма втори фактор"):
            services.reset_second_factor(head, membership=membership, now=NOW)
        with pytest.raises(Refused, match="от профила си"):
            services.reset_second_factor(head, membership=membership_of(head, "head"), now=NOW)


def test_one_organization_does_not_open_another(
    samokov: Organization, elena: Organization, employ: Employ
) -> None:
    head, officer = employ(samokov, "head"), employ(samokov, "officer")
    user = user_of(officer)
    stranger = employ(elena, "head", user=user)
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    with acting(stranger):
        foreign = membership_of(stranger, "head")
    with acting(head):
        with pytest.raises(Refused, match="и за друга организация"):
            services.reset_second_factor(
                head, membership=membership_of(officer, "officer"), now=NOW
            )
        foreign.user_id = 0
        with pytest.raises(NotVisible):
            services.reset_second_factor(head, membership=foreign, now=NOW)
    with acting(officer), pytest.raises(Refused, match="Нямате право"):
        services.reset_second_factor(officer, membership=membership_of(officer, "officer"), now=NOW)
    assert Authenticator.objects.filter(user=user).exists()


def test_every_event_has_its_sentence_also_when_its_details_are_erased(
    samokov: Organization, employ: Employ
) -> None:
    head, officer = employ(samokov, "head"), employ(samokov, "officer")
    with acting(head):
        services.deactivate(head, membership=membership_of(officer, "officer"), now=NOW)
        [told] = sentences.lines(list(queries.course(head)))
        assert (told.who, told.sentence) == ("Росица Димова", "прекрати достъпа на Росица Димова")
        erased = Event(name="accounts.deactivated", organization_id=samokov.pk)
        assert sentences.lines([erased])[0].sentence == "прекрати достъпа на колега"
