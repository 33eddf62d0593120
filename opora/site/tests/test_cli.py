"""The command `opora` as a person meets it: real processes, real servers, real signals."""

import io
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from opora.lib.keys import KeyRing
from opora.site import cli, environment, postgres, serving
from opora.site.environment import PROJECT, BadEnvironment, Environment, Mode

Said = Callable[..., str]
READY = re.compile(r"http://127\.0\.0\.1:(\d+)/")


class Running:
    """`opora run` in a process of its own, with what it has said so far."""

    def __init__(self, data: Path, port: int) -> None:
        self.lines: list[str] = []
        self.reader: threading.Thread | None = None
        self.process = subprocess.Popen(
            command("run"), env=variables(data, OPORA_PORT=str(port)), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip

    def address(self) -> str:
        """Waits until it says where it is."""
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(line)
            if found := READY.search(line):
                self.reader = threading.Thread(target=self.process.stdout.read)
                self.reader.start()  # so that it can go on talking
                return found[0]
        raise AssertionError("".join(self.lines))

    def stop(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        return self.process.wait(30)

    def __enter__(self) -> "Running":
        return self

    def __exit__(self, *_: object) -> None:
        """However the test went, nothing of it goes on."""
        self.process.kill()
        self.process.wait()
        assert self.process.stdout
        if self.reader:
            self.reader.join(30)
        self.process.stdout.close()


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "opora", *words]


def variables(data: Path, **more: str) -> dict[str, str]:
    kept = {name: text for name, text in os.environ.items() if not name.startswith("OPORA_")}
    del kept["DJANGO_SETTINGS_MODULE"]  # the tests' own
    return kept | {"OPORA_DATA": str(data), "PYTHONPATH": str(PROJECT)} | more


def run(data: Path, *words: str, typed: str = "", **more: str) -> tuple[int, str]:
    done = subprocess.run(
        command(*words), env=variables(data, **more), input=typed, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60,
    )  # fmt: skip
    return done.returncode, done.stdout


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Said]:
    """Runs a short command in this process; what it says."""
    before = signal.getsignal(signal.SIGTERM)
    for name in [name for name in os.environ if name.startswith("OPORA_")]:
        monkeypatch.delenv(name)

    def main(*words: str, typed: str = "", **more: str) -> str:
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdin", io.StringIO(typed + "\n"))
            for name, value in more.items():
                patch.setenv(name, value)
            cli.main(words)
        return "".join(capfd.readouterr())

    yield main
    signal.signal(signal.SIGTERM, before)


def works_in(data: Path) -> list[int]:
    return postgres._processes_in(data / "postgres" / "cluster")


@pytest.fixture
def data() -> Iterator[Path]:
    """A data folder that begins empty."""
    place = PROJECT / "var" / "test" / f"cli-{os.getpid()}"
    yield place
    if server := postgres.running(place / "postgres"):
        server.stop()
    subprocess.run(["rm", "-rf", str((place / "postgres" / "cluster").resolve()), str(place)])


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody else listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def test_started_killed_started_again_and_never_in_production(data: Path, taken: int) -> None:
    """One data folder through its life; one test, so that no two processes share it."""
    with Running(data, taken) as running:
        address = running.address()
        assert f"Port {taken} is taken; using" in "".join(running.lines)
        with urllib.request.urlopen(address) as response:
            assert response.status == 200
        for word in ("run", "reset"):
            code, words = run(data, word)
            assert (code, "already running" in words) == (1, True)
        assert running.stop(signal.SIGINT) == 0
    assert works_in(data) == []

    with Running(data, taken) as running:
        running.address()
        running.stop(signal.SIGKILL)
    assert works_in(data)  # the server outlived it
    with Running(data, taken) as again:
        again.address()
        assert again.stop(signal.SIGTERM) == 0
    assert works_in(data) == []

    code, words = run(data, "serve", OPORA_ALLOWED_HOSTS="opora.example")
    assert (code, "The database is a demonstration" in words) == (1, True)
    assert works_in(data) == []


def test_a_database_that_is_no_demonstration_is_left_alone(tmp_path: Path) -> None:
    place = PROJECT / "var" / "test" / f"other-{os.getpid()}"
    try:
        assert run(place, "keys", "create")[0] == 0
        assert run(place, "migrate")[0] == 0
        for word in ("run", "reset"):
            code, words = run(place, word)
            assert (code, "is not a demonstration" in words) == (1, True)
        code, words = run(place, "serve", OPORA_ALLOWED_HOSTS="a.example", OPORA_HOST="192.0.2.1")
        assert (code, "Port 8000 of 192.0.2.1" in words) == (1, True)  # all else was in order
        KeyRing.fresh().save(place / "keys" / "ring.json", over=True)
        code, words = run(place, "serve", OPORA_ALLOWED_HOSTS="opora.example")
        assert (code, "keys do not belong to this database" in words) == (1, True)
    finally:
        subprocess.run(["rm", "-rf", str((place / "postgres" / "cluster").resolve()), str(place)])


def test_an_unsafe_production_start_is_refused_point_by_point(tmp_path: Path) -> None:
    unsafe = Environment(
        mode=Mode.DEMO, debug=True, second_factor=False, keys=tmp_path, allowed_hosts=()
    )
    said = " ".join(cli.production_problems(unsafe))
    for word in ("MODE", "DEBUG", "ALLOWED_HOSTS", "SECOND_FACTOR", "no keys"):
        assert word in said
    KeyRing.create(tmp_path / "ring.json")
    safe = Environment(keys=tmp_path, allowed_hosts=("opora.example",))
    environment.create_secret(safe)
    assert cli.production_problems(safe) == []


def test_run_refuses_to_be_production(said: Said) -> None:
    assert said("run", OPORA_MODE="production").startswith("opora: OPORA_MODE is production")


def test_an_unknown_setting_is_one_sentence(said: Said) -> None:
    expected = "opora: Unknown setting OPORA_PROT. See docs/operate.md.\n"
    assert said("serve", OPORA_PROT="80") == expected


def test_keys_from_creation_to_another_machine(said: Said, tmp_path: Path) -> None:
    first, second, file = tmp_path / "1", tmp_path / "2", str(tmp_path / "keys.export")

    def keys(data: Path, *words: str, typed: str = "") -> str:
        return said("keys", *words, typed=typed, OPORA_DATA=str(data))

    assert "Run: opora keys create" in keys(first, "show")
    assert "New keys" in keys(first, "create")
    assert "already" in keys(first, "create")
    assert "Name the file" in keys(first, "export")
    assert "at least 12" in keys(first, "export", file, typed="short")
    assert "encrypted" in keys(first, "export", file, typed="correct horse battery")
    assert "passphrase is wrong" in keys(second, "import", file, typed="something other")
    assert "check" in keys(second, "import", file, typed="correct horse battery")
    assert KeyRing.load(first / "keys/ring.json") == KeyRing.load(second / "keys/ring.json")


def test_a_taken_port_is_refused_or_passed_over(taken: int) -> None:
    env = Environment(port=taken)
    with pytest.raises(BadEnvironment, match=f"Port {taken} of 127.0.0.1 is taken"):
        serving.listen(env, any_port=False)
    with serving.listen(env, any_port=True) as listening:
        assert listening.getsockname()[1] > taken
