"""What every act of a meeting shares: who acts, whether the step is allowed, what is told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection

from opora.journal import services as journal
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible
from opora.notices import services as notices

from .. import queries, rules, sentences
from ..models import Group, GroupMember, Session, Vote
from ..rules import Party, actor_of


def lock_session(actor: Actor, session: Session) -> Session:
    """The session as it stands, locked by whoever leads the group; 404 for who may not see it."""
    found = queries.sessions(actor).filter(pk=session.pk).first()
    if found is None:
        raise NotVisible
    if not queries.may_hold(actor, found.group):
        raise sentences.not_the_holder()
    return queries.sessions(actor).select_for_update(of=("self",)).get(pk=session.pk)


def lock_vote(party: Party, vote: Vote) -> Vote:
    """The vote as it stands, locked; 404 for who may not see it."""
    with connection.cursor() as cursor:
        cursor.execute("select meetings_lock_vote(%s)", [vote.pk])
    found = queries.votes(party).filter(pk=vote.pk).first()
    if found is None:
        raise NotVisible
    return found


def step(
    party: Party,
    group: Group,
    steps: rules.Steps,
    action: str,
    state: str,
    labels: Mapping[Any, str],
    session: Session,
) -> str:
    """The state after the act, or a refusal. The day that counts is the session's."""
    day = queries.day_of(session)
    return rules.next_state(steps, action, state, queries.who_is(party, group, day), labels)


def tell(
    party: Party,
    name: str,
    *,
    group: Group,
    kind: str,
    record_id: int,
    now: datetime,
    article: str = "",
    details: Mapping[str, Any] | None = None,
) -> None:
    """Record the act for all organizations of the group."""
    journal.record(
        actor_of(party),
        name,
        kind=kind,
        record_id=record_id,
        audience=group.audience,
        recorded_at=now,
        article=article,
        details=details,
    )


def system_of(group: Group) -> Actor:
    """Who does what follows by itself: the organizer, no person."""
    return Actor(None, group.organization_id, frozenset({rules.SYSTEM}))


def notify(
    actor: Actor, members: list[GroupMember], *, kind: str, session: Session, now: datetime
) -> None:
    """Tell every member who is a user of Opora, each in the organization they act for."""
    for member in members:
        if member.user_id and member.organization_id and member.user_id != actor.user_id:
            notices.notify(
                actor,
                organization_id=member.organization_id,
                kind=kind,
                record_kind="session",
                record_id=session.pk,
                now=now,
                user_id=member.user_id,
            )
