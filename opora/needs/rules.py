"""The workflow of an analysis of needs as a table, and what its sections ask. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from opora.law.rules import Calendar
from opora.lib.labels import gettext_noop as _
from opora.lib.labels import translated
from opora.lib.refusals import Refused

PRACTICE = _("практика")


class State(StrEnum):
    """Where the analysis of a municipality stands."""

    DRAFT = "draft"
    CONSULTATION = "consultation"
    COUNCIL = "council"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"


class Who(StrEnum):
    """What an actor is to an analysis; several at once are possible."""

    WRITER = "writer"
    HEAD = "head"
    RECEIVER = "receiver"
    CITIZEN = "citizen"
    SYSTEM = "system"


STATE_LABELS = {
    State.DRAFT: _("чернова"),
    State.CONSULTATION: _("обществено обсъждане"),
    State.COUNCIL: _("в общинския съвет"),
    State.SUBMITTED: _("внесен"),
    State.RETURNED: _("върнат"),
    State.ACCEPTED: _("приет"),
}
STATE_TONES = {
    State.CONSULTATION: "wait",
    State.COUNCIL: "wait",
    State.SUBMITTED: "soon",
    State.RETURNED: "late",
    State.ACCEPTED: "ok",
}
WHO_LABELS = {
    Who.WRITER: _("експертите на общината"),
    Who.HEAD: _("ръководителят в общината"),
    Who.RECEIVER: _("областната администрация или АСП"),
    Who.CITIZEN: _("всеки гражданин"),
    Who.SYSTEM: _("системата"),
}
# Until it is first submitted nobody outside the municipality reads the draft (чл. 42 НПСУ opens
# only what is put to consultation).
SUBMITTED_STATES = (State.SUBMITTED, State.ACCEPTED)
EDITABLE = frozenset({State.DRAFT, State.CONSULTATION, State.COUNCIL, State.RETURNED})
CONSULTED = frozenset(State) - {State.DRAFT}


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
    return Step(f"needs.{event}", label, frozenset(sources), to, frozenset(who), by)


S, W = State, Who
OPEN = step("opened", _("Открий анализа"), set(), S.DRAFT, {W.WRITER}, by=_("чл. 37, ал. 1 НПСУ"))
STEPS = {
    "save": step("saved", _("Запази"), EDITABLE, None, {W.WRITER}, by=_("чл. 37, ал. 1 НПСУ")),
    "start_consultation": step(
        "consultation_started",
        _("Открий обществено обсъждане"),
        {S.DRAFT, S.COUNCIL, S.RETURNED},
        S.CONSULTATION,
        {W.WRITER},
        by=_("чл. 42, ал. 1–4 НПСУ"),
    ),
    "comment": step(
        "commented",
        _("Изпрати предложение"),
        {S.CONSULTATION},
        None,
        {W.CITIZEN},
        by=_("чл. 42, ал. 1–4 НПСУ"),
    ),
    "answer": step(
        "answered",
        _("Отговори"),
        {S.CONSULTATION, S.COUNCIL},
        None,
        {W.WRITER},
        by=_("чл. 42, ал. 1–4 НПСУ"),
    ),
    "close_consultation": step(
        "consultation_closed",
        _("Обсъждането приключи"),
        {S.CONSULTATION},
        S.COUNCIL,
        {W.SYSTEM},
        by=_("чл. 42, ал. 1–4 НПСУ"),
    ),
    "record_council": step(
        "decided",
        _("Впиши решението на общинския съвет"),
        {S.COUNCIL, S.RETURNED},
        None,
        {W.HEAD},
        by=_("чл. 35, ал. 2 ЗСУ; чл. 43, ал. 2 НПСУ"),
    ),
    "submit": step(
        "submitted",
        _("Внеси анализа"),
        {S.COUNCIL, S.RETURNED},
        S.SUBMITTED,
        {W.HEAD},
        by=_("чл. 35, ал. 1 ЗСУ"),
    ),
    "accept": step(
        "accepted", _("Приеми анализа"), {S.SUBMITTED}, S.ACCEPTED, {W.RECEIVER}, by=PRACTICE
    ),
    "return": step(
        "returned", _("Върни с мотиви"), {S.SUBMITTED}, S.RETURNED, {W.RECEIVER}, by=PRACTICE
    ),
}

NOT_YOURS = _("Действието „%(action)s“ не е за Вас.")
WHO_MAY = _("Може да го направи %(who)s.")
NOT_NOW = _("Действието „%(action)s“ не е възможно, когато състоянието е „%(state)s“.")
LOOK_AGAIN = _("Отворете анализа отново, за да видите какво се е променило.")


def next_state(state: State, action: str, who: frozenset[Who]) -> State:
    """Where `action` leads from `state` for somebody who is `who` to the analysis.

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
        name for name, row in STEPS.items() if state in row.sources and not row.who.isdisjoint(who)
    ]


STAGES = [
    (_("Чернова"), {State.DRAFT}),
    (_("Обществено обсъждане"), {State.CONSULTATION}),
    (_("Общински съвет"), {State.COUNCIL}),
    (_("Внесен"), {State.SUBMITTED, State.RETURNED}),
    (_("Приет"), {State.ACCEPTED}),
]

CONSULTATION_DAYS = 30  # чл. 42 НПСУ


def consultation_days(opens_on: date, calendar: Calendar) -> tuple[date, date]:
    """The first and the last day of a consultation opened on a day: thirty whole days after the
    day of publishing; a last day that is not a working one moves to the next working day."""
    return opens_on, calendar.roll(opens_on + timedelta(days=CONSULTATION_DAYS))


@dataclass(frozen=True, slots=True)
class Section:
    """A narrative part of the analysis: what to write, and whether nothing may leave without it."""

    title: str
    prompt: str
    is_required: bool = True


SECTIONS: Mapping[str, Section] = {
    "profile": Section(
        _("Населението на общината"),
        _(
            "Колко са жителите, как се променя броят им по възраст, къде живеят и колко далеч са"
            " от общинския център."
        ),
    ),
    "groups": Section(
        _("Групи с потребност от подкрепа"),
        _(
            "Кои хора имат нужда от подкрепа: деца в риск, хора с увреждания, възрастни хора"
            " без близки, бездомни. Откъде се знае броят им."
        ),
    ),
    "services": Section(
        _("Съществуващи услуги"),
        _(
            "Кои услуги работят, колко места имат, колко са заети и колко хора чакат. Кои работят"
            " добре и имат най-много потребители."
        ),
    ),
    "unmet": Section(
        _("Неудовлетворени потребности"),
        _("Кои желания не са изпълнени и защо: няма услуга, няма място, далеч е, няма персонал."),
    ),
    "proposals": Section(
        _("Какво предлага общината"),
        _(
            "Защо точно тези услуги и този брой потребители; какво следва от критериите и защо"
            " общината предлага повече или по-малко."
        ),
    ),
    "resources": Section(
        _("Сгради, хора и средства"),
        _(
            "Къде ще работят услугите, какъв персонал има и липсва, откъде ще дойдат средствата за"
            " създаването и за издръжката."
        ),
    ),
    "partners": Section(
        _("Партньори и обсъждане"),
        _(
            "С кого е съгласуван анализът: Съвет по въпросите на социалните услуги, ДСП,"
            " доставчици, училища, съседни общини; какво казаха хората."
        ),
        is_required=False,
    ),
}
