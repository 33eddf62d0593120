"""The map: one edit in a municipality until the country's picture shows it, and the first draw.

1. A provider changes its capacity; a worker beside counts the sums; an open map of the country, in
   a real browser, shows the municipality's new figure. Counted from before COMMIT. Target: < 1 s.
2. The map's page, fetched and drawn anew: hexagons, and true borders where the outlines are on this
   machine (`--outlines` names the GeoJSON file), with the bytes that travel.
"""

import argparse
import gzip
import multiprocessing
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench._ground import ROOT, Table, Usage, cookie, ground, percentile, report, spread

SPAWN = multiprocessing.get_context("spawn")
OUTLINES = ROOT.parent / "shared" / "data" / "municipalities.geojson"
TARGET = 1000
PAUSE = 0.7
FIRST = 100  # places of the first act; each further one more
WATCH = """() => {
  window.benchSeen = [];
  const look = () => {
    const said = document.querySelector("#m-SFO39 title")?.textContent ?? "";
    const places = Number(said.split(": ")[1]?.split(" ")[0] ?? 0);
    if (places !== window.benchSeen.at(-1)?.[1]) {
      window.benchSeen.push([performance.timeOrigin + performance.now(), places]);
    }
  };
  new MutationObserver(look).observe(document.body,
    { subtree: true, childList: true, characterData: true });
  look();
}"""


def main(arguments: list[str] | None = None) -> int:
    """Both measurements; how many targets were missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--acts", type=int, default=40)
    parser.add_argument("--draws", type=int, default=15)
    parser.add_argument("--outlines", type=Path, default=OUTLINES)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args(arguments)
    if options.quick:
        options.acts, options.draws = 8, 3
    with ground("opora_bench_atlas") as scratch:
        from tests.cast import make

        cast = make()
        with scratch.serve() as (address, server), worker() as beside, browser() as chromium:
            usage = Usage(server=server, database=scratch.database_pid, worker=beside)
            delays = screen(chromium, address, cast, options.acts)
            work = usage.words()
            draws = drawn(chromium, address, cast, options.draws, options.outlines)
    tables = [
        Table(
            f"One capacity changed → the country's open map shows it, {options.acts} acts",
            ["p50 ms", "p95 ms", "p99 ms", "never shown"],
            [[*spread(delays, 0), str(options.acts - len(delays))]],
        ),
        Table("Work meanwhile", ["CPU"], [[work]]),
        draws,
    ]
    report("atlas", tables)
    missed = int(percentile(delays, 0.99) >= TARGET or len(delays) < options.acts)
    print(f"targets missed: {missed}")
    return missed


@contextmanager
def worker() -> Any:
    """The process that counts the sums, as it runs beside the server."""
    process = subprocess.Popen([sys.executable, "-m", "opora", "worker"], cwd=ROOT)
    time.sleep(10)  # on a busy machine it takes so long to start
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(15)


@contextmanager
def browser() -> Any:
    """A headless Chromium."""
    from playwright.sync_api import sync_playwright

    from tests.chromium import ARGUMENTS, CHROMIUM

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


def sit(chromium: Any, address: str, cast: Any) -> Any:
    """A context of the agency's analyst, signed in."""
    context = chromium.new_context(
        viewport={"width": 1440, "height": 900}, locale="bg-BG", timezone_id="Europe/Sofia"
    )
    session = cookie(cast.agency.user_id)
    context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
    return context


def screen(chromium: Any, address: str, cast: Any, n_acts: int) -> list[float]:
    """Milliseconds from before each COMMIT until the open map shows its figure."""
    page = sit(chromium, address, cast).new_page()
    page.goto(f"{address}/o/asp/map/?layer=sums-places")
    page.wait_for_selector("html[data-live=open]")
    page.evaluate(WATCH)
    ours, theirs = SPAWN.Pipe()
    writer = SPAWN.Process(
        target=write, args=(cast.provider, cast.service.pk, n_acts, theirs), daemon=True
    )
    writer.start()
    while not ours.poll():
        page.wait_for_timeout(50)
    acts = ours.recv()
    page.wait_for_timeout(3000)
    seen = page.evaluate("window.benchSeen")
    page.close()
    shown = [
        (before, next((wall for wall, n in seen if n >= places), None)) for places, before in acts
    ]
    return [wall - before for before, wall in shown if wall is not None]


def write(provider: Any, service_id: int, n_acts: int, pipe: Any) -> None:
    """Change the capacity again and again; what it became and the moment before each commit."""
    import django

    django.setup()
    from django.utils import timezone

    from opora.journal.context import acting
    from opora.referral import services

    acts = []
    for k in range(n_acts):
        time.sleep(PAUSE)
        now = timezone.now()
        with acting(provider):
            services.change_capacity(
                provider,
                service_id=service_id,
                n_places=FIRST + k,
                valid_from=timezone.localdate(now),
                basis="Заповед",
                document="",
                now=now,
            )
            before = time.time() * 1000
        acts.append((FIRST + k, before))
    pipe.send(acts)


def drawn(chromium: Any, address: str, cast: Any, n: int, outlines: Path) -> Table:
    """The page of hexagons and of true borders: time to the painted picture, bytes that travel."""
    rows = [row("hexagons", chromium, address, cast, n, "")]
    if outlines.exists():
        load(cast, outlines)
        rows.append(row("true borders", chromium, address, cast, n, "?shape=borders"))
    head = ["", "p50 ms", "p95 ms", "p99 ms", "page, KB", "page as sent, KB", "of it picture, KB"]
    return Table(f"The map's page, {n} times in a fresh context", head, rows)


def row(name: str, chromium: Any, address: str, cast: Any, n: int, query: str) -> list[str]:
    """One way of drawing: from the click to the paint of the whole picture, without the cache."""
    times = []
    for _ in range(n):
        context = sit(chromium, address, cast)
        page = context.new_page()
        begun = time.monotonic()
        page.goto(f"{address}/o/asp/map/{query}", wait_until="load")
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
        times.append(1000 * (time.monotonic() - begun))
        assert page.locator("a.cell").count() == 265
        context.close()
    body = fetch(f"{address}/o/asp/map/{query}", cookie(cast.agency.user_id))
    picture = body[body.index(b"<svg xmlns") :]
    picture = picture[: picture.index(b"</svg>")]
    kilobytes = [f"{len(each) / 1024:.0f}" for each in (body, gzip.compress(body), picture)]
    return [name, *spread(times[1:] or times, 0), *kilobytes]


def fetch(address: str, session: str) -> bytes:
    """The page's body."""
    asked = urllib.request.Request(address, headers={"Cookie": f"sessionid={session}"})
    with urllib.request.urlopen(asked, timeout=30) as answer:
        return bytes(answer.read())


def load(cast: Any, outlines: Path) -> None:
    """Import the outlines as АСП does."""
    from django.utils import timezone

    from opora.journal.context import acting
    from opora.territory import services
    from opora.territory.imports.reading import Source

    source = Source(outlines.name, outlines.read_bytes())
    with acting(cast.agency):
        services.import_boundaries(
            cast.agency, source=source, origin="опит", now=timezone.now(), is_applied=True
        )


if __name__ == "__main__":
    sys.exit(main())
