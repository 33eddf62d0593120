"""How soon the others know: commit → event id at the stream, commit → another's screen changed.

    python -m bench.live [--streams 200 1000] [--rate 100] [--seconds 30] [--no-screens] [--quick]

Figure 1: many open streams, acts from writer processes through `journal.services.record` in one
transaction each, as every act of Opora does it (the event with its erasable details, no more: full
acts of the referral would take more than a core for the writers). Each act concerns three or
four organizations of one neighborhood. Beside it, in the same seconds, the floor: one fsync of
4 KiB and one round trip over loopback.

Figure 2: `referral.services.save_assessment` at a request that three organizations follow, while
four pages of it stand open in Chromium: counted until the page's own MutationObserver sees it.

Moments are of one clock of the machine. A latency begins just before COMMIT is sent.
"""

import argparse
import asyncio
import bisect
import itertools
import multiprocessing
import os
import re
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import psycopg

from bench._ground import FOLDER, Ground, Table, Usage, cookie, ground, percentile, report, spread

SPAWN = multiprocessing.get_context("spawn")
NEIGHBORHOODS = 10
N_WRITERS = 4
WARM_UP = 3.0
AFTERWARDS = 3.0
TARGET_1, TARGET_2 = 250.0, 1000.0
ID = re.compile(rb"\nid: (\d+)\n|^id: (\d+)\n", re.MULTILINE)
MS = 1e6  # nanoseconds


@dataclass
class Office:
    """One organization with one officer and his session."""

    organization_id: int
    user_id: int
    slug: str
    session: str


@dataclass
class Written:
    """One act: its event, the audience, the moments around its commit, how late it began."""

    event_id: int
    audience: list[int]
    before: int
    after: int
    late: float
    position: int = 0


@dataclass
class Heard:
    """What one stream received: moment by position."""

    organization_id: int
    moments: dict[int, int] = field(default_factory=dict)
    n_twice: int = 0


# The offices


def offices() -> list[list[Office]]:
    """Neighborhoods of a municipality, its directorate and two providers."""
    kinds = ["municipality", "directorate", "provider", "provider"]
    return [
        [office(kind, f"n{n}-{i}") for i, kind in enumerate(kinds)] for n in range(NEIGHBORHOODS)
    ]


def office(kind: str, slug: str) -> Office:
    """One of them."""
    from opora.accounts.models import Membership, Organization, User
    from opora.journal.context import acting
    from opora.lib.actor import Actor

    made = Organization.objects.create(kind=kind, slug=slug, name=slug, short_name=slug)
    user = User.objects.create_user(f"{slug}@example.org", slug, None)
    with acting(Actor(user.pk, made.pk)):
        Membership.objects.create(user=user, organization=made, role="officer")
    return Office(made.pk, user.pk, slug, cookie(user.pk))


# The streams, in a process of their own


class Listening(asyncio.Protocol):
    """One open stream; keeps what came and when, and reads it after the run."""

    def __init__(self, office: Office, host: str) -> None:
        self.office, self.host = office, host
        self.ends: list[int] = []
        self.moments: list[int] = []
        self.body = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.write(  # type: ignore[attr-defined]
            f"GET /o/{self.office.slug}/live HTTP/1.1\r\nHost: {self.host}\r\n"
            f"Cookie: sessionid={self.office.session}\r\nAccept: text/event-stream\r\n\r\n".encode()
        )

    def data_received(self, piece: bytes) -> None:
        self.moments.append(time.monotonic_ns())
        self.body += piece
        self.ends.append(len(self.body))

    def heard(self) -> Heard:
        found = Heard(self.office.organization_id)
        for match in ID.finditer(self.body):
            moment = self.moments[bisect.bisect_left(self.ends, match.end())]
            position = int(match[1] or match[2])
            found.n_twice += position in found.moments
            found.moments.setdefault(position, moment)
        return found


def listen(address: str, plan: list[Office], pipe: Any) -> None:
    """Open all streams, say so, keep them until told to stop, send what they heard."""
    asyncio.run(_listen(address, plan, pipe))


async def _listen(address: str, plan: list[Office], pipe: Any) -> None:
    parts = urlsplit(address)
    loop = asyncio.get_running_loop()
    streams: list[Listening] = []
    transports = []
    for office in plan:
        transport, protocol = await loop.create_connection(
            lambda office=office: Listening(office, parts.netloc),  # type: ignore[misc]
            parts.hostname or "",
            parts.port or 0,
        )
        transports.append(transport)
        streams.append(protocol)
        while not protocol.body and len(streams) % 8 == 0:  # at most eight asked for at once
            await asyncio.sleep(0.005)
    deadline = time.monotonic() + 60
    while not all(b"data:" in one.body for one in streams) and time.monotonic() < deadline:
        await asyncio.sleep(0.05)
    pipe.send(sum(b"data:" in one.body for one in streams))
    await loop.run_in_executor(None, pipe.recv)
    pipe.send(sum(transport.is_closing() for transport in transports))
    pipe.send([one.heard() for one in streams])
    for transport in transports:
        transport.close()


# The acts, in processes of their own


def write(index: int, rate: float, seconds: float, around: list[list[Office]], pipe: Any) -> None:
    """Commit acts at their appointed moments, whether the one before was quick or not."""
    import django

    django.setup()
    from django.db import connection

    from opora.journal import services as journal
    from opora.journal.context import acting
    from opora.lib.actor import Actor

    moments = clocked(connection)
    _commit_one(around[0][0], [around[0][0].organization_id], -1)
    pipe.send("ready")
    start = pipe.recv()
    written = []
    for k in range(int(rate * seconds)):
        due = start + (k + index / N_WRITERS) / rate
        time.sleep(max(0.0, due - time.monotonic()))
        near = around[(k * N_WRITERS + index) % len(around)]
        heard_by = [one.organization_id for one in near[: 3 + k % 2]]
        who = near[k % 3]
        begun = time.monotonic()
        with acting(Actor(who.user_id, who.organization_id)):
            event = journal.record(
                Actor(who.user_id, who.organization_id), "referral.assessment_saved",
                kind="request", record_id=k + 1, audience=heard_by, details={"needs": "грижа"},
            )  # fmt: skip
        written.append(Written(event.pk, event.audience, *moments[-1], 1000 * (begun - due)))
    pipe.send(written)


def _commit_one(who: Office, audience: list[int], record_id: int) -> None:
    from opora.journal import services as journal
    from opora.journal.context import acting
    from opora.lib.actor import Actor

    actor = Actor(who.user_id, who.organization_id)
    with acting(actor):
        journal.record(actor, "bench.warm", kind="bench", record_id=record_id, audience=audience)


def clocked(connection: Any, clock: Any = time.monotonic_ns) -> list[tuple[int, int]]:
    """From now on the moments before and after each commit of the connection are kept here."""
    moments: list[tuple[int, int]] = []
    commit = connection.commit

    def timed() -> None:
        before = clock()
        commit()
        moments.append((before, clock()))

    connection.commit = timed
    return moments


# The floor


@contextmanager
def echo() -> Iterator[socket.socket]:
    """A connection to another process that says back what it hears."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        process = SPAWN.Process(target=_echo, args=(listening.getsockname()[1],), daemon=True)
        process.start()
        connection, _ = listening.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with connection:
            yield connection
        process.join(5)


def _echo(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while heard := connection.recv(64):
            connection.sendall(heard)


def floor(connection: socket.socket, seconds: float) -> list[float]:
    """Milliseconds of one fsync after 4 KiB and one round trip, ten times a second."""
    found = []
    path = FOLDER / "floor"
    with path.open("ab", buffering=0) as file:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            start = time.monotonic_ns()
            file.write(b"x" * 4096)
            os.fsync(file.fileno())
            connection.sendall(b"ping")
            connection.recv(64)
            found.append((time.monotonic_ns() - start) / MS)
            time.sleep(0.1)
    path.unlink()
    return found


# Figure 1


@dataclass
class Run:
    """What one run of figure 1 showed, in milliseconds."""

    n_streams: int
    n_acts: int
    delays: list[float]
    after: list[float]
    last: list[float]
    commits: list[float]
    late: list[float]
    quiet: list[float]
    floor: list[float]
    shares: dict[str, float]
    expected: int
    lost: int
    twice: int
    closed: int


def streams(
    ground: Ground, around: list[list[Office]], *, n: int, rate: float, seconds: float
) -> Run:
    """One server, `n` streams, `rate` acts a second for so many seconds."""
    plan = list(itertools.islice(itertools.cycle(itertools.chain(*around)), n))
    with ground.serve() as (address, server), echo() as line:
        ours, theirs = SPAWN.Pipe()
        listener = SPAWN.Process(target=listen, args=(address, plan, theirs), daemon=True)
        listener.start()
        quiet = floor(line, 1.0)
        n_open = ours.recv()
        if n_open != n:
            print(f"Only {n_open} of {n} streams opened.")
        pipes, processes = [], []
        for index in range(N_WRITERS):
            mine, other = SPAWN.Pipe()
            process = SPAWN.Process(
                target=write,
                args=(index, rate / N_WRITERS, seconds + WARM_UP, around, other),
                daemon=True,
            )
            process.start()
            pipes.append(mine)
            processes.append(process)
        for pipe in pipes:
            pipe.recv()
        start = time.monotonic() + 0.5
        for pipe in pipes:
            pipe.send(start)
        time.sleep(0.5 + WARM_UP)
        usage = Usage(
            server=server, database=ground.database_pid, streams=listener.pid or 0,
            **{f"writer {i}": one.pid or 0 for i, one in enumerate(processes)},
        )  # fmt: skip
        under = floor(line, seconds)
        shares = usage.shares()
        written = list(itertools.chain(*(pipe.recv() for pipe in pipes)))
        time.sleep(AFTERWARDS)
        ours.send("stop")
        closed = ours.recv()
        heard = ours.recv()
        for process in [listener, *processes]:
            process.join(20)
    shares = _together(shares)
    return judge(ground, heard, written, start + WARM_UP, quiet, under, shares, closed)


def _together(shares: dict[str, float]) -> dict[str, float]:
    writers = sum(share for name, share in shares.items() if name.startswith("writer"))
    rest = {name: share for name, share in shares.items() if not name.startswith("writer")}
    return rest | {"writers": writers}


def judge(
    ground: Ground, heard: list[Heard], written: list[Written], since: float,
    quiet: list[float], under: list[float], shares: dict[str, float], closed: int,
) -> Run:  # fmt: skip
    """Put acts and streams together: delays, and what did not come or came twice."""
    with psycopg.connect(ground.owner) as owner:
        rows = owner.execute(
            "select id, position from journal_event where id = any(%s)",
            [[one.event_id for one in written]],
        ).fetchall()
    positions: dict[int, int] = dict(rows)
    delays, after, last, lost = [], [], [], 0
    counted = [one for one in written if one.before >= since * 1e9]
    by_organization: dict[int, list[Heard]] = {}
    for one in heard:
        by_organization.setdefault(one.organization_id, []).append(one)
    for act in counted:
        position = positions[act.event_id]
        moments = [
            stream.moments.get(position)
            for organization in act.audience
            for stream in by_organization.get(organization, [])
        ]
        came = [moment for moment in moments if moment is not None]
        lost += len(moments) - len(came)
        delays += [(moment - act.before) / MS for moment in came]
        after += [(moment - act.after) / MS for moment in came]
        if came:
            last.append((max(came) - act.before) / MS)
    return Run(
        n_streams=len(heard), n_acts=len(counted), delays=delays, after=after, last=last,
        commits=[(one.after - one.before) / MS for one in counted],
        late=[one.late for one in counted], quiet=quiet, floor=under, shares=shares,
        expected=len(delays) + lost, lost=lost, twice=sum(one.n_twice for one in heard),
        closed=closed,
    )  # fmt: skip


HEAD_1 = ["", "p50 ms", "p95 ms", "p99 ms", "× floor p50", "× floor p99", "lost", "twice"]


def table_1(runs: list[Run], rate: float, seconds: float) -> list[Table]:
    """Delays and processor time as tables."""
    rows, work = [], []
    for run in runs:
        base = [percentile(run.floor, share) for share in (0.5, 0.99)]

        def line(name: str, values: list[float], *more: str, base: list[float] = base) -> list[str]:
            ratio = [percentile(values, share) / low for share, low in
                     zip((0.5, 0.99), base, strict=True)]  # fmt: skip
            cells = [*spread(values, 2), *(f"{one:.1f}" for one in ratio), *more]
            return [name, *cells, *[""] * (len(HEAD_1) - 1 - len(cells))]

        name = f"{run.n_streams:,} streams"
        rows += [
            line(f"floor: fsync + loopback, beside the {name}", run.floor),
            line(f"{name}: from before COMMIT", run.delays, str(run.lost), str(run.twice)),
            line(f"{name}: from after COMMIT", run.after),
            line(f"{name}: the last stream of each act", run.last),
            line("the COMMIT itself", run.commits),
        ]
        work.append([
            name, f"{run.n_acts / seconds:.0f}", f"{run.expected / seconds:,.0f}",
            *(f"{run.shares.get(who, 0):.0f} %" for who in WHO),
            f"{run.shares['server'] * 10_000 * seconds / max(1, run.expected):.0f}",
            f"{percentile(run.late, 0.99):.1f}", f"{percentile(run.quiet, 0.5):.2f}",
        ])  # fmt: skip
    title = f"Live 1: commit → event id at the stream, {rate:g} acts/s for {seconds:g} s"
    return [
        Table(title, HEAD_1, rows),
        Table("Live 1: work (100 % is one core)", [
            "", "acts/s", "deliveries/s", *(f"CPU of {who}" for who in WHO),
            "server µs a delivery", "acts late p99 ms", "floor before the load, p50 ms",
        ], work),
    ]  # fmt: skip


WHO = ["server", "database", "streams", "writers"]


def main(arguments: list[str] | None = None) -> int:
    """Both figures; how many targets were missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--streams", type=int, nargs="*", default=[200, 1000])
    parser.add_argument("--rate", type=float, default=100)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--no-screens", action="store_true")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args(arguments)
    if options.quick:
        options.streams, options.seconds = options.streams[:1] and [50], 5
    tables, missed = [], 0
    with ground("opora_bench_live") as scratch:
        around = offices()
        runs = [
            streams(scratch, around, n=n, rate=options.rate, seconds=options.seconds)
            for n in options.streams
        ]
        if runs:
            tables += table_1(runs, options.rate, options.seconds)
            missed += percentile(runs[0].delays, 0.99) >= TARGET_1
        if not options.no_screens:
            from bench import _screens

            shown, delays = _screens.measure(scratch, seconds=5 if options.quick else 20)
            tables += shown
            missed += percentile(delays, 0.99) >= TARGET_2
    report("live", tables)
    print(f"targets missed: {missed}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
