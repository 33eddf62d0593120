"""A working group, a council's commission and a national meeting, with what they have done so far.

The people from outside and their organizations are invented and say so.
"""

from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

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
from .schedule import Scene, Tale
from .stage import Stage
from .texts_of_meetings import Seat

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


FOUNDED = 60  # days ago
# Who leads a group in the name of each organizer.
HOLDERS = {
    "oblast-sofia": ("oblast.sofia@opora.example", Role.ANALYST),
    "ob-samokov": ("head.samokov@opora.example", Role.HEAD),
    "asp": ("analyst.asp@opora.example", Role.ANALYST),
}


class Subject(NamedTuple):
    """What is voted on."""

    kind: str
    pk: int
    digest: str


def stage_meetings(stage: Stage, days: Days) -> list[Tale]:
    """Three groups; the district's has a finished session with minutes and one to come."""
    return [
        _founded(stage, days),
        _first_session(stage, days),
        _coming(stage, "oblast-sofia", days, 6, texts.SECOND),
        _coming(stage, "ob-samokov", days, 9, texts.COMMITTEE),
        _coming(stage, "asp", days, 20, texts.CONFERENCE),
    ]


def _founded(stage: Stage, days: Days) -> Tale:
    yield days.office(FOUNDED)
    _group(stage, "oblast-sofia", texts.DISTRICT, texts.DISTRICT_SEATS)
    _group(stage, "ob-samokov", texts.COMMISSION, texts.COMMISSION_SEATS)
    _group(stage, "asp", texts.NATIONAL, texts.NATIONAL_SEATS)


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
    stage: Stage, days: Days, slug: str, subject: Subject, *, question: str, title: str,
    at: datetime, is_left_open: bool = False,
) -> Tale:  # fmt: skip
    """A session at a moment in which everybody votes „за“ on a version of a record; the minutes are
    approved and locked. With `is_left_open` the vote waits for its ballots instead."""
    group, holder = group_of(stage, slug), holder_of(stage, slug)
    session = yield from _opened(stage, group, title, [question], at)
    with acting(holder):
        item = session.items.get()
        sessions.add_material(
            holder, session=session, item=item, title=title, record_kind=subject.kind,
            record_id=subject.pk, digest=subject.digest, now=stage.now,
        )  # fmt: skip
    yield at + 5 * MINUTE
    with acting(holder):
        vote = votes.open_vote(
            holder, session=session, item=item, question=question, subject_kind=subject.kind,
            subject_id=subject.pk, subject_digest=subject.digest, now=stage.now,
        )  # fmt: skip
    if is_left_open:
        return
    parties = _parties(holder, session, stage.now)
    yield at + 22 * MINUTE
    for party, member in parties:
        if member.may_vote:
            _cast(party, vote, "for", stage.now)
    yield at + 25 * MINUTE
    with acting(holder):
        votes.close(holder, vote=vote, now=stage.now)
    yield at + 40 * MINUTE
    with acting(holder):
        sessions.close_session(holder, session=session, now=stage.now)
    yield from _written(stage, days, holder, session, parties)


def _first_session(stage: Stage, days: Days) -> Tale:
    """The first session of the district's group: findings, an open vote, a secret one, minutes."""
    at = _at(days, -37)
    yield at - 10 * DAY
    group, holder = group_of(stage, "oblast-sofia"), holder_of(stage, "oblast-sofia")
    session = yield from _opened(stage, group, texts.FIRST.title, texts.FIRST.items, at)
    parties = _parties(holder, session, stage.now)
    by_name = {member.name: party for party, member in parties}
    with acting(holder):
        items = list(session.items.all())
        sessions.add_material(
            holder, session=session, item=items[0], title=texts.MATERIAL[0],
            text=texts.MATERIAL[1], now=stage.now,
        )  # fmt: skip
    for n, (name, at_item, kind, text) in enumerate(texts.SAID, 5):
        yield at + n * MINUTE
        party = by_name[name]
        with acting(actor_of(party)):
            sessions.say(party, item=items[at_item], kind=kind, text=text, now=stage.now)
    voters = [(party, member) for party, member in parties if member.may_vote]
    for n, (question, at_item, is_secret, against) in enumerate(texts.QUESTIONS, 1):
        moment = at + n * 30 * MINUTE
        yield moment
        with acting(holder):
            vote = votes.open_vote(
                holder, session=session, item=items[at_item], question=question,
                is_secret=is_secret, now=moment,
            )  # fmt: skip
        yield moment + MINUTE
        for party, member in voters:
            _cast(party, vote, "against" if member.name in against else "for", stage.now)
        yield moment + 4 * MINUTE
        with acting(holder):
            votes.close(holder, vote=vote, now=stage.now)
        if not is_secret:
            yield moment + 6 * MINUTE
            party = by_name[against[0]]
            with acting(actor_of(party)):
                votes.dissent(party, vote=vote, text=texts.DISSENT, now=stage.now)
    yield at + 95 * MINUTE
    with acting(holder):
        sessions.close_session(holder, session=session, now=stage.now)
    yield from _written(stage, days, holder, session, parties)


def _written(
    stage: Stage, days: Days, holder: Actor, session: Session,
    parties: list[tuple[Party, GroupMember]],
) -> Tale:  # fmt: skip
    """The minutes from the draft to the locked document."""
    yield days.on(stage.now.date() + DAY, 9, 40)
    with acting(holder):
        found = queries.sessions(holder).get(pk=session.pk)
        made = minutes.draft(holder, session=found, now=stage.now)
        items = found.items.values_list("pk", flat=True)
    yield stage.now + 10 * MINUTE
    with acting(holder):
        made = minutes.correct(
            holder, minutes=made, seen=made.version, opening=texts.OPENING, closing=texts.CLOSING,
            discussions={str(items[0]): texts.DISCUSSION}, now=stage.now,
        )  # fmt: skip
        made = minutes.circulate(holder, minutes=made, seen=made.version, now=stage.now)
    yield days.on(stage.now.date() + DAY, 11)
    for party, _member in parties:
        yield stage.now + MINUTE
        with acting(actor_of(party)):
            minutes.approve(party, minutes=made, seen=made.version, now=stage.now)
    yield days.on(stage.now.date() + DAY, 10)
    with acting(holder):
        minutes.lock(holder, minutes=made, seen=made.version, now=stage.now)


def _coming(stage: Stage, slug: str, days: Days, after: int, agenda: texts.Agenda) -> Tale:
    """A session to which everybody has been invited."""
    yield days.office(3)
    holder = holder_of(stage, slug)
    with acting(holder):
        session = sessions.plan(
            holder, group=group_of(stage, slug), title=agenda.title, starts_at=_at(days, after),
            place=agenda.place, is_online=True, items=agenda.items, now=stage.now,
        )  # fmt: skip
    yield stage.now + 30 * MINUTE
    with acting(holder):
        sessions.invite(holder, session=session, now=stage.now)


def _opened(
    stage: Stage, group: Group, title: str, items: list[str] | tuple[str, ...], at: datetime
) -> Scene[Session]:
    """A session that begins at a moment with everybody there, planned now."""
    holder = holder_of(stage, group.organization.slug)
    with acting(holder):
        session = sessions.plan(
            holder, group=group, title=title, starts_at=at, place=texts.HALL, items=items,
            now=stage.now,
        )  # fmt: skip
        sessions.invite(holder, session=session, now=stage.now)
    yield at
    with acting(holder):
        sessions.open_session(holder, session=session, now=at)
    yield at + MINUTE
    with acting(holder):
        found = queries.sessions(holder).get(pk=session.pk)
        for member in queries.members_on(group, queries.day_of(found)):
            sessions.attend(holder, session=found, member=member, now=stage.now)
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


def _group(stage: Stage, slug: str, facts: dict[str, Any], seats: tuple[Seat, ...]) -> None:
    holder, now = holder_of(stage, slug), stage.now
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


def _at(days: Days, n: int) -> datetime:
    """Ten o'clock so many days from the load, moved to a working day."""
    day = days.calendar.roll(days.today + n * DAY)
    return datetime.combine(day, time(10), SOFIA)
