"""Positions under real writers: nothing is missed, nothing comes twice. Kept for ever.

Writers are threads with connections of the application's role on a committed database; the reader
follows `position` as the live stream does: as the role `opora_live`, woken by NOTIFY alone.
"""

import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import groupby

import psycopg
import pytest
from django.db import connections, transaction

from opora.journal import services as journal
from opora.journal.context import acting
from opora.lib.actor import Actor

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 8
ACTS = 40
LAST = -1
READ = "select position, record_id from journal_event where position > %s order by position"


class Reader(threading.Thread):
    """Follows the positions from the start until the event `LAST`; never polls."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.read: list[tuple[int, int]] = []
        self.grown = threading.Condition()
        self.connection = psycopg.connect(address, autocommit=True)
        self.connection.execute("set role opora_live")
        self.connection.execute("listen journal")

    def run(self) -> None:
        """Read what is new after every notification."""
        with self.connection as opened:
            while list(opened.notifies(timeout=20, stop_after=1)):
                last = self.read[-1][0] if self.read else 0
                rows = opened.execute(READ, [last]).fetchall()
                with self.grown:
                    self.read += rows
                    self.grown.notify_all()
                if LAST in [record_id for _position, record_id in rows]:
                    return

    def wait_for(self, record_id: int) -> None:
        """Until the reader has met this event."""
        with self.grown:
            assert self.grown.wait_for(lambda: record_id in self.ids, timeout=10)

    @property
    def ids(self) -> list[int]:
        """The events in the order in which they were read."""
        return [record_id for _position, record_id in self.read]


@pytest.fixture
def reader(database_urls: dict[str, str]) -> Iterator[Reader]:
    """A reader at work; it stops at the end."""
    following = Reader(database_urls["OPORA_DATABASE_URL"])
    following.start()
    yield following
    if following.is_alive():
        write(LAST)
    following.join(5)
    assert not following.is_alive()


def actor(organization_id: int = 1) -> Actor:
    return Actor(7, organization_id)


def record(record_id: int) -> None:
    journal.record(actor(), "journal.tested", kind="test", record_id=record_id)


def write(*record_ids: int) -> None:
    """One act, committed."""
    with acting(actor()):
        for record_id in record_ids:
            record(record_id)


class ChangedMind(Exception):
    """Rolls an act back."""


def writer(number: int) -> list[list[int]]:
    """Many acts of 1 to 4 events, each open for a random moment; every fifth is rolled back."""
    chance = random.Random(number)
    committed = []
    try:
        for act in range(ACTS):
            ids = [number * 100_000 + act * 10 + one for one in range(chance.randint(1, 4))]
            try:
                with acting(actor()):
                    for record_id in ids:
                        record(record_id)
                        time.sleep(chance.random() * 0.004)
                    if act % 5 == 4:
                        raise ChangedMind
            except ChangedMind:
                continue
            committed.append(ids)
    finally:
        connections.close_all()
    return committed


def test_eight_writers_against_one_reader(reader: Reader) -> None:
    with ThreadPoolExecutor(WRITERS) as pool:
        writers = [pool.submit(writer, number) for number in range(1, WRITERS + 1)]
        acts = [ids for each in writers for ids in each.result(timeout=120)]  # no deadlock
    write(LAST)
    reader.join(10)
    positions = [position for position, _id in reader.read]
    assert positions == sorted(set(positions))
    written = [record_id for ids in acts for record_id in ids]
    assert sorted(reader.ids[:-1]) == sorted(written)  # none missing, none twice
    read_acts = [list(ids) for _act, ids in groupby(reader.ids[:-1], key=lambda one: one // 10)]
    assert sorted(read_acts) == sorted(acts)  # an act stays together, in its own order
    assert len(acts) == WRITERS * ACTS * 4 // 5


def test_each_writers_acts_keep_their_order(reader: Reader) -> None:
    for record_id in range(20):
        write(record_id)
    reader.wait_for(19)
    assert reader.ids == list(range(20))


def test_a_long_writer_does_not_freeze_the_feed(reader: Reader) -> None:
    begun, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with acting(actor()):
                record(1)
                begun.set()
                assert may_commit.wait(30)
        finally:
            connections.close_all()

    thread = threading.Thread(target=slow)
    thread.start()
    assert begun.wait(10)
    write(2, 3)
    reader.wait_for(3)
    assert reader.ids == [2, 3]
    may_commit.set()
    thread.join()
    reader.wait_for(1)
    assert reader.ids == [2, 3, 1]  # the order of commits, not of beginnings


def test_an_act_is_one_notification(database_urls: dict[str, str]) -> None:
    with listening(database_urls["OPORA_DATABASE_URL"]) as opened:
        write(1, 2, 3, 4)
        write(LAST)
        heard = list(opened.notifies(timeout=5, stop_after=2))
        assert [each.payload for each in heard] == ["", ""]
        assert not list(opened.notifies(timeout=0.05))


def test_what_is_rolled_back_is_heard_by_nobody(database_urls: dict[str, str]) -> None:
    with listening(database_urls["OPORA_DATABASE_URL"]) as opened:
        with pytest.raises(ChangedMind), acting(actor()):
            record(1)
            raise ChangedMind
        with acting(actor()):
            with pytest.raises(ChangedMind), transaction.atomic():  # a savepoint only
                record(2)
                raise ChangedMind
            record(3)
        assert len(list(opened.notifies(timeout=5, stop_after=1))) == 1
        assert [one for _position, one in opened.execute(READ, [0])] == [3]


@contextmanager
def listening(address: str) -> Iterator[psycopg.Connection]:
    """A connection of the live stream's role that hears of commits."""
    with psycopg.connect(address, autocommit=True) as opened:
        opened.execute("set role opora_live")
        opened.execute("listen journal")
        yield opened
