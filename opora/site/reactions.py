"""What happens because of something else, on one page.

- What moves a figure (places, indicators, criteria, analyses, standards): the sums of its
  municipality are counted again, and open pages hear of it (`sums.services.catch_up`).

The worker follows the journal by position, as the live stream does: it hears of every commit and,
should it miss one, looks again every few seconds. Each reaction keeps its own position, so nothing
is lost while the worker is away and nothing is done twice.
"""

import threading
from collections.abc import Callable
from contextlib import suppress

import psycopg
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from opora.site.live import address
from opora.sums import services as sums

LOOK_AGAIN = 5.0
REST = 0.5

REACTIONS: tuple[Callable[..., int], ...] = (sums.catch_up,)


def react() -> int:
    """Do what follows from what has happened; how many events were new."""
    n_new = 0
    for reaction in REACTIONS:
        while n_events := reaction(now=timezone.now()):
            n_new += n_events
    return n_new


def follow(stopping: threading.Event) -> None:
    """React to every commit until told to stop; a lost connection is made anew."""
    while not stopping.is_set():
        with suppress(psycopg.Error, DatabaseError):
            _listen(stopping)
        close_old_connections()
        stopping.wait(REST)


def _listen(stopping: threading.Event) -> None:
    with psycopg.connect(address(), autocommit=True) as opened:
        opened.execute("listen journal")
        while not stopping.is_set():
            react()
            for _ in opened.notifies(timeout=LOOK_AGAIN, stop_after=1):
                pass


def start() -> threading.Event:
    """Follow in a thread of this process; set the event to stop."""
    stopping = threading.Event()
    threading.Thread(target=_run, args=[stopping], name="reactions", daemon=True).start()
    return stopping


def _run(stopping: threading.Event) -> None:
    try:
        follow(stopping)
    finally:
        connection.close()
