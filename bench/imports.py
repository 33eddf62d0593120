"""How fast a file of 100,000 services is read, checked, written and taken back, in what memory.

    python -m bench.imports [--services 100000]

Invented services of 265 municipalities in one XLSX, given by the agency; read from the file in
batches, written in one transaction, read once more (nothing changes), taken back. The application's
role behind row-level security. The memory is the peak of the process. The target is 1,000 rows a
second for reading and for writing, and less than 1.5 GB. The database is dropped afterwards.
"""

import argparse
import io
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from bench import register
from bench._ground import Table, ground, report

DATABASE = "opora_bench_imports"
N_MUNICIPALITIES = 265
TARGET_ROWS, TARGET_MB = 1_000, 1_500


def workbook(n: int, eiks: list[tuple[str, str]]) -> bytes:
    """The file: so many services, the municipalities in turn."""
    from opora.imports.fields import FIELDS

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, [field.head for field in FIELDS])
    for line in range(1, n + 1):
        eik, municipality = eiks[line % len(eiks)]
        row = {
            "eik": eik, "kind": "dcdu", "name": f"Дневен център № {line}",
            "municipality": municipality, "settlement": "гр. Измислен", "line": f"ул. Първа {line}",
            "phone": "0700 1", "groups": "children-disability", "users": "деца",
            "level": "общинско ниво", "funding": "общински бюджет", "mode": "целодневно",
            "environment": "в специализирана среда", "opened_on": "01.09.2021", "n_places": 12,
            "basis": "Решение № 1",
        }  # fmt: skip
        sheet.write_row(line, 0, [row.get(field.code, "") for field in FIELDS])
    book.close()
    return file.getvalue()


def peak() -> int:
    """The most memory of the process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def eik_of(n: int) -> str:
    """A number whose last digit checks the others."""
    digits = f"{10_000_000 + n}"
    for weights in (range(1, 9), range(3, 11)):
        rest = sum(w * int(d) for w, d in zip(weights, digits, strict=True)) % 11
        if rest < 10:
            return f"{digits}{rest}"
    return f"{digits}0"


def agency() -> Any:
    """Who gives the file: АСП, which enters services of the whole country."""
    from opora.accounts.models import Membership, Organization, User
    from opora.journal.context import acting
    from opora.lib.actor import Actor

    organization = Organization.objects.create(
        kind="assistance_agency", name="bench", short_name="b", slug="bench"
    )
    user = User.objects.create_user("bench@example.org", "bench")
    actor = Actor(user.pk, organization.pk, frozenset({"head"}))
    with acting(actor):
        Membership.objects.create(user=user, organization=organization, role="head")
    return actor


def providers() -> list[tuple[str, str]]:
    """Of each provider its number, which it gets here, and its municipality."""
    from opora.journal.context import acting
    from opora.lib.actor import Actor
    from opora.register.models import Provider

    eiks = []
    for number, provider in enumerate(Provider.objects.select_related("organization")):
        eik, place = eik_of(number), provider.organization.municipality_id or ""
        with acting(Actor(None, provider.pk, frozenset({"head"}))):
            Provider.objects.filter(pk=provider.pk).update(eik=eik)
        eiks.append((eik, place))
    return eiks


def give(actor: Any, content: bytes) -> Any:
    """The file given and read."""
    from opora.imports import services
    from opora.journal.context import acting
    from opora.territory.imports.reading import Source

    now = datetime.now(UTC)
    with acting(actor):
        run = services.upload(actor, source=Source("b.xlsx", content), now=now)
    return services.stage(actor, run_id=run.pk, now=now)


def work(actor: Any, run: Any, *, undo: bool) -> Any:
    """The file written, or taken back."""
    from opora.imports import services
    from opora.journal.context import acting
    from opora.register import services as register_services

    with acting(actor):
        services.begin(actor, run_id=run.pk, undo=undo)
    with services.beside(actor, run.pk) as progress:
        return (services.undo if undo else services.apply)(
            actor,
            run_id=run.pk,
            change_capacity=register_services.write_capacity,
            now=datetime.now(UTC),
            progress=progress,
        )


def measure(n: int) -> bool:
    """Every step in turn; True when the targets hold."""
    actor = agency()
    content = workbook(n, providers())
    rows: list[list[str]] = []

    def timed(step: str, do: Callable[[], Any]) -> Any:
        start = time.perf_counter()
        done = do()
        seconds = time.perf_counter() - start
        rows.append([step, f"{seconds:.1f}", f"{n / seconds:,.0f}", f"{peak():,}"])
        print(" · ".join(rows[-1]), flush=True)
        return done

    run = timed("read and checked", lambda: give(actor, content))
    assert (run.n_new, run.n_wrong) == (n, 0), (run.n_new, run.n_wrong, run.failure)
    done = timed("written in one transaction", lambda: work(actor, run, undo=False))
    assert done.state == "applied", done.failure
    again = timed("read once more: nothing changes", lambda: give(actor, content))
    assert again.n_same == n, again.n_same
    back = timed("taken back", lambda: work(actor, run, undo=True))
    assert back.state == "undone", back.failure
    head = ["", "s", "rows/s", "peak MB"]
    title = f"A file of {n:,} services, {len(content) / 1024 / 1024:.1f} MB"
    report("imports", [Table(title, head, rows)])
    slow = [row for row in rows[:2] if float(row[2].replace(",", "")) < TARGET_ROWS]
    return not slow and peak() < TARGET_MB


def main() -> int:
    """Load the providers, give the file; 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--services", type=int, default=100_000)
    options = parser.parse_args()
    with ground(DATABASE):
        register.load(N_MUNICIPALITIES)
        good = measure(options.services)
    print(f"targets {'met' if good else 'missed'}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
