"""What minutes and letters say, as plain values in Bulgarian, from the session's records."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from opora.lib.words import SOFIA, day

from . import counting, queries, rules
from .counting import ConflictRule, Count, Majority, Quorum
from .models import AgendaItem, GroupMember, Session, Vote
from .rules import Part, Presence, VoteState

BULGARIAN = "bg"


def minutes_of(session: Session, texts: dict[str, Any]) -> dict[str, Any]:
    """Everything that the minutes say: the facts from the records and the secretary's `texts`
    (opening, closing, and `discussions` by the item's id)."""
    with translation.override(BULGARIAN):
        return {
            **_head(session),
            "begun": _clock(session.opened_at),
            "ended": _clock(session.closed_at),
            "members": [_member(*each) for each in _attending(session)],
            "quorum": _quorum(session),
            "opening": texts.get("opening", ""),
            "items": [_item(each, texts) for each in session.items.all()],
            "votes": [_vote(each) for each in session.votes.filter(item=None)],
            "closing": texts.get("closing", ""),
            "chair": _name_of(session, Part.CHAIR),
            "secretary": _name_of(session, Part.SECRETARY),
        }


def letter_to(member: GroupMember, session: Session, *, code: str, url: str) -> dict[str, Any]:
    """The invitation to one member; with a code for who takes part from outside."""
    with translation.override(BULGARIAN):
        group = session.group
        invitation = next((each for each in member.invitations.all() if not each.revoked_at), None)
        return {
            **_head(session),
            "purpose": group.purpose,
            "to": member.name,
            "to_organization": member.organization_name,
            "capacity": _(rules.CAPACITY_LABELS[rules.Capacity(member.capacity)]),
            "may_vote": member.may_vote,
            "items": [
                {"title": each.title, "presenter": each.presenter} for each in session.items.all()
            ],
            "materials": [each.title for each in session.materials.all()],
            "code": code,
            "url": url,
            "expires": day(invitation.expires_at.astimezone(SOFIA).date())
            if code and invitation
            else "",
            "chair": _name_of(session, Part.CHAIR),
            "phone": group.organization.phone,
        }


def count_lines(vote: Vote) -> list[str]:
    """The protocol of counting, line by line."""
    found = count_of(vote)
    conflict = ConflictRule(vote.conflict_rule)
    n_members, n_present = counting.counted(found, conflict)
    quorum = Quorum(vote.quorum)
    lines = [
        _("Членове с право на глас: %(n)d; присъстват: %(there)d.")
        % {"n": found.n_members, "there": found.n_present},
        _("Кворум (правило на групата): %(rule)s; нужни %(needed)d, налице %(there)d.")
        % {
            "needed": counting.quorum_needed(quorum, n_members),
            "there": n_present,
            "rule": _(counting.QUORUM_LABELS[quorum]),
        },
    ]
    if found.n_conflicts:
        lines.append(
            _("С обявен конфликт на интереси: %(n)d; такъв член %(rule)s.")
            % {"n": found.n_conflicts, "rule": _(counting.CONFLICT_LABELS[conflict])}
        )
    return [
        *lines,
        _("За: %(yes)d; против: %(no)d; въздържали се: %(abstained)d; негласували: %(silent)d.")
        % {
            "yes": found.n_for,
            "no": found.n_against,
            "abstained": found.n_abstained,
            "silent": max(found.n_may_vote - found.n_cast, 0),
        },
        _("Мнозинство (правило на групата): %(rule)s; нужни гласове „за“: %(needed)d.")
        % {
            "needed": vote.n_needed,
            "rule": _(counting.MAJORITY_LABELS[Majority(vote.majority)]),
        },
    ]


def count_of(vote: Vote) -> Count:
    """The counts written at the closing."""
    return Count(
        vote.n_members,
        vote.n_present,
        vote.n_conflicts,
        vote.n_for,
        vote.n_against,
        vote.n_abstained,
    )


def result_of(vote: Vote) -> str:
    """The result in a word or a sentence."""
    if vote.state == VoteState.VOID:
        return _("Недействително: %(reason)s") % {"reason": vote.void_reason}
    if vote.state == VoteState.OPEN:
        return _("Гласува се.")
    return _("Приема се.") if vote.is_passed else _("Не се приема.")


def _head(session: Session) -> dict[str, Any]:
    group = session.group
    local = session.starts_at.astimezone(SOFIA)
    return {
        "group": group.name,
        "kind": _(rules.KIND_LABELS[rules.GroupKind(group.kind)]),
        "organizer": group.organization.name,
        "number": session.number,
        "title": session.title,
        "day": day(local.date()),
        "hour": f"{local:%H:%M}",
        "place": session.place,
        "is_online": session.is_online,
        "is_demo": settings.ENVIRONMENT.is_demo,
    }


def _clock(moment: datetime | None) -> str:
    return f"{moment.astimezone(SOFIA):%H:%M}" if moment else ""


def _attending(session: Session) -> list[tuple[GroupMember, Any]]:
    marked = queries.presences(session)
    members = queries.members_on(session.group, queries.day_of(session))
    return [(each, marked.get(each.pk)) for each in members]


def _member(member: GroupMember, attendance: Any) -> dict[str, Any]:
    state = Presence(attendance.state) if attendance else Presence.ABSENT
    presence = _(rules.PRESENCE_LABELS[state])
    if attendance and attendance.represented_by:
        presence = _("представен е от %(who)s") % {"who": attendance.represented_by}
    return {
        "name": member.name,
        "organization": member.organization_name,
        "capacity": _(rules.CAPACITY_LABELS[rules.Capacity(member.capacity)]),
        "part": _(rules.PART_LABELS[Part(member.part)]),
        "vote": _("с право на глас") if member.may_vote else _("съвещателен глас"),
        "presence": presence,
        "is_there": state == Presence.PRESENT,
    }


def _quorum(session: Session) -> dict[str, str]:
    group = session.group
    found = queries.count(session, set())
    rule = Quorum(group.quorum)
    needed = counting.quorum_needed(rule, found.n_members)
    sentence = (
        _("Заседанието има кворум: присъстват %(there)d от %(n)d членове с право на глас, нужни "
          "са %(needed)d.")
        if found.n_present >= needed
        else _("Заседанието няма кворум: присъстват %(there)d от %(n)d членове с право на глас, "
               "нужни са %(needed)d.")
    )  # fmt: skip
    return {
        "sentence": sentence % {"there": found.n_present, "n": found.n_members, "needed": needed},
        "rule": _("Правило на групата: %(rule)s. Източник: %(source)s (%(sure)s).")
        % {
            "rule": _(counting.QUORUM_LABELS[rule]),
            "source": group.rule_source,
            "sure": group.get_rule_confidence_display(),
        },
    }


def _item(item: AgendaItem, texts: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": item.title,
        "presenter": item.presenter,
        "materials": [each.title for each in item.materials.all()],
        "discussion": texts.get("discussions", {}).get(str(item.pk), ""),
        "statements": [
            {
                "kind": capfirst(_(rules.STATEMENT_LABELS[rules.StatementKind(each.kind)])),
                "who": each.member.name if each.member else "",
                "text": each.text,
            }
            for each in item.statements.select_related("member")
        ],
        "votes": [_vote(each) for each in item.votes.all()],
    }


def _vote(vote: Vote) -> dict[str, Any]:
    is_counted = vote.state == VoteState.CLOSED
    return {
        "number": vote.number,
        "question": vote.question,
        "how": _("тайно") if vote.is_secret else _("явно"),
        "digest": vote.subject_digest if vote.subject_kind else "",
        "lines": count_lines(vote) if is_counted else [],
        "names": [] if vote.is_secret or not is_counted else names_by_choice(vote),
        "conflicts": [
            {"name": each.member.name, "reason": each.reason}
            for each in vote.conflicts.select_related("member").order_by("pk")
        ],
        "dissents": [
            {"name": each.member.name, "text": each.text}
            for each in vote.dissents.select_related("member").order_by("pk")
        ],
        "result": result_of(vote),
        "is_passed": bool(vote.is_passed),
    }


def names_by_choice(vote: Vote) -> list[dict[str, str]]:
    """Who voted what in an open vote that has been counted."""
    ballots = list(vote.ballots.select_related("member").order_by("member__name"))
    return [
        {"choice": capfirst(_(label)), "names": ", ".join(names)}
        for choice, label in counting.CHOICE_LABELS.items()
        if (names := [each.member.name for each in ballots if each.choice == choice])
    ]


def _name_of(session: Session, part: Part) -> str:
    found = queries.members_on(session.group, queries.day_of(session)).filter(part=part).first()
    return found.name if found else ""
