"""States and steps of an agreement, the week that it agrees on, limits of use. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from opora.law.rules import Unit as TermUnit
from opora.law.rules import add_months
from opora.lib.actor import Actor
from opora.lib.labels import gettext_noop as _
from opora.lib.labels import translated
from opora.lib.refusals import Refused

ARTICLE = "чл. 85 ЗСУ"
PRACTICE = _("практика")
SYSTEM = "system"
HEAD, OFFICER = "head", "officer"
WEEK = 7
DAY = timedelta(days=1)
DAY_MINUTES = 24 * 60


class State(StrEnum):
    """Where an agreement stands. An extended one is a signed one with a later last day."""

    DRAFT = "draft"
    GIVEN = "given"
    SIGNED = "signed"
    EXTENDED = "extended"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


class Change(StrEnum):
    """Why there is a version of the terms."""

    ORIGINAL = "original"
    AMENDMENT = "amendment"
    EXTENSION = "extension"


class Mode(StrEnum):
    """For how long at a time the person uses the service; the words of the register."""

    HOURLY = "hourly"
    HALF_DAY = "half_day"
    DAY = "day"
    WEEKLY = "weekly"
    ROUND_THE_CLOCK = "round_the_clock"


class UseUnit(StrEnum):
    """In what use is counted; stored as one letter. Hours are kept as minutes."""

    MINUTE = "m"
    HALF_DAY = "h"
    DAY = "d"
    NIGHT = "n"


UNIT_OF = {
    Mode.HOURLY: UseUnit.MINUTE,
    Mode.HALF_DAY: UseUnit.HALF_DAY,
    Mode.DAY: UseUnit.DAY,
    Mode.WEEKLY: UseUnit.DAY,
    Mode.ROUND_THE_CLOCK: UseUnit.NIGHT,
}
STATE_LABELS = {
    State.DRAFT: _("проект"),
    State.GIVEN: _("даден на лицето"),
    State.SIGNED: _("подписан"),
    State.EXTENDED: _("продължен"),
    State.ENDED: _("прекратен"),
    State.WITHDRAWN: _("оттеглен проект"),
}
CHANGE_LABELS = {
    Change.ORIGINAL: _("договор"),
    Change.AMENDMENT: _("изменение"),
    Change.EXTENSION: _("продължаване"),
}
MODE_LABELS = {
    Mode.HOURLY: _("почасово"),
    Mode.HALF_DAY: _("полудневно"),
    Mode.DAY: _("целодневно"),
    Mode.WEEKLY: _("седмично"),
    Mode.ROUND_THE_CLOCK: _("денонощно"),
}
WEEKDAYS = [_("пн"), _("вт"), _("ср"), _("чт"), _("пт"), _("сб"), _("нд")]
# Why an agreement ends. Grounds of practice, to be checked against the regulation.
END_REASONS = {
    "term": _("изтекъл срок"),
    "goals": _("постигнати цели"),
    "wish": _("желание на лицето"),
    "change": _("друга услуга или промяна на нуждите"),
    "absence": _("дълго отсъствие"),
    "breach": _("неизпълнение на договора"),
    "closed": _("закрита услуга"),
    "court": _("съдебен акт"),
    "death": _("смърт на лицето"),
    "other": _("друго"),
}
IN_FORCE = frozenset({State.SIGNED, State.EXTENDED})
# What holds days for the person: an ended agreement keeps those that it lasted.
HOLDS_DAYS = IN_FORCE | {State.ENDED}
OPEN = frozenset({State.DRAFT, State.GIVEN}) | IN_FORCE


@dataclass(frozen=True, slots=True)
class Step:
    """From which states to which one (none: it stays), by whom, by which rule."""

    label: str
    sources: frozenset[State]
    target: State | None
    who: frozenset[str]
    by: str = PRACTICE


CASEWORK = frozenset({OFFICER, HEAD})
ONLY_HEAD = frozenset({HEAD})
STEPS = {
    "edit": Step(_("поправяне на проекта"), frozenset({State.DRAFT}), None, CASEWORK),
    "give": Step(_("даване на лицето"), frozenset({State.DRAFT}), State.GIVEN, CASEWORK, ARTICLE),
    "take_back": Step(_("връщане за поправка"), frozenset({State.GIVEN}), State.DRAFT, CASEWORK),
    "sign": Step(_("подписване"), frozenset({State.GIVEN}), State.SIGNED, ONLY_HEAD, ARTICLE),
    "amend": Step(_("изменение"), IN_FORCE, None, ONLY_HEAD, ARTICLE),
    "extend": Step(_("продължаване"), IN_FORCE, State.EXTENDED, ONLY_HEAD, ARTICLE),
    "end": Step(_("прекратяване"), IN_FORCE, State.ENDED, CASEWORK, ARTICLE),
    "withdraw": Step(
        _("оттегляне на проекта"),
        frozenset({State.DRAFT, State.GIVEN}),
        State.WITHDRAWN,
        CASEWORK,
    ),
}
WHO_LABELS = {OFFICER: _("служител на доставчика"), HEAD: _("ръководител на доставчика")}


def next_state(state: str, action: str, actor: Actor) -> State:
    """The state after an act, or why not."""
    step = STEPS[action]
    if not actor.has(SYSTEM, *step.who):
        raise Refused(
            _("Това действие е на ръководителя на услугата."),
            rule=step.by,
            remedy=_("Поискайте го от ръководителя."),
        )
    if state not in step.sources:
        raise Refused(
            translated(_("Договорът вече е в състояние „%(state)s“."))
            % {"state": translated(STATE_LABELS[State(state)])},
            remedy=_("Отворете страницата отново, за да видите сегашното състояние."),
        )
    return step.target or State(state)


def actions_for(state: str, actor: Actor) -> list[str]:
    """What the actor may do now."""
    return [
        name
        for name, step in STEPS.items()
        if state in step.sources and actor.has(SYSTEM, *step.who)
    ]


@dataclass(frozen=True, slots=True)
class Terms:
    """What the two sides agree on. `week` has for each weekday the minutes (hourly), else 1 or 0;
    the fee is a text and, where it is known, an amount in cents."""

    mode: str
    week: tuple[int, ...]
    starts_on: date
    ends_on: date | None
    fee_text: str = ""
    fee_cents: int | None = None
    fee_currency: str = "EUR"
    place: str = ""


def check_terms(terms: Terms) -> None:
    """Refuse a week without a day, days that are too long, an end before the beginning."""
    most = DAY_MINUTES if terms.mode == Mode.HOURLY else 1
    if not any(terms.week):
        raise Refused(
            _("Посочете поне един ден от седмицата."),
            remedy=_("Отбележете дните, в които лицето ползва услугата."),
            field="week",
        )
    if len(terms.week) != WEEK or not all(0 <= each <= most for each in terms.week):
        raise Refused(
            _("Часовете за един ден са между 0 и 24."),
            remedy=_("Впишете часове, например 4 или 4:30."),
            field="week",
        )
    if terms.ends_on and terms.ends_on < terms.starts_on:
        raise Refused(
            _("Последният ден на договора е преди първия."),
            remedy=_("Поправете датите."),
            field="ends_on",
        )


def planned(mode: str, week: Sequence[int], day: date) -> int:
    """What is agreed for a day: minutes, or 1 (a half day, a day, a night), or 0 for none."""
    return week[day.weekday()]


def planned_in(week: Sequence[int], first: date, last: date) -> int:
    """What is agreed from day to day, both included, before holidays are taken away."""
    n_days = (last - first).days + 1
    return sum(week[(first + n * DAY).weekday()] for n in range(n_days))


def words_of_week(mode: str, week: Sequence[int]) -> str:
    """пн–пт, or пн 4 ч., ср 2 ч. 30 мин."""
    names = [translated(name) for name in WEEKDAYS]
    if mode != Mode.HOURLY:
        return ranges([n for n, each in enumerate(week) if each], names)
    return ", ".join(f"{names[n]} {hours(each)}" for n, each in enumerate(week) if each)


def ranges(numbers: Sequence[int], names: Sequence[str]) -> str:
    """[0, 1, 2, 4] → пн–ср, пт."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = (
        names[run[0]] if len(run) == 1 else f"{names[run[0]]}–{names[run[-1]]}" for run in runs
    )
    return ", ".join(parts)


def hours(minutes: int) -> str:
    """150 → 2 ч. 30 мин."""
    whole, rest = divmod(minutes, 60)
    parts = [f"{whole}\N{NO-BREAK SPACE}{translated(_('ч.'))}"] if whole or not rest else []
    parts += [f"{rest}\N{NO-BREAK SPACE}{translated(_('мин.'))}"] if rest else []
    return " ".join(parts)


def term_end(first: date, amount: int, unit: str) -> date:
    """The last day of a limit that runs from its first day."""
    match TermUnit(unit):
        case TermUnit.MONTHS:
            return add_months(first, amount)
        case TermUnit.YEARS:
            return add_months(first, 12 * amount)
        case _unit:
            return first + (amount - 1) * DAY


def allowed_days(first: date, amount: int, unit: str) -> int:
    """How many days of real use a limit of a calendar year gives, when the first one is known."""
    if unit == TermUnit.CALENDAR_DAYS:
        return amount
    return (term_end(first, amount, unit) - first).days
