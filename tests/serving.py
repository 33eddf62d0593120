"""Server processes for tests: Opora is loaded once, and each of them is a copy of that process.

Loading takes longer than most stories. `python -m tests.serving` reads one line for each server
that shall start (`start`) or end (`stop <pid>`); it ends them all when nobody writes any more.
"""

import importlib
import os
import signal
import socket
import subprocess
import sys
import urllib.request
import warnings
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Servers:
    """The loaded process, seen from the tests."""

    environment: dict[str, str]

    def __enter__(self) -> "Servers":
        self.loaded = subprocess.Popen(
            [sys.executable, "-m", "tests.serving"], cwd=Path(__file__).parents[1],
            env=self.environment, text=True, bufsize=1, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )  # fmt: skip
        return self

    def __exit__(self, *_: object) -> None:
        self.loaded.communicate(timeout=30)

    def start(self) -> tuple[int, str]:
        """The process id and the address of one more server, which answers."""
        pid, port = self._say("start").split()
        address = f"http://127.0.0.1:{port}"
        urllib.request.urlopen(f"{address}/healthz", timeout=60).close()
        return int(pid), address

    def stop(self, pid: int) -> None:
        """Returns when it has ended."""
        self._say(f"stop {pid}")

    def _say(self, line: str) -> str:
        assert self.loaded.stdin
        assert self.loaded.stdout
        self.loaded.stdin.write(line + "\n")
        return self.loaded.stdout.readline()


def main() -> None:
    """Load, then do what each line says."""
    from django.urls import get_resolver

    importlib.import_module("opora.site.asgi")
    len(get_resolver().url_patterns)
    running = set()
    for line in sys.stdin:
        verb, _, number = line.strip().partition(" ")
        if verb == "start":
            pid, port = fork()
            running.add(pid)
            say(f"{pid} {port}")
        else:
            end(int(number))
            running.remove(int(number))
            say("ended")
    for pid in running:
        end(pid)


def say(line: str) -> None:
    """Answer the tests."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def fork() -> tuple[int, int]:
    """The process id and the port of a copy that serves."""
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    if pid := os.fork():
        listening.close()
        return pid, port
    try:
        serve(listening)
    finally:
        os._exit(0)


def serve(listening: socket.socket) -> None:
    """Answer until told to end."""
    import uvicorn

    from opora.site.asgi import application

    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    warnings.filterwarnings("ignore", "StreamingHttpResponse must consume synchronous iterators")
    uvicorn.Server(uvicorn.Config(application, log_level="warning")).run([listening])


def end(pid: int) -> None:
    """Ask it to end, and wait."""
    os.kill(pid, signal.SIGTERM)
    os.waitpid(pid, 0)


if __name__ == "__main__":
    main()
