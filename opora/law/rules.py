"""Arithmetic of terms and the words about how near they are. Pure."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from opora.lib import words
from opora.lib.labels import gettext_noop as _

DAY = timedelta(days=1)
SATURDAY = 5
UNVERIFIED = _("предстои проверка")


class Unit(StrEnum):
    """In what a term is counted."""

    CALENDAR_DAYS = "calendar_days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"
    YEARS = "years"
    HOURS = "hours"


UNIT_WORDS = {
    Unit.CALENDAR_DAYS: (_("календарен ден"), _("календарни дни")),
    Unit.WORKING_DAYS: (_("работен ден"), _("работни дни")),
    Unit.MONTHS: (_("месец"), _("месеца")),
    Unit.YEARS: (_("година"), _("години")),
    Unit.HOURS: (_("час"), _("часа")),
}


class Confidence(StrEnum):
    """How sure we are of a row of the law."""

    CONFIRMED = "confirmed"
    MEMORY = "memory"
    WEAK = "weak"
    PRACTICE = "practice"


CONFIDENCE_LABELS = {
    Confidence.CONFIRMED: _("потвърдено"),
    Confidence.MEMORY: UNVERIFIED,
    Confidence.WEAK: UNVERIFIED,
    Confidence.PRACTICE: _("практика"),
}

UNCONFIRMED = frozenset({Confidence.MEMORY, Confidence.WEAK})


class Urgency(StrEnum):
    """How near a due day is; pages color by it and always add the words."""

    LATE = "late"
    SOON = "soon"
    OK = "ok"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Calendar:
    """Weekends plus the days that are not what their weekday says (True: worked)."""

    exceptions: Mapping[date, bool] = field(default_factory=dict)

    def is_working(self, day: date) -> bool:
        """Whether offices work on this day."""
        return self.exceptions.get(day, day.weekday() < SATURDAY)

    def roll(self, day: date) -> date:
        """The day itself when it is working, else the next working day."""
        while not self.is_working(day):
            day += DAY
        return day


def due_on(start: date, amount: int, unit: Unit, calendar: Calendar) -> date:
    """The last day of a term that starts on `start`.

    The day of the event is not counted; a term that ends on a non-working day runs to the next
    working day (ГПК чл. 60, ал. 6 through АПК чл. 144, from memory). Months end on the same day
    number, or on the month's last day when there is none. Hours run from midnight of `start` and
    are not moved: 24 hours are over on the next day, whatever it is.
    """
    match unit:
        case Unit.CALENDAR_DAYS:
            return calendar.roll(start + amount * DAY)
        case Unit.WORKING_DAYS:
            return _working_days_after(start, amount, calendar)
        case Unit.MONTHS:
            return calendar.roll(add_months(start, amount))
        case Unit.YEARS:
            return calendar.roll(add_months(start, 12 * amount))
        case Unit.HOURS:
            return start + -(-amount // 24) * DAY


def _working_days_after(start: date, amount: int, calendar: Calendar) -> date:
    day = start
    for _count in range(amount):
        day = calendar.roll(day + DAY)
    return day


def add_months(start: date, months: int) -> date:
    """The same day number so many months later, or the month's last day."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def urgency(due: date | None, today: date) -> Urgency:
    """How near the due day is; soon means at most three days ahead."""
    if due is None:
        return Urgency.NONE
    if due < today:
        return Urgency.LATE
    return Urgency.SOON if due <= today + words.NEAR_DAYS * DAY else Urgency.OK


def due_words(due: date | None, today: date, language: str = words.BULGARIAN) -> str:
    """The due day in words: просрочено с 1 ден, остава 1 ден, остават 3 дни."""
    return words.due(due, today, language)


def article_words(article: str, confidence: str) -> str:
    """What may be printed as the basis: a confirmed article, „практика“ or „предстои проверка“."""
    if confidence == Confidence.CONFIRMED:
        return article or UNVERIFIED
    return CONFIDENCE_LABELS[Confidence(confidence)]


def may_edit(kind: str, roles: frozenset[str]) -> bool:
    """Who keeps the rows of the law: an administrator of the Agency for Social Assistance.

    The right „law.edit“ of the catalogue in `accounts`, which stands above this package.
    """
    return kind == "assistance_agency" and "administrator" in roles
