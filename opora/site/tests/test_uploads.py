"""What brings too much is refused before it is read."""

import asyncio
from typing import Any

from opora.documents.rules import CEILING
from opora.site import uploads
from opora.site.asgi import application


def test_a_scan_of_300_mb_is_refused_unread() -> None:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        raise AssertionError("nothing is read")

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/o/slance/documents/attach/",
        "headers": [(b"content-length", str(300 * 1024 * 1024).encode())],
    }
    asyncio.run(application(scope, receive, send))
    assert sent[0]["status"] == 413
    assert "най-много 50 МБ" in sent[1]["body"].decode()


def test_who_does_not_say_how_much_is_cut_off() -> None:
    piece = b"x" * (CEILING // 4)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": piece, "more_body": True}

    async def read() -> list[str]:
        counted = uploads.counted(receive)
        return [(await counted())["type"] for _ in range(5)]

    assert asyncio.run(read()) == ["http.request"] * 4 + ["http.disconnect"]
