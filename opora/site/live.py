"""The live stream: event ids, in order, to whoever may hear them; never data.

One listener a process follows the journal's positions as the role `opora_live` and hands each
event to the streams of the organizations in its audience. A stream that reconnects says the last
position it saw and gets what it missed from the database, so nothing is lost and nothing twice.
"""

import asyncio
import json
import logging
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import parse_qs

import psycopg
from asgiref.sync import sync_to_async
from django.db import connection
from psycopg.conninfo import make_conninfo
from psycopg_pool import AsyncConnectionPool

from opora.lib.wall import CLOSABLE
from opora.site.admission import Admission, admit, still_admitted

LOG = logging.getLogger(__name__)
EVERYBODY = 0
HEARTBEAT = 15.0
ROUNDS = 15  # of looking again at rights within one heartbeat, each at its share of the streams
BEAT = b"event: beat\ndata: {}\n\n"
MISSED_AT_MOST = 500
KINDS = list(CLOSABLE)
WAITING_AT_MOST = 1000
LAST_WORDS = 1.0
READ = """
    select position, name, record_kind, record_id, audience,
        case when record_kind = any(%s) then journal_readers(record_kind, record_id) end
    from journal_event where position > %s order by position limit 5000
"""
MISSED = """
    select position, name, record_kind, record_id, audience from journal_event
    where position > %s and position <= %s and audience && %s::bigint[]
        and (record_kind <> all(%s)
            or coalesce(%s = any(journal_readers(record_kind, record_id)), true))
    order by position limit %s
"""
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


def message(position: int, name: str, kind: str, record_id: int) -> bytes:
    """One event as the stream sends it: order, name and record, nothing else."""
    body = json.dumps({"position": position, "name": name, "kind": kind, "id": record_id})
    return f"id: {position}\ndata: {body}\n\n".encode()


def address() -> str:
    """Where the application's database is."""
    found = connection.settings_dict
    return make_conninfo(
        dbname=found["NAME"],
        user=found["USER"],
        password=found["PASSWORD"],
        host=found["HOST"],
        port=found["PORT"] or None,
    )


async def narrow(opened: psycopg.AsyncConnection) -> None:
    """Leave the connection only the role that reads order and audience."""
    await opened.set_autocommit(True)
    await opened.execute("set role opora_live")


def queue() -> asyncio.Queue[tuple[int | None, bytes]]:
    """Bounded: who reads too slowly is let go, and gets what it missed when it comes again."""
    return asyncio.Queue(WAITING_AT_MOST)


OPENED = count()


def first_check(n: int, now: float) -> float:
    """Streams opened together, as after a restart, take turns from the start on."""
    return now - HEARTBEAT * (n % ROUNDS) / ROUNDS


def is_due(checked_at: float, now: float) -> bool:
    """Whether a right must be looked at now, because the next round would be more than a heartbeat
    after the last time."""
    return checked_at + HEARTBEAT < now + HEARTBEAT / ROUNDS


@dataclass(eq=False)
class Stream:
    """One open stream and what waits on it: (position, bytes); no position for a beat."""

    right: Admission
    after: int = 0
    checked_at: float = field(default_factory=lambda: first_check(next(OPENED), time.monotonic()))
    waiting: asyncio.Queue[tuple[int | None, bytes]] = field(default_factory=queue)
    overflowed: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    def hand(self, position: int | None, body: bytes) -> None:
        """Put one message on the stream, or end it when too many wait."""
        try:
            self.waiting.put_nowait((position, body))
        except asyncio.QueueFull:
            self.overflowed.set()


class Feed:
    """Follows the journal for one process."""

    def __init__(self) -> None:
        self.streams: dict[int, set[Stream]] = defaultdict(set)
        self.position = 0

    async def start(self) -> None:
        """Begin to follow from the newest position."""
        self.closing = asyncio.Event()
        self.past = AsyncConnectionPool(
            address(), min_size=0, max_size=2, configure=narrow, open=False
        )
        await self.past.open()
        opened = await self.listen()
        self.position = await self.newest()
        self.working = [
            asyncio.create_task(self.follow(opened)),
            asyncio.create_task(self.watch()),
        ]

    async def stop(self) -> None:
        """End every stream, the listener and the watch."""
        self.closing.set()
        for task in self.working:
            task.cancel()
        await asyncio.gather(*self.working, return_exceptions=True)
        await self.past.close()

    async def listen(self) -> psycopg.AsyncConnection:
        """A connection that hears of every commit."""
        opened = await psycopg.AsyncConnection.connect(address())
        await narrow(opened)
        await opened.execute("listen journal")
        return opened

    async def follow(self, opened: psycopg.AsyncConnection | None) -> None:
        """Deliver what commits, for ever; a lost connection is made anew and nothing is skipped."""
        try:
            while True:
                try:
                    opened = opened or await self.listen()
                    await self.deliver(opened)
                    async for _ in opened.notifies(timeout=5.0, stop_after=1):
                        pass
                except psycopg.Error:
                    opened = None
                    await asyncio.sleep(0.5)
        finally:
            if opened:
                await opened.close()

    async def newest(self) -> int:
        """The last position in the database."""
        async with self.past.connection() as opened:
            found = await opened.execute("select coalesce(max(position), 0) from journal_event")
            (position,) = await found.fetchone() or (0,)
        return position

    async def deliver(self, opened: psycopg.AsyncConnection) -> None:
        """Hand everything past the last position to the streams that may hear it."""
        while rows := await (await opened.execute(READ, [KINDS, self.position])).fetchall():
            for position, name, kind, record_id, audience, readers in rows:
                sent = message(position, name, kind, record_id)
                for listener in self.listeners(audience, readers):
                    listener.hand(position, sent)
                self.position = position

    def listeners(self, audience: list[int], readers: list[int] | None = None) -> list[Stream]:
        """The open streams of an audience; of a closed record, those of its readers alone."""
        heard = list(self.streams) if EVERYBODY in audience else audience
        found = [listener for one in heard for listener in self.streams.get(one, ())]
        if readers is None:
            return found
        return [listener for listener in found if listener.right.user_id in readers]

    async def watch(self) -> None:
        """Look again at the right of every stream within a heartbeat of the last time."""
        while True:
            await asyncio.sleep(HEARTBEAT / ROUNDS)
            now = time.monotonic()
            opened = [listener for each in self.streams.values() for listener in each]
            if due := [listener for listener in opened if is_due(listener.checked_at, now)]:
                await self.look_again(due)

    async def look_again(self, due: list[Stream]) -> None:
        """End the streams whose session or role has ended; show the others that they live.

        What cannot be asked counts as ended: the browser comes again and is asked anew.
        """
        begun = time.monotonic()
        try:
            ask = sync_to_async(still_admitted, thread_sensitive=False)
            rights = await ask(list({listener.right for listener in due}))
        except Exception:  # whatever it is, the watch goes on: without it no right would end
            LOG.exception("The rights of %s streams could not be asked about.", len(due))
            rights = set()
        for listener in due:
            if listener.right in rights:
                listener.checked_at = begun
                listener.hand(None, BEAT)
            else:
                listener.ended.set()

    async def missed(self, listener: Stream) -> list[tuple[int, bytes]] | None:
        """What the stream did not see before it joined; None when it is too much to replay.

        Also None for a position that does not exist yet, as after a restored backup.
        """
        if listener.after == self.position:
            return []
        if listener.after > self.position:
            return [] if listener.after <= await self.newest() else None
        heard = [listener.right.organization_id, EVERYBODY]
        async with self.past.connection() as opened:
            found = await opened.execute(
                MISSED,
                [
                    listener.after, self.position, heard,
                    KINDS, listener.right.user_id, MISSED_AT_MOST + 1,
                ],
            )  # fmt: skip
            rows = await found.fetchall()
        if len(rows) > MISSED_AT_MOST:
            return None
        return [(row[0], message(*row[:4])) for row in rows]


FEED = Feed()


async def stream(scope: dict[str, Any], receive: Callable, send: Callable) -> None:
    """GET /o/<slug>/live: the events of one organization, until the session or the role ends."""
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    slug = scope["path"].removeprefix("/o/").removesuffix("/live")

    ask = sync_to_async(admit, thread_sensitive=False)
    right = await ask(headers.get(b"cookie", ""), slug)
    if right is None:
        await send({"type": "http.response.start", "status": 403, "headers": []})
        await send({"type": "http.response.body", "body": b""})
        return
    query = parse_qs(scope["query_string"].decode("latin-1"))
    last = headers.get(b"last-event-id") or query.get("after", [""])[0]
    listener = Stream(right, int(last) if last.isdecimal() else FEED.position)
    FEED.streams[right.organization_id].add(listener)
    listener.hand(None, BEAT)
    try:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await until_first_ends(
            gone(receive),
            FEED.closing.wait(),
            listener.overflowed.wait(),
            listener.ended.wait(),
            serve(listener, send),
        )
        with suppress(TimeoutError):  # who reads too slowly does not hear it
            last_words = send({"type": "http.response.body", "body": b"", "more_body": False})
            await asyncio.wait_for(last_words, LAST_WORDS)
    finally:
        FEED.streams[right.organization_id].discard(listener)


async def until_first_ends(*endings: Any) -> None:
    """Run all, and stop all when one of them ends."""
    tasks = [asyncio.ensure_future(ending) for ending in endings]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def gone(receive: Callable) -> None:
    """Ends when the browser does."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def serve(listener: Stream, send: Callable) -> None:
    """Send what was missed, then what comes, each position once and in order."""

    async def put(body: bytes) -> None:
        await send({"type": "http.response.body", "body": body, "more_body": True})

    missed = await FEED.missed(listener)
    if missed is None:
        listener.after = FEED.position
        await put(f"event: reset\nid: {listener.after}\ndata: {{}}\n\n".encode())
    for seen, body in missed or ():
        listener.after = seen
        await put(body)
    while True:
        coming = [await listener.waiting.get()]
        while not listener.waiting.empty():  # what waits goes out together: a send costs the most
            coming.append(listener.waiting.get_nowait())
        bodies = []
        for position, body in coming:
            if position is None or position > listener.after:
                listener.after = position or listener.after
                bodies.append(body)
        if bodies:
            await put(b"".join(bodies))
