"""Grounds, diets, states, on which days somebody is served. Pure.

Who may use home patronage stands in local rules: pension age, reduced capacity, war disability,
children with disabilities are practice of several municipalities, not one statute.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from opora.accounts.rules import CASEWORK
from opora.lib.actor import Actor
from opora.lib.labels import gettext_noop as _
from opora.lib.refusals import NotVisible, Refused

PRACTICE = _("практика")


class UserState(StrEnum):
    """From the application to the end."""

    APPLIED = "applied"
    SERVED = "served"
    REFUSED = "refused"
    ENDED = "ended"


class Ground(StrEnum):
    """On what ground somebody is served."""

    AGE = "age"
    CAPACITY = "capacity"
    WAR = "war"
    CHILD = "child"


class Diet(StrEnum):
    """Which kitchen list the meal stands on."""

    COMMON = "common"
    DIABETIC = "diabetic"
    SALTLESS = "saltless"
    SOFT = "soft"


class Outcome(StrEnum):
    """What happened at the door."""

    DELIVERED = "delivered"
    NOT_FOUND = "not_found"


STATE_LABELS = {
    UserState.APPLIED: _("подадена молба"),
    UserState.SERVED: _("обслужва се"),
    UserState.REFUSED: _("отказано"),
    UserState.ENDED: _("прекратено"),
}
GROUND_LABELS = {
    Ground.AGE: _("навършена пенсионна възраст"),
    Ground.CAPACITY: _("намалена работоспособност (ТЕЛК, НЕЛК или ЛКК)"),
    Ground.WAR: _("военноинвалид или военнопострадал"),
    Ground.CHILD: _("дете с увреждане до 18 години"),
}
DIET_LABELS = {
    Diet.COMMON: _("обща"),
    Diet.DIABETIC: _("диабетна"),
    Diet.SALTLESS: _("безсолна"),
    Diet.SOFT: _("пасирана"),
}
OUTCOME_LABELS = {
    Outcome.DELIVERED: _("предадено"),
    Outcome.NOT_FOUND: _("не е намерен"),
}
WEEKDAYS = (
    _("понеделник"),
    _("вторник"),
    _("сряда"),
    _("четвъртък"),
    _("петък"),
    _("събота"),
    _("неделя"),
)
WORKDAYS = (0, 1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Step:
    """From which states to which; `label` stands on the button."""

    sources: frozenset[str]
    target: str
    label: str


STEPS: Mapping[str, Step] = {
    "apply": Step(frozenset({""}), UserState.APPLIED, _("Запиши молбата")),
    "accept": Step(frozenset({UserState.APPLIED}), UserState.SERVED, _("Включи в патронажа")),
    "refuse": Step(frozenset({UserState.APPLIED}), UserState.REFUSED, _("Откажи")),
    "end": Step(frozenset({UserState.SERVED}), UserState.ENDED, _("Прекрати")),
}


def next_state(action: str, state: str, actor: Actor, owner: int) -> str:
    """The state after `action`; only officers of the municipality that serves the person act."""
    if actor.organization_id != owner:
        raise NotVisible
    if not actor.has(*CASEWORK):
        raise Refused(_("Вашата роля не дава право да водите патронажа."))
    if state not in STEPS[action].sources:
        raise Refused(
            _("Междувременно това вече е променено."),
            remedy=_("Отворете страницата отново, за да видите сегашното състояние."),
        )
    return STEPS[action].target


def actions(state: str) -> list[str]:
    """What may be done in this state."""
    return [name for name, step in STEPS.items() if state and state in step.sources]


@dataclass(frozen=True, slots=True)
class Served:
    """Since when somebody is served, on which days of the week, when not."""

    begins_on: date
    ended_on: date | None
    weekdays: frozenset[int]
    stops: tuple[tuple[date, date | None], ...] = ()

    def on(self, day: date) -> bool:
        """Whether a meal is due on a day. The last day is still served."""
        if day < self.begins_on or (self.ended_on and day > self.ended_on):
            return False
        if day.weekday() not in self.weekdays:
            return False
        return not any(first <= day and (last is None or day <= last) for first, last in self.stops)


def month_days(month: date) -> list[date]:
    """All days of a month."""
    day, found = month.replace(day=1), []
    while day.month == month.month:
        found.append(day)
        day += timedelta(days=1)
    return found


def counted(served: Served, outcomes: Mapping[date, str], days: Iterable[date]) -> int:
    """How many meals a month counts: delivered ones, and due ones that were not marked.

    A meal that found nobody is not counted: whether it is paid is for the local rules to say.
    """
    return sum(
        1
        for day in days
        if outcomes.get(day, Outcome.DELIVERED if served.on(day) else "") == Outcome.DELIVERED
    )
