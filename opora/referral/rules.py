"""The workflow of a service request as a table, and who stands where in it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from opora.lib.labels import gettext_noop as _
from opora.lib.labels import translated
from opora.lib.refusals import Refused
from opora.lib.words import age

PRACTICE = _("практика")


class State(StrEnum):
    """Where a request stands."""

    WISH = "wish"
    IN_ASSESSMENT = "in_assessment"
    URGENT = "urgent"
    ADMITTED = "admitted"
    REFERRED = "referred"
    CHOSEN = "chosen"
    WAITING = "waiting"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    NOT_REFERRED = "not_referred"
    WITHDRAWN = "withdrawn"


class Who(StrEnum):
    """What an actor is to a request; several at once are possible."""

    OWNER = "owner"
    OWNER_HEAD = "owner_head"
    DIRECTORATE = "directorate"
    PROVIDER = "provider"
    RECEIVER = "receiver"
    ASKED = "asked"
    SYSTEM = "system"


STATE_LABELS = {
    State.WISH: _("заявено желание"),
    State.IN_ASSESSMENT: _("предварителна оценка"),
    State.URGENT: _("изпратено спешно, чака прием"),
    State.ADMITTED: _("прието спешно, документите се довършват"),
    State.REFERRED: _("насочено, избира се доставчик"),
    State.CHOSEN: _("избран доставчик, чака прием"),
    State.WAITING: _("чака място"),
    State.OFFERED: _("предложено място"),
    State.ACCEPTED: _("прието"),
    State.NOT_REFERRED: _("не е насочено"),
    State.WITHDRAWN: _("оттеглено"),
}
STATE_TONES = {
    State.REFERRED: "ok",
    State.OFFERED: "ok",
    State.ACCEPTED: "ok",
    State.CHOSEN: "wait",
    State.URGENT: "wait",
    State.WAITING: "wait",
    State.ADMITTED: "soon",
}
WHO_LABELS = {
    Who.OWNER: _("органът, при който е преписката"),
    Who.OWNER_HEAD: _("ръководителят на органа, при който е преписката"),
    Who.DIRECTORATE: _("ДСП, при която е преписката"),
    Who.PROVIDER: _("избраният доставчик"),
    Who.RECEIVER: _("органът, на който се предава преписката"),
    Who.ASKED: _("органът, от който е поискано становище"),
    Who.SYSTEM: _("системата"),
}

ENDS = frozenset({State.ACCEPTED, State.NOT_REFERRED, State.WITHDRAWN})
OPEN = frozenset(State) - ENDS
WITH_PROVIDER = frozenset(
    {State.URGENT, State.ADMITTED, State.CHOSEN, State.WAITING, State.OFFERED, State.ACCEPTED}
)


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the workflow: from where, to where (None: stays), by whom, by which rule."""

    event: str
    label: str
    sources: frozenset[State]
    to: State | None
    who: frozenset[Who]
    by: str


def step(event: str, label: str, *way: Any, by: str) -> Step:
    """A row of the table below; `way` is from where, to where, by whom."""
    sources, to, who = way
    return Step(f"referral.{event}", label, frozenset(sources), to, frozenset(who), by)


S, W = State, Who
RECORD = step("wish_recorded", _("Запиши желание"), set(), S.WISH, {W.OWNER}, by=_("чл. 73 ЗСУ"))
STEPS = {
    "assign": step(
        "assigned", _("Разпредели"), OPEN, None, {W.OWNER, W.PROVIDER, W.ASKED}, by=PRACTICE
    ),
    "start_assessment": step(
        "assessment_started",
        _("Започни оценката"),
        {S.WISH},
        S.IN_ASSESSMENT,
        {W.OWNER},
        by=_("чл. 73 ЗСУ"),
    ),
    "save_assessment": step(
        "assessment_saved",
        _("Запази оценката"),
        {S.IN_ASSESSMENT, S.ADMITTED},
        None,
        {W.OWNER},
        by=_("чл. 73 ЗСУ"),
    ),
    "refer": step(
        "referred", _("Насочи"), {S.IN_ASSESSMENT}, S.REFERRED, {W.OWNER}, by=_("чл. 73 ЗСУ")
    ),
    "not_refer": step(
        "not_referred",
        _("Не насочвай"),
        {S.IN_ASSESSMENT, S.ADMITTED},
        S.NOT_REFERRED,
        {W.OWNER},
        by=_("чл. 73 ЗСУ"),
    ),
    "send_urgently": step(
        "sent_urgently",
        _("Изпрати спешно"),
        {S.WISH, S.IN_ASSESSMENT},
        S.URGENT,
        {W.OWNER},
        by=PRACTICE,
    ),
    "admit_urgently": step(
        "admitted_urgently", _("Приеми спешно"), {S.URGENT}, S.ADMITTED, {W.PROVIDER}, by=PRACTICE
    ),
    "refuse_urgent": step(
        "urgent_refused",
        _("Откажи спешния прием"),
        {S.URGENT},
        S.IN_ASSESSMENT,
        {W.PROVIDER},
        by=PRACTICE,
    ),
    "complete_papers": step(
        "papers_completed",
        _("Завърши документите"),
        {S.ADMITTED},
        S.ACCEPTED,
        {W.OWNER},
        by=_("чл. 73 ЗСУ"),
    ),
    "place_by_court": step(
        "placed_by_court",
        _("Впиши настаняване от съда"),
        {S.WISH, S.IN_ASSESSMENT, S.REFERRED},
        S.ACCEPTED,
        {W.DIRECTORATE},
        by=PRACTICE,
    ),
    "place_by_measure": step(
        "placed_by_measure",
        _("Настани по мярка за закрила"),
        {S.WISH, S.IN_ASSESSMENT, S.REFERRED},
        S.ACCEPTED,
        {W.DIRECTORATE},
        by=_("чл. 26 ЗЗД"),
    ),
    "reopen": step(
        "reopened",
        _("Върни за ново решение"),
        {S.NOT_REFERRED},
        S.IN_ASSESSMENT,
        {W.OWNER},
        by=PRACTICE,
    ),
    "choose": step(
        "provider_chosen",
        _("Изпрати до избрания доставчик"),
        {S.REFERRED},
        S.CHOSEN,
        {W.OWNER},
        by=_("чл. 78 ЗСУ"),
    ),
    "accept": step("accepted", _("Приеми"), {S.CHOSEN}, S.ACCEPTED, {W.PROVIDER}, by=PRACTICE),
    "refuse": step(
        "refused",
        _("Откажи"),
        {S.CHOSEN, S.WAITING},
        S.REFERRED,
        {W.PROVIDER},
        by=_("чл. 1, т. 2 ППЗСУ"),
    ),
    "enqueue": step(
        "enqueued",
        _("Впиши в списъка на чакащите"),
        {S.CHOSEN},
        S.WAITING,
        {W.PROVIDER},
        by=PRACTICE,
    ),
    "set_priority": step(
        "priority_set", _("Дай предимство"), {S.WAITING}, None, {W.PROVIDER}, by=PRACTICE
    ),
    "end_priority": step(
        "priority_ended", _("Отмени предимството"), {S.WAITING}, None, {W.PROVIDER}, by=PRACTICE
    ),
    "leave_queue": step(
        "left_queue", _("Напусни списъка"), {S.WAITING}, S.REFERRED, {W.OWNER}, by=PRACTICE
    ),
    "offer": step("offered", _("Предложи място"), {S.WAITING}, S.OFFERED, {W.SYSTEM}, by=PRACTICE),
    "accept_offer": step(
        "offer_accepted", _("Приеми мястото"), {S.OFFERED}, S.ACCEPTED, {W.OWNER}, by=PRACTICE
    ),
    "decline_offer": step(
        "offer_declined", _("Откажи мястото"), {S.OFFERED}, S.WAITING, {W.OWNER}, by=PRACTICE
    ),
    "expire_offer": step(
        "offer_expired", _("Срокът изтече"), {S.OFFERED}, S.WAITING, {W.SYSTEM}, by=PRACTICE
    ),
    "withdraw": step(
        "withdrawn",
        _("Впиши оттегляне"),
        OPEN - {S.URGENT, S.ADMITTED},
        S.WITHDRAWN,
        {W.OWNER},
        by=PRACTICE,
    ),
    "include": step("included", _("Включи другия орган"), OPEN, None, {W.OWNER}, by=PRACTICE),
    "ask": step("asked", _("Поискай становище"), OPEN, None, {W.OWNER}, by=PRACTICE),
    "answer": step("answered", _("Отговори"), frozenset(S), None, {W.ASKED}, by=PRACTICE),
    "propose_handover": step("handover_proposed", _("Предай"), OPEN, None, {W.OWNER}, by=PRACTICE),
    "cancel_handover": step(
        "handover_canceled", _("Върни предаването"), OPEN, None, {W.OWNER}, by=PRACTICE
    ),
    "accept_handover": step(
        "handover_accepted", _("Поеми преписката"), OPEN, None, {W.RECEIVER}, by=PRACTICE
    ),
    "decline_handover": step(
        "handover_declined", _("Откажи предаването"), OPEN, None, {W.RECEIVER}, by=PRACTICE
    ),
}


NOT_YOURS = _("Действието „%(action)s“ не е за Вашата организация.")
WHO_MAY = _("Може да го направи %(who)s.")
NOT_NOW = _("Действието „%(action)s“ не е възможно, когато състоянието е „%(state)s“.")
LOOK_AGAIN = _("Отворете преписката отново, за да видите какво се е променило.")


def next_state(state: State, action: str, who: frozenset[Who]) -> State:
    """Where `action` leads from `state` for somebody who is `who` to the request.

    Raises Refused with the sentence for the person when the state or the actor does not allow it.
    """
    row = STEPS[action]
    if row.who.isdisjoint(who):
        allowed = ", ".join(translated(WHO_LABELS[one]) for one in sorted(row.who))
        raise Refused(
            translated(NOT_YOURS) % {"action": translated(row.label)},
            rule=row.by,
            remedy=translated(WHO_MAY) % {"who": allowed},
        )
    if state not in row.sources:
        words = {"action": translated(row.label), "state": translated(STATE_LABELS[state])}
        raise Refused(translated(NOT_NOW) % words, rule=row.by, remedy=LOOK_AGAIN)
    return row.to or state


def actions_for(state: State, who: frozenset[Who]) -> list[str]:
    """The actions open to somebody who is `who`, in the order of the table."""
    return [
        name
        for name, row in STEPS.items()
        if state in row.sources and not row.who.isdisjoint(who) and Who.SYSTEM not in row.who
    ]


class Turn(StrEnum):
    """Whose act is awaited."""

    OWNER = "owner"
    PROVIDER = "provider"
    ASKED = "asked"
    RECEIVER = "receiver"
    NOBODY = "nobody"


AWAITED = {
    State.WISH: (Turn.OWNER, _("начало на предварителната оценка")),
    State.IN_ASSESSMENT: (Turn.OWNER, _("предварителна оценка и насочване")),
    State.URGENT: (Turn.PROVIDER, _("спешен прием")),
    State.ADMITTED: (Turn.OWNER, _("довършване на документите")),
    State.REFERRED: (Turn.OWNER, _("избор на доставчик от лицето")),
    State.CHOSEN: (Turn.PROVIDER, _("отговор на доставчика")),
    State.WAITING: (Turn.PROVIDER, _("свободно място")),
    State.OFFERED: (Turn.OWNER, _("отговор на предложеното място")),
}
ASKED_LABEL = _("становище")
RECEIVER_LABEL = _("отговор на предаването")
NOTHING_LABEL = _("нищо, приключено е")


def awaited(state: State, *, is_asked: bool, is_handed: bool) -> tuple[Turn, str]:
    """Whose turn it is and what is awaited. A question or a handover stands before the rest."""
    if state in ENDS:
        return Turn.NOBODY, NOTHING_LABEL
    if is_handed:
        return Turn.RECEIVER, RECEIVER_LABEL
    if is_asked:
        return Turn.ASKED, ASKED_LABEL
    return AWAITED[state]


STAGES = [
    (_("Желание"), {State.WISH}),
    (_("Предварителна оценка"), {State.IN_ASSESSMENT, State.URGENT, State.ADMITTED}),
    (_("Насочване и избор"), {State.REFERRED}),
    (_("Прием"), {State.CHOSEN, State.WAITING, State.OFFERED}),
    (_("Прието"), {State.ACCEPTED}),
]


class Channel(StrEnum):
    """How the wish was stated (ЗСУ чл. 73: oral or written)."""

    ORAL = "oral"
    PHONE = "phone"
    WRITTEN = "written"
    ELECTRONIC = "electronic"


CHANNEL_LABELS = {
    Channel.ORAL: _("устно, на място"),
    Channel.PHONE: _("по телефон"),
    Channel.WRITTEN: _("писмено"),
    Channel.ELECTRONIC: _("по електронен път"),
}


class Wisher(StrEnum):
    """Who stated the wish."""

    SELF = "self"
    REPRESENTATIVE = "representative"
    AUTHORIZED = "authorized"
    OWN_INITIATIVE = "own_initiative"


WISHER_LABELS = {
    Wisher.SELF: _("лицето"),
    Wisher.REPRESENTATIVE: _("законният представител"),
    Wisher.AUTHORIZED: _("изрично упълномощено лице"),
    Wisher.OWN_INITIATIVE: _("по инициатива на органа"),
}

CHILD_UNTIL = 18
TAKES_PART_FROM = 14


class Participants(StrEnum):
    """Why an organization takes part in a request."""

    OWNER = "owner"
    AUTHORITY = "authority"
    PROVIDER = "provider"
    ASKED = "asked"
    RECEIVER = "receiver"


PARTICIPANT_LABELS = {
    Participants.OWNER: _("води преписката"),
    Participants.AUTHORITY: _("участва като другия компетентен орган"),
    Participants.PROVIDER: _("избран доставчик"),
    Participants.ASKED: _("поискано е становище"),
    Participants.RECEIVER: _("предложено е да поеме преписката"),
}

NOT_IN_FUTURE = _("Денят, в който се е случило, не може да е в бъдещето.")
WHY_BACKDATED = _("Денят е минал. Напишете защо вписвате със задна дата.")


def check_day(happened_on: date, today: date, reason: str) -> None:
    """An act may not stand in the future; one in the past asks for a reason."""
    if happened_on > today:
        raise Refused(NOT_IN_FUTURE, field="happened_on")
    if happened_on < today and not reason.strip():
        raise Refused(WHY_BACKDATED, field="backdating_reason")


def is_child(birth_date: date | None, on: date) -> bool:
    """Under 18 on a day; somebody without a known birth date counts as an adult."""
    return birth_date is not None and age(birth_date, on) < CHILD_UNTIL


def takes_part(birth_date: date | None, on: date) -> bool:
    """A child of 14 or more takes part in the preliminary assessment together with the parent."""
    return birth_date is not None and TAKES_PART_FROM <= age(birth_date, on) < CHILD_UNTIL
