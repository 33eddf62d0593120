"""The way in: an invitation whose link is shown once and handed over."""

import secrets
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from opora.accounts import queries, rules
from opora.accounts.models import Invitation, Membership, Organization, User
from opora.journal import services as journal
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused

from .access import require
from .members import lock


@transaction.atomic
def invite(
    actor: Actor,
    *,
    email: str,
    name: str,
    role: str,
    now: datetime,
    organization: Organization | None = None,
) -> tuple[Invitation, str]:
    """A new invitation, open for seven days, and the secret of its link, which is kept nowhere.

    With `organization` an administrator of the Agency for Social Assistance invites the first
    person of an organization that has none; everybody else invites into their own.
    """
    if organization is None or organization.pk == actor.organization_id:
        target = require(actor, "organization.manage")
    else:
        require(actor, "organizations.manage")
        _refuse_if_inhabited(actor, organization)
        target = organization
    inviting = Actor(actor.user_id, target.pk, actor.roles)
    with acting(inviting):
        lock(target)
        _refuse_if_known(inviting, email=email, role=role, now=now)
        token = secrets.token_urlsafe(32)
        made = Invitation.objects.create(
            organization=target,
            email=email.lower(),
            name=name,
            role=role,
            token_hash=queries.token_hash(token),
            invited_by_id=actor.user_id,  # type: ignore[misc]  # jobs invite nobody
            expires_at=now + rules.INVITATION_LASTS,
        )
    _record(actor, "accounts.invited", made, now)
    return made, token


@transaction.atomic
def renew_invitation(actor: Actor, *, invitation: Invitation, now: datetime) -> str:
    """A new link for the same invitation, open for seven days again; the old link stops working."""
    require(actor, "organization.manage")
    current = _locked(actor, invitation)
    if current.state(now) not in {rules.InvitationState.OPEN, rules.InvitationState.EXPIRED}:
        raise _closed(current, now)
    token = secrets.token_urlsafe(32)
    current.token_hash = queries.token_hash(token)
    current.expires_at = now + rules.INVITATION_LASTS
    current.save(update_fields=["token_hash", "expires_at"])
    _record(actor, "accounts.invitation_renewed", current, now)
    return token


@transaction.atomic
def revoke_invitation(actor: Actor, *, invitation: Invitation, now: datetime) -> None:
    """The link stops working."""
    require(actor, "organization.manage")
    current = _locked(actor, invitation)
    if current.state(now) not in {rules.InvitationState.OPEN, rules.InvitationState.EXPIRED}:
        raise _closed(current, now)
    current.revoked_at = now
    current.save(update_fields=["revoked_at"])
    _record(actor, "accounts.invitation_revoked", current, now)


@transaction.atomic
def accept_invitation(token: str, *, password: str, now: datetime) -> User:
    """A new user with the invitation's role; whoever holds the link chooses the password.

    Refused when somebody active already has this address: they sign in and use `accept_as`, or a
    link alone would be enough to take over their account.
    """
    invitation = _opened(token, now)
    user = User.objects.filter(email__iexact=invitation.email).first()
    if user and user.is_active:
        raise Refused(
            _("С тази поща вече има достъп до Опора."),
            remedy=_("Влезте с паролата си и отворете връзката отново."),
        )
    if user is None:
        user = User.objects.create_user(invitation.email, invitation.name, password)
    else:
        user.is_active = True
        user.set_password(password)
        user.save(update_fields=["is_active", "password"])
    EmailAddress.objects.get_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    _join(user, invitation, now)
    return user


@transaction.atomic
def accept_as(user: User, *, token: str, now: datetime) -> Organization:
    """The invitation's role for a user who has signed in; returns the organization joined."""
    invitation = _opened(token, now)
    if invitation.email != user.email.lower():
        raise Refused(
            _("Поканата е за друга електронна поща."),
            remedy=_("Излезте и влезте с пощата, за която е поканата."),
        )
    _join(user, invitation, now)
    return invitation.organization


def _opened(token: str, now: datetime) -> Invitation:
    """The open invitation of a link, locked: of two who press at once the second is refused."""
    found = queries.invitation_by_token(token)
    if found is None:
        raise Refused(
            _("Връзката не е вярна."),
            remedy=_("Проверете дали е копирана цялата, или поискайте нова покана."),
        )
    with acting(Actor(None, found.organization_id)):
        locked = (
            Invitation.objects.select_for_update(of=("self",))
            .select_related("organization")
            .get(pk=found.pk)
        )
    if locked.state(now) is not rules.InvitationState.OPEN:
        raise _closed(locked, now)
    if not locked.organization.is_active:
        raise Refused(_("Организацията вече не работи в Опора."))
    return locked


def _join(user: User, invitation: Invitation, now: datetime) -> None:
    actor = Actor(user.pk, invitation.organization_id, frozenset({invitation.role}))
    with acting(actor):
        Membership.objects.get_or_create(
            user=user, organization_id=invitation.organization_id, role=invitation.role, until=None
        )
        Invitation.objects.filter(pk=invitation.pk).update(accepted_at=now)
        _record(actor, "accounts.invitation_accepted", invitation, now)


def _locked(actor: Actor, invitation: Invitation) -> Invitation:
    found = queries.invitations(actor).select_for_update(of=("self",)).filter(pk=invitation.pk)
    current = found.first()
    if current is None:
        raise NotVisible
    return current


def _closed(invitation: Invitation, now: datetime) -> Refused:
    sentences = {
        rules.InvitationState.ACCEPTED: _("Поканата вече е приета."),
        rules.InvitationState.REVOKED: _("Поканата е оттеглена."),
        rules.InvitationState.EXPIRED: _("Срокът на поканата изтече."),
    }
    return Refused(
        sentences[invitation.state(now)],
        rule=_("Една покана се приема веднъж и важи 7 дни."),
        remedy=_("Поискайте нова покана от организацията."),
    )


def _refuse_if_inhabited(actor: Actor, organization: Organization) -> None:
    if queries.member_counts(actor).get(organization.pk):
        raise Refused(
            _("Тази организация вече има потребители."),
            rule=_("Колеги кани само самата организация."),
            remedy=_("Обърнете се към нейния администратор или ръководител."),
        )


def _refuse_if_known(actor: Actor, *, email: str, role: str, now: datetime) -> None:
    if queries.members(actor).filter(user__email__iexact=email, role=role).exists():
        raise Refused(_("Колега с тази поща вече има тази роля."), field="email")
    waiting = queries.invitations(actor).filter(
        email__iexact=email, role=role, accepted_at=None, revoked_at=None, expires_at__gt=now
    )
    if waiting.exists():
        raise Refused(
            _("Вече има отворена покана за тази поща и роля."),
            remedy=_("Направете ѝ нова връзка или я оттеглете."),
            field="email",
        )


def _record(actor: Actor, name: str, invitation: Invitation, now: datetime) -> None:
    journal.record(
        actor,
        name,
        kind="organization",
        record_id=invitation.organization_id,
        audience=[invitation.organization_id],
        recorded_at=now,
        details={"invitation": invitation.pk, "name": invitation.name, "role": invitation.role},
    )
