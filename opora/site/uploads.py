"""Requests that bring too much are refused before they are read: a scan of 300 MB fills neither
memory nor disk."""

from collections.abc import Awaitable, Callable
from typing import Any

from opora.documents.rules import CEILING, MEGABYTE

SENTENCE = f"Файлът е твърде голям: най-много {CEILING // MEGABYTE} МБ за едно изпращане."
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


def announced(scope: dict[str, Any]) -> int:
    """How many bytes the request says that it brings; 0 when it does not say."""
    text = dict(scope["headers"]).get(b"content-length", b"0")
    return int(text) if text.isdigit() else 0


async def refuse(send: Send) -> None:
    """413 and a sentence; the connection closes, so that nothing more is sent."""
    body = f'<!doctype html><html lang="bg"><meta charset="utf-8"><title>413</title><p>{SENTENCE}'
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-security-policy", b"default-src 'none'"),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body.encode()})


def counted(receive: Receive) -> Receive:
    """The same stream, cut off where it grows over the ceiling without having said so."""
    n_bytes = 0

    async def counting() -> dict[str, Any]:
        nonlocal n_bytes
        message = await receive()
        n_bytes += len(message.get("body", b""))
        return {"type": "http.disconnect"} if n_bytes > CEILING else message

    return counting
