"""Small pictures as geometry: sets on a line of time, lines over years. Templates draw the SVG."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import floor, log10

from opora.lib import words

WIDTH = 720
LANE, GAP, TOP = 30, 10, 24
AHEAD = timedelta(days=540)  # how much of the future the line of time shows
CHART_HEIGHT, LEFT, RIGHT, BOTTOM = 260, 70, 26, 28


@dataclass(frozen=True, slots=True)
class Stretch:
    """When one set is in force, as a bar of its lane."""

    pk: int
    name: str
    x: float
    y: float
    width: float
    is_illustrative: bool
    is_open: bool
    period: str

    @property
    def label(self) -> str:
        """As much of the name as fits over the bar."""
        n = int(self.width / 7.4) - 2
        return self.name if len(self.name) <= n else f"{self.name[: max(n - 1, 0)].rstrip()}…"


@dataclass(frozen=True, slots=True)
class Mark:
    """A line of a scale with its word."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """Sets on a line, one lane for the law and one for illustrations."""

    height: int
    stretches: tuple[Stretch, ...]
    years: tuple[Mark, ...]
    today: float
    width: int = WIDTH
    bar: int = LANE


@dataclass(frozen=True, slots=True)
class Dated:
    """What the line of time shows of a set."""

    pk: int
    name: str
    valid_from: date
    valid_to: date | None
    is_illustrative: bool


def timeline(sets: Sequence[Dated], today: date) -> Timeline | None:
    """Where every set stands in time; None without sets."""
    if not sets:
        return None
    first = min(each.valid_from for each in sets)
    first = date(first.year, 1, 1)
    last = max([today + AHEAD, *(each.valid_to or each.valid_from for each in sets)])
    days = (last - first).days

    def x(day: date) -> float:
        return round(WIDTH * (day - first).days / days, 1)

    lanes = sorted({each.is_illustrative for each in sets})
    stretches = tuple(
        Stretch(
            each.pk,
            each.name,
            x(each.valid_from),
            TOP + lanes.index(each.is_illustrative) * (LANE + GAP),
            round(x(each.valid_to or last) - x(each.valid_from), 1),
            each.is_illustrative,
            each.valid_to is None,
            _period(each),
        )
        for each in sets
    )
    years = [year for year in range(first.year, last.year + 1) if date(year, 1, 1) <= last]
    return Timeline(
        TOP + len(lanes) * (LANE + GAP),
        stretches,
        tuple(Mark(x(date(year, 1, 1)), str(year)) for year in years),
        x(today),
    )


def _period(each: Dated) -> str:
    first = words.day(each.valid_from)
    return f"{first} – {words.day(each.valid_to)}" if each.valid_to else f"{first} –"


@dataclass(frozen=True, slots=True)
class Line:
    """One series as the points of a polyline."""

    name: str
    number: int
    points: str
    end_x: float
    end_y: float
    last: str
    last_dy: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines over years with their scales; `rows` is the table twin."""

    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    years: tuple[Mark, ...]
    rows: tuple[tuple[str, ...], ...]
    width: int = WIDTH
    height: int = CHART_HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = CHART_HEIGHT - BOTTOM


def chart(years: Sequence[int], series: Mapping[str, Sequence[int]]) -> Chart:
    """Whole numbers over years on one scale; it begins at a round number below the least."""
    every = [value for values in series.values() for value in values]
    step = _round_step(max(every) - min(every) or max(every) or 1)
    low = floor(min(every) / step) * step
    if min(every) - low < step / 3:
        low -= step  # the number under the lowest end does not write over the years
    high = (floor(max(every) / step) + 1) * step
    across, down = WIDTH - LEFT - RIGHT, CHART_HEIGHT - BOTTOM - 12

    def x(n: int) -> float:
        return round(LEFT + across * n / max(len(years) - 1, 1), 1)

    def y(value: float) -> float:
        return round(12 + down * (high - value) / (high - low), 1)

    highest = max(values[-1] for values in series.values())
    drawn = tuple(
        Line(
            name,
            number,
            " ".join(f"{x(n)},{y(value)}" for n, value in enumerate(values)),
            x(len(values) - 1),
            y(values[-1]),
            words.number(values[-1]),
            -9 if values[-1] == highest else 20,  # the two ends do not write over each other
        )
        for number, (name, values) in enumerate(series.items(), 1)
    )
    rows = tuple(
        (str(year), *(words.number(values[n]) for values in series.values()))
        for n, year in enumerate(years)
    )
    return Chart(
        drawn,
        tuple(Mark(y(value), words.number(value)) for value in range(low, high + 1, step)),
        tuple(Mark(x(n), str(year)) for n, year in enumerate(years)),
        rows,
    )


def _round_step(span: int) -> int:
    """About four lines of a scale at 1, 2 or 5 of a power of ten."""
    rough = max(span / 4, 1)
    power = int(10 ** floor(log10(rough)))
    return next(n * power for n in (1, 2, 5, 10) if n * power >= rough)


@dataclass(frozen=True, slots=True)
class Span:
    """A number with its interval on a common scale, and another number beside it."""

    x: float
    low: float
    high: float
    other: float | None


def spans(
    rows: Sequence[tuple[int, int, int, int | None]], width: int = 210
) -> tuple[list[Span], int]:
    """(number, low, high, other) as places on one scale from 0, and what its end means."""
    most = max((max(high, other or 0) for _n, _low, high, other in rows), default=0) or 1

    def at(value: int) -> float:
        return round(width * value / most, 1)

    return [
        Span(at(n), at(low), at(high), None if other is None else at(other))
        for n, low, high, other in rows
    ], most
