"""What a person types in a cell of a timesheet: 4, 4,5, 4:30, 8-12, 8:00–12:30 14-16. Pure.

Also the days of a month and the schedule of an agreement. Minutes everywhere.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from opora.lib.labels import gettext_noop as _
from opora.lib.labels import translated

HOUR = 60
DAY_MINUTES = 24 * HOUR
WEEK = 7
QUARTER = 15
CLOCK = r"(\d{1,2})(?:[:.](\d{2}))?"
SPAN = re.compile(rf"{CLOCK}[-–—]{CLOCK}")
AMOUNT = re.compile(r"(\d{1,3})(?:[.,](\d{1,2})|:(\d{2}))?")

MANY_HOURS = _("В деня има 24 часа, а тук са %(hours)s.")
NOT_READ = _("Не разбираме „%(typed)s“. Напишете часове (4 или 4,5) или от–до (8–12).")
BACKWARDS = _("„%(typed)s“ свършва преди да започне. Часовете след полунощ се пишат на другия ден.")
OVERLAPPING = _("Двата интервала в „%(typed)s“ се застъпват.")
NO_SUCH_CLOCK = _("В „%(typed)s“ има час, който не съществува.")


@dataclass(frozen=True, slots=True)
class Worked:
    """What was worked on a day: minutes, and from–to where it is known."""

    minutes: int
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a cell was not read; the typed text stands beside it."""

    sentence: str


def read_cell(typed: str, planned: Worked | None = None) -> Worked | Wrong | None:
    """What a cell says; None when it is empty or zero.

    Bare hours begin when the schedule of that day begins, if it has one: so two assistants at the
    same time are found also when only hours are written.
    """
    text = re.sub(r"\s*([-–—])\s*", r"\1", typed.strip().lower().removesuffix("ч").strip())
    if not text:
        return None
    parts = re.split(r"[\s;+]+", text)
    if all(SPAN.fullmatch(part) for part in parts):
        return _spans(parts, typed)
    found = AMOUNT.fullmatch(text)
    if not found:
        return _wrong(NOT_READ, typed=typed.strip()[:40])
    whole, decimals, minutes = found.groups()
    total = int(whole) * HOUR + int(minutes or 0) + _decimal(decimals)
    if minutes and int(minutes) >= HOUR:
        return _wrong(NO_SUCH_CLOCK, typed=typed.strip())
    if total > DAY_MINUTES:
        return _wrong(MANY_HOURS, hours=hours(total))
    return Worked(total, _from_plan(total, planned)) if total else None


def _decimal(digits: str | None) -> int:
    if not digits:
        return 0
    return round(int(digits) * HOUR / 10 ** len(digits))


def _from_plan(total: int, planned: Worked | None) -> tuple[tuple[int, int], ...]:
    if planned is None or not planned.spans:
        return ()
    start = planned.spans[0][0]
    return ((start, start + total),) if start + total <= DAY_MINUTES else ()


def _spans(parts: Sequence[str], typed: str) -> Worked | Wrong:
    found: list[tuple[int, int]] = []
    for part in parts:
        match = SPAN.fullmatch(part)
        numbers = [int(number or 0) for number in (match.groups() if match else ())]
        start, end = numbers[0] * HOUR + numbers[1], numbers[2] * HOUR + numbers[3]
        if max(start, end) > DAY_MINUTES or max(numbers[1], numbers[3]) >= HOUR:
            return _wrong(NO_SUCH_CLOCK, typed=typed.strip())
        if end <= start:
            return _wrong(BACKWARDS, typed=typed.strip())
        found.append((start, end))
    found.sort()
    if any(later[0] < earlier[1] for earlier, later in pairwise(found)):
        return _wrong(OVERLAPPING, typed=typed.strip())
    return Worked(sum(end - start for start, end in found), tuple(found))


def _wrong(sentence: str, **values: str) -> Wrong:
    return Wrong(translated(sentence) % values)


def read_total(typed: str) -> int | Wrong | None:
    """A typed sum of hours of a whole month; None when nothing is typed."""
    text = typed.strip().lower().removesuffix("ч").strip()
    if not text:
        return None
    found = AMOUNT.fullmatch(text)
    if not found:
        return _wrong(NOT_READ, typed=typed.strip()[:40])
    whole, decimals, minutes = found.groups()
    return int(whole) * HOUR + int(minutes or 0) + _decimal(decimals)


# Words


def hours(minutes: int) -> str:
    """Minutes as hours: 4, 4,5, 4:20."""
    whole, rest = divmod(minutes, HOUR)
    if not rest:
        return str(whole)
    if rest % QUARTER == 0:
        return f"{whole},{rest * 100 // HOUR:02}".rstrip("0")
    return f"{whole}:{rest:02}"


def clock(minutes: int) -> str:
    """A moment of the day: 8, 8:30."""
    whole, rest = divmod(minutes, HOUR)
    return f"{whole}:{rest:02}" if rest else str(whole)


def written(worked: Worked | None) -> str:
    """A day as it stands in a cell: the intervals where they are known, else the hours."""
    if worked is None:
        return ""
    if worked.spans:
        return " ".join(f"{clock(start)}-{clock(end)}" for start, end in worked.spans)
    return hours(worked.minutes)


def flat(spans: Sequence[tuple[int, int]]) -> list[int]:
    """Intervals as they are stored: start, end, start, end …"""
    return [moment for span in spans for moment in span]


def paired(stored: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Stored intervals as pairs."""
    return tuple(zip(stored[::2], stored[1::2], strict=True))


# Months and schedules


def days_of(month: date) -> list[date]:
    """All days of the month that begins on `month`."""
    return [month + timedelta(days=n) for n in range(monthrange(month.year, month.month)[1])]


def next_month(month: date) -> date:
    """The first day of the next month."""
    return days_of(month)[-1] + timedelta(days=1)


def previous_month(month: date) -> date:
    """The first day of the month before."""
    return (month - timedelta(days=1)).replace(day=1)


def read_schedule(typed: Sequence[str]) -> list[int] | Wrong:
    """The week as seven cells, Monday first; stored as start and minutes of each day."""
    stored: list[int] = []
    for cell in typed:
        found = read_cell(cell)
        if isinstance(found, Wrong):
            return found
        start = found.spans[0][0] if found and found.spans else 0
        stored += [start, found.minutes if found else 0]
    return stored


def planned_on(schedule: Sequence[int], day: date) -> Worked | None:
    """What the schedule says for a day; hours without a start have no interval."""
    start, minutes = schedule[2 * day.weekday()], schedule[2 * day.weekday() + 1]
    if not minutes:
        return None
    return Worked(minutes, ((start, start + minutes),) if start else ())


def prefilled(
    schedule: Sequence[int], days: Sequence[date], most: int
) -> Iterator[tuple[date, Worked]]:
    """The month by the schedule, day by day, until the agreed minutes are used up."""
    left = most
    for day in days:
        planned = planned_on(schedule, day)
        if planned and planned.minutes <= left:
            left -= planned.minutes
            yield day, planned
