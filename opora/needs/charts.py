"""Small pictures drawn on the server as SVG: they need no script, print, and have a table twin.

Only geometry is here; `needs/analysis/chart_*.html` draw it, classes of `charts.css` color it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10

from opora.lib import words

WIDTH, HEIGHT = 640, 250
LEFT, RIGHT, TOP, BOTTOM = 64, 14, 14, 30
LABEL_WIDTH, BAR, BAR_GAP, GROUP_GAP = 250, 11, 3, 14


@dataclass(frozen=True, slots=True)
class Mark:
    """A grid line with its words."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """One series: the path through its points, its last value."""

    name: str
    number: int
    points: str
    last_x: float
    last_y: float
    last: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """A chart of lines over years; `table` is its twin."""

    width: int
    height: int
    left: int
    right: int
    bottom: int
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    years: tuple[Mark, ...]
    table: tuple[tuple[str, ...], ...]


def lines(years: Sequence[int], series: Mapping[str, Sequence[int]]) -> Lines:
    """Series of whole numbers over years; the scale begins below the least, at a round number."""
    every = [value for values in series.values() for value in values]
    step = _round_step(max(every) - min(every) or max(every) or 1)
    low, high = floor(min(every) / step) * step, (floor(max(every) / step) + 1) * step
    across, down = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def x(i: int) -> float:
        return round(LEFT + across * i / max(len(years) - 1, 1), 1)

    def y(value: float) -> float:
        return round(TOP + down * (high - value) / (high - low), 1)

    drawn = tuple(
        Line(
            name,
            number,
            " ".join(f"{x(i)},{y(value)}" for i, value in enumerate(values)),
            x(len(values) - 1),
            y(values[-1]),
            words.number(values[-1]),
            tuple(words.number(value) for value in values),
        )
        for number, (name, values) in enumerate(series.items(), 1)
    )
    every_nth = max(1, len(years) // 8)
    return Lines(
        WIDTH,
        HEIGHT,
        LEFT,
        WIDTH - RIGHT,
        HEIGHT - BOTTOM,
        drawn,
        tuple(Mark(y(value), words.number(value)) for value in range(low, high + 1, step)),
        tuple(Mark(x(i), str(year)) for i, year in enumerate(years) if i % every_nth == 0),
        tuple((str(year), *(line.values[i] for line in drawn)) for i, year in enumerate(years)),
    )


def _round_step(span: int) -> int:
    """About four grid lines at 1, 2 or 5 of a power of ten."""
    rough = max(span / 4, 1)
    power = int(10 ** floor(log10(rough)))
    return next(n * power for n in (1, 2, 5, 10) if n * power >= rough)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar with its number beside it; without a width the number is not known."""

    number: int
    y: int
    width: float
    label: str
    label_x: float
    label_y: int


@dataclass(frozen=True, slots=True)
class Group:
    """The bars of one name."""

    name: str
    short: str
    y: float
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart of grouped bars; `legend` names their colors in order."""

    width: int
    height: int
    left: int
    bar: int
    groups: tuple[Group, ...]
    legend: tuple[tuple[int, str], ...]


def bars(rows: Sequence[tuple[str, Mapping[str, int | None]]]) -> Bars:
    """Groups of bars under one scale from 0. What is not known says so instead of a bar."""
    most = max((value or 0 for _name, values in rows for value in values.values()), default=0) or 1
    across = WIDTH - LABEL_WIDTH - 60
    groups, top = [], 4
    for name, values in rows:
        drawn = []
        for number, value in enumerate(values.values(), 1):
            y = top + (number - 1) * (BAR + BAR_GAP)
            width = round(across * (value or 0) / most, 1)
            label = "—" if value is None else words.number(value)
            drawn.append(Bar(number, y, width, label, LABEL_WIDTH + width + 6, y + BAR - 1))
        height = len(values) * (BAR + BAR_GAP)
        short = name if len(name) <= 35 else f"{name[:34].rstrip()}…"
        groups.append(Group(name, short, top + height / 2 + 2, tuple(drawn)))
        top += height + GROUP_GAP
    names = rows[0][1] if rows else {}
    return Bars(
        WIDTH,
        max(top, 20),
        LABEL_WIDTH,
        BAR,
        tuple(groups),
        tuple(enumerate(names, 1)),
    )
