"""States of a map's version, who does what with it, what counts as agreed. Pure.

A vote is bound to the digest of a locked version; that one is open stands in `meetings`, not here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from opora.lib.labels import gettext_noop as _
from opora.lib.labels import translated
from opora.lib.refusals import Refused

from .model.rows import Comparison, compare

__all__ = ["Comparison", "compare"]

PRACTICE = _("практика")


class State(StrEnum):
    """Where a version of a map stands. A national one is worked on and locked; the rest of its way
    is told by `national`."""

    WORKING = "working"
    LOCKED = "locked"
    INDICATIVE = "indicative"
    FINAL = "final"
    REVISED = "revised"
    DROPPED = "dropped"


class Who(StrEnum):
    """What an actor is to the map of a district."""

    DISTRICT = "district"
    MUNICIPALITY = "municipality"


class Answer(StrEnum):
    """What a municipality says of the proposed hosts of a district-level service."""

    AGREE = "agree"
    DISAGREE = "disagree"


class Purpose(StrEnum):
    """As what a version is put to the vote; the kind of subject that `meetings` keeps."""

    INDICATIVE = "map.indicative"
    FINAL = "map.final"
    NATIONAL = "map.national"


STATE_LABELS: dict[str, str] = {
    State.WORKING: _("работен вариант"),
    State.LOCKED: _("заключена версия"),
    State.INDICATIVE: _("приета като индикативна карта"),
    State.FINAL: _("приета като окончателна карта"),
    State.REVISED: _("заменена с нова версия"),
    State.DROPPED: _("отказан вариант"),
}
STATE_TONES = {State.INDICATIVE: "ok", State.FINAL: "ok", State.LOCKED: "soon"}
WHO_LABELS = {
    Who.DISTRICT: _("областната администрация"),
    Who.MUNICIPALITY: _("община от областта"),
}
ANSWER_LABELS: dict[str, str] = {Answer.AGREE: _("съгласна"), Answer.DISAGREE: _("не е съгласна")}
PURPOSE_LABELS: dict[str, str] = {
    Purpose.INDICATIVE: _("индикативна карта"),
    Purpose.FINAL: _("окончателна карта"),
    Purpose.NATIONAL: _("Национална карта"),
}
ADOPTED = frozenset({State.INDICATIVE, State.FINAL})


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the workflow: from where, to where (None: stays), by whom, by which rule."""

    event: str
    label: str
    sources: frozenset[State]
    to: State | None
    who: Who
    by: str


def _step(
    event: str, label: str, sources: set[State], to: State | None, who: Who = Who.DISTRICT,
    by: str = PRACTICE,
) -> Step:  # fmt: skip
    return Step(f"planning.{event}", label, frozenset(sources), to, who, by)


S = State
OPEN = _step("variant_opened", _("Отвори вариант"), set(), S.WORKING)
TRANSCRIBE = _step("variant_transcribed", _("Впиши карта от хартия"), set(), S.WORKING)
STEPS = {
    "edit": _step("entry_changed", _("Промени ред"), {S.WORKING}, None),
    "copy": _step("variant_copied", _("Копирай като вариант"), set(State), None),
    "ask": _step("agreement_asked", _("Изпрати за съгласуване"), {S.WORKING}, None),
    "answer": _step(
        "agreement_answered", _("Отговори"), {S.WORKING, S.LOCKED}, None, Who.MUNICIPALITY
    ),
    "record_answer": _step(
        "agreement_recorded", _("Впиши писмен отговор"), {S.WORKING, S.LOCKED}, None
    ),
    "drop": _step("variant_dropped", _("Откажи варианта"), {S.WORKING}, S.DROPPED),
    "lock": _step("version_locked", _("Заключи версията"), {S.WORKING}, S.LOCKED),
    "put_to_vote": _step(
        "version_put_to_vote", _("Внеси за гласуване"), {S.LOCKED, S.INDICATIVE}, None
    ),
    "adopt_indicative": _step(
        "map_adopted_indicative", _("Приеми като индикативна"), {S.LOCKED}, S.INDICATIVE
    ),
    "adopt_final": _step(
        "map_adopted_final", _("Приеми като окончателна"), {S.LOCKED, S.INDICATIVE}, S.FINAL
    ),
    "revise": _step("version_revised", _("Нова версия"), {S.LOCKED}, S.REVISED),
    "amend": _step("version_amended", _("Нова версия от приетата"), set(ADOPTED), None),
}

NOT_YOURS = _("Действието „%(action)s“ не е за Вашата организация.")
WHO_MAY = _("Може да го направи %(who)s.")
NOT_NOW = _("Действието „%(action)s“ не е възможно, когато картата е „%(state)s“.")
LOOK_AGAIN = _("Отворете картата отново, за да видите какво се е променило.")


def next_state(state: State, action: str, who: frozenset[Who]) -> State:
    """Where `action` leads from `state` for somebody who is `who` to the map.

    Raises Refused with the sentence for the person when the state or the actor does not allow it.
    """
    row = STEPS[action]
    label = translated(row.label)
    if row.who not in who:
        raise Refused(
            translated(NOT_YOURS) % {"action": label},
            rule=row.by,
            remedy=translated(WHO_MAY) % {"who": translated(WHO_LABELS[row.who])},
        )
    if state not in row.sources:
        shown = {"action": label, "state": translated(STATE_LABELS[state])}
        raise Refused(translated(NOT_NOW) % shown, rule=row.by, remedy=LOOK_AGAIN)
    return row.to or state


def actions_for(state: State, who: frozenset[Who]) -> list[str]:
    """What somebody who is `who` to a map in this state may do with it."""
    return [name for name, row in STEPS.items() if state in row.sources and row.who in who]


# Agreement on the hosts of a district-level service


@dataclass(frozen=True, slots=True)
class Objection:
    """That a municipality does not agree, and why."""

    municipality: str
    reason: str


@dataclass(frozen=True, slots=True)
class Consent:
    """How the municipalities of a district stand to the hosts of one service."""

    service: str
    agreed: tuple[str, ...]
    objections: tuple[Objection, ...]
    silent: tuple[str, ...]
    is_asked: bool = True

    @property
    def is_full(self) -> bool:
        """Everybody was asked and agreed."""
        return self.is_asked and not self.objections and not self.silent


def consent(
    service: str,
    municipalities: Sequence[str],
    answers: Mapping[str, tuple[Answer, str]],
    *,
    is_asked: bool = True,
) -> Consent:
    """The standing of a service from the answers (municipality → answer, reason) to the hosts as
    they are now; who has not answered is silent, and silence is not agreement."""
    counted = answers if is_asked else {}
    return Consent(
        service=service,
        agreed=tuple(one for one in municipalities if counted.get(one, ("",))[0] == Answer.AGREE),
        objections=tuple(
            Objection(one, counted[one][1])
            for one in municipalities
            if one in counted and counted[one][0] == Answer.DISAGREE
        ),
        silent=tuple(one for one in municipalities if one not in counted),
        is_asked=is_asked,
    )


def unrecorded(now: Iterable[Consent], recorded: Iterable[Consent]) -> list[Consent]:
    """The services that lack agreement now otherwise than the voted version recorded it.

    A final map needs the agreement of all or a vote on a version that records who does not agree
    and why; an objection that came after the version was locked was not before those who voted.
    """
    known = {one.service: one for one in recorded}
    return [one for one in now if not one.is_full and known.get(one.service) != one]
