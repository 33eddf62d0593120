"""Reads of meetings. A group is seen by its organizer and by the members' organizations."""

from datetime import date, datetime

from django.db import connection
from django.db.models import Case, Q, QuerySet, When

from opora.accounts import queries as accounts
from opora.accounts.models import Organization, User
from opora.lib import codes, keys
from opora.lib.actor import Actor
from opora.lib.words import SOFIA

from . import counting
from .models import (
    Attendance,
    Ballot,
    Group,
    GroupMember,
    MemberInvitation,
    Minutes,
    SecretRoll,
    Session,
    Vote,
)
from .rules import SYSTEM, Outsider, Part, Party, Presence, Who

BY_PART = Case(
    When(part=Part.CHAIR, then=0), When(part=Part.SECRETARY, then=1), default=2
)  # the chair and the secretary stand first


def groups(actor: Actor) -> QuerySet[Group]:
    """The groups in which the actor's organization takes part."""
    return (
        Group.objects.filter(audience__contains=[actor.organization_id])
        .select_related("organization")
        .order_by("closed_on", "name", "id")
    )


def sessions(party: Party) -> QuerySet[Session]:
    """The sessions that a party may see; somebody from outside sees the one they are invited to."""
    if isinstance(party, Outsider):
        found = Session.objects.filter(pk=party.session_id)
    else:
        found = Session.objects.filter(group__audience__contains=[party.organization_id])
    return found.select_related("group__organization")


def votes(party: Party) -> QuerySet[Vote]:
    """The votes of the sessions that a party may see."""
    return Vote.objects.filter(session__in=sessions(party)).select_related(
        "session__group__organization", "item"
    )


def minutes(party: Party) -> QuerySet[Minutes]:
    """The minutes of the sessions that a party may see."""
    return Minutes.objects.filter(session__in=sessions(party)).select_related(
        "session__group__organization"
    )


def members_on(group: Group, day: date) -> QuerySet[GroupMember]:
    """Who is a member on a day, the chair and the secretary first."""
    return (
        GroupMember.objects.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)
        .filter(group=group)
        .select_related("organization")
        .order_by(BY_PART, "name", "id")
    )


def members_since(group: Group, day: date) -> QuerySet[GroupMember]:
    """Who is a member on a day or will be later."""
    return GroupMember.objects.filter(Q(valid_to=None) | Q(valid_to__gt=day), group=group)


def works_for(user: User, organization: Organization) -> bool:
    """Whether somebody holds a role in an organization, also in one the actor sees nothing of."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from accounts_holding_roles(%s, %s)", [[user.pk], [organization.pk]]
        )
        return bool(cursor.fetchone()[0])


def day_of(session: Session) -> date:
    """The session's day in Sofia."""
    return session.starts_at.astimezone(SOFIA).date()


def member_of(party: Party, group: Group, day: date) -> GroupMember | None:
    """As which member the party takes part in the group on a day."""
    found = members_on(group, day)
    if isinstance(party, Outsider):
        return found.filter(pk=party.member_id, user=None).first()
    if party.user_id is None:
        return None
    return found.filter(user=party.user_id, organization=party.organization_id).first()


def may_hold(actor: Actor, group: Group) -> bool:
    """Whether the actor leads the group in the name of its organizer."""
    return actor.organization_id == group.organization_id and accounts.allowed(
        actor, "meetings.hold"
    )


def who_is(party: Party, group: Group, day: date) -> frozenset[Who]:
    """What the party is to the group on a day."""
    member = member_of(party, group, day)
    found = {Who.MEMBER} if member else set()
    if member and member.may_vote:
        found.add(Who.VOTER)
    if isinstance(party, Actor):
        if party.has(SYSTEM):
            found.add(Who.SYSTEM)
        elif may_hold(party, group):
            found.add(Who.HOLDER)
    return frozenset(found)


def presences(session: Session) -> dict[int, Attendance]:
    """The marked attendances by member."""
    return {each.member_id: each for each in Attendance.objects.filter(session=session)}


def count_of(vote: Vote) -> counting.Count:
    """Members, those there and their conflicts as they stand now, without the ballots."""
    return count(vote.session, {each.member_id for each in vote.conflicts.all()})


def count(session: Session, conflicts: set[int]) -> counting.Count:
    """The members with a vote and how many of them are there now."""
    group = session.group
    voters = {each.pk for each in members_on(group, day_of(session)) if each.may_vote}
    there = {Presence.PRESENT}
    if group.counts_represented:
        there.add(Presence.REPRESENTED)
    present = {pk for pk, each in presences(session).items() if each.state in there} & voters
    return counting.Count(
        n_members=len(voters), n_present=len(present), n_conflicts=len(present & conflicts)
    )


def n_cast(vote: Vote) -> int:
    """How many have voted so far."""
    rows = SecretRoll if vote.is_secret else Ballot
    return rows.objects.filter(vote=vote).count()


def has_voted(vote: Vote, member: GroupMember) -> bool:
    """Whether this member's ballot is in."""
    rows = SecretRoll if vote.is_secret else Ballot
    return rows.objects.filter(vote=vote, member=member).exists()


def ballot_of(vote: Vote, member: GroupMember) -> Ballot | None:
    """A member's ballot in an open vote."""
    return Ballot.objects.filter(vote=vote, member=member).first()


def passed(subject_kind: str, subject_id: int, digest: str) -> Vote | None:
    """The vote by which exactly this version was carried; None when there is none to be seen."""
    return (
        Vote.objects.filter(
            subject_kind=subject_kind,
            subject_id=subject_id,
            subject_digest=digest,
            state="closed",
            is_passed=True,
        )
        .select_related("session__group__organization")
        .order_by("-closed_at")
        .first()
    )


def open_votes(subject_kind: str, subject_id: int) -> list[tuple[int, str, int]]:
    """Every open vote on a record, whoever holds it: id, digest, the organizer's id."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, subject_digest, organization_id from meetings_open_votes(%s, %s)",
            [subject_kind, subject_id],
        )
        return cursor.fetchall()


def votes_on(actor: Actor, subject_kind: str, subject_id: int) -> QuerySet[Vote]:
    """All votes on a record that the actor may see, newest first."""
    return votes(actor).filter(subject_kind=subject_kind, subject_id=subject_id).order_by("-id")


def code_index(code: str) -> bytes:
    """What is stored of an invitation's code: found with it, not readable without the keys."""
    return keys.ring().blind_index(f"meetings.code:{codes.normal(code)}")


def invitation_by_code(code: str) -> Outsider | None:
    """Whose code this is; whether it still lets in is `outsider_now`'s to say."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, member_id, session_id, organization_id"
            " from meetings_invitation_by_code(%s)",
            [code_index(code)],
        )
        row = cursor.fetchone()
    return Outsider(*row) if row else None


def is_admitted(outsider: Outsider, now: datetime) -> bool:
    """Whether the invitation is open and its holder still a member. Within the organizer's wall."""
    invitation = (
        MemberInvitation.objects.filter(pk=outsider.invitation_id, member=outsider.member_id)
        .select_related("member", "session__group")
        .first()
    )
    if invitation is None or not invitation.is_open(now):
        return False
    member = invitation.member
    today = now.astimezone(SOFIA).date()
    return member.valid_to is None or member.valid_to > today
