"""The minutes: written from the session, corrected, approved by the members, locked for ever."""

import hashlib
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from opora.documents import pdf
from opora.documents.services import next_number
from opora.lib.actor import Actor
from opora.lib.canonical import digest
from opora.lib.refusals import NotVisible, Refused, Stale

from .. import composition, queries, rules, sentences
from ..models import GroupMember, Minutes, MinutesOpinion, Session
from ..rules import MINUTES_LABELS, MINUTES_STEPS, MinutesState, Opinion, Party, SessionState
from .steps import lock_session, notify, step, tell

TEMPLATE = Path(__file__).parents[1] / "templates" / "meetings" / "minutes.typ"


@transaction.atomic
def draft(actor: Actor, *, session: Session, now: datetime) -> Minutes:
    """The minutes of a closed session, written from its records."""
    held = lock_session(actor, session)
    state = step(actor, held.group, MINUTES_STEPS, "draft", "", MINUTES_LABELS, held)
    if held.state != SessionState.CLOSED:
        raise Refused(
            _("Протокол се съставя след закриването на заседанието."),
            remedy=_("Закрийте заседанието и опитайте пак."),
        )
    if Minutes.objects.filter(session=held).exists():
        raise Refused(_("Заседанието вече има протокол."))
    minutes = Minutes.objects.create(
        session=held, state=state, content={"discussions": {}}, drafted_at=now
    )
    _tell(actor, "meetings.minutes_drafted", minutes, now)
    return minutes


@transaction.atomic
def correct(
    actor: Actor,
    *,
    minutes: Minutes,
    seen: int,
    opening: str,
    closing: str,
    discussions: dict[str, str],
    now: datetime,
) -> Minutes:
    """The secretary's words beside the facts: opening, closing, and per item (by its id) what was
    discussed. The facts themselves (who was there, votes) come from the records alone."""
    held = _begin(actor, minutes, "correct", seen)
    known = {str(pk) for pk in held.session.items.values_list("pk", flat=True)}
    held.content = {
        "opening": opening.strip(),
        "closing": closing.strip(),
        "discussions": {item: text.strip() for item, text in discussions.items() if item in known},
    }
    held.version += 1
    held.save(update_fields=["content", "version"])
    _tell(actor, "meetings.minutes_corrected", held, now)
    return held


@transaction.atomic
def circulate(
    actor: Actor,
    *,
    minutes: Minutes,
    seen: int,
    now: datetime,
    objections_until: date | None = None,
) -> Minutes:
    """Send the minutes to the members, who approve or object by a day (in seven days when none is
    named; the group's own practice, no statute)."""
    held = _begin(actor, minutes, "circulate", seen)
    until = objections_until or rules.today(now) + timedelta(days=rules.OBJECTIONS_DAYS)
    if until < rules.today(now):
        raise Refused(_("Денят за възражения е минал."), field="objections_until")
    held.objections_until = until
    held.save(update_fields=["state", "objections_until"])
    _tell(actor, "meetings.minutes_circulated", held, now)
    session = held.session
    members = list(queries.members_on(session.group, queries.day_of(session)))
    notify(actor, members, kind="meeting.minutes", session=session, now=now)
    return held


@transaction.atomic
def approve(party: Party, *, minutes: Minutes, seen: int, now: datetime) -> MinutesOpinion:
    """The party's member approves this version; an objection of theirs to it is taken back."""
    return _say(party, minutes, "approve", Opinion.APPROVED, "", seen, now)


@transaction.atomic
def object_to(
    party: Party, *, minutes: Minutes, seen: int, text: str, now: datetime
) -> MinutesOpinion:
    """The party's member objects to this version; nothing is locked until it is answered."""
    if not text.strip():
        raise Refused(_("Напишете какво възразявате."), field="text")
    return _say(party, minutes, "object", Opinion.OBJECTED, text.strip(), seen, now)


@transaction.atomic
def answer(actor: Actor, *, opinion: MinutesOpinion, text: str, now: datetime) -> MinutesOpinion:
    """Say what is done about an objection; the answer stands beside it."""
    held = _begin(actor, opinion.minutes, "answer")
    found = MinutesOpinion.objects.select_for_update().get(pk=opinion.pk)
    if not text.strip():
        raise Refused(_("Напишете отговор на възражението."), field="text")
    found.answer = text.strip()
    found.save(update_fields=["answer"])
    _tell(actor, "meetings.objection_answered", held, now)
    return found


@transaction.atomic
def withdraw(actor: Actor, *, minutes: Minutes, seen: int, now: datetime) -> Minutes:
    """Back to the secretary for correction; what was said of the old version stays with it."""
    held = _begin(actor, minutes, "withdraw", seen)
    held.version += 1
    held.objections_until = None
    held.save(update_fields=["state", "version", "objections_until"])
    _tell(actor, "meetings.minutes_withdrawn", held, now)
    return held


@transaction.atomic
def lock(actor: Actor, *, minutes: Minutes, seen: int, now: datetime) -> Minutes:
    """Give the minutes their number and keep the PDF byte for byte; nothing changes afterwards.

    Refused while an objection has no answer, and until every member with a vote who was there has
    approved or the day for objections is over.
    """
    held = _begin(actor, minutes, "lock", seen)
    _require_agreement(held, now)
    held.year = rules.today(now).year
    held.number = next_number(actor, series="minutes", year=held.year)
    held.locked_at = now
    content = final_content(held)
    held.content = held.content | {"final": content}
    held.content_digest = digest(content)
    held.pdf = rendered(content | {"digest": held.content_digest})
    held.pdf_digest = hashlib.sha256(held.pdf).hexdigest()
    held.save()
    _tell(actor, "meetings.minutes_locked", held, now, {"content_digest": held.content_digest})
    return held


def final_content(minutes: Minutes) -> dict[str, Any]:
    """All that the document says, with its number when it has one."""
    return composition.minutes_of(minutes.session, minutes.content) | {
        "document": f"{minutes.number}/{minutes.year}" if minutes.number else "",
        "objections": [
            {"name": each.member.name, "text": each.text, "answer": each.answer}
            for each in opinions(minutes)
            if each.opinion == Opinion.OBJECTED
        ],
    }


def rendered(content: dict[str, Any]) -> bytes:
    """The minutes as PDF, in Bulgarian whoever asks."""
    with translation.override(composition.BULGARIAN):
        return pdf.render(TEMPLATE, content)


def opinions(minutes: Minutes) -> list[MinutesOpinion]:
    """What the members say of the version that stands."""
    found = minutes.opinions.filter(seen_version=minutes.version).select_related("member")
    return list(found.order_by("given_at", "id"))


def missing_approvals(minutes: Minutes) -> list[GroupMember]:
    """The members with a vote who were there and have not approved or objected yet."""
    session = minutes.session
    said = {each.member_id for each in opinions(minutes)}
    there = {
        pk
        for pk, each in queries.presences(session).items()
        if each.state == rules.Presence.PRESENT
    }
    members = queries.members_on(session.group, queries.day_of(session))
    return [each for each in members if each.may_vote and each.pk in there - said]


def _require_agreement(minutes: Minutes, now: datetime) -> None:
    said = opinions(minutes)
    if any(each.opinion == Opinion.OBJECTED and not each.answer for each in said):
        raise Refused(
            _("Има възражение без отговор."),
            remedy=_("Отговорете му или върнете протокола за поправка."),
        )
    until = minutes.objections_until
    if until and rules.today(now) > until:
        return
    if missing := missing_approvals(minutes):
        raise Refused(
            _("Още не са се произнесли: %(names)s.")
            % {"names": ", ".join(each.name for each in missing)},
            rule=_("Протоколът се заключва, когато се произнесат всички присъствали с право на "
                   "глас или изтече денят за възражения (правило на групата)."),
            remedy=_("Изчакайте ги или деня за възражения."),
        )  # fmt: skip


def _say(
    party: Party, minutes: Minutes, action: str, opinion: Opinion, text: str, seen: int,
    now: datetime,
) -> MinutesOpinion:  # fmt: skip
    held = _locked(party, minutes)
    session = held.session
    member = queries.member_of(party, session.group, queries.day_of(session))
    if member is None:
        raise sentences.not_a_member()
    step(party, session.group, MINUTES_STEPS, action, held.state, MINUTES_LABELS, session)
    if held.version != seen:
        raise Stale
    said, _created = MinutesOpinion.objects.update_or_create(
        minutes=held,
        member=member,
        seen_version=held.version,
        defaults={"opinion": opinion, "text": text, "answer": "", "given_at": now},
    )
    name = f"meetings.minutes_{opinion}"
    _tell(party, name, held, now, {"member_id": member.pk})
    return said


def _begin(actor: Actor, minutes: Minutes, action: str, seen: int | None = None) -> Minutes:
    """The minutes, locked by whoever leads the group, with the state after the act."""
    held = _locked(actor, minutes)
    session = held.session
    if not queries.may_hold(actor, session.group):
        raise sentences.not_the_holder()
    state = step(actor, session.group, MINUTES_STEPS, action, held.state, MINUTES_LABELS, session)
    if seen is not None and held.version != seen:
        raise Stale
    held.state = MinutesState(state)
    return held


def _locked(party: Party, minutes: Minutes) -> Minutes:
    with connection.cursor() as cursor:
        cursor.execute("select meetings_lock_minutes(%s)", [minutes.pk])
    found = queries.minutes(party).filter(pk=minutes.pk).first()
    if found is None:
        raise NotVisible
    return found


def _tell(
    party: Party, name: str, minutes: Minutes, now: datetime, details: dict[str, Any] | None = None
) -> None:
    session = minutes.session
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
