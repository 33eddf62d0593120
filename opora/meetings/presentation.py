"""What the page of a session shows, for a member with an account and for one from outside alike."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from . import composition, counting, queries, rules, subjects
from .counting import Choice, ConflictRule, Quorum
from .models import AgendaItem, GroupMember, Minutes, Session, Vote
from .rules import Part, Party, Presence, SessionState, VoteState, Who, actor_of
from .services import minutes as minutes_services

# (what, id, action) → address: of a "session", a "vote", "minutes" or a "version", below /o/… or
# below /public/…; none for the version when it has a page of its own.
Link = Callable[[str, int, str], str]
TONES = {Presence.PRESENT: "ok", Presence.REPRESENTED: "wait", Presence.ABSENT: "plain"}
VOTE_ACTS = ("cast", "declare", "dissent", "close", "void")
CHOICE_TONES = {Choice.FOR: "ok", Choice.AGAINST: "late", Choice.ABSTAIN: "plain"}


@dataclass(frozen=True, slots=True)
class Line:
    """One member as the list of those present shows them."""

    member: GroupMember
    label: str
    tone: str
    note: str
    is_me: bool
    state: str


def session_context(party: Party, session: Session, link: Link, now: datetime) -> dict[str, Any]:
    """Everything on the page of a session."""
    group, day = session.group, queries.day_of(session)
    who = queries.who_is(party, group, day)
    me = queries.member_of(party, group, day)
    marked = queries.presences(session)
    members = list(queries.members_on(group, day))
    found = queries.count(session, set())
    votes = list(session.votes.select_related("item"))
    shown = [vote_view(party, each, me, who, link) for each in votes]
    minutes = Minutes.objects.filter(session=session).first()
    return {
        "session": session,
        "group": group,
        "now": now,
        "tone": rules.SESSION_TONES.get(SessionState(session.state), "plain"),
        "steps": _steps(session),
        "acts": set(rules.actions_for(rules.SESSION_STEPS, session.state, who)),
        "holds": Who.HOLDER in who,
        "me": me,
        "is_here": bool(me and me.pk in marked and marked[me.pk].state == Presence.PRESENT),
        "attend_url": link("session", session.pk, "attend"),
        "say_url": link("session", session.pk, "say"),
        "lines": [_line(each, marked.get(each.pk), me) for each in members],
        "presences": [(key.value, _(label)) for key, label in rules.PRESENCE_LABELS.items()],
        "quorum": quorum_view(group, found),
        "is_begun": session.opened_at is not None,
        "items": [_item(each, shown, party, link) for each in session.items.all()],
        "loose_votes": [each for each in shown if each["vote"].item_id is None],
        "open_vote": next((each for each in shown if each["is_open"]), None),
        "materials": [
            material_view(each, party, link) for each in session.materials.filter(item=None)
        ],
        "minutes": minutes and minutes_view(party, minutes, me, link),
        "live": " ".join([f"session:{session.pk}", *(f"vote:{each.pk}" for each in votes)]),
    }


def vote_view(
    party: Party, vote: Vote, me: GroupMember | None, who: frozenset[Who], link: Link
) -> dict[str, Any]:
    """One vote: the progress while it is open, the result afterwards, and what I may do."""
    is_open = vote.state == VoteState.OPEN
    is_closed = vote.state == VoteState.CLOSED
    there = queries.count_of(vote)
    counted = composition.count_of(vote)
    rule, conflict = Quorum(vote.quorum), ConflictRule(vote.conflict_rule)
    return {
        "vote": vote,
        "is_open": is_open,
        "is_closed": is_closed,
        "n_cast": queries.n_cast(vote) if is_open else counted.n_cast,
        "n_may_vote": there.n_may_vote,
        "has_quorum": counting.has_quorum(rule, there, conflict),
        "choices": [
            (key.value, capfirst(_(label)), CHOICE_TONES[key])
            for key, label in counting.CHOICE_LABELS.items()
        ],
        "holds": Who.HOLDER in who,
        "lines": composition.count_lines(vote) if is_closed else [],
        "names": composition.names_by_choice(vote) if is_closed and not vote.is_secret else [],
        "result": composition.result_of(vote),
        "result_tone": {None: "plain", True: "ok", False: "late"}[vote.is_passed],
        "subject": subject_view(
            party,
            vote.subject_kind,
            vote.subject_id,
            vote.subject_digest,
            link("version", vote.pk, "vote"),
        ),
        **_own(vote, me),
        **{f"{act}_url": link("vote", vote.pk, act) for act in VOTE_ACTS},
    }


def _own(vote: Vote, me: GroupMember | None) -> dict[str, Any]:
    """What I have said in a vote and may still say; who declared a conflict, who dissents."""
    conflicts = list(vote.conflicts.select_related("member").order_by("pk"))
    dissents = list(vote.dissents.select_related("member").order_by("pk"))
    found = {"conflicts": conflicts, "dissents": dissents}
    if me is None or not me.may_vote:
        return found
    sent = Minutes.objects.filter(session=vote.session).exclude(state="draft")
    return found | {
        "mine": None if vote.is_secret else queries.ballot_of(vote, me),
        "has_voted": queries.has_voted(vote, me),
        "in_conflict": any(each.member_id == me.pk for each in conflicts),
        "may_vote": vote.state == VoteState.OPEN,
        "may_dissent": vote.state == VoteState.CLOSED
        and all(each.member_id != me.pk for each in dissents)
        and not sent.exists(),
    }


def subject_view(
    party: Party, kind: str, record_id: int, digest: str, url: str
) -> dict[str, Any] | None:
    """The version that is voted on or attached, and whether it is still the record's version. Its
    own page for who has an account; `url`, a page with its table, for who has none."""
    if not kind:
        return None
    now = subjects.current(actor_of(party), kind, record_id)
    return {
        "title": now.title if now else "",
        "path": now.path if now and not url else "",
        "url": url if now and kind in subjects.TABLES else "",
        "digest": digest,
        "is_changed": bool(now and digest and now.digest != digest),
    }


def material_view(material: Any, party: Party, link: Link) -> dict[str, Any]:
    """A material with its version, when it is one of a record."""
    return {
        "material": material,
        "subject": subject_view(
            party,
            material.record_kind,
            material.record_id,
            material.digest,
            link("version", material.pk, "material"),
        ),
    }


def minutes_view(
    party: Party, minutes: Minutes, me: GroupMember | None, link: Link
) -> dict[str, Any]:
    """Where the minutes stand, and what I may say of them."""
    session = minutes.session
    who = queries.who_is(party, session.group, queries.day_of(session))
    said = minutes_services.opinions(minutes)
    return {
        "minutes": minutes,
        "acts": set(rules.actions_for(rules.MINUTES_STEPS, minutes.state, who)),
        "opinions": said,
        "mine": next((each for each in said if me and each.member_id == me.pk), None),
        "missing": minutes_services.missing_approvals(minutes)
        if minutes.state == "circulated"
        else [],
        "pdf_url": link("minutes", minutes.pk, "pdf"),
        "page_url": link("minutes", minutes.pk, ""),
        "approve_url": link("minutes", minutes.pk, "approve"),
        "object_url": link("minutes", minutes.pk, "object"),
        "is_visible": Who.HOLDER in who or minutes.state != "draft",
        "tone": {"circulated": "wait", "locked": "ok"}.get(minutes.state, "plain"),
    }


def quorum_view(group: Any, found: counting.Count) -> dict[str, Any]:
    """How many are there against how many are needed, with whose rule it is."""
    rule = Quorum(group.quorum)
    needed = counting.quorum_needed(rule, found.n_members)
    return {
        "needed": needed,
        "there": found.n_present,
        "n_members": found.n_members,
        "is_there": found.n_present >= needed,
        "rule": _(counting.QUORUM_LABELS[rule]),
    }


def _steps(session: Session) -> list[dict[str, str]]:
    order = [SessionState.PLANNED, SessionState.INVITED, SessionState.OPEN, SessionState.CLOSED]
    words = {
        SessionState.PLANNED: _("Подготовка"),
        SessionState.INVITED: _("Покани"),
        SessionState.OPEN: _("Заседание"),
        SessionState.CLOSED: _("Протокол"),
    }
    if session.state == SessionState.CANCELLED:
        return [{"label": capfirst(_("отменено")), "state": "stopped"}]
    at = order.index(SessionState(session.state))
    return [
        {
            "label": words[each],
            "state": "done" if n < at else "now" if n == at else "next",
        }
        for n, each in enumerate(order)
    ]


def _line(member: GroupMember, attendance: Any, me: GroupMember | None) -> Line:
    state = Presence(attendance.state) if attendance else None
    label = _(rules.PRESENCE_LABELS[state]) if state else _("не е отбелязан")
    notes = [] if member.part == Part.MEMBER else [_(rules.PART_LABELS[Part(member.part)])]
    if not member.may_vote:
        notes.append(_("съвещателен глас"))
    if attendance and attendance.represented_by:
        notes.append(_("от %(who)s") % {"who": attendance.represented_by})
    return Line(
        member=member,
        label=label,
        tone=TONES[state] if state else "plain",
        note=", ".join(notes),
        is_me=member == me,
        state=state.value if state else "",
    )


def _item(
    item: AgendaItem, votes: list[dict[str, Any]], party: Party, link: Link
) -> dict[str, Any]:
    return {
        "item": item,
        "materials": [material_view(each, party, link) for each in item.materials.all()],
        "statements": list(item.statements.select_related("member")),
        "votes": [each for each in votes if each["vote"].item_id == item.pk],
    }
