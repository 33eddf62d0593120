"""Listens, answers, and keeps the worker alive, until told to stop."""

import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable
from contextlib import suppress

import uvicorn

from opora.site.environment import BadEnvironment, Environment

_PORTS_TRIED = 20


def serve(env: Environment, *, welcome: Callable[[str], None], any_port: bool = False) -> None:
    """Serve pages and the live stream, with one worker beside, until Ctrl-C or SIGTERM."""
    listening = listen(env, any_port=any_port)
    host = env.host if ":" not in env.host else f"[{env.host}]"
    port = listening.getsockname()[1]
    if port != env.port:
        print(f"Port {env.port} is taken; using {port}.", flush=True)
    # Files are read whole by Whitenoise; under ASGI Django would rather wait for them.
    warnings.filterwarnings("ignore", "StreamingHttpResponse must consume synchronous iterators")
    config = uvicorn.Config(
        "opora.site.asgi:application",
        log_config=None,  # what it says goes through our own formatter, see opora.site.logs
        log_level="warning",
        proxy_headers=bool(env.proxies),
        forwarded_allow_ips=list(env.proxies),
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    _allow_many_streams()
    pages = Pages(config, lambda: welcome(f"http://{host}:{port}/"))
    with listening, _Worker(), suppress(KeyboardInterrupt):
        pages.run(sockets=[listening])
    if not pages.started:
        raise BadEnvironment("The server did not start; the reason stands above.")


def _allow_many_streams() -> None:
    """As many open files as the machine allows: every open page holds a stream."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def listen(env: Environment, *, any_port: bool) -> socket.socket:
    """A listening socket on the asked port; with `any_port` on the next free one if it is taken."""
    family = socket.AF_INET6 if ":" in env.host else socket.AF_INET
    for port in range(env.port, env.port + (_PORTS_TRIED if any_port else 1)):
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((env.host, port))
            listening.listen(2048)
        except OSError:
            listening.close()
        else:
            return listening
    raise BadEnvironment(
        f"Port {env.port} of {env.host} is taken or not allowed. Choose another: OPORA_PORT"
    )


def work(*, parent: int) -> None:
    """Run queued jobs; with `parent`, stop when that process is gone, however it ended."""
    from django.core.management import call_command

    from opora.site import reactions

    reactions.start()
    if parent:
        threading.Thread(target=_follow, args=[parent], daemon=True).start()
    call_command("procrastinate", "worker", verbosity=0)


class Pages(uvicorn.Server):
    """A server that says when it is ready, and stops at once."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            threading.Thread(target=self._ready).start()  # it reads the database, we are async

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        from opora.site.live import FEED

        FEED.closing.set()  # or the open streams would be waited for
        await super().shutdown(sockets)


class _Worker:
    """The process of queued jobs beside the server; started anew if it ends by itself."""

    def __enter__(self) -> None:
        self._stopping = False
        self._process = self._start()
        threading.Thread(target=self._watch, daemon=True).start()

    def __exit__(self, *_: object) -> None:
        self._stopping = True
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "opora", "worker", "--parent", str(os.getpid())]
        return subprocess.Popen(command, start_new_session=True)  # Ctrl-C reaches it through us

    def _watch(self) -> None:
        while not self._stopping:
            self._process.wait()
            if not self._stopping:
                print("The worker ended; starting it again.", file=sys.stderr, flush=True)
                time.sleep(1)
                self._process = self._start()


def _follow(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
