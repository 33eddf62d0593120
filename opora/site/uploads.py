"""Requests that bring too much are refused before they are read: a scan of 300 MB fills neither
memory nor disk, and what was typed beside it comes back on a page.

Of such a request only the beginning is read. The typed fields that stand before the file go on to
Django as a whole small request, marked in its scope; the page says what is wrong. The rest is not
read; the connection closes after the answer.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from opora.documents.rules import CEILING, TOO_LARGE

HEAD = 64 * 1024  # how much of the beginning is looked at
LINGER = 8 * 1024 * 1024  # how much more is thrown away, so that a browser reads the answer
LINGER_SECONDS = 5.0
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


def announced(scope: Scope) -> int:
    """How many bytes the request says that it brings; 0 when it does not say."""
    text = dict(scope["headers"]).get(b"content-length", b"0")
    return int(text) if text.isdigit() else 0


async def without_file(pages: Application, scope: Scope, receive: Receive, send: Send) -> None:
    """Let the page answer to what was typed, without the file; read no further."""
    boundary = _boundary(scope)
    fields = typed(await _beginning(receive), boundary) if boundary else b""
    headers = [pair for pair in scope["headers"] if pair[0] != b"content-length"]
    headers.append((b"content-length", str(len(fields)).encode()))
    await pages({**scope, "headers": headers, TOO_LARGE: True}, _only(fields), _last(send, receive))


def typed(beginning: bytes, boundary: bytes) -> bytes:
    """A form of only the whole fields before the first file."""
    mark = b"--" + boundary
    kept = []
    for part in beginning.split(mark)[1:-1]:  # the last one is not known to be whole
        if b"filename" in part.partition(b"\r\n\r\n")[0]:
            break
        kept.append(mark + part)
    return b"".join(kept) + mark + b"--\r\n"


def counted(receive: Receive) -> Receive:
    """The same stream, cut off where it grows over the ceiling without having said so."""
    n_bytes = 0

    async def counting() -> dict[str, Any]:
        nonlocal n_bytes
        message = await receive()
        n_bytes += len(message.get("body", b""))
        return {"type": "http.disconnect"} if n_bytes > CEILING else message

    return counting


def _boundary(scope: Scope) -> bytes:
    kind = dict(scope["headers"]).get(b"content-type", b"")
    found = re.match(rb'multipart/form-data;.*boundary="?([^";]{1,70})', kind, re.IGNORECASE)
    return found[1] if found else b""


async def _beginning(receive: Receive) -> bytes:
    read = b""
    while len(read) < HEAD:
        message = await receive()
        read += message.get("body", b"")
        if not message.get("more_body"):
            break
    return read[:HEAD]


def _only(body: bytes) -> Receive:
    """A stream of this body; then the visitor stays until the answer is ready."""
    messages = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> dict[str, Any]:
        if messages:
            return messages.pop()
        await asyncio.Event().wait()
        raise AssertionError("the event is never set")

    return receive


def _last(send: Send, receive: Receive) -> Send:
    """The answer, then a little more of the file thrown away, then the connection closes."""

    async def sending(message: Mapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], (b"connection", b"close")]}
            await send(message)
        elif message.get("more_body"):
            await send(message)
        else:
            await send({**message, "more_body": True})
            await _throw_away(receive)
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    return sending


async def _throw_away(receive: Receive) -> None:
    left = LINGER
    try:
        async with asyncio.timeout(LINGER_SECONDS):
            while left > 0:
                message = await receive()
                left -= len(message.get("body", b""))
                if not message.get("more_body"):
                    return
    except TimeoutError:
        return
