"""The acts of a session: planning, inviting, opening, attendance, what was said, closing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from opora.lib.actor import Actor
from opora.lib.refusals import Change, NotVisible, Refused, Stale

from .. import queries, rules, sentences
from ..models import AgendaItem, Attendance, Group, GroupMember, Material, Session, Statement
from ..rules import SESSION_LABELS, SESSION_STEPS, Party, Presence, SessionState, VoteState, Who
from .groups import lock_held
from .steps import lock_session, notify, step, tell


@transaction.atomic
def plan(
    actor: Actor,
    *,
    group: Group,
    title: str,
    starts_at: datetime,
    place: str,
    now: datetime,
    is_online: bool = False,
    items: Sequence[str] = (),
) -> Session:
    """The group's next session, with the items of its agenda in order."""
    held = lock_held(actor, group)
    last = held.sessions.order_by("-number").first()
    session = Session.objects.create(
        group=held,
        number=last.number + 1 if last else 1,
        title=title,
        starts_at=starts_at,
        place=place,
        is_online=is_online,
        state=SESSION_STEPS["plan"].target,
    )
    AgendaItem.objects.bulk_create(
        AgendaItem(session=session, position=at, title=item) for at, item in enumerate(items, 1)
    )
    tell(actor, "meetings.session_planned", group=held, kind="group", record_id=held.pk, now=now)
    return session


@transaction.atomic
def change(
    actor: Actor,
    *,
    session: Session,
    seen: int,
    title: str,
    starts_at: datetime,
    place: str,
    is_online: bool,
    now: datetime,
) -> Session:
    """Another day, hour or place, before the opening. Those already invited are told again."""
    held = _begin(actor, session, "prepare")
    if held.state == SessionState.OPEN:
        raise Refused(_("Заседанието вече тече: денят и мястото не се променят."))
    if held.version != seen:
        raise Stale(_changes(session, held))
    held.title, held.starts_at, held.place, held.is_online = title, starts_at, place, is_online
    held.version += 1
    held.save()
    _tell(actor, "meetings.session_changed", held, now)
    if held.state == SessionState.INVITED:
        _notify_all(actor, held, "meeting.changed", now)
    return held


@transaction.atomic
def add_item(
    actor: Actor, *, session: Session, title: str, now: datetime, presenter: str = ""
) -> AgendaItem:
    """One more item at the end of the agenda."""
    held = _begin(actor, session, "prepare")
    last = held.items.order_by("-position").first()
    item = AgendaItem.objects.create(
        session=held, position=last.position + 1 if last else 1, title=title, presenter=presenter
    )
    _tell(actor, "meetings.agenda_changed", held, now)
    return item


@transaction.atomic
def remove_item(actor: Actor, *, item: AgendaItem, now: datetime) -> None:
    """An item leaves the agenda, unless something was already said, attached or voted on it."""
    held = _begin(actor, item.session, "prepare")
    if item.votes.exists() or item.statements.exists() or item.materials.exists():
        raise Refused(_("По тази точка вече има материал, изказване или гласуване."))
    item.delete()
    _tell(actor, "meetings.agenda_changed", held, now)


@transaction.atomic
def add_material(
    actor: Actor,
    *,
    session: Session,
    title: str,
    now: datetime,
    item: AgendaItem | None = None,
    text: str = "",
    record_kind: str = "",
    record_id: int = 0,
    digest: str = "",
) -> Material:
    """Something to read before the session: a text, or a version of a record with its digest."""
    held = _begin(actor, session, "prepare")
    if not text.strip() and not record_kind:
        raise Refused(_("Напишете текста на материала."), field="text")
    material = Material.objects.create(
        session=held,
        item=item,
        title=title,
        text=text,
        record_kind=record_kind,
        record_id=record_id,
        digest=digest,
    )
    _tell(actor, "meetings.material_added", held, now)
    return material


@transaction.atomic
def invite(actor: Actor, *, session: Session, now: datetime) -> Session:
    """Send the invitations: a notice to every member who uses Opora; for the others codes are
    issued one by one and handed over. Refused without an agenda or without members."""
    held = _begin(actor, session, "invite")
    if not held.items.exists():
        raise Refused(
            _("Заседанието няма дневен ред."), remedy=_("Добавете поне една точка и опитайте пак.")
        )
    if not queries.members_on(held.group, queries.day_of(held)).exists():
        raise Refused(_("Групата няма членове."), remedy=_("Първо добавете членовете."))
    held.invited_at = now
    held.save(update_fields=["state", "invited_at"])
    _tell(actor, "meetings.invited", held, now)
    _notify_all(actor, held, "meeting.invited", now)
    return held


@transaction.atomic
def open_session(actor: Actor, *, session: Session, now: datetime) -> Session:
    """The session begins. Quorum is asked for at each vote, so that work may begin without it."""
    held = _begin(actor, session, "open")
    held.opened_at = now
    held.save(update_fields=["state", "opened_at"])
    _tell(actor, "meetings.session_opened", held, now)
    return held


@transaction.atomic
def close_session(actor: Actor, *, session: Session, now: datetime) -> Session:
    """The session ends; refused while a vote is open."""
    held = _begin(actor, session, "close")
    if held.votes.filter(state=VoteState.OPEN).exists():
        raise sentences.vote_under_way()
    held.closed_at = now
    held.save(update_fields=["state", "closed_at"])
    _tell(actor, "meetings.session_closed", held, now)
    return held


@transaction.atomic
def cancel(actor: Actor, *, session: Session, reason: str, now: datetime) -> Session:
    """The session will not be held; everybody invited is told."""
    held = _begin(actor, session, "cancel")
    if not reason.strip():
        raise Refused(_("Напишете защо се отменя заседанието."), field="reason")
    held.cancel_reason = reason.strip()
    held.save(update_fields=["state", "cancel_reason"])
    held.invitations.filter(revoked_at=None).update(revoked_at=now)
    _tell(actor, "meetings.session_cancelled", held, now, details={"reason": held.cancel_reason})
    if held.invited_at:
        _notify_all(actor, held, "meeting.cancelled", now)
    return held


@transaction.atomic
def attend(
    party: Party,
    *,
    session: Session,
    now: datetime,
    member: GroupMember | None = None,
    state: str = Presence.PRESENT,
    represented_by: str = "",
) -> Attendance:
    """Mark somebody as there, represented or absent. A member says it of themself only; whoever
    leads the group says it of everybody. Who represents votes for nobody."""
    held, own = _taking_part(party, session, "attend")
    who = queries.who_is(party, held.group, queries.day_of(held))
    marked = member or own
    if marked is None or marked.group_id != held.group_id:
        raise sentences.not_a_member()
    if marked != own and Who.HOLDER not in who:
        raise sentences.not_the_holder()
    if state == Presence.REPRESENTED and not represented_by.strip():
        raise Refused(_("Напишете кой представлява члена."), field="represented_by")
    _keep_who_voted(held, marked, state)
    attendance, _created = Attendance.objects.update_or_create(
        session=held,
        member=marked,
        defaults={
            "state": state,
            "represented_by": represented_by.strip() if state == Presence.REPRESENTED else "",
            "marked_at": now,
        },
    )
    _tell(party, "meetings.attended", held, now, details={"member_id": marked.pk, "state": state})
    return attendance


def _keep_who_voted(session: Session, member: GroupMember, state: str) -> None:
    """Who has voted in the open vote is there until it is counted."""
    if state == Presence.PRESENT:
        return
    vote = session.votes.filter(state=VoteState.OPEN).first()
    if vote and queries.has_voted(vote, member):
        raise Refused(
            _("Този член вече гласува в текущото гласуване."),
            remedy=_("Отбележете го като отсъстващ след преброяването."),
        )


@transaction.atomic
def say(
    party: Party,
    *,
    item: AgendaItem,
    kind: str,
    text: str,
    now: datetime,
    member: GroupMember | None = None,
) -> Statement:
    """A finding or a proposal on an item, in a member's name (the party's own unless whoever leads
    the group writes it down for another)."""
    held, own = _taking_part(party, item.session, "say")
    who = queries.who_is(party, held.group, queries.day_of(held))
    if member and member != own and Who.HOLDER not in who:
        raise sentences.not_the_holder()
    if not text.strip():
        raise Refused(_("Напишете какво беше казано."), field="text")
    statement = Statement.objects.create(
        item=item, kind=kind, member=member or own, text=text.strip(), said_at=now
    )
    _tell(party, "meetings.said", held, now)
    return statement


def _begin(actor: Actor, session: Session, action: str) -> Session:
    """The session, locked by whoever leads the group, with the state after the act."""
    held = lock_session(actor, session)
    held.state = step(actor, held.group, SESSION_STEPS, action, held.state, SESSION_LABELS, held)
    return held


def _taking_part(party: Party, session: Session, action: str) -> tuple[Session, GroupMember | None]:
    """The session as it stands and as which member the party takes part."""
    held = queries.sessions(party).filter(pk=session.pk).first()
    if held is None:
        raise NotVisible
    step(party, held.group, SESSION_STEPS, action, held.state, SESSION_LABELS, held)
    return held, queries.member_of(party, held.group, queries.day_of(held))


def _changes(before: Session, now: Session) -> list[Change]:
    watched = ["title", "starts_at", "place"]
    return [
        Change(
            str(Session._meta.get_field(name).verbose_name),  # type: ignore[union-attr]
            str(getattr(before, name)),
            str(getattr(now, name)),
        )
        for name in watched
        if getattr(before, name) != getattr(now, name)
    ]


def _notify_all(actor: Actor, session: Session, kind: str, now: datetime) -> None:
    members = list(queries.members_on(session.group, queries.day_of(session)))
    notify(actor, members, kind=kind, session=session, now=now)


def _tell(
    party: Party, name: str, session: Session, now: datetime, details: dict[str, Any] | None = None
) -> None:
    tell(
        party,
        name,
        group=session.group,
        kind="session",
        record_id=session.pk,
        now=now,
        article=rules.PRACTICE,
        details=details,
    )
