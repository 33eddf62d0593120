"""States and steps of a family and of a stay, kinds of care, and what blocks an act. Pure.

The register of foster families follows the child-protection law, whose articles are not checked in
a source: no article is named here, and pages say „предстои проверка“.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from opora.accounts.rules import CASEWORK
from opora.lib.actor import Actor
from opora.lib.labels import gettext_noop as _
from opora.lib.refusals import NotVisible, Refused

GUEST = "guest"
UNCHECKED = _("предстои проверка")
ADULT_AGE = 18


class FamilyState(StrEnum):
    """Where a family stands, from the application to the end."""

    APPLICANT = "applicant"
    ASSESSED = "assessed"
    REGISTERED = "registered"
    IN_USE = "in_use"
    PAUSED = "paused"
    REFUSED = "refused"
    ENDED = "ended"


class StayState(StrEnum):
    """A stay runs until the child leaves."""

    RUNNING = "running"
    ENDED = "ended"


class StayKind(StrEnum):
    """What care the child needs, and the family agrees to give."""

    EMERGENCY = "emergency"
    SHORT = "short"
    LONG = "long"
    RESPITE = "respite"


class Sex(StrEnum):
    """Whom a family takes."""

    ANY = "any"
    FEMALE = "female"
    MALE = "male"


FAMILY_LABELS = {
    FamilyState.APPLICANT: _("кандидат"),
    FamilyState.ASSESSED: _("оценено"),
    FamilyState.REGISTERED: _("вписано, свободно"),
    FamilyState.IN_USE: _("с настанено дете"),
    FamilyState.PAUSED: _("временно не приема"),
    FamilyState.REFUSED: _("отказано вписване"),
    FamilyState.ENDED: _("заличено"),
}
STAY_LABELS = {StayState.RUNNING: _("тече"), StayState.ENDED: _("приключил")}
KIND_LABELS = {
    StayKind.EMERGENCY: _("спешен"),
    StayKind.SHORT: _("краткосрочен"),
    StayKind.LONG: _("дългосрочен"),
    StayKind.RESPITE: _("заместваща грижа"),
}
SEX_LABELS = {
    Sex.ANY: _("момичета и момчета"),
    Sex.FEMALE: _("само момичета"),
    Sex.MALE: _("само момчета"),
}
F = FamilyState


@dataclass(frozen=True, slots=True)
class Step:
    """From which states to which; `label` stands on the button."""

    sources: frozenset[str]
    target: str
    label: str


FAMILY_STEPS: Mapping[str, Step] = {
    "apply": Step(frozenset({""}), F.APPLICANT, _("Запиши кандидата")),
    "assess": Step(frozenset({F.APPLICANT}), F.ASSESSED, _("Впиши оценката")),
    "enter": Step(frozenset({F.ASSESSED}), F.REGISTERED, _("Впиши в регистъра")),
    "refuse": Step(frozenset({F.APPLICANT, F.ASSESSED}), F.REFUSED, _("Откажи вписване")),
    "place": Step(frozenset({F.REGISTERED, F.IN_USE}), F.IN_USE, _("Настани дете")),
    "release": Step(frozenset({F.IN_USE}), F.REGISTERED, _("Освободи след последния престой")),
    "pause": Step(frozenset({F.REGISTERED, F.IN_USE}), F.PAUSED, _("Спри временно")),
    "resume": Step(frozenset({F.PAUSED}), F.REGISTERED, _("Приема отново")),
    "end": Step(frozenset({F.REGISTERED, F.PAUSED}), F.ENDED, _("Заличи от регистъра")),
}
BUTTONS = ("assess", "enter", "refuse", "pause", "resume", "end")
STAY_STEPS: Mapping[str, Step] = {
    "place": Step(frozenset({""}), StayState.RUNNING, _("Настани дете")),
    "end": Step(frozenset({StayState.RUNNING}), StayState.ENDED, _("Приключи престоя")),
}
OPEN_FAMILIES = frozenset({F.REGISTERED, F.IN_USE})
WORDS = {
    "assess": _("Заключение от оценката"),
    "enter": _("Заповед за вписване: номер и дата"),
    "refuse": _("Защо се отказва вписване"),
    "pause": _("Защо семейството временно не приема деца"),
    "resume": _("Какво се промени"),
    "end": _("Основание за заличаване"),
}


def next_state(steps: Mapping[str, Step], action: str, state: str, actor: Actor, owner: int) -> str:
    """The state after `action`; only officers of the directorate that owns the record act."""
    if actor.organization_id != owner:
        raise NotVisible
    if not actor.has(*CASEWORK):
        raise Refused(
            _("Вашата роля не дава право да работите с приемни семейства."),
            remedy=_("Обърнете се към ръководителя на Вашата организация."),
        )
    step = steps[action]
    if state not in step.sources:
        raise Refused(
            _("Междувременно състоянието се промени и това вече не може да се направи."),
            remedy=_("Отворете страницата отново, за да видите сегашното състояние."),
        )
    return step.target


def actions(state: str) -> list[str]:
    """The buttons of a family in this state."""
    return [action for action in BUTTONS if state in FAMILY_STEPS[action].sources]


def overlap(first: date, last: date | None, since: date, until: date) -> int:
    """How many days of [first, last] lie in [since, until], both ends counted."""
    end = min(last or until, until)
    return max(0, (end - max(first, since)).days + 1)


def respite_days(stays: Iterable[tuple[date, date | None]], year: int) -> int:
    """Days of respite care in a calendar year; a planned end counts until it comes."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    return sum(overlap(begun, ended, first, last) for begun, ended in stays)


def years_touched(begun: date, ended: date) -> range:
    """The calendar years of a period."""
    return range(begun.year, ended.year + 1)


def month_bounds(month: date) -> tuple[date, date]:
    """The first and the last day."""
    following = (month.replace(day=1) + timedelta(days=32)).replace(day=1)
    return month.replace(day=1), following - timedelta(days=1)
