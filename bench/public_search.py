"""How long a search for a service takes without an account, with 3,000 services full of people.

    python -m bench.public_search [--services 3000] [--pages 60] [--keep]

The same invented register as `bench.register`, with 5,000 settlements by invented names, asked
through Django's test client as the application's role and by nobody: by place, by need and age,
with free places only, as a map, one service, one municipality. The target is p95 < 150 ms.
"""

import statistics
import sys
import time

from bench import register
from bench._ground import Table, report, spread
from bench.register import TARGET_MS, percentile

SETTLEMENTS = 5_000
PATHS = {
    "first page": "services/",
    "by a place": "services/?place=Самоков",
    "by a place with a typo": "services/?place=Самокофф",
    "by a village": "services/?place=село+1234",
    "by need and age": "services/?place=Елена&group=children-disability&age=child",
    "by activity, page 3": "services/?at=SFO39&activity=9&page=3",
    "free places only": "services/?at=VAR06&free=1",
    "map": "services/?view=map&age=child",
    "one service": "services/1/",
    "one municipality": "municipalities/SFO39/",
}


def settle_country() -> None:
    """Invented settlements, because the list of the real ones is imported by the agency."""
    from opora.territory.models import Municipality, Settlement

    units = list(Municipality.objects.order_by("pk").values_list("pk", flat=True))
    Settlement.objects.using("owner").bulk_create(
        [
            Settlement(
                ekatte=f"{number:05d}", kind="с.", name=f"село {number}", name_en=f"selo {number}",
                municipality_id=units[number % len(units)],
            )
            for number in range(10_000, 10_000 + SETTLEMENTS)
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def measure(n: int) -> bool:
    """Ask each page `n` times; True when the target holds."""
    from django.test import Client

    from opora.site.asgi import settle

    settle()  # as the server does
    settle_country()
    client = Client(SERVER_NAME="localhost")
    everything: list[float] = []
    rows = []
    for name, path in PATHS.items():
        url = f"/public/{path}"
        answer = client.get(url)
        assert answer.status_code == 200, (name, answer.status_code)
        times, busy = [], time.process_time()
        for _again in range(n):
            start = time.perf_counter()
            client.get(url)
            times.append(1000 * (time.perf_counter() - start))
        own = 1000 * (time.process_time() - busy) / n
        everything += times
        rows.append([name, *spread(times), f"{own:.0f}", f"{len(answer.content) / 1024:.0f}"])
        print(
            f"{name}: p50 {statistics.median(times):.0f} ms, p95 {percentile(times, 0.95):.0f} ms,"
            f" own CPU {own:.0f} ms"
        )
    p95 = percentile(everything, 0.95)
    rows.append(["all", *spread(everything), "", ""])
    head = ["", "p50 ms", "p95 ms", "p99 ms", "own CPU ms", "KiB"]
    report("public_search", [Table("Finding a service without an account", head, rows)])
    print(f"all: p50 {statistics.median(everything):.0f} ms, p95 {p95:.0f} ms")
    return p95 < TARGET_MS


if __name__ == "__main__":
    sys.exit(register.main(ask=measure))
