"""The way in for somebody from outside: a code for one session, shown once and handed over."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from opora.journal.context import acting
from opora.lib import codes
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused

from .. import queries, rules, sentences
from ..models import GroupMember, MemberInvitation, Session
from ..rules import Outsider, SessionState
from .steps import lock_session, tell


@transaction.atomic
def issue(
    actor: Actor, *, session: Session, member: GroupMember, now: datetime
) -> tuple[MemberInvitation, str]:
    """A code for a member from outside and this session, and the code itself, which is kept
    nowhere. A code issued before for the same session stops working. It lasts until 21 days after
    the session's day (or after today, when that is later), so that the minutes can be approved."""
    held = lock_session(actor, session)
    if member.group_id != held.group_id:
        raise NotVisible
    if not member.is_outside:
        raise Refused(
            _("Този член има достъп до Опора и влиза с паролата си."),
            rule=_("Код получават само хора извън Опора."),
        )
    if held.state in {SessionState.PLANNED, SessionState.CANCELLED}:
        raise Refused(
            _("За това заседание още не се издават кодове или то е отменено."),
            remedy=_("Първо изпратете поканите за заседанието."),
        )
    held.invitations.filter(member=member, revoked_at=None).update(revoked_at=now)
    code = codes.new()
    made = MemberInvitation.objects.create(
        session=held,
        member=member,
        code_index=queries.code_index(code),
        issued_by_id=actor.officer_id,
        issued_at=now,
        expires_at=max(held.starts_at, now) + rules.INVITATION_LASTS,
    )
    _tell(actor, "meetings.code_issued", held, member, now)
    return made, code


@transaction.atomic
def revoke(actor: Actor, *, session: Session, member: GroupMember, now: datetime) -> bool:
    """The member's code for this session stops working; whether there was one."""
    held = lock_session(actor, session)
    n_ended = held.invitations.filter(member=member, revoked_at=None).update(revoked_at=now)
    if n_ended:
        _tell(actor, "meetings.code_revoked", held, member, now)
    return n_ended > 0


@transaction.atomic
def enter(code: str, *, now: datetime) -> Outsider:
    """Whoever holds an open code takes part in its session. The same refusal for a wrong code, an
    expired and a revoked one: it tells nobody which codes there are."""
    outsider = queries.invitation_by_code(code)
    if outsider is None:
        raise sentences.wrong_code()
    with acting(outsider.actor):
        if not queries.is_admitted(outsider, now):
            raise sentences.wrong_code()
        invitation = MemberInvitation.objects.select_related("session__group", "member").get(
            pk=outsider.invitation_id
        )
        if invitation.first_used_at is None:
            invitation.first_used_at = now
            invitation.save(update_fields=["first_used_at"])
            tell(
                outsider,
                "meetings.code_used",
                group=invitation.session.group,
                kind="session",
                record_id=invitation.session_id,
                now=now,
                details={"member_id": invitation.member_id},
            )
    return outsider


def _tell(actor: Actor, name: str, session: Session, member: GroupMember, now: datetime) -> None:
    tell(
        actor,
        name,
        group=session.group,
        kind="session",
        record_id=session.pk,
        now=now,
        details={"member_id": member.pk},
    )
