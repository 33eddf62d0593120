"""What every measurement stands on: a scratch database, a server process, percentiles, a report.

The database is a clone of a template that is migrated once; its server is Opora's own embedded one
in a folder under var/bench, durable (it waits for the disk) unless asked otherwise.
"""

import hashlib
import os
import resource
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import URLError

import psycopg

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "var" / "bench"
RESULTS = FOLDER / "results"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def percentile(values: Iterable[float], share: float) -> float:
    """The value under which this share of the values lies; nan of nothing."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def spread(values: Sequence[float], digits: int = 1) -> list[str]:
    """p50, p95 and p99 as cells of a table."""
    return [f"{percentile(values, share):.{digits}f}" for share in (0.5, 0.95, 0.99)]


def load_average() -> str:
    """The machine's load average of a minute and of five."""
    one, five, _ = os.getloadavg()
    return f"{one:.1f} / {five:.1f} on {os.cpu_count()} cores"


@dataclass
class Table:
    """One table of the report."""

    title: str
    head: list[str]
    rows: list[list[str]]

    def markdown(self) -> str:
        """As it stands in docs/performance.md."""
        lines = [self.head, ["---"] * len(self.head), *self.rows]
        table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
        return f"**{self.title}**\n\n{table}\n"


def report(name: str, tables: list[Table]) -> None:
    """Print the tables and keep them for the common report of `python -m bench`."""
    moment = datetime.now(UTC).strftime("%d.%m.%Y %H:%M UTC")
    foot = f"Taken {moment}; load average at the end {load_average()}."
    text = "\n".join(table.markdown() for table in tables) + f"\n{foot}\n"
    print(f"\n{text}", flush=True)
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"{name}.md").write_text(text)


class Usage:
    """Processor time of processes with all their children, between two moments."""

    def __init__(self, **pids: int) -> None:
        self.pids = {name: pid for name, pid in pids.items() if pid}
        self.begun, self.since = self._read(), time.monotonic()

    def _read(self) -> dict[str, float]:
        return {name: _seconds(pid) for name, pid in self.pids.items()}

    def seconds(self) -> dict[str, float]:
        """Seconds used since the beginning, by name."""
        return {name: now - self.begun[name] for name, now in self._read().items()}

    def shares(self) -> dict[str, float]:
        """Share of one core since the beginning, in percent, by name."""
        elapsed = time.monotonic() - self.since
        return {name: 100 * used / elapsed for name, used in self.seconds().items()}

    def words(self) -> str:
        """server 41 %, database 30 % …"""
        return ", ".join(f"{name} {share:.0f} %" for name, share in self.shares().items())


def _seconds(pid: int) -> float:
    """User and system time of a process, its living and its ended children."""
    parents, times = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                words = (entry / "stat").read_text().rpartition(")")[2].split()
                parents[int(entry.name)] = int(words[1])
                times[int(entry.name)] = sum(int(word) for word in words[11:15])
    wanted, found = {pid}, 0
    while len(wanted) != found:
        found = len(wanted)
        wanted |= {child for child, parent in parents.items() if parent in wanted}
    return sum(times.get(one, 0) for one in wanted) / os.sysconf("SC_CLK_TCK")


@dataclass
class Ground:
    """A scratch database that is up, with Django set up on it."""

    database_pid: int
    app: str
    owner: str

    @contextmanager
    def serve(self) -> Iterator[tuple[str, int]]:
        """A server process as Opora starts it; its address and process id."""
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [
            sys.executable, "-W", "ignore:StreamingHttpResponse", "-m", "uvicorn",
            "opora.site.asgi:application", "--port", str(port), "--log-level", "warning",
            "--no-access-log", "--backlog", "2048", "--timeout-graceful-shutdown", "2",
        ]  # fmt: skip
        process = subprocess.Popen(command, cwd=ROOT)
        try:
            address = f"http://127.0.0.1:{port}"
            _await_answer(address, process)
            yield address, process.pid
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _await_answer(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=30).close()
        except (URLError, ConnectionError):
            time.sleep(0.05)
        else:
            return
    raise SystemExit("The server does not answer.")


@contextmanager
def ground(name: str, *, durable: bool = True, keep: bool = False) -> Iterator[Ground]:
    """Database `name`, cloned from the migrated template and dropped afterwards."""
    from opora.lib.keys import KeyRing
    from opora.site import postgres

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 16_384), most))  # for many streams
    os.environ |= {
        "OPORA_MODE": "demo",
        "OPORA_DATA": str(FOLDER),
        "DJANGO_SETTINGS_MODULE": "opora.site.settings",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # the browser's driver keeps a loop in this thread
    }
    (FOLDER / "keys").mkdir(parents=True, exist_ok=True)
    (FOLDER / "keys" / "secret").write_text("only for measuring, guards nothing at all")
    if not (FOLDER / "keys" / "ring.json").exists():
        KeyRing.create(FOLDER / "keys" / "ring.json")
    server = postgres.start(FOLDER / ("durable" if durable else "postgres"), durable=durable)
    maintenance = server.url(postgres.SUPERUSER, "postgres")
    try:
        app, owner = server.url(database=name), server.url(postgres.OWNER, name)
        template = _template(server, maintenance)
        _sql(
            maintenance,
            f"drop database if exists {name} with (force)",
            f"create database {name} owner {postgres.OWNER} template {template}",
        )
        os.environ |= {"OPORA_DATABASE_URL": app, "OPORA_DATABASE_OWNER_URL": owner}
        import django

        django.setup()
        yield Ground(server.pid, app, owner)
    finally:
        if "django" in sys.modules:
            from django.db import connections

            connections.close_all()
        if not keep:
            _sql(maintenance, f"drop database if exists {name} with (force)")
        server.stop()


def _template(server: object, maintenance: str) -> str:
    """The migrated template; made when migrations, policies or facts have changed."""
    from opora.site import postgres

    name = f"opora_bench_template_{_fingerprint()}"
    with psycopg.connect(maintenance, autocommit=True) as connection:
        found = connection.execute(
            "select datname from pg_database where datname like 'opora\\_bench\\_template\\_%'"
        )
        known = [row[0] for row in found]
    if name in known:
        return name
    _sql(
        maintenance,
        *(f"drop database {old} with (force)" for old in known),
        "drop database if exists opora_bench_draft with (force)",
        f"create database opora_bench_draft owner {postgres.OWNER}",
    )
    url = server.url  # type: ignore[attr-defined]
    draft = {
        "OPORA_DATABASE_URL": url(database="opora_bench_draft"),
        "OPORA_DATABASE_OWNER_URL": url(postgres.OWNER, "opora_bench_draft"),
    }
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--database=owner", "--verbosity=0",
         "--skip-checks"],
        env=os.environ | draft, cwd=ROOT, check=True,
    )  # fmt: skip
    _sql(maintenance, f"alter database opora_bench_draft rename to {name}")
    return name


def _fingerprint() -> str:
    digest = hashlib.sha256((FOLDER / "keys" / "ring.json").read_bytes())
    patterns = ("*/migrations/*.py", "*/policies.py", "*/facts/*", "lib/wall.py", "site/*.py")
    for pattern in patterns:
        for path in sorted((ROOT / "opora").glob(pattern)):
            digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()[:12]


def _sql(url: str, *commands: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for command in commands:
            connection.execute(command)


def cookie(user_id: int) -> str:
    """The session of a browser in which the user has just signed in."""
    from django.test import Client

    from opora.accounts.models import User

    browser = Client()
    browser.force_login(User.objects.get(pk=user_id), backend=BACKEND)
    return browser.cookies["sessionid"].value
