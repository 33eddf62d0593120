"""Roles of the people who already belong to the organization."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import connection, transaction
from django.utils.translation import gettext as _

from opora.accounts import queries, rules
from opora.accounts.models import Membership, Organization, User
from opora.journal import services as journal
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused

from .access import require


@transaction.atomic
def add_role(actor: Actor, *, user: User, role: str, now: datetime) -> Membership:
    """Give a colleague one more role. Who is not a member yet is invited instead."""
    organization = lock(require(actor, "organization.manage"))
    held = {each.role for each in queries.members(actor).filter(user=user)}
    if not held:
        raise NotVisible
    if role in held:
        raise Refused(_("Колегата вече има тази роля."), field="role")
    added = Membership.objects.create(user=user, organization=organization, role=role)
    _record(actor, "accounts.role_added", user, now, role=role)
    return added


@transaction.atomic
def remove_role(actor: Actor, *, membership: Membership, now: datetime) -> None:
    """End one role. Refused when nobody would be left to manage the organization."""
    lock(require(actor, "organization.manage"))
    current = queries.members(actor).filter(pk=membership.pk).first()
    if current is None:
        if Membership.objects.filter(pk=membership.pk, organization=actor.organization_id).exists():
            raise Refused(_("Тази роля вече е прекратена."))
        raise NotVisible
    _keep_a_manager(actor, leaving=[current])
    Membership.objects.filter(pk=current.pk).update(until=now)
    _record(actor, "accounts.role_removed", current.user, now, role=current.role)


@transaction.atomic
def reset_second_factor(actor: Actor, *, membership: Membership, now: datetime) -> None:
    """Forget the second factor of a colleague who lost the phone and the recovery codes: their
    sessions end, and after the next sign-in by password they add a new one.

    Refused for oneself, and for who works elsewhere too: one organization does not open another.
    """
    require(actor, "organization.manage")
    current = queries.members(actor).filter(user=membership.user_id).first()
    if current is None:
        raise NotVisible
    if current.user_id == actor.user_id:
        raise Refused(
            _("Своя втори фактор сменяте от профила си."),
            remedy=_("Ако сте го изгубили, помолете друг администратор или ръководител."),
        )
    if _has_roles_elsewhere(current.user):
        raise Refused(
            _("Колегата работи и за друга организация."),
            rule=_("Една организация не отваря достъпа до друга."),
            remedy=_("Обърнете се към оператора на инсталацията."),
        )
    if not Authenticator.objects.filter(user=current.user).delete()[0]:
        raise Refused(_("Колегата няма втори фактор."))
    end_sessions(current.user)
    _record(actor, "accounts.second_factor_reset", current.user, now)


@transaction.atomic
def deactivate(actor: Actor, *, membership: Membership, now: datetime) -> None:
    """End all roles of a colleague in the organization, and at once all their sessions.

    Who holds no role elsewhere can no longer sign in. Refused for oneself, and when nobody would
    be left to manage the organization.
    """
    lock(require(actor, "organization.manage"))
    leaving = list(queries.members(actor).filter(user=membership.user_id))
    if not leaving:
        raise NotVisible
    if membership.user_id == actor.user_id:
        raise Refused(
            _("Не можете да прекратите собствения си достъп."),
            remedy=_("Помолете друг администратор или ръководител."),
        )
    _keep_a_manager(actor, leaving=leaving)
    Membership.objects.filter(pk__in=[each.pk for each in leaving]).update(until=now)
    user = leaving[0].user
    if not _has_roles_elsewhere(user):
        User.objects.filter(pk=user.pk).update(is_active=False)
    end_sessions(user)
    _record(actor, "accounts.deactivated", user, now)


def end_sessions(user: User, *, keep: str = "", only: int | None = None) -> int:
    """Sign the user out everywhere but in the session with key `keep`, or `only` of one device.

    Returns how many ended. A person's own sessions are no organization's act: no event.
    """
    sessions = UserSession.objects.filter(user=user).exclude(session_key=keep)
    if only is not None:
        sessions = sessions.filter(pk=only)
    ended = list(sessions)
    for session in ended:
        session.end()
    return len(ended)


def edit_profile(user: User, *, name: str, language: str) -> None:
    """What a person says about themself; it stands under what they do, in every organization."""
    User.objects.filter(pk=user.pk).update(name=name, language=language)


def lock(organization: Organization) -> Organization:
    """Changes of an organization's members wait for each other, or two administrators could
    remove one another at the same moment."""
    return Organization.objects.select_for_update().get(pk=organization.pk)


def _keep_a_manager(actor: Actor, *, leaving: list[Membership]) -> None:
    managers = queries.members(actor).filter(
        role__in=rules.RIGHTS["organization.manage"].roles, user__is_active=True
    )
    gone = [each.pk for each in leaving]
    if managers.filter(pk__in=gone).exists() and not managers.exclude(pk__in=gone).exists():
        raise Refused(
            _("Това е последният администратор или ръководител на организацията."),
            rule=_("Всяка организация има поне един човек, който кани и отстранява колеги."),
            remedy=_("Първо дайте на друг колега роля администратор или ръководител."),
        )


def _has_roles_elsewhere(user: User) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select accounts_has_roles_elsewhere(%s)", [user.pk])
        return bool(cursor.fetchone()[0])


def _record(actor: Actor, name: str, user: User, now: datetime, role: str = "") -> None:
    journal.record(
        actor,
        name,
        kind="organization",
        record_id=actor.organization_id,
        details={"user": user.pk, "name": user.name} | ({"role": role} if role else {}),
    )
