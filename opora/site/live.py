"""The live stream: event ids, in order, to whoever may hear them; never data.

One listener a process follows the journal's positions as the role `opora_live` and hands each
event to the streams of the organizations in its audience. A stream that reconnects says the last
position it saw and gets what it missed from the database, so nothing is lost and nothing twice.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs

import psycopg
from allauth.mfa.adapter import get_adapter
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction
from psycopg.conninfo import make_conninfo
from psycopg_pool import AsyncConnectionPool

from opora.accounts import queries as accounts
from opora.accounts.models import Organization, User
from opora.journal import context

EVERYBODY = 0
HEARTBEAT = 15.0
MISSED_AT_MOST = 500
WAITING_AT_MOST = 1000
LAST_WORDS = 1.0
READ = """
    select position, name, record_kind, record_id, audience from journal_event
    where position > %s order by position limit 5000
"""
MISSED = """
    select position, name, record_kind, record_id, audience from journal_event
    where position > %s and position <= %s and audience && %s::bigint[] order by position limit %s
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


@dataclass(eq=False)
class Stream:
    """One open stream and what waits on it: (position, bytes); no position for a beat."""

    organization_id: int
    after: int = 0
    waiting: asyncio.Queue[tuple[int | None, bytes]] = field(default_factory=queue)
    overflowed: asyncio.Event = field(default_factory=asyncio.Event)

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
        self.following = asyncio.create_task(self.follow(opened))

    async def stop(self) -> None:
        """End every stream and the listener."""
        self.closing.set()
        self.following.cancel()
        await asyncio.gather(self.following, return_exceptions=True)
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
        while rows := await (await opened.execute(READ, [self.position])).fetchall():
            for position, name, kind, record_id, audience in rows:
                sent = message(position, name, kind, record_id)
                for listener in self.listeners(audience):
                    listener.hand(position, sent)
                self.position = position

    def listeners(self, audience: list[int]) -> list[Stream]:
        """The open streams of an audience."""
        heard = list(self.streams) if EVERYBODY in audience else audience
        return [listener for one in heard for listener in self.streams.get(one, ())]

    async def missed(self, listener: Stream) -> list[tuple[int, bytes]] | None:
        """What the stream did not see before it joined; None when it is too much to replay.

        Also None for a position that does not exist yet, as after a restored backup.
        """
        if listener.after == self.position:
            return []
        if listener.after > self.position:
            return [] if listener.after <= await self.newest() else None
        heard = [listener.organization_id, EVERYBODY]
        async with self.past.connection() as opened:
            found = await opened.execute(
                MISSED, [listener.after, self.position, heard, MISSED_AT_MOST + 1]
            )
            rows = await found.fetchall()
        if len(rows) > MISSED_AT_MOST:
            return None
        return [(row[0], message(*row[:4])) for row in rows]


FEED = Feed()


def admitted(cookie: str, slug: str) -> int | None:
    """The organization whose events this session may hear, or None."""
    morsel = SimpleCookie(cookie).get(settings.SESSION_COOKIE_NAME)
    try:
        with transaction.atomic():
            user = signed_in(SessionStore(morsel.value)) if morsel else None
            if user is None:
                return None
            context.enter(organization_id=None, user_id=user.pk)
            organization = Organization.objects.filter(slug=slug, is_active=True).first()
            found = organization and accounts.actor_for(user, organization)
        return found.organization_id if found else None
    finally:
        connection.close()


def signed_in(session: SessionStore) -> User | None:
    """Whose session it is: an active user's, not older than the password, with a second factor."""
    user = User.objects.filter(pk=session.get(SESSION_KEY, 0), is_active=True).first()
    if user is None or session.get(HASH_SESSION_KEY) != user.get_session_auth_hash():
        return None
    if settings.SECOND_FACTOR_REQUIRED and not get_adapter().is_mfa_enabled(user):
        return None
    return user


async def stream(scope: dict[str, Any], receive: Callable, send: Callable) -> None:
    """GET /o/<slug>/live: the events of one organization, until the session or the role ends."""
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    slug = scope["path"].removeprefix("/o/").removesuffix("/live")

    async def organization() -> int | None:
        check = sync_to_async(admitted, thread_sensitive=False)
        return await check(headers.get(b"cookie", ""), slug)

    organization_id = await organization()
    if organization_id is None:
        await send({"type": "http.response.start", "status": 403, "headers": []})
        await send({"type": "http.response.body", "body": b""})
        return
    query = parse_qs(scope["query_string"].decode("latin-1"))
    last = headers.get(b"last-event-id") or query.get("after", [""])[0]
    listener = Stream(organization_id, int(last) if last.isdecimal() else FEED.position)
    FEED.streams[organization_id].add(listener)
    try:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await until_first_ends(
            gone(receive),
            FEED.closing.wait(),
            listener.overflowed.wait(),
            beat(listener, organization),
            serve(listener, send),
        )
        with suppress(TimeoutError):  # who reads too slowly does not hear it
            last_words = send({"type": "http.response.body", "body": b"", "more_body": False})
            await asyncio.wait_for(last_words, LAST_WORDS)
    finally:
        FEED.streams[organization_id].discard(listener)


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


async def beat(listener: Stream, organization: Callable) -> None:
    """Ends when the session or the role has ended; until then shows that the stream lives."""
    while await organization() == listener.organization_id:
        listener.hand(None, b"event: beat\ndata: {}\n\n")
        await asyncio.sleep(HEARTBEAT)


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
