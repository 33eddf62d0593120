"""Figure 2 of `bench.live`: a real act at one desk until the screens of the others show it."""

import multiprocessing
import time
from typing import Any

from bench._ground import Ground, Table, Usage, cookie, spread
from bench.live import clocked

SPAWN = multiprocessing.get_context("spawn")
RATE = 10.0

# Every act is shown with its exact moment; the newest one on the page tells how far it has come.
WATCH = """() => {
  window.benchSeen = [];
  let last = 0;
  const look = () => {
    let newest = 0;
    for (const time of document.querySelectorAll("main time[datetime]")) {
      newest = Math.max(newest, Date.parse(time.dateTime));
    }
    if (newest > last) {
      last = newest;
      window.benchSeen.push([performance.timeOrigin + performance.now(), newest]);
    }
  };
  new MutationObserver(look).observe(document.body,
    { subtree: true, childList: true, attributes: true, attributeFilter: ["datetime"] });
  look();
}"""


def measure(ground: Ground, *, seconds: float) -> tuple[list[Table], list[float]]:
    """Four pages, ten acts a second; the tables and all delays in milliseconds."""
    try:
        from playwright.sync_api import sync_playwright

        from tests.chromium import ARGUMENTS, CHROMIUM
    except ImportError:
        CHROMIUM = None  # noqa: N806
    if not CHROMIUM:
        print("Figure 2 was left out: no Chromium, or its driver is not installed (make test).")
        return [], []
    stage = prepare()
    with ground.serve() as (address, server), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        opened = {name: sit(browser, address, *seat) for name, seat in stage["seats"].items()}
        ours, theirs = SPAWN.Pipe()
        writer = SPAWN.Process(target=write, args=(stage, seconds, theirs), daemon=True)
        writer.start()
        ours.recv()
        usage = Usage(
            server=server, database=ground.database_pid, writer=writer.pid or 0,
            browser=_driver(),
        )  # fmt: skip
        ours.send("go")
        while not ours.poll():
            next(iter(opened.values())).wait_for_timeout(100)
        shares, acts = usage.shares(), ours.recv()
        next(iter(opened.values())).wait_for_timeout(3000)
        seen = {name: page.evaluate("window.benchSeen") for name, page in opened.items()}
        browser.close()
        writer.join(10)
    return judge(acts, seen, shares, seconds)


def _driver() -> int:
    """The browser's driver, a child of ours with all of the browser's processes under it."""
    import os

    import psutil

    for child in psutil.Process(os.getpid()).children():
        if "playwright" in " ".join(child.cmdline()):
            return child.pid
    return 0


def prepare() -> dict[str, Any]:
    """A person admitted urgently, whose assessment is being written; who looks at it, and where."""
    from tests.cast import make

    cast = make()
    request = cast.wish()
    for actor, action, more in (
        (cast.municipality, "start_assessment", {}),
        (cast.municipality, "send_urgently", {"service": cast.service, "ground": "bench"}),
        (cast.provider, "admit_urgently", {"ground": "bench"}),
    ):
        request = cast.do(actor, action, request, **more)
    page = f"requests/{request.pk}/"
    seats = {
        "municipality: request": (cast.municipality, "ob-samokov", page),
        "directorate: request": (cast.directorate, "dsp-samokov", page),
        "provider: request": (cast.provider, "slance", page),
        "provider: worklist": (cast.provider, "slance", "worklist/"),
    }
    return {
        "request": request.pk,
        "actor": cast.municipality,
        "seats": {
            name: (cookie(actor.user_id or 0), slug, path)
            for name, (actor, slug, path) in seats.items()
        },
    }


def sit(browser: Any, address: str, session: str, slug: str, path: str) -> Any:
    """A browser of its own at one page, with the stream open and the observer watching."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="bg-BG", timezone_id="Europe/Sofia"
    )
    context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
    page = context.new_page()
    page.goto(f"{address}/o/{slug}/{path}")
    page.wait_for_selector("html[data-live=open]")
    page.evaluate(WATCH)
    return page


def write(stage: dict[str, Any], seconds: float, pipe: Any) -> None:
    """Save the assessment ten times a second; the moment shown and the moment of each commit."""
    import django

    django.setup()
    from django.db import connection
    from django.utils import timezone

    from opora.journal.context import acting
    from opora.referral import queries, services

    moments = clocked(connection, time.time)
    actor, acts, version = stage["actor"], [], 1
    connection.ensure_connection()
    pipe.send("ready")
    pipe.recv()
    start = time.monotonic()
    for k in range(int(RATE * seconds)):
        time.sleep(max(0.0, start + k / RATE - time.monotonic()))
        now = timezone.now()
        with acting(actor):
            found = queries.visible(actor).get(pk=stage["request"])
            saved = services.save_assessment(
                actor, request=found, seen_assessment=version, now=now,
                fields={"needs": f"Дневна грижа и занимания, запис {k}."},
            )  # fmt: skip
        version = saved.version
        acts.append((int(now.timestamp() * 1000), *(1000 * one for one in moments[-1])))
    pipe.send(acts)


def judge(
    acts: list[tuple[int, float, float]],
    seen: dict[str, list[tuple[float, int]]],
    shares: dict[str, float],
    seconds: float,
) -> tuple[list[Table], list[float]]:
    """When each page first showed an act or a later one."""
    rows, everything = [], []
    for name, looks in seen.items():
        delays, lost = [], 0
        for moment, before, _after in acts:
            first = next((wall for wall, newest in looks if newest >= moment), None)
            if first is None:
                lost += 1
            else:
                delays.append(first - before)
        everything += delays
        rows.append([name, *spread(delays, 0), str(len(looks) - 1), str(lost)])
    rows.insert(0, ["all four pages", *spread(everything, 0), "", ""])
    commits = [after - before for _moment, before, after in acts]
    rows.append(["the COMMIT itself", *spread(commits, 1), "", ""])
    head = ["", "p50 ms", "p95 ms", "p99 ms", "times redrawn", "never shown"]
    title = f"Live 2: commit → screen changed, {RATE:g} acts/s for {seconds:g} s, four pages"
    work = [[f"{len(acts) / seconds:.1f}", *(f"{one:.0f} %" for one in shares.values())]]
    return [
        Table(title, head, rows),
        Table("Live 2: work", ["acts/s", *(f"CPU of {who}" for who in shares)], work),
    ], everything
