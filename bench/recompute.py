"""How long the whole country takes by the criteria: every number, with its steps, from its inputs.

    python -m bench.recompute [--services 40] [--years 10] [--rounds 5]

265 municipalities × 40 invented services × 10 years, each with its own figures. Measured: the
legal computation in Decimal as pages and versions use it; the same users without the steps; beside
them numpy in binary, with the number of results that it rounds otherwise; the second method; the
projection; the smallest flips. No database: what is measured is the model. The target is a full
recompute under ten seconds.
"""

import argparse
import sys
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from random import Random

import numpy as np

from bench._ground import Table, report, spread
from opora.criteria.model import evidence, projection, sensitivity
from opora.criteria.model.compute import compute, total
from opora.criteria.model.terms import Base, Criterion, Input, Rounding
from opora.territory import facts

TARGET_SECONDS = 10.0
CENSUS, COUNTED = date(2021, 9, 7), date(2025, 12, 31)
CODES = ("population", *projection.BANDS)
Country = dict[str, dict[str, Input]]


def countries(years: int) -> list[Country]:
    """The census, and for every further year figures that move a little; the same at every run."""
    chance = Random("recompute")
    rows = {row["code"]: row for row in facts.rows("census_2021")}
    found = []
    for year in range(years):
        found.append(
            {
                code: {
                    each: Input(
                        Decimal(int(int(row[each]) * (1 + chance.uniform(-0.02, 0.02) * year))),
                        date(2021 + year, 12, 31),
                        facts.CENSUS_SOURCE,
                    )
                    for each in CODES
                }
                for code, row in rows.items()
            }
        )
    return found


def criteria(services: int) -> list[Criterion]:
    """Invented criteria of one to three bases, some with thresholds and sizes."""
    chance = Random("criteria")
    ways = (Rounding.HALF_UP, Rounding.UP, Rounding.DOWN)
    return [
        Criterion(
            f"S{n}",
            tuple(
                Base(
                    code, Decimal(chance.randint(1, 20_000)).scaleb(-4), chance.choice((100, 1000))
                )
                for code in chance.sample(CODES, chance.randint(1, 3))
            ),
            ways[n % 3],
            threshold=5000 if n % 4 == 0 else None,
            min_size=10 if n % 5 == 0 else None,
            max_size=30 if n % 5 == 0 else None,
        )
        for n in range(services)
    ]


def legal(wanted: list[Criterion], given: list[Country]) -> int:
    """Every number of every year with its steps, and its sums."""
    n = 0
    for country in given:
        for inputs in country.values():
            found = [compute(criterion, inputs) for criterion in wanted]
            n += total(found).n_known
    return n


def binary(wanted: list[Criterion], given: list[Country]) -> "list[np.ndarray]":
    """The same users in numpy's binary numbers, without steps; one row a year and service."""
    ways = {Rounding.UP: np.ceil, Rounding.DOWN: np.floor}
    tables = [
        {
            code: np.array([float(inputs[code].value) for inputs in country.values()])
            for code in CODES
        }
        for country in given
    ]
    found = []
    for table in tables:
        for criterion in wanted:
            exact = sum(
                float(base.coefficient or 0) * table[base.indicator] / base.per
                for base in criterion.bases
            )
            way = ways.get(criterion.rounding, lambda value: np.floor(value + 0.5))
            users = way(exact)
            if criterion.threshold:
                users = np.where(table["population"] < criterion.threshold, 0, users)
            found.append(users)
    return found


def n_different(wanted: list[Criterion], given: list[Country]) -> int:
    """How many numbers binary arithmetic rounds otherwise than the stated rounding."""
    rows = iter(binary(wanted, given))
    return sum(
        int(users) != compute(criterion, inputs).max_users
        for country in given
        for criterion in wanted
        for users, inputs in zip(next(rows), country.values(), strict=True)
    )


def pairs(country: Country, n: int) -> list[evidence.Observed]:
    """Invented users and people who wait, about four of a thousand of 65+."""
    chance = Random(f"observed {n}")
    return [
        evidence.Observed(
            code,
            int(float(inputs["age_65_plus"].value) * 0.004 * chance.gammavariate(4, 0.25)),
            (float(inputs["age_65_plus"].value),),
        )
        for code, inputs in country.items()
    ]


def starts() -> dict[str, projection.Start]:
    """Both counts of the country."""
    residents = {row["code"]: int(row["residents"]) for row in facts.rows("residents_2025")}
    return {
        row["code"]: projection.Start(
            tuple(float(row[band]) for band in projection.BANDS),  # type: ignore[arg-type]
            residents[row["code"]],
        )
        for row in facts.rows("census_2021")
    }


def timed(rounds: int, act: Callable[[], object]) -> list[float]:
    """Seconds of each round, after one that is not counted."""
    act()
    found = []
    for _round in range(rounds):
        began = time.perf_counter()
        act()
        found.append(time.perf_counter() - began)
    return found


def main(arguments: list[str] | None = None) -> int:
    """Measure and report; 1 when the target is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--services", type=int, default=40)
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args(arguments)
    given, wanted = countries(options.years), criteria(options.services)
    first, n = given[0], len(given) * len(given[0]) * len(wanted)
    counted = starts()
    acts: list[tuple[str, int, int, Callable[[], object]]] = [
        (f"legal criteria, Decimal, with steps: {options.years} years", n, options.rounds,
         lambda: legal(wanted, given)),
        ("the same of one year", n // options.years, 3 * options.rounds,
         lambda: legal(wanted, given[:1])),
        ("one municipality, all services", len(wanted), 20 * options.rounds,
         lambda: [compute(each, first["SFO39"]) for each in wanted]),
        ("numpy, binary, without steps", n, options.rounds, lambda: binary(wanted, given)),
        ("evidence, all services of one year", len(wanted) * len(first), options.rounds,
         lambda: [evidence.estimate(pairs(first, k)) for k in range(len(wanted))]),
        ("projection of the country to 2035", len(counted) * 11, options.rounds,
         lambda: projection.project(counted, census=CENSUS, counted=COUNTED, horizon=2035)),
        ("smallest flips of one service everywhere", len(first), options.rounds,
         lambda: [sensitivity.flips(wanted[0], each, places=10) for each in first.values()]),
    ]  # fmt: skip
    rows = []
    for name, size, rounds, act in acts:
        times = timed(rounds, act)
        rate = size / sorted(times)[len(times) // 2]
        rows.append([name, f"{size:,}", *spread([1000 * each for each in times]), f"{rate:,.0f}"])
        print(" · ".join(rows[-1]), flush=True)
    different = n_different(wanted, given)
    rows.append(["numbers that binary arithmetic rounds otherwise", f"{n:,}", "", "", "",
                 str(different)])  # fmt: skip
    head = ["", "numbers", "p50 ms", "p95 ms", "p99 ms", "numbers/s"]
    report("recompute", [Table("Full recompute of the model, one process", head, rows)])
    slowest = float(rows[0][4]) / 1000
    print(f"target {TARGET_SECONDS:.0f} s for {n:,} numbers: {slowest:.1f} s")
    return 0 if slowest < TARGET_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
