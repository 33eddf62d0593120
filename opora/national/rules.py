"""States and steps of the National Map, of its amendments and of annual plans. Pure."""

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


class MapState(StrEnum):
    """Where a National Map stands."""

    DRAFT = "draft"
    DISCUSSION = "discussion"
    DISCUSSED = "discussed"
    ADOPTED = "adopted"
    IN_FORCE = "in_force"
    REPLACED = "replaced"
    ABANDONED = "abandoned"


class AmendmentKind(StrEnum):
    """What an amendment does with a row of the Map in force."""

    OPEN = "open"
    CHANGE = "change"
    CLOSE = "close"


class AmendmentState(StrEnum):
    """Where an amendment stands."""

    PROPOSED = "proposed"
    ORDERED = "ordered"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class PlanState(StrEnum):
    """Where an annual plan of a municipality stands."""

    DRAFT = "draft"
    DISCUSSION = "discussion"
    DISCUSSED = "discussed"
    CONSIDERED = "considered"
    ADOPTED = "adopted"
    UPDATED = "updated"


class Origin(StrEnum):
    """Where a row of an annual plan comes from (чл. 59–63 НПСУ: the Map, the own budget)."""

    MAP = "map"
    MUNICIPAL = "municipal"


MAP_LABELS: dict[str, str] = {
    MapState.DRAFT: _("проект"),
    MapState.DISCUSSION: _("обществено обсъждане"),
    MapState.DISCUSSED: _("обсъден проект"),
    MapState.ADOPTED: _("приета, предстои публикуване"),
    MapState.IN_FORCE: _("действаща"),
    MapState.REPLACED: _("заменена"),
    MapState.ABANDONED: _("отказан проект"),
}
AMENDMENT_KIND_LABELS: dict[str, str] = {
    AmendmentKind.OPEN: _("разкриване"),
    AmendmentKind.CHANGE: _("промяна на броя потребители"),
    AmendmentKind.CLOSE: _("закриване"),
}
AMENDMENT_LABELS: dict[str, str] = {
    AmendmentState.PROPOSED: _("предложена"),
    AmendmentState.ORDERED: _("в сила със заповед"),
    AmendmentState.REFUSED: _("отказана"),
    AmendmentState.WITHDRAWN: _("оттеглена"),
}
PLAN_LABELS: dict[str, str] = {
    PlanState.DRAFT: _("проект"),
    PlanState.DISCUSSION: _("обществено обсъждане"),
    PlanState.DISCUSSED: _("обсъден проект"),
    PlanState.CONSIDERED: _("разгледан от Съвета по въпросите на социалните услуги"),
    PlanState.ADOPTED: _("приет"),
    PlanState.UPDATED: _("заменен от актуализация"),
}
ORIGIN_LABELS: dict[str, str] = {
    Origin.MAP: _("по Националната карта"),
    Origin.MUNICIPAL: _("от общинския бюджет"),
}


class Who(StrEnum):
    """What an actor is to the Map, to an amendment or to a plan."""

    AGENCY = "agency"
    MUNICIPALITY = "municipality"
    CITIZEN = "citizen"
    SYSTEM = "system"


WHO_LABELS = {
    Who.AGENCY: _("Агенцията за социално подпомагане"),
    Who.MUNICIPALITY: _("общината"),
    Who.CITIZEN: _("всеки гражданин"),
    Who.SYSTEM: _("системата"),
}
MAP_TONES = {
    MapState.DISCUSSION: "wait",
    MapState.DISCUSSED: "soon",
    MapState.ADOPTED: "soon",
    MapState.IN_FORCE: "ok",
}
AMENDMENT_TONES = {
    AmendmentState.PROPOSED: "wait",
    AmendmentState.ORDERED: "ok",
    AmendmentState.REFUSED: "late",
}
PLAN_TONES = {
    PlanState.DISCUSSION: "wait",
    PlanState.DISCUSSED: "soon",
    PlanState.CONSIDERED: "soon",
    PlanState.ADOPTED: "ok",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One row of a workflow: from where, to where (None: stays), by whom, by which rule."""

    event: str
    label: str
    sources: frozenset[str]
    to: str | None
    who: Who
    by: str


def _step(event: str, label: str, *way: Any, by: str = PRACTICE) -> Step:
    """A row of the tables below; `way` is from where, to where, by whom."""
    sources, to, who = way
    return Step(f"national.{event}", label, frozenset(sources), to, who, by)


M, W = MapState, Who
MAP_STEPS = {
    "assemble": _step("map_assembled", _("Обедини областните карти"), set(), M.DRAFT, W.AGENCY),
    "transcribe": _step(
        "map_transcribed", _("Впиши карта от хартия"), set(), M.DRAFT, W.AGENCY
    ),
    "take_in": _step(
        "finals_taken_in", _("Включи новите окончателни"), {M.DRAFT}, None, W.AGENCY
    ),
    "write": _step("foreword_written", _("Запази анализа"), {M.DRAFT}, None, W.AGENCY),
    "open_discussion": _step(
        "map_discussion_opened", _("Открий обществено обсъждане"), {M.DRAFT}, M.DISCUSSION,
        W.AGENCY, by=_("чл. 48, ал. 1 НПСУ"),
    ),
    "comment": _step(
        "map_commented", _("Изпрати становище"), {M.DISCUSSION}, None, W.CITIZEN,
        by=_("чл. 48, ал. 1 НПСУ"),
    ),
    "answer": _step(
        "map_comment_answered", _("Отговори"), {M.DISCUSSION, M.DISCUSSED}, None, W.AGENCY
    ),
    "close_discussion": _step(
        "map_discussion_closed", _("Обсъждането приключи"), {M.DISCUSSION}, M.DISCUSSED,
        W.SYSTEM, by=_("чл. 48, ал. 1 НПСУ"),
    ),
    "adopt": _step(
        "map_adopted", _("Впиши акта за приемане"), {M.DISCUSSED}, M.ADOPTED, W.AGENCY,
        by=_("чл. 34 ЗСУ"),
    ),
    "publish": _step(
        "map_published", _("Публикувай картата"), {M.ADOPTED}, M.IN_FORCE, W.AGENCY,
        by=_("чл. 52, ал. 1 и 3 НПСУ"),
    ),
    "replace": _step(
        "map_replaced", _("Замени с новата карта"), {M.IN_FORCE}, M.REPLACED, W.SYSTEM
    ),
    "redraft": _step(
        "map_redrafted", _("Нов проект след обсъждането"), {M.DISCUSSED}, M.ABANDONED, W.AGENCY
    ),
    "abandon": _step(
        "map_abandoned", _("Откажи проекта"), {M.DRAFT, M.DISCUSSED}, M.ABANDONED, W.AGENCY
    ),
}  # fmt: skip

A = AmendmentState
AMENDMENT_STEPS = {
    "propose": _step(
        "amendment_proposed", _("Предложи промяна"), set(), A.PROPOSED, W.MUNICIPALITY
    ),
    "order": _step("amendment_ordered", _("Впиши заповедта"), {A.PROPOSED}, A.ORDERED, W.AGENCY),
    "refuse": _step("amendment_refused", _("Откажи"), {A.PROPOSED}, A.REFUSED, W.AGENCY),
    "withdraw": _step(
        "amendment_withdrawn", _("Оттегли"), {A.PROPOSED}, A.WITHDRAWN, W.MUNICIPALITY
    ),
}

P = PlanState
PLAN_BY = _("чл. 59–63 НПСУ")
EDITABLE = frozenset({P.DRAFT, P.DISCUSSED, P.CONSIDERED})
PLAN_STEPS = {
    "open": _step("plan_opened", _("Открий плана"), set(), P.DRAFT, W.MUNICIPALITY, by=PLAN_BY),
    "save": _step("plan_saved", _("Запази"), EDITABLE, None, W.MUNICIPALITY, by=PLAN_BY),
    "open_discussion": _step(
        "plan_discussion_opened", _("Открий обществено обсъждане"), {P.DRAFT}, P.DISCUSSION,
        W.MUNICIPALITY, by=_("чл. 62 НПСУ"),
    ),
    "comment": _step(
        "plan_commented", _("Изпрати становище"), {P.DISCUSSION}, None, W.CITIZEN,
        by=_("чл. 62 НПСУ"),
    ),
    "answer": _step(
        "plan_comment_answered", _("Отговори"), {P.DISCUSSION, P.DISCUSSED}, None, W.MUNICIPALITY,
        by=_("чл. 62 НПСУ"),
    ),
    "close_discussion": _step(
        "plan_discussion_closed", _("Обсъждането приключи"), {P.DISCUSSION}, P.DISCUSSED,
        W.SYSTEM, by=_("чл. 62 НПСУ"),
    ),
    "consider": _step(
        "plan_considered", _("Впиши становището на Съвета"), {P.DISCUSSED}, P.CONSIDERED,
        W.MUNICIPALITY, by=PLAN_BY,
    ),
    "adopt": _step(
        "plan_adopted", _("Впиши решението на общинския съвет"), {P.CONSIDERED}, P.ADOPTED,
        W.MUNICIPALITY, by=_("чл. 38, ал. 1 ЗСУ"),
    ),
    "update": _step(
        "plan_update_opened", _("Открий актуализация"), {P.ADOPTED}, None, W.MUNICIPALITY
    ),
    "replace": _step(
        "plan_replaced", _("Замени с актуализацията"), {P.ADOPTED}, P.UPDATED, W.SYSTEM
    ),
}  # fmt: skip

Steps = Mapping[str, Step]
NOT_YOURS = _("Действието „%(action)s“ не е за Вашата организация.")
WHO_MAY = _("Може да го направи %(who)s.")
NOT_NOW = _("Действието „%(action)s“ не е възможно, когато състоянието е „%(state)s“.")
LOOK_AGAIN = _("Отворете страницата отново, за да видите какво се е променило.")


def next_state(
    steps: Steps, labels: Mapping[Any, str], state: str, action: str, who: frozenset[Who]
) -> str:
    """Where `action` leads from `state` for somebody who is `who`.

    Raises Refused with the sentence for the person when the state or the actor does not allow it.
    """
    row = steps[action]
    label = translated(row.label)
    if row.who not in who:
        raise Refused(
            translated(NOT_YOURS) % {"action": label},
            rule=row.by,
            remedy=translated(WHO_MAY) % {"who": translated(WHO_LABELS[row.who])},
        )
    if state not in row.sources:
        shown = {"action": label, "state": translated(labels[state])}
        raise Refused(translated(NOT_NOW) % shown, rule=row.by, remedy=LOOK_AGAIN)
    return row.to or state


def actions_for(steps: Steps, state: str, who: frozenset[Who]) -> list[str]:
    """What somebody who is `who` may do now, in the order of the table."""
    return [name for name, row in steps.items() if state in row.sources and row.who in who]


# Days

DISCUSSION_DAYS = 30  # чл. 48, ал. 1 и чл. 62 НПСУ
PLAN_OPENS = (5, 1)  # a draft was seen from 1 May on: practice
PLAN_DUE = (8, 31)  # councils adopt by 31 August: practice, not a term of the act


def discussion_days(first: date, calendar: Calendar) -> tuple[date, date]:
    """First and last day of a discussion: not less than thirty whole days, to a working day."""
    return first, calendar.roll(first + timedelta(days=DISCUSSION_DAYS))


def plan_due(year: int) -> date:
    """By when the plan of a year is usually adopted: 31 August of the year before (практика)."""
    return date(year - 1, *PLAN_DUE)


def plan_year(today: date) -> int:
    """The year for which a municipality plans now: from May on the next one."""
    return today.year + 1
