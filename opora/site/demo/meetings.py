"""A working group, a council's commission and a national meeting, with what they have done so far.

The people from outside and their organizations are invented and say so.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from opora.accounts.models import User
from opora.accounts.rules import Role
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.lib.words import SOFIA
from opora.meetings import queries
from opora.meetings.models import Group, GroupMember, Session, Vote
from opora.meetings.rules import Party, actor_of
from opora.meetings.services import groups, invitations, minutes, sessions, votes

from . import texts_of_meetings as texts
from .days import Days
from .stage import Stage
from .texts_of_meetings import Seat

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


# Who leads a group in the name of each organizer.
HOLDERS = {
    "oblast-sofia": ("oblast.sofia@opora.example", Role.ANALYST),
    "ob-samokov": ("head.samokov@opora.example", Role.HEAD),
    "asp": ("analyst.asp@opora.example", Role.ANALYST),
}


@dataclass(frozen=True, slots=True)
class Held:
    """The groups of the demonstration."""

    district: Group
    commission: Group
    national: Group


def stage_meetings(stage: Stage, days: Days) -> Held:
    """Three groups; the district's has a finished session with minutes and one to come."""
    founded = days.now - timedelta(days=60)
    held = Held(
        district=_group(stage, "oblast-sofia", texts.DISTRICT, texts.DISTRICT_SEATS, founded),
        commission=_group(stage, "ob-samokov", texts.COMMISSION, texts.COMMISSION_SEATS, founded),
        national=_group(stage, "asp", texts.NATIONAL, texts.NATIONAL_SEATS, founded),
    )
    _first_session(stage, held.district, days)
    _coming(stage, held.district, days, 6, texts.SECOND)
    _coming(stage, held.commission, days, 9, texts.COMMITTEE)
    _coming(stage, held.national, days, 20, texts.CONFERENCE)
    return held


def group_of(stage: Stage, slug: str) -> Group:
    """The group that an organization of the demonstration leads: "oblast-sofia", "asp"."""
    with acting(holder_of(stage, slug)):
        return Group.objects.select_related("organization").get(organization=stage.office(slug))


def holder_of(stage: Stage, slug: str) -> Actor:
    """Who leads the group of an organization."""
    email, role = HOLDERS[slug]
    user = User.objects.get(email=email)
    return Actor(user.pk, stage.office(slug).pk, frozenset({role.value}))


def hold_vote(
    stage: Stage,
    group: Group,
    subject_kind: str,
    subject_id: int,
    digest: str,
    *,
    question: str,
    title: str,
    at: datetime,
    is_left_open: bool = False,
) -> Vote:
    """A session at a past moment in which everybody votes „за“ on a version of a record; the
    minutes are approved and locked. With `is_left_open` the vote waits for its ballots instead."""
    holder = holder_of(stage, group.organization.slug)
    session = _opened(stage, group, title, [question], at)
    with acting(holder):
        item = session.items.get()
        sessions.add_material(
            holder, session=session, item=item, title=title, record_kind=subject_kind,
            record_id=subject_id, digest=digest, now=at + 2 * MINUTE,
        )  # fmt: skip
        vote = votes.open_vote(
            holder, session=session, item=item, question=question, subject_kind=subject_kind,
            subject_id=subject_id, subject_digest=digest, now=at + 20 * MINUTE,
        )  # fmt: skip
    if is_left_open:
        return vote
    parties = _parties(holder, session, at)
    for party, member in parties:
        if member.may_vote:
            _cast(party, vote, "for", at + 22 * MINUTE)
    with acting(holder):
        vote = votes.close(holder, vote=vote, now=at + 25 * MINUTE)
        sessions.close_session(holder, session=session, now=at + 40 * MINUTE)
    _written(holder, session, parties, at + DAY)
    return vote


def _first_session(stage: Stage, group: Group, days: Days) -> None:
    """The first session of the district's group: findings, an open vote, a secret one, minutes."""
    holder = holder_of(stage, group.organization.slug)
    at = _at(days, -37)
    session = _opened(stage, group, texts.FIRST.title, texts.FIRST.items, at)
    parties = _parties(holder, session, at)
    by_name = {member.name: party for party, member in parties}
    with acting(holder):
        items = list(session.items.all())
        sessions.add_material(
            holder, session=session, item=items[0], title=texts.MATERIAL[0],
            text=texts.MATERIAL[1], now=at + MINUTE,
        )  # fmt: skip
    for n, (name, at_item, kind, text) in enumerate(texts.SAID, 5):
        party = by_name[name]
        with acting(actor_of(party)):
            sessions.say(party, item=items[at_item], kind=kind, text=text, now=at + n * MINUTE)
    voters = [(party, member) for party, member in parties if member.may_vote]
    for n, (question, at_item, is_secret, against) in enumerate(texts.QUESTIONS, 1):
        moment = at + n * 30 * MINUTE
        with acting(holder):
            vote = votes.open_vote(
                holder, session=session, item=items[at_item], question=question,
                is_secret=is_secret, now=moment,
            )  # fmt: skip
        for party, member in voters:
            _cast(party, vote, "against" if member.name in against else "for", moment + MINUTE)
        with acting(holder):
            votes.close(holder, vote=vote, now=moment + 4 * MINUTE)
        if not is_secret:
            party = by_name[against[0]]
            with acting(actor_of(party)):
                votes.dissent(party, vote=vote, text=texts.DISSENT, now=moment + 6 * MINUTE)
    with acting(holder):
        sessions.close_session(holder, session=session, now=at + 95 * MINUTE)
    _written(holder, session, parties, at + DAY)


def _written(
    holder: Actor, session: Session, parties: list[tuple[Party, GroupMember]], at: datetime
) -> None:
    """The minutes from the draft to the locked document."""
    with acting(holder):
        found = queries.sessions(holder).get(pk=session.pk)
        made = minutes.draft(holder, session=found, now=at)
        items = found.items.values_list("pk", flat=True)
        made = minutes.correct(
            holder, minutes=made, seen=made.version, opening=texts.OPENING, closing=texts.CLOSING,
            discussions={str(items[0]): texts.DISCUSSION}, now=at + 10 * MINUTE,
        )  # fmt: skip
        made = minutes.circulate(holder, minutes=made, seen=made.version, now=at + 20 * MINUTE)
    for n, (party, _member) in enumerate(parties, 1):
        with acting(actor_of(party)):
            minutes.approve(party, minutes=made, seen=made.version, now=at + DAY + n * MINUTE)
    with acting(holder):
        minutes.lock(holder, minutes=made, seen=made.version, now=at + 2 * DAY)


def _coming(stage: Stage, group: Group, days: Days, after: int, agenda: texts.Agenda) -> None:
    """A session to which everybody has been invited."""
    holder = holder_of(stage, group.organization.slug)
    with acting(holder):
        planned = days.now - 3 * DAY
        session = sessions.plan(
            holder, group=group, title=agenda.title, starts_at=_at(days, after),
            place=agenda.place, is_online=True, items=agenda.items, now=planned,
        )  # fmt: skip
        sessions.invite(holder, session=session, now=planned + 30 * MINUTE)


def _opened(
    stage: Stage, group: Group, title: str, items: list[str] | tuple[str, ...], at: datetime
) -> Session:
    """A session that began at a past moment with everybody there."""
    holder = holder_of(stage, group.organization.slug)
    with acting(holder):
        session = sessions.plan(
            holder, group=group, title=title, starts_at=at, place=texts.HALL, items=items,
            now=at - 10 * DAY,
        )  # fmt: skip
        sessions.invite(holder, session=session, now=at - 10 * DAY + MINUTE)
        sessions.open_session(holder, session=session, now=at)
        found = queries.sessions(holder).get(pk=session.pk)
        for member in queries.members_on(group, queries.day_of(found)):
            sessions.attend(holder, session=found, member=member, now=at + MINUTE)
    return found


def _parties(holder: Actor, session: Session, at: datetime) -> list[tuple[Party, GroupMember]]:
    """Every member as who they take part: a user, or somebody from outside with a code."""
    found: list[tuple[Party, GroupMember]] = []
    with acting(holder):
        members = list(queries.members_on(session.group, queries.day_of(session)))
    for member in members:
        if member.user_id and member.organization_id:
            found.append((Actor(member.user_id, member.organization_id), member))
            continue
        with acting(holder):
            _made, code = invitations.issue(holder, session=session, member=member, now=at)
        found.append((invitations.enter(code, now=at), member))
    return found


def _cast(party: Party, vote: Vote, choice: str, now: datetime) -> None:
    with acting(actor_of(party)):
        votes.cast(party, vote=vote, choice=choice, seen_digest=vote.subject_digest, now=now)


def _group(
    stage: Stage, slug: str, facts: dict[str, Any], seats: tuple[Seat, ...], now: datetime
) -> Group:
    holder = holder_of(stage, slug)
    with acting(holder):
        group = groups.create_group(holder, now=now, **facts)
        for seat in seats:
            user = User.objects.get(email=seat.email) if seat.email else None
            groups.add_member(
                holder,
                group=group,
                name=user.name if user else seat.name,
                user=user,
                organization=stage.office(seat.office) if user else None,
                organization_name=seat.organization,
                capacity=seat.capacity,
                part=seat.part,
                may_vote=seat.may_vote,
                valid_from=now.date(),
                now=now,
            )
        group.refresh_from_db()
    return group


def _at(days: Days, n: int) -> datetime:
    """Ten o'clock so many days from the load, moved to a working day."""
    day = days.calendar.roll(days.today + n * DAY)
    return datetime.combine(day, time(10), SOFIA)
