"""One schedule for everything that happens, so that the journal's order is the order of time.

A tale is a generator: it yields the moment of its next act and acts when it is resumed. A scene is
a part of a tale that returns what it made; it is told with `yield from`.
"""

import heapq
from collections.abc import Generator, Iterable, Iterator
from datetime import datetime
from itertools import count
from typing import TypeVar

from .stage import Stage

T = TypeVar("T")
Tale = Iterator[datetime]
Scene = Generator[datetime, None, T]


def play(stage: Stage, tales: Iterable[Tale], *, until: datetime) -> None:
    """Resume the tale whose moment is the earliest, again and again. What would come after `until`
    has not happened yet."""
    order = count()
    waiting: list[tuple[datetime, int, Tale]] = []

    def wait(tale: Tale) -> None:
        moment = next(tale, None)
        if moment and moment < stage.now:
            raise ValueError(f"{tale} goes back from {stage.now} to {moment}")
        if moment and moment <= until:
            heapq.heappush(waiting, (moment, next(order), tale))

    for tale in tales:
        wait(tale)
    while waiting:
        stage.now, _, tale = heapq.heappop(waiting)
        wait(tale)
