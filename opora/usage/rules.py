"""Marks of a day, states of a month, arithmetic of use. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from opora.agreements import typed
from opora.agreements.rules import DAY_MINUTES, UseUnit
from opora.law.rules import add_months
from opora.lib.actor import Actor
from opora.lib.labels import gettext_noop as _
from opora.lib.labels import translated
from opora.lib.refusals import Refused

DAY = timedelta(days=1)
PRACTICE = _("практика")
HEAD, OFFICER, SYSTEM = "head", "officer", "system"


class MonthState(StrEnum):
    """A month is filled in, then closed by an officer, then approved by the head and locked."""

    OPEN = "open"
    CLOSED = "closed"
    APPROVED = "approved"


MONTH_LABELS = {
    MonthState.OPEN: _("попълва се"),
    MonthState.CLOSED: _("приключен, чака утвърждаване"),
    MonthState.APPROVED: _("утвърден"),
}
UNIT_LABELS = {
    UseUnit.MINUTE: _("часове"),
    UseUnit.HALF_DAY: _("полудни"),
    UseUnit.DAY: _("дни"),
    UseUnit.NIGHT: _("денонощия"),
}
MONTH_NAMES = [
    _("януари"), _("февруари"), _("март"), _("април"), _("май"), _("юни"),
    _("юли"), _("август"), _("септември"), _("октомври"), _("ноември"), _("декември"),
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """From which states of a month to which one, by whom."""

    label: str
    sources: frozenset[MonthState]
    target: MonthState
    who: frozenset[str]
    by: str = PRACTICE


CASEWORK = frozenset({OFFICER, HEAD})
STEPS = {
    "mark": Step(_("отбелязване на ден"), frozenset({MonthState.OPEN}), MonthState.OPEN, CASEWORK),
    "close": Step(_("приключване"), frozenset({MonthState.OPEN}), MonthState.CLOSED, CASEWORK),
    "reopen": Step(
        _("връщане за поправка"), frozenset({MonthState.CLOSED}), MonthState.OPEN, CASEWORK
    ),
    "approve": Step(
        _("утвърждаване"),
        frozenset({MonthState.CLOSED}),
        MonthState.APPROVED,
        frozenset({HEAD}),
    ),
    "correct": Step(
        _("поправка със следа"),
        frozenset({MonthState.APPROVED}),
        MonthState.APPROVED,
        frozenset({HEAD}),
    ),
}
WHO_LABELS = {OFFICER: _("служител на доставчика"), HEAD: _("ръководител на доставчика")}
LOCKED_REMEDY = {
    MonthState.CLOSED: _("Ръководителят може да го върне за поправка."),
    MonthState.APPROVED: _("Ръководителят може да впише поправка с обяснение; тя оставя следа."),
}


def next_state(state: str, action: str, actor: Actor) -> MonthState:
    """The month's state after an act, or why not."""
    step = STEPS[action]
    if not actor.has(SYSTEM, *step.who):
        raise Refused(
            _("Това действие е на ръководителя на услугата."),
            rule=step.by,
            remedy=_("Поискайте го от ръководителя."),
        )
    if state not in step.sources:
        known = MonthState(state)
        raise Refused(
            translated(_("Месецът вече е в състояние „%(state)s“."))
            % {"state": translated(MONTH_LABELS[known])},
            rule=_("Приключен месец не се променя; утвърденият се заключва."),
            remedy=LOCKED_REMEDY.get(known, _("Първо приключете месеца.")),
        )
    return step.target


def actions_for(state: str, actor: Actor) -> list[str]:
    """What the actor may do with a month now."""
    return [
        name
        for name, step in STEPS.items()
        if state in step.sources and actor.has(SYSTEM, *step.who)
    ]


# Marks


@dataclass(frozen=True, slots=True)
class Mark:
    """How one person used the service on a day: minutes for hours, else 1; absent: 0 and why."""

    amount: int
    reason_id: int | None = None

    @property
    def is_present(self) -> bool:
        """Whether the person came."""
        return self.reason_id is None


def most_of(unit: str) -> int:
    """What a day may hold at most."""
    return DAY_MINUTES if unit == UseUnit.MINUTE else 1


def check_mark(mark: Mark, unit: str, who: str) -> None:
    """Refuse what cannot be: more hours than a day has, two days in one, presence of nothing."""
    if not mark.is_present:
        return
    if not 0 < mark.amount <= most_of(unit):
        raise Refused(
            translated(_("%(who)s: %(amount)s не са възможни за един ден."))
            % {"who": who, "amount": amount_words(mark.amount, unit)},
            rule=_("За един ден се отчитат най-много 24 часа, един ден или едно денонощие."),
            remedy=_("Поправете часовете или отбележете отсъствие."),
        )


def minutes_of(text: str) -> int:
    """Minutes of typed hours: 4, 4:30, 4,5 or 9-13:30; more than a day is given as it is."""
    try:
        return typed.minutes_of(text)
    except ValueError:
        raise Refused(
            translated(_("„%(text)s“ не са часове.")) % {"text": text[:20]},
            remedy=_("Впишете часове, например 4, 4:30 или 9–13."),
            field="hours",
        ) from None


def amount_words(amount: int, unit: str) -> str:
    """4:30 ч., 1 ден."""
    if unit == UseUnit.MINUTE:
        return f"{typed.clock(amount)}\N{NO-BREAK SPACE}{translated(_('ч.'))}"
    one = {
        UseUnit.HALF_DAY: _("половин ден"),
        UseUnit.DAY: _("ден"),
        UseUnit.NIGHT: _("денонощие"),
    }
    if amount == 1:
        return translated(one[UseUnit(unit)])
    return f"{amount}\N{NO-BREAK SPACE}{translated(UNIT_LABELS[UseUnit(unit)])}"


# Months


def first_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def last_of(month: date) -> date:
    """The last day of its month."""
    return add_months(first_of(month), 1) - DAY


def days_of(month: date) -> list[date]:
    """Every day of a month."""
    first = first_of(month)
    return [first + n * DAY for n in range((last_of(month) - first).days + 1)]


def months_back(month: date, n: int) -> list[date]:
    """So many months up to this one, the oldest first."""
    return [add_months(first_of(month), -back) for back in range(n - 1, -1, -1)]


def month_words(month: date) -> str:
    """октомври 2026 г."""
    return f"{translated(MONTH_NAMES[month.month - 1])} {month.year} {translated(_('г.'))}"
