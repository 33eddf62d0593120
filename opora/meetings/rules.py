"""States and steps of sessions, votes and minutes. Pure; the arithmetic of votes is in counting."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from opora.lib.actor import Actor
from opora.lib.labels import gettext_noop as _
from opora.lib.labels import translated
from opora.lib.refusals import Refused
from opora.lib.words import SOFIA

GROUP_RULE = _("правило на групата")
PRACTICE = _("практика")
SYSTEM = "system"
OUTSIDE = "outside"  # the role of somebody who takes part by an invitation, without an account
INVITATION_LASTS = timedelta(days=21)  # after the session's day: long enough to approve the minutes
OBJECTIONS_DAYS = 7


class GroupKind(StrEnum):
    """What meets."""

    WORKING_GROUP = "working_group"
    COMMISSION = "commission"
    NATIONAL = "national"


class Capacity(StrEnum):
    """For whom somebody takes part."""

    MUNICIPALITY = "municipality"
    DISTRICT = "district"
    DIRECTORATE = "directorate"
    AGENCY = "agency"
    PROVIDER = "provider"
    MINISTRY = "ministry"
    ASSOCIATION = "association"
    COUNCIL = "council"
    EXPERT = "expert"


class Part(StrEnum):
    """What somebody does in the group."""

    CHAIR = "chair"
    SECRETARY = "secretary"
    MEMBER = "member"


class SessionState(StrEnum):
    """Where a session stands."""

    PLANNED = "planned"
    INVITED = "invited"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Presence(StrEnum):
    """Whether a member is there."""

    PRESENT = "present"
    REPRESENTED = "represented"
    ABSENT = "absent"


class StatementKind(StrEnum):
    """What was said on an item."""

    FINDING = "finding"
    PROPOSAL = "proposal"


class VoteState(StrEnum):
    """A vote is open until it is counted, or has no value."""

    OPEN = "open"
    CLOSED = "closed"
    VOID = "void"


class MinutesState(StrEnum):
    """Minutes are drafted, sent to the members, and locked for ever."""

    DRAFT = "draft"
    CIRCULATED = "circulated"
    LOCKED = "locked"


class Opinion(StrEnum):
    """What a member says about the minutes."""

    APPROVED = "approved"
    OBJECTED = "objected"


class Who(StrEnum):
    """What somebody is to a group; several at once are possible."""

    HOLDER = "holder"
    MEMBER = "member"
    VOTER = "voter"
    SYSTEM = "system"


KIND_LABELS = {
    GroupKind.WORKING_GROUP: _("работна група"),
    GroupKind.COMMISSION: _("комисия на общински съвет"),
    GroupKind.NATIONAL: _("национална среща"),
}
CAPACITY_LABELS = {
    Capacity.MUNICIPALITY: _("община"),
    Capacity.DISTRICT: _("областна администрация"),
    Capacity.DIRECTORATE: _("Дирекция „Социално подпомагане“"),
    Capacity.AGENCY: _("агенция"),
    Capacity.PROVIDER: _("доставчик"),
    Capacity.MINISTRY: _("министерство"),
    Capacity.ASSOCIATION: _("сдружение"),
    Capacity.COUNCIL: _("общински съвет"),
    Capacity.EXPERT: _("експерт"),
}
PART_LABELS = {
    Part.CHAIR: _("председател"),
    Part.SECRETARY: _("секретар"),
    Part.MEMBER: _("член"),
}
SESSION_LABELS = {
    SessionState.PLANNED: _("подготвя се"),
    SessionState.INVITED: _("поканите са изпратени"),
    SessionState.OPEN: _("тече"),
    SessionState.CLOSED: _("закрито"),
    SessionState.CANCELLED: _("отменено"),
}
SESSION_TONES = {
    SessionState.INVITED: "brand",
    SessionState.OPEN: "ok",
    SessionState.CANCELLED: "late",
}
PRESENCE_LABELS = {
    Presence.PRESENT: _("присъства"),
    Presence.REPRESENTED: _("представен е"),
    Presence.ABSENT: _("отсъства"),
}
STATEMENT_LABELS = {
    StatementKind.FINDING: _("констатация"),
    StatementKind.PROPOSAL: _("предложение"),
}
VOTE_LABELS = {
    VoteState.OPEN: _("гласува се"),
    VoteState.CLOSED: _("преброено"),
    VoteState.VOID: _("недействително"),
}
MINUTES_LABELS = {
    MinutesState.DRAFT: _("чернова"),
    MinutesState.CIRCULATED: _("изпратен за одобряване"),
    MinutesState.LOCKED: _("заключен с номер"),
}
OPINION_LABELS = {Opinion.APPROVED: _("одобрява"), Opinion.OBJECTED: _("възразява")}
WHO_LABELS = {
    Who.HOLDER: _("организаторът, който води групата"),
    Who.MEMBER: _("член на групата"),
    Who.VOTER: _("член с право на глас"),
    Who.SYSTEM: _("системата"),
}


@dataclass(frozen=True, slots=True)
class Outsider:
    """Somebody from outside Opora who takes part in one session by an open invitation.

    They act in the organizer's name for the database; the first wall keeps them to the session.
    """

    invitation_id: int
    member_id: int
    session_id: int
    organization_id: int

    @property
    def actor(self) -> Actor:
        """As whom the journal and the second wall know them."""
        return Actor(None, self.organization_id, frozenset({OUTSIDE}))


Party = Actor | Outsider


def actor_of(party: Party) -> Actor:
    """As whom the journal and the second wall know this party."""
    return party.actor if isinstance(party, Outsider) else party


@dataclass(frozen=True, slots=True)
class Step:
    """From which states to which one, whose act it is and by which rule."""

    label: str
    sources: frozenset[str]
    target: str
    who: frozenset[Who]
    by: str = PRACTICE


Steps = Mapping[str, Step]
NEW = frozenset({""})
HOLDER = frozenset({Who.HOLDER})
ANYBODY = frozenset({Who.HOLDER, Who.MEMBER})
VOTER = frozenset({Who.VOTER})
_S, _V, _M = SessionState, VoteState, MinutesState
_BEFORE = frozenset({_S.PLANNED, _S.INVITED})

SESSION_STEPS: Steps = {
    "plan": Step(_("насрочване"), NEW, _S.PLANNED, HOLDER),
    "prepare": Step(_("дневен ред и материали"), _BEFORE | {_S.OPEN}, "", HOLDER),
    "invite": Step(_("изпращане на поканите"), _BEFORE, _S.INVITED, HOLDER),
    "open": Step(_("откриване"), frozenset({_S.INVITED}), _S.OPEN, HOLDER),
    "attend": Step(_("отбелязване на присъствие"), frozenset({_S.OPEN}), "", ANYBODY),
    "say": Step(_("констатация или предложение"), frozenset({_S.OPEN}), "", ANYBODY),
    "close": Step(_("закриване"), frozenset({_S.OPEN}), _S.CLOSED, HOLDER),
    "cancel": Step(_("отменяне"), _BEFORE, _S.CANCELLED, HOLDER),
}
VOTE_STEPS: Steps = {
    "open": Step(_("откриване на гласуването"), NEW, _V.OPEN, HOLDER, GROUP_RULE),
    "cast": Step(_("гласуване"), frozenset({_V.OPEN}), "", VOTER, GROUP_RULE),
    "declare": Step(_("обявяване на конфликт на интереси"), frozenset({_V.OPEN}), "", VOTER),
    "close": Step(_("преброяване"), frozenset({_V.OPEN}), _V.CLOSED, HOLDER, GROUP_RULE),
    "void": Step(
        _("обявяване за недействително"),
        frozenset({_V.OPEN}),
        _V.VOID,
        frozenset({Who.HOLDER, Who.SYSTEM}),
    ),
    "dissent": Step(_("особено мнение"), frozenset({_V.CLOSED}), "", VOTER),
}
MINUTES_STEPS: Steps = {
    "draft": Step(_("съставяне от заседанието"), NEW, _M.DRAFT, HOLDER),
    "correct": Step(_("поправяне"), frozenset({_M.DRAFT}), "", HOLDER),
    "circulate": Step(_("изпращане за одобряване"), frozenset({_M.DRAFT}), _M.CIRCULATED, HOLDER),
    "approve": Step(_("одобряване"), frozenset({_M.CIRCULATED}), "", frozenset({Who.MEMBER})),
    "object": Step(_("възражение"), frozenset({_M.CIRCULATED}), "", frozenset({Who.MEMBER})),
    "answer": Step(_("отговор на възражение"), frozenset({_M.CIRCULATED}), "", HOLDER),
    "withdraw": Step(_("връщане за поправка"), frozenset({_M.CIRCULATED}), _M.DRAFT, HOLDER),
    "lock": Step(
        _("заключване с номер"), frozenset({_M.CIRCULATED}), _M.LOCKED, HOLDER, GROUP_RULE
    ),
}
REMEDIES = {
    Who.HOLDER: _("Обърнете се към организатора на групата."),
    Who.VOTER: _("Поискайте от организатора да провери членството Ви."),
    Who.MEMBER: _("Поискайте от организатора да провери членството Ви."),
    Who.SYSTEM: "",
}


def today(now: datetime) -> date:
    """The day in Sofia."""
    return now.astimezone(SOFIA).date()


def next_state(
    steps: Steps, action: str, state: str, who: frozenset[Who], labels: Mapping[str, str]
) -> str:
    """The state after `action` (the same when it moves nothing); refused with a sentence when it is
    not this one's act or not now."""
    step = steps[action]
    if step.who.isdisjoint(who):
        first = next(one for one in Who if one in step.who)
        raise Refused(
            translated(_("„%(act)s“ може само: %(who)s."))
            % {
                "act": translated(step.label).capitalize(),
                "who": ", ".join(translated(WHO_LABELS[one]) for one in Who if one in step.who),
            },
            rule=step.by,
            remedy=REMEDIES[first],
        )
    if state not in step.sources:
        raise Refused(
            translated(_("„%(act)s“ не може сега: състоянието е „%(state)s“."))
            % {
                "act": translated(step.label).capitalize(),
                "state": translated(labels.get(state, state)),
            },
            rule=step.by,
            remedy=_("Отворете страницата отново, за да видите сегашното състояние."),
        )
    return step.target or state


def actions_for(steps: Steps, state: str, who: frozenset[Who]) -> list[str]:
    """What somebody may do now; the buttons come from it."""
    return [
        name
        for name, step in steps.items()
        if state in step.sources and not step.who.isdisjoint(who)
    ]
