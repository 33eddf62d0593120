"""How long LibreOffice takes for an analysis's workbook, against our recompute of the same numbers.

    python -m bench.workbook [--books 20] [--rounds 3]

The workbook is the exported one, with live formulas and deliberately wrong cached values: today's
way to check a municipality's analysis is to open it. LibreOffice runs headless and opens all books
in one start; its start alone is measured with an empty book. Every number of every recalculated
book is compared with the model. Without LibreOffice nothing is measured, and that is said.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import django
import xlsxwriter
from django.utils import translation

from bench._ground import Table, percentile, report

CODES = [f"S{n}" for n in range(28)]
INDICATORS = ("population", "age_65_plus", "age_0_14")


def made(n: int) -> dict[str, Any]:
    """The content of one invented municipality: 28 services of one to three bases."""
    chance = Random(f"workbook {n}")
    figures = {
        code: {
            "name": code, "unit": "души", "value": str(chance.randint(800, 90_000)),
            "as_of": "2021-09-07", "source": "НСИ", "provenance": "import",
        }
        for code in INDICATORS
    }  # fmt: skip
    own = {
        code: {"places": places, "occupied": chance.randint(0, places), "waiting": n % 7,
               "unmet": {}}
        for code in CODES[::2]
        for places in [chance.randint(5, 60)]
    }  # fmt: skip
    proposals = {
        code: {"users": chance.choice([None, chance.randint(1, 90)]), "year_from": 2028,
               "settlement": "", "funding": [], "capital_cents": None, "note": ""}
        for code in CODES
    }  # fmt: skip
    return {
        "format": 1,
        "day": "2026-11-22",
        "municipality": {"code": f"M{n}", "name": f"М{n}", "name_en": "", "district": "D",
                         "district_name": "Д"},
        "cycle": {"code": "c", "name": "Ц", "base_on": "2026-01-01", "horizon_year": 2035},
        "services": [
            {"code": code, "name": code, "short_name": code, "name_en": code,
             "level": "municipal", "unit": "person", "target_group": ""}
            for code in CODES
        ],
        "inputs": {
            "indicators": figures, "district_indicators": {}, "own": own, "evidence": {},
            "own_total": {"places": 1, "occupied": 1, "waiting": 0}, "population": None,
        },
        "criteria": {"set": None, "rows": {code: criterion(chance, code) for code in CODES}},
        "standards": {"year": 2026, "rows": {code: standard(chance, code) for code in CODES[::3]}},
        "proposals": proposals,
        "texts": {},
        "consultation": {"from": None, "to": None, "hearing": "", "comments": []},
        "council": {"number": "", "on": None, "document": ""},
    }  # fmt: skip


def criterion(chance: Random, code: str) -> dict[str, Any]:
    """One to three bases; every seventh lacks a coefficient."""
    bases = [
        {"indicator": each, "per": chance.choice((100, 1000)), "confidence": "practice",
         "coefficient": None if int(code[1:]) % 7 == 6 else f"0.{chance.randint(1, 99_999):05}",
         "name": each}
        for each in chance.sample(INDICATORS, chance.randint(1, 3))
    ]  # fmt: skip
    return {
        "service": code, "bases": bases, "rounding": chance.choice(("half_up", "up", "down")),
        "level": "municipal", "threshold": chance.choice((None, 6000)), "min_size": None,
        "max_size": None, "article": "", "confidence": "practice", "version": 1,
    }  # fmt: skip


def standard(chance: Random, code: str) -> dict[str, Any]:
    """An amount in euro."""
    return {
        "item": code, "year": 2026, "currency": "EUR", "steps": [[1, chance.randint(10**5, 10**6)]],
        "counted_by": "user", "confidence": "exact", "tolerance_cents": 0, "covers": [],
        "name": code, "evidence": "",
    }  # fmt: skip


def timed(rounds: int, act: Callable[[], object]) -> float:
    """Median seconds of so many rounds."""
    found = []
    for _round in range(rounds):
        began = time.perf_counter()
        act()
        found.append(time.perf_counter() - began)
    return percentile(found, 0.5)


def main(arguments: list[str] | None = None) -> int:
    """Measure, compare and report; 1 when a number differs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--books", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opora.site.settings_test")
    django.setup()
    from opora.needs.tests import office

    if office.OFFICE is None:
        print("LibreOffice is not installed here; nothing was measured.")
        return 0
    with translation.override("bg"), tempfile.TemporaryDirectory() as name:
        return measure(Path(name), options.books, options.rounds)


def measure(folder: Path, n_books: int, rounds: int) -> int:
    """The times of both, and every number compared."""
    from opora.needs import model
    from opora.needs.exports import workbook
    from opora.needs.tests import office

    contents = [made(n) for n in range(n_books)]
    for content in contents:
        content["results"] = model.results(content)
    names = [f"{n}.xlsx" for n in range(n_books)]
    for file, content in zip(names, contents, strict=True):
        (folder / file).write_bytes(workbook.make(content, wrong=True))
    xlsxwriter.Workbook(str(folder / "empty.xlsx")).close()
    office.recalculate(folder, ["empty.xlsx"])  # the first start makes the profile
    start = timed(rounds, lambda: office.recalculate(folder, ["empty.xlsx"]))
    whole = timed(rounds, lambda: office.recalculate(folder, names))
    compared = sum(
        office.check(office.rows_of((folder / "out" / file).read_bytes()), content)
        for file, content in zip(names, contents, strict=True)
    )
    bare = [{key: part for key, part in deepcopy(each).items() if key != "results"}
            for each in contents]  # fmt: skip
    ours = timed(5 * rounds, lambda: [model.results(each) for each in bare])
    one = timed(rounds, lambda: office.recalculate(folder, names[:1]))
    each_net, each_ours = (whole - start) / n_books, ours / n_books
    rows = [
        ["start of LibreOffice alone", "", f"{1000 * start:,.0f}", ""],
        ["one workbook, with the start", "1", f"{1000 * one:,.0f}", f"{one / each_ours:,.0f}×"],
        ["a workbook without the start", f"{n_books}", f"{1000 * each_net:,.1f}",
         f"{each_net / each_ours:,.0f}×"],
        ["our recompute of the same numbers", f"{n_books}", f"{1000 * each_ours:,.2f}", "1×"],
    ]  # fmt: skip
    head = ["", "workbooks", "ms a workbook", "against ours"]
    title = f"Exported workbook: {compared:,} numbers compared, all the same"
    report("workbook", [Table(title, head, rows)])
    return 0


if __name__ == "__main__":
    sys.exit(main())
