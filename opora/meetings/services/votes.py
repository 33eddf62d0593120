"""The acts of a vote. Each locks the vote first, so that ballots and the count never overlap."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.lib.canonical import digest
from opora.lib.refusals import Refused

from .. import counting, queries, rules, sentences
from ..counting import Choice, ConflictRule, Count, Majority, Quorum
from ..models import (
    AgendaItem,
    Ballot,
    ConflictOfInterest,
    DissentingOpinion,
    GroupMember,
    SecretTally,
    Session,
    Vote,
)
from ..rules import VOTE_LABELS, VOTE_STEPS, Party, Presence, SessionState, VoteState
from .steps import lock_session, lock_vote, notify, step, system_of, tell


@transaction.atomic
def open_vote(
    actor: Actor,
    *,
    session: Session,
    question: str,
    now: datetime,
    subject_kind: str = "",
    subject_id: int = 0,
    subject_digest: str = "",
    is_secret: bool = False,
    quorum: str = "",
    majority: str = "",
    item: AgendaItem | None = None,
) -> Vote:
    """Put a question to the members who are there.

    The subject is a kind of record, its id and the digest (64 hexadecimal digits) of the version
    voted on; without a subject the words of the question are what is voted on. Quorum and majority
    are the group's unless others are named. Refused when the session is not open, below quorum, and
    while another vote of the session is open.
    """
    held = lock_session(actor, session)
    group = held.group
    state = step(actor, group, VOTE_STEPS, "open", "", VOTE_LABELS, held)
    if held.state != SessionState.OPEN:
        raise sentences.session_not_open(held)
    if held.votes.filter(state=VoteState.OPEN).exists():
        raise sentences.another_vote()
    rule = Quorum(quorum or group.quorum)
    conflict = ConflictRule(group.conflict_rule)
    _require_quorum(rule, queries.count(held, set()), conflict)
    vote = Vote.objects.create(
        session=held,
        item=item,
        number=held.votes.count() + 1,
        question=question,
        subject_kind=subject_kind,
        subject_id=subject_id,
        subject_digest=subject_digest or digest({"question": question}),
        is_secret=is_secret,
        quorum=rule,
        majority=Majority(majority or group.majority),
        conflict_rule=conflict,
        state=state,
        opened_at=now,
    )
    _tell(actor, "meetings.vote_opened", vote, now)
    tell(actor, "meetings.vote_put", group=group, kind="session", record_id=held.pk, now=now)
    voters = [each for each in queries.members_on(group, queries.day_of(held)) if each.may_vote]
    notify(actor, voters, kind="meeting.vote_opened", session=held, now=now)
    return vote


@transaction.atomic
def cast(
    party: Party,
    *,
    vote: Vote,
    choice: str,
    seen_digest: str,
    now: datetime,
    seen_choice: str = "",
) -> None:
    """One ballot of the party's member. The same ballot again counts once and says nothing.

    In an open vote another ballot replaces the first one until the count, when `seen_choice` is the
    choice that stands: whoever did not see it is told that they have voted. A secret ballot stays.
    Refused for who is not a member with a vote, is not there, has a conflict of interest, saw
    another version, below quorum, and when the vote is over.
    """
    held = lock_vote(party, vote)
    member = _voter(party, held, "cast")
    if seen_digest != held.subject_digest:
        raise sentences.version_changed()
    attendance = queries.presences(held.session).get(member.pk)
    if attendance is None or attendance.state != Presence.PRESENT:
        raise sentences.not_present()
    if held.conflicts.filter(member=member).exists():
        raise sentences.in_conflict()
    _require_quorum(Quorum(held.quorum), queries.count_of(held), ConflictRule(held.conflict_rule))
    ballot = Choice(choice)
    if held.is_secret:
        _cast_secret(held, member, ballot, now)
    else:
        _cast_open(party, held, member, ballot, seen_choice, now)


def _cast_open(
    party: Party, vote: Vote, member: GroupMember, choice: Choice, seen: str, now: datetime
) -> None:
    before = queries.ballot_of(vote, member)
    if before and before.choice == choice:
        return
    if before and before.choice != seen:
        raise sentences.voted_already(before)
    Ballot.objects.update_or_create(
        vote=vote, member=member, defaults={"choice": choice, "cast_at": now}
    )
    name = "meetings.ballot_changed" if before else "meetings.ballot_cast"
    _tell(party, name, vote, now, details={"member_id": member.pk})


def _cast_secret(vote: Vote, member: GroupMember, choice: Choice, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select meetings_cast_secret(%s, %s, %s)", [vote.pk, member.pk, choice])
        (is_first,) = cursor.fetchone()
    if not is_first:
        raise sentences.voted_secretly()
    # Told by the system and without a name: the journal keeps order and time, the roll does not.
    system = system_of(vote.session.group)
    with acting(system):
        _tell(system, "meetings.ballot_cast", vote, now)


@transaction.atomic
def close(actor: Actor, *, vote: Vote, now: datetime, current_digest: str = "") -> Vote:
    """Count the ballots and write the result; returns the vote as it stands afterwards.

    `current_digest` is that of the subject's version now: when it is another than the one voted on,
    the vote becomes void and nothing is counted. Refused below quorum.
    """
    held = lock_vote(actor, vote)
    state = step(actor, held.session.group, VOTE_STEPS, "close", held.state, VOTE_LABELS,
                 held.session)  # fmt: skip
    if current_digest and current_digest != held.subject_digest:
        return void(actor, vote=held, reason=sentences.changed_meanwhile(), now=now)
    found = _ballots(held)
    conflict, majority = ConflictRule(held.conflict_rule), Majority(held.majority)
    _require_quorum(Quorum(held.quorum), found, conflict)
    held.state, held.closed_at = state, now
    held.n_members, held.n_present, held.n_conflicts = (
        found.n_members, found.n_present, found.n_conflicts,
    )  # fmt: skip
    held.n_for, held.n_against, held.n_abstained = found.n_for, found.n_against, found.n_abstained
    held.n_needed = counting.votes_needed(majority, found, conflict)
    held.is_passed = counting.is_passed(majority, found, conflict)
    held.save()
    _tell(actor, "meetings.vote_closed", held, now, details={"is_passed": held.is_passed})
    return held


def _ballots(vote: Vote) -> Count:
    """The members there and the ballots of a vote that is being counted."""
    there = queries.count_of(vote)
    if vote.is_secret:
        return _secret_ballots(vote, there)
    choices = list(vote.ballots.values_list("choice", flat=True))
    return Count(
        there.n_members, there.n_present, there.n_conflicts,
        choices.count(Choice.FOR), choices.count(Choice.AGAINST), choices.count(Choice.ABSTAIN),
    )  # fmt: skip


def _secret_ballots(vote: Vote, there: Count) -> Count:
    """The wall shows the tally only of a closed vote: it is closed first, in this transaction."""
    Vote.objects.filter(pk=vote.pk).update(state=VoteState.CLOSED, is_passed=False)
    tally = SecretTally.objects.filter(vote=vote).first() or SecretTally()
    found = Count(
        there.n_members, there.n_present, there.n_conflicts,
        tally.n_for, tally.n_against, tally.n_abstained,
    )  # fmt: skip
    if found.n_cast != queries.n_cast(vote):
        raise ValueError("the roll and the tally of a secret vote do not agree")
    return found


@transaction.atomic
def void(actor: Actor, *, vote: Vote, reason: str, now: datetime) -> Vote:
    """End an open vote without a result; the reason stands in the minutes."""
    held = lock_vote(actor, vote)
    group = held.session.group
    held.state = step(actor, group, VOTE_STEPS, "void", held.state, VOTE_LABELS, held.session)
    if not reason.strip():
        raise Refused(_("Напишете защо гласуването е недействително."), field="reason")
    held.void_reason, held.closed_at = reason.strip(), now
    held.save(update_fields=["state", "void_reason", "closed_at"])
    _tell(actor, "meetings.vote_voided", held, now, details={"reason": held.void_reason})
    return held


@transaction.atomic
def void_subject(
    *, subject_kind: str, subject_id: int, current_digest: str, reason: str, now: datetime
) -> int:
    """End every open vote on another version of a record than the one of `current_digest`; how many
    there were. Called by whoever changed the record, who need not be of the group: it is done in
    the name of each group's organizer."""
    n_ended = 0
    for vote_id, voted, organization_id in queries.open_votes(subject_kind, subject_id):
        if voted == current_digest:
            continue
        system = Actor(None, organization_id, frozenset({rules.SYSTEM}))
        with acting(system):
            void(system, vote=Vote(pk=vote_id), reason=reason, now=now)
        n_ended += 1
    return n_ended


@transaction.atomic
def declare_conflict(party: Party, *, vote: Vote, reason: str, now: datetime) -> ConflictOfInterest:
    """The party's member has an interest in the question and does not vote on it; the group's rule
    says how they are counted. Refused when their ballot is already in."""
    held = lock_vote(party, vote)
    member = _voter(party, held, "declare")
    if not reason.strip():
        raise Refused(_("Напишете какъв е интересът."), field="reason")
    if queries.has_voted(held, member):
        raise sentences.voted_before_conflict()
    made, is_new = ConflictOfInterest.objects.get_or_create(
        vote=held, member=member, defaults={"reason": reason.strip(), "declared_at": now}
    )
    if is_new:
        _tell(party, "meetings.conflict_declared", held, now, details={"member_id": member.pk})
    return made


@transaction.atomic
def dissent(party: Party, *, vote: Vote, text: str, now: datetime) -> DissentingOpinion:
    """Why the party's member does not agree with the result, for the minutes as written. Refused
    for who was not there and once the minutes have been sent."""
    held = lock_vote(party, vote)
    member = _voter(party, held, "dissent")
    if not text.strip():
        raise Refused(_("Напишете особеното си мнение."), field="text")
    attendance = queries.presences(held.session).get(member.pk)
    if attendance is None or attendance.state != Presence.PRESENT:
        raise sentences.not_present()
    written = queries.minutes(party).filter(session=held.session).exclude(state="draft")
    if written.exists():
        raise sentences.minutes_sent()
    if held.dissents.filter(member=member).exists():
        raise Refused(_("Особеното Ви мнение по този въпрос вече е записано."))
    made = DissentingOpinion.objects.create(
        vote=held, member=member, text=text.strip(), given_at=now
    )
    _tell(party, "meetings.dissented", held, now, details={"member_id": member.pk})
    return made


def _voter(party: Party, vote: Vote, action: str) -> GroupMember:
    """The member as whom the party votes; refused with the sentence that fits."""
    group, day = vote.session.group, queries.day_of(vote.session)
    member = queries.member_of(party, group, day)
    if member is None:
        raise sentences.not_a_member()
    if not member.may_vote:
        raise sentences.only_advises()
    if action == "cast" and vote.state != VoteState.OPEN:
        raise sentences.vote_over(vote)
    step(party, group, VOTE_STEPS, action, vote.state, VOTE_LABELS, vote.session)
    return member


def _require_quorum(quorum: Quorum, count: Count, conflict: ConflictRule) -> None:
    if not counting.has_quorum(quorum, count, conflict):
        raise sentences.no_quorum(quorum, count, conflict)


def _tell(
    party: Party, name: str, vote: Vote, now: datetime, details: dict[str, Any] | None = None
) -> None:
    group = vote.session.group
    tell(
        party, name, group=group, kind="vote", record_id=vote.pk, now=now,
        article=rules.GROUP_RULE, details=details,
    )  # fmt: skip
