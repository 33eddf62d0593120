"""A real browser before a server that a test plays: pages, fragments, the stream, what was sent."""

import json
import queue
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


@contextmanager
def chromium() -> Iterator[Browser]:
    """The machine's own browser, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


class Stage:
    """What the server answers and what it has heard."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.refused: dict[str, int] = {}
        self.headers: dict[str, str] = {}
        self.fetched: list[str] = []
        self.posted: list[tuple[str, dict[str, list[str]]]] = []
        self.streams: list[queue.Queue[bytes | None]] = []
        self.opened: list[str] = []
        self.log: list[tuple[int, bytes]] = []
        self.is_down = False
        self.on_post: dict[str, str] = {}

    def happen(self, position: int, kind: str, record_id: int) -> None:
        """An event commits; every open stream hears it."""
        body = {"position": position, "name": f"{kind}.changed", "kind": kind, "id": record_id}
        sent = f"id: {position}\ndata: {json.dumps(body)}\n\n".encode()
        self.log.append((position, sent))
        self.send(sent)

    def send(self, body: bytes | None) -> None:
        """To every open stream; nothing means that the connection breaks."""
        for each in self.streams:
            each.put(body)

    def drop(self) -> None:
        """The server goes away with all its streams."""
        self.is_down = True
        self.send(None)


class Handler(BaseHTTPRequestHandler):
    """Plays the stage."""

    stage: Stage

    def do_GET(self) -> None:
        """Pages, static files, the stream."""
        parts = urlsplit(self.path)
        if parts.path.startswith("/static/"):
            self.answer(
                200, Path(str(found(parts.path))).read_bytes(), TYPES[Path(parts.path).suffix]
            )
        elif parts.path.endswith("/live"):
            self.stream(int(parse_qs(parts.query)["after"][0]))
        else:
            self.stage.fetched.append(parts.path)
            page = self.stage.pages.get(parts.path)
            status = self.stage.refused.get(parts.path, 200 if page is not None else 404)
            self.answer(status, (page or "").encode())

    def do_POST(self) -> None:
        """Writes down what was sent."""
        body = self.rfile.read(int(self.headers["content-length"] or 0)).decode()
        kind = self.headers["content-type"] or ""
        fields = parse_qs(body, keep_blank_values=True) if "urlencoded" in kind else {"": [body]}
        self.stage.posted.append((self.path, fields))
        status = self.stage.refused.get(self.path, 200)
        self.answer(status, self.stage.on_post.get(self.path, "").encode())

    def answer(self, status: int, body: bytes, kind: str = "text/html") -> None:
        """One whole answer."""
        self.send_response(status)
        self.send_header("content-type", f"{kind}; charset=utf-8")
        self.send_header("content-length", str(len(body)))
        self.send_header(
            "content-security-policy", "default-src 'self'; img-src 'self' data:; object-src 'none'"
        )
        for name, value in self.stage.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def stream(self, after: int) -> None:
        """Replays what came after, then whatever happens."""
        self.stage.opened.append(self.path)
        if self.stage.is_down:
            self.answer(503, b"")
            return
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        waiting: queue.Queue[bytes | None] = queue.Queue()
        for position, body in self.stage.log:
            if position > after:
                waiting.put(body)
        self.stage.streams.append(waiting)
        try:
            self.wfile.write(b"event: beat\ndata: {}\n\n")
            while (heard := waiting.get()) is not None:
                self.wfile.write(heard)
        except OSError:
            pass
        finally:
            self.stage.streams.remove(waiting)

    def log_message(self, *_args: Any) -> None:
        """Quiet."""


def found(path: str) -> Path | None:
    """The file of a static address: ours, or one that the front-end build has copied."""
    name = path.removeprefix("/static/")
    own = finders.find(name)
    return Path(own) if own else settings.ROOT / "build" / "static" / name


@contextmanager
def serving(stage: Stage) -> Iterator[str]:
    """The address under which the stage is played."""
    handler = type("Played", (Handler,), {"stage": stage})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.block_on_close = False
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        stage.send(None)
        server.shutdown()
        server.server_close()
        thread.join()
