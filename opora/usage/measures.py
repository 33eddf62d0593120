"""What of a service was used, of what there is, and how much of a limit is left. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from opora.agreements.typed import clock
from opora.law.rules import Calendar
from opora.lib.labels import gettext_noop as _
from opora.lib.labels import translated

HALF = 2  # half place-days in a day or a night


@dataclass(frozen=True, slots=True)
class Opening:
    """The week in which a service works, half open [from, to): 1 or 0 for each weekday, or for
    services by the hour how many minutes it can give to all people together."""

    week: tuple[int, ...]
    valid_from: date
    valid_to: date | None = None


ALWAYS = (1,) * 7
WORKDAYS = (1, 1, 1, 1, 1, 0, 0)


def week_on(openings: Iterable[Opening], day: date, usual: Sequence[int]) -> Sequence[int]:
    """The week of a day, or the usual one where none is written."""
    return next(
        (
            each.week
            for each in openings
            if each.valid_from <= day and (each.valid_to is None or day < each.valid_to)
        ),
        usual,
    )


def usual_week(mode: str) -> Sequence[int]:
    """Round the clock: every day. By the hour: unknown until it is written. Else: working days."""
    return {"round_the_clock": ALWAYS, "hourly": (0,) * 7}.get(mode, WORKDAYS)


def open_amount(openings: Sequence[Opening], mode: str, day: date, calendar: Calendar) -> int:
    """1 (or the minutes) when the service works on a day, else 0. Holidays are closed, except
    round the clock; a Saturday worked in exchange is as its Monday."""
    week = week_on(openings, day, usual_week(mode))
    if mode == "round_the_clock":
        return week[day.weekday()]
    if not calendar.is_working(day):
        is_weekend = day.weekday() > 4 and day not in calendar.exceptions
        return week[day.weekday()] if is_weekend else 0
    worked = 0 if day.weekday() > 4 and not week[day.weekday()] else day.weekday()
    return week[worked]


@dataclass(frozen=True, slots=True)
class Used:
    """What was used: whole minutes, half days, days and nights, and the days of absence."""

    minutes: int = 0
    half_days: int = 0
    days: int = 0
    nights: int = 0
    absences: int = 0

    @property
    def halves(self) -> int:
        """Place-days in halves: hours are measured apart."""
        return self.half_days + HALF * (self.days + self.nights)

    @property
    def n_marks(self) -> int:
        """Half days, days and nights with presence."""
        return self.half_days + self.days + self.nights


@dataclass(frozen=True, slots=True)
class Utilization:
    """How a service was used in a month; `available` is None where nobody wrote it.

    Half place-days for services by the day (capacity × days open × 2), minutes for those by the
    hour (what the service can give to all together). No personal data.
    """

    service_id: int
    month: date
    state: str
    is_hourly: bool
    used: int
    available: int | None
    n_people: int
    n_absent: int = 0

    @property
    def tenths(self) -> int | None:
        """Used ÷ available in tenths of a percent, half up; may be over 1000."""
        if not self.available:
            return None
        return (2000 * self.used + self.available) // (2 * self.available)

    @property
    def percent(self) -> str:
        """92,4 %, or a dash when it cannot be computed."""
        if self.tenths is None:
            return "—"
        return f"{self.tenths // 10},{self.tenths % 10}\N{NO-BREAK SPACE}%"

    @property
    def used_words(self) -> str:
        """104,5 места-дни, or 96 ч."""
        return place_days(self.used, self.is_hourly)

    @property
    def available_words(self) -> str:
        """What could have been used."""
        return "—" if self.available is None else place_days(self.available, self.is_hourly)


def place_days(amount: int, is_hourly: bool) -> str:
    """Half place-days, or minutes, as a person reads them."""
    if is_hourly:
        return f"{clock(amount)}\N{NO-BREAK SPACE}{translated(_('ч.'))}"
    whole, half = divmod(amount, HALF)
    return f"{whole},5" if half else str(whole)
