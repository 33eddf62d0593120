"""How long pages take with 100,000 people and 30,000 open requests, and how many queries they ask.

    python -m bench.pages [--people 100000] [--requests 30000] [--repeats 8] [--quick]

First through Django's test client in this process, page after page: worklists (every tab, first and
last page; every order), requests, the register, a search for a person, for the officers of a big
municipality, of its directorate and of a provider. Then through the HTTP server, with four clients
of another process that never pause: a page then waits for the three others, so its time is about
four times its own work; what counts there is the number of pages a second.
"""

import argparse
import itertools
import multiprocessing
import random
import sys
import threading
import time
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote, urlsplit

import psycopg

from bench import _country
from bench._ground import BACKEND, Ground, Table, Usage, cookie, ground, report, spread

SPAWN = multiprocessing.get_context("spawn")
TARGET_MS = 150.0
N_CLIENTS = 4
CSRF = "r" * 32
TABS = ["late", "soon", "ours", "others", "open", "vacant", "closed"]
SORTS = ["due", "person", "service", "state", "changed"]
REGISTER = ["", "?page=40", "?tab=free&sort=-free", "?area=d:SFO", "?text=дневен+център"]
NAMES = ["Иванов", "Мария Иванова", "Георги Петров", "Ivanova", "Димитрво", "Пенка Стоянова 1960"]
WAYS = [f"?tab={tab}" for tab in TABS] + [
    f"?sort={sign}{one}" for one in SORTS for sign in ("", "-")
]


@dataclass
class Desk:
    """One officer: where he acts, and what of it is measured."""

    label: str
    slug: str
    user_id: int
    session: str
    requests: list[int]
    n_open: int


@dataclass
class Page:
    """One address asked for; a search is posted."""

    group: str
    path: str
    typed: str = ""


def desks(scratch: Ground) -> list[Desk]:
    """The officers measured: of a big municipality, its directorate, its provider, a small one."""
    with psycopg.connect(scratch.owner) as owner:
        provider = owner.execute(
            "select slug from accounts_organization where kind = 'provider'"
            " and municipality_id = 'SFO39'"
        ).fetchone()
        found = []
        for label, slug in (
            ("big municipality", _country.BIG),
            ("its directorate", "d-0"),
            ("its provider", provider[0] if provider else ""),
            ("small municipality", "m-100"),
        ):
            row = owner.execute(
                "select o.id, min(m.user_id) from accounts_organization o"
                " join accounts_membership m on m.organization_id = o.id where o.slug = %s"
                " group by o.id",
                [slug],
            ).fetchone()
            organization, user = row or (0, 0)
            ids = [one for (one,) in owner.execute(
                "select id from referral_servicerequest where audience @> array[%s]::bigint[]"
                " and closed_at is null order by id", [organization],
            )]  # fmt: skip
            chosen = random.Random(organization).sample(ids, min(24, len(ids)))
            found.append(Desk(label, slug, user, cookie(user), chosen, len(ids)))
    return found


def addresses(desk: Desk) -> list[Page]:
    """Every page measured at one desk."""
    found = [
        Page(f"worklist {way.removeprefix('?')}", f"worklist/{way}{last}")
        for way in WAYS
        for last in ("", "&page=99999")
    ]
    found += [Page("request", f"requests/{one}/") for one in desk.requests]
    found += [Page("register", f"services/{quote(way, safe='?=&:+-')}") for way in REGISTER]
    return found + [Page("person search", "people/", name) for name in NAMES]


def in_process(desk: Desk, repeats: int) -> dict[str, tuple[list[float], set[int]]]:
    """Milliseconds of each group of pages, and the numbers of queries seen."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from opora.accounts.models import User
    from opora.site.asgi import settle

    settle()  # as the server does

    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(pk=desk.user_id), BACKEND)

    def ask(page: Page) -> Any:
        url = f"/o/{desk.slug}/{page.path}"
        answer = client.post(url, {"text": page.typed}) if page.typed else client.get(url)
        if answer.status_code != 200:
            raise SystemExit(f"{url}: {answer.status_code}")
        return answer

    found: dict[str, tuple[list[float], set[int]]] = {}
    for page in addresses(desk):
        times, counts = found.setdefault(page.group, ([], set()))
        with CaptureQueriesContext(connection) as queries:
            ask(page)
        counts.add(len(queries))
        for _ in range(max(1, repeats // 4) if page.group == "request" else repeats):
            start = time.perf_counter()
            ask(page)
            times.append(1000 * (time.perf_counter() - start))
    return found


def work(address: str, plans: list[list[tuple[str, Page]]], seconds: float, pipe: Any) -> None:
    """Clients of one process, each asking its pages again and again."""
    took: list[tuple[str, float]] = []
    pipe.send("ready")
    pipe.recv()
    end = time.monotonic() + seconds

    def client(plan: list[tuple[str, Page]]) -> None:
        parts = urlsplit(address)
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        for session, page in itertools.cycle(plan):
            if time.monotonic() > end:
                break
            start = time.perf_counter()
            headers = {"Cookie": f"sessionid={session}; csrftoken={CSRF}"}
            body = None
            if page.typed:
                body = f"text={quote(page.typed)}"
                headers |= {
                    "X-CSRFToken": CSRF, "Content-Type": "application/x-www-form-urlencoded"
                }  # fmt: skip
            connection.request("POST" if body else "GET", page.path, body, headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise SystemExit(f"{page.path}: {answer.status}")
            took.append((page.group.split()[0], 1000 * (time.perf_counter() - start)))
        connection.close()

    threads = [threading.Thread(target=client, args=(plan,)) for plan in plans]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    pipe.send(took)


def over_http(
    scratch: Ground, desks: list[Desk], *, n: int, seconds: float
) -> tuple[list[tuple[str, float]], str]:
    """What `n` clients of another process saw, and the processor time it took."""
    plans = []
    for index in range(n):
        plan = [
            (desk.session, Page(page.group, f"/o/{desk.slug}/{page.path}", page.typed))
            for desk in desks
            for page in addresses(desk)
        ]
        random.Random(index).shuffle(plan)
        plans.append(plan)
    with scratch.serve() as (address, server):
        ours, theirs = SPAWN.Pipe()
        process = SPAWN.Process(target=work, args=(address, plans, seconds, theirs), daemon=True)
        process.start()
        ours.recv()
        usage = Usage(server=server, database=scratch.database_pid, clients=process.pid or 0)
        ours.send("go")
        took = ours.recv()
        words = usage.words()
        process.join(10)
    return took, words


def tables_in_process(
    results: dict[str, dict[str, tuple[list[float], set[int]]]], desks: list[Desk]
) -> list[Table]:
    """One line a kind of page for everybody; the worklists' ways apart for the big municipality."""
    rows = []
    for desk in desks:
        kinds: dict[str, tuple[list[float], set[int]]] = {}
        for group, (times, counts) in results[desk.label].items():
            kind = "person search" if group == "person search" else group.split()[0]
            everything = kinds.setdefault(kind, ([], set()))
            everything[0].extend(times)
            everything[1].update(counts)
        rows += [
            [f"{kind}, {desk.label} ({desk.n_open:,} open)", *spread(times), _range(counts)]
            for kind, (times, counts) in kinds.items()
        ]
    head = ["", "p50 ms", "p95 ms", "p99 ms", "queries"]
    slowest = sorted(
        (
            [f"{group}, {desk.label}", *spread(times), _range(counts)]
            for desk in desks
            for group, (times, counts) in results[desk.label].items()
            if group.startswith("worklist")
        ),
        key=lambda row: -float(row[2]),
    )
    return [
        Table("Pages in one process, one after another", head, rows),
        Table("The slowest worklists of them", head, slowest[:8]),
    ]


def _range(counts: set[int]) -> str:
    return str(min(counts)) if len(counts) == 1 else f"{min(counts)}–{max(counts)}"


def table_over_http(runs: list[tuple[int, float, list[tuple[str, float]], str]]) -> Table:
    """One line a kind of page and number of clients."""
    rows = []
    for n, seconds, took, words in runs:
        name = f"{n} client{'s' if n > 1 else ''}"
        everything = [one for _kind, one in took]
        rate = f"{len(took) / seconds:.1f}"
        rows.append([f"{name}: all pages", *spread(everything, 0), rate, words])
        for kind in sorted({kind for kind, _ in took}):
            times = [one for each, one in took if each == kind]
            rows.append([f"{name}: {kind}", *spread(times, 0), "", ""])
    head = ["", "p50 ms", "p95 ms", "p99 ms", "pages/s", "CPU (100 % is one core)"]
    return Table("Pages over HTTP, clients that never pause", head, rows)


def main(arguments: list[str] | None = None) -> int:
    """Load, ask, report; how many kinds of pages missed the target when asked one by one."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=30_000)
    parser.add_argument("--services", type=int, default=3_000)
    parser.add_argument("--repeats", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args(arguments)
    if options.quick:
        options.people, options.requests, options.repeats, options.seconds = 10_000, 3_000, 2, 5
    with ground("opora_bench_pages", keep=options.keep) as scratch:
        start = time.perf_counter()
        with psycopg.connect(scratch.owner) as owner:
            _country.load(
                owner, people=options.people, requests=options.requests, services=options.services
            )
        print(
            f"{options.people:,} people, {options.requests:,} open requests,"
            f" {options.services:,} services loaded in {time.perf_counter() - start:.0f} s",
            flush=True,
        )
        from django.db import connections

        seats = desks(scratch)
        results = {desk.label: in_process(desk, options.repeats) for desk in seats}
        connections.close_all()
        runs = [
            (n, options.seconds, *over_http(scratch, seats, n=n, seconds=options.seconds))
            for n in (1, N_CLIENTS)
        ]
    shown = tables_in_process(results, seats)
    missed = sum(float(row[2]) >= TARGET_MS for row in shown[0].rows)
    report("pages", [*shown, table_over_http(runs)])
    print(f"targets missed: {missed}")
    return missed


if __name__ == "__main__":
    sys.exit(main())
