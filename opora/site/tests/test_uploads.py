"""What brings too much is refused before it is read."""

import asyncio
from collections.abc import Mapping
from typing import Any

from opora.documents.rules import CEILING, TOO_LARGE
from opora.site import uploads

PIECE = 64 * 1024
FORM = (
    b'--mark\r\nContent-Disposition: form-data; name="title"\r\n\r\nEpicrisis\r\n'
    b'--mark\r\nContent-Disposition: form-data; name="upload"; filename="scan.pdf"\r\n\r\n'
)


class Upload:
    """A visitor who sends 300 MB, and what was read of it by the time of each answer."""

    def __init__(self) -> None:
        self.left, self.n_read = FORM, 0
        self.read_at: list[int] = []

    async def receive(self) -> dict[str, Any]:
        body = (self.left + b"x" * PIECE)[:PIECE]
        self.left, self.n_read = self.left[PIECE:], self.n_read + PIECE
        return {"type": "http.request", "body": body, "more_body": self.n_read < 300 * 2**20}

    async def send(self, message: Mapping[str, Any]) -> None:
        self.read_at.append(self.n_read)


def test_of_a_scan_of_300_mb_only_the_beginning_is_read() -> None:
    upload, typed = Upload(), []

    async def pages(scope: Any, receive: Any, send: Any) -> None:
        assert scope[TOO_LARGE]
        typed.append((await receive())["body"])
        await send({"type": "http.response.start", "status": 413, "headers": []})
        await send({"type": "http.response.body", "body": b"too large"})

    scope = {"headers": [(b"content-type", b"multipart/form-data; boundary=mark")]}
    asyncio.run(uploads.without_file(pages, scope, upload.receive, upload.send))
    assert b"Epicrisis" in typed[0]
    assert b"scan.pdf" not in typed[0]
    assert upload.read_at[:2] == [PIECE, PIECE]  # the answer is out before more is taken
    assert upload.n_read <= uploads.HEAD + uploads.LINGER


def test_of_what_is_no_form_nothing_is_read_before_the_answer() -> None:
    upload = Upload()

    async def pages(scope: Any, receive: Any, send: Any) -> None:
        assert (await receive())["body"] == b""
        await send({"type": "http.response.start", "status": 413, "headers": []})

    asyncio.run(uploads.without_file(pages, {"headers": []}, upload.receive, upload.send))
    assert upload.read_at == [0]


def test_who_does_not_say_how_much_is_cut_off() -> None:
    piece = b"x" * (CEILING // 4)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": piece, "more_body": True}

    async def read() -> list[str]:
        counted = uploads.counted(receive)
        return [(await counted())["type"] for _ in range(5)]

    assert asyncio.run(read()) == ["http.request"] * 4 + ["http.disconnect"]
