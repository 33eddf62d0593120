"""A server in a process or a thread, and a client of its live stream that can wait."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import uvicorn
from django.conf import settings
from django.test import Client

from opora.accounts.models import User
from opora.journal import services as journal
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.site import serving
from opora.site.environment import PROJECT

TIMEOUT = 20


def cookie(user_id: int | None) -> str:
    """The cookie of a browser in which the user has just signed in."""
    browser = Client()
    browser.force_login(
        User.objects.get(pk=user_id or 0), "allauth.account.auth_backends.AuthenticationBackend"
    )
    return f"sessionid={browser.cookies['sessionid'].value}"


def happen(actor: Actor, *audience: int, n: int = 1, name: str = "referral.tested") -> list[int]:
    """Commit events one by one; their record ids, each unique for ever."""
    ids = []
    for _ in range(n):
        with acting(actor):
            event = journal.record(
                actor, name, kind="request", record_id=next(_numbers), audience=audience,
                details={"reason": "Маркерова"},
            )  # fmt: skip
        ids.append(event.record_id)
    return ids


_numbers = iter(range(1, 1_000_000_000))


class Listening:
    """One open stream: what it has received, and ways to wait for more."""

    def __init__(
        self, port: int, slug: str, session: str, after: int | str | None = None, header: str = ""
    ) -> None:
        self.messages: list[dict[str, Any]] = []
        self.raw = b""
        self.is_over = False
        self.changed = threading.Condition()
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
        query = "" if after is None else f"?after={quote(str(after))}"
        headers = {"Cookie": session} | ({"Last-Event-ID": header} if header else {})
        self._connection.request("GET", f"/o/{slug}/live{query}", headers=headers)
        self._answer = self._connection.getresponse()
        self.status = self._answer.status
        self._thread = threading.Thread(target=self._read, daemon=True)
        if self.status == 200:
            self._thread.start()

    def _read(self) -> None:
        block: dict[str, str] = {}
        try:
            for line in self._answer:
                with self.changed:
                    self.raw += line
                    name, _, value = line.decode().rstrip("\n").partition(": ")
                    if name:
                        block[name] = value
                    else:
                        self.messages.append(block | {"body": json.loads(block["data"])})
                        block = {}
                        self.changed.notify_all()
        except (OSError, http.client.HTTPException, ValueError, AttributeError):
            pass  # cut off, by the server or by us
        finally:
            with self.changed:
                self.is_over = True
                self.changed.notify_all()

    def wait(self, true: Callable[["Listening"], bool]) -> "Listening":
        """Until it holds; fails after a while."""
        with self.changed:
            came = self.changed.wait_for(lambda: true(self), TIMEOUT)
            assert came, (self.status, self.raw[-2000:])
        return self

    def opened(self) -> "Listening":
        """Until the first beat: from now on nothing passes by."""
        return self.wait(lambda it: bool(it.messages))

    def heard(self, record_id: int) -> "Listening":
        """Until this event has come."""
        return self.wait(lambda it: record_id in it.ids)

    def over(self) -> "Listening":
        """Until the server ends the stream."""
        return self.wait(lambda it: it.is_over)

    @property
    def events(self) -> list[dict[str, Any]]:
        """The events, without beats."""
        return [one["body"] for one in list(self.messages) if "event" not in one]

    @property
    def ids(self) -> list[int]:
        """The records of the events in the order of their coming."""
        return [body["id"] for body in self.events]

    @property
    def position(self) -> int:
        """What the browser would send as Last-Event-ID."""
        return int([one["id"] for one in self.messages if "id" in one][-1])

    def close(self) -> None:
        """The browser goes away."""
        if sock := self._connection.sock:
            sock.shutdown(socket.SHUT_RDWR)
        self._connection.close()
        if self._thread.ident:
            self._thread.join(TIMEOUT)
        self._answer.close()


def listening_socket() -> socket.socket:
    """A port that stays ours while servers come and go."""
    return socket.create_server(("127.0.0.1", 0), backlog=64)


@contextmanager
def in_thread(grace: int | None = 5) -> Iterator[int]:
    """The server in this process, so that a test may change its constants; the port.

    Told to stop, it cuts off open requests after `grace` seconds, or never.
    """
    from opora.site.asgi import application

    with listening_socket() as ours:
        config = uvicorn.Config(
            application, log_config=None, ws="none", timeout_graceful_shutdown=grace
        )
        server = serving.Pages(config, lambda: None)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [ours]})
        thread.start()
        try:
            yield ours.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(TIMEOUT)
            assert not thread.is_alive()


class Process:
    """The server as a process of its own, on a socket that outlives it."""

    def __init__(self, ours: socket.socket, database_urls: dict[str, str]) -> None:
        kept = {name: text for name, text in os.environ.items() if not name.startswith("OPORA_")}
        data = str(settings.DATA_FOLDER)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", "opora.site.asgi:application",
             "--fd", str(ours.fileno()), "--log-level", "warning"],
            env=kept | database_urls | {"OPORA_MODE": "demo", "OPORA_DATA": data,
                                        "OPORA_KEYS": f"{data}/keys", "PYTHONPATH": str(PROJECT),
                                        "DJANGO_SETTINGS_MODULE": "opora.site.settings"},
            pass_fds=[ours.fileno()], cwd=PROJECT,
        )  # fmt: skip

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        """End it, without a word unless asked otherwise."""
        self.process.send_signal(how)
        self.process.wait(TIMEOUT)
