"""How long a search for a person takes with 100,000 people: percentiles of whole calls.

    python -m bench.people_search [--people 100000] [--searches 300] [--keep]

Invented people are loaded with COPY as the owner; searches run as the application's role, behind
row-level security, for an organization involved with 20,000 of them, for one with 1,500 and for one
with all. The target is p95 < 150 ms. The database is dropped afterwards unless --keep is given.
"""

import argparse
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import psutil
import psycopg

from bench._ground import Table, report, spread

FOLDER = Path(__file__).resolve().parents[1] / "var" / "bench"
DATABASE = "opora_bench_people"
TARGET_MS = 150.0
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)

MEN = [
    "Георги",
    "Иван",
    "Димитър",
    "Николай",
    "Петър",
    "Христо",
    "Александър",
    "Йордан",
    "Васил",
    "Стефан",
    "Тодор",
    "Стоян",
    "Ангел",
    "Атанас",
    "Кирил",
    "Михаил",
    "Борис",
    "Никола",
    "Красимир",
    "Пламен",
    "Валентин",
    "Емил",
    "Румен",
    "Любомир",
    "Мартин",
    "Калоян",
    "Венцислав",
    "Асен",
    "Методи",
    "Цветан",
    "Явор",
    "Огнян",
    "Живко",
    "Щерьо",
    "Юлиян",
    "Ахмед",
    "Мехмед",
    "Хасан",
    "Мустафа",
    "Исмаил",
]
WOMEN = [
    "Мария",
    "Иванка",
    "Елена",
    "Йорданка",
    "Пенка",
    "Мариана",
    "Росица",
    "Радка",
    "Анна",
    "Надежда",
    "Маргарита",
    "Виктория",
    "Даниела",
    "Стефка",
    "Петя",
    "Марийка",
    "Десислава",
    "Силвия",
    "Василка",
    "Гергана",
    "Теодора",
    "Снежана",
    "Валентина",
    "Цветанка",
    "Златка",
    "Таня",
    "Юлия",
    "Ралица",
    "Боряна",
    "Ивелина",
    "Жана",
    "Щиляна",
    "Калина",
    "Лиляна",
    "Ваня",
    "Айше",
    "Фатме",
    "Емине",
    "Зейнеп",
    "Хатидже",
]
FAMILIES = [
    "Иванов",
    "Георгиев",
    "Димитров",
    "Петров",
    "Николов",
    "Стоянов",
    "Христов",
    "Тодоров",
    "Илиев",
    "Василев",
    "Атанасов",
    "Ангелов",
    "Йорданов",
    "Петков",
    "Александров",
    "Колев",
    "Костов",
    "Митев",
    "Стефанов",
    "Маринов",
    "Михайлов",
    "Кирилов",
    "Асенов",
    "Ганчев",
    "Цветков",
    "Стоилов",
    "Живков",
    "Янков",
    "Велев",
    "Вълчев",
    "Златев",
    "Русев",
    "Славов",
    "Желязков",
    "Пенчев",
    "Добрев",
    "Лазаров",
    "Радев",
    "Спасов",
    "Щерев",
    "Юруков",
    "Хаджиев",
    "Чолаков",
    "Шопов",
    "Жеков",
    "Бояджиев",
    "Каракачанов",
    "Дойчинов",
    "Терзиев",
    "Юсеинов",
    "Ахмедов",
    "Мехмедов",
    "Хасанов",
    "Мустафов",
    "Исмаилов",
    "Ибрямов",
    "Мутафчиев",
    "Кръстев",
    "Младенов",
    "Найденов",
]
QUERIES: list[Callable[[random.Random, list[str]], str]] = [
    lambda _, n: " ".join(n),
    lambda _, n: f"{n[0]} {n[2]}",
    lambda _, n: n[2],
    lambda _, n: f"{n[2][:4]} {n[0][:3]}",
    lambda r, n: f"{n[0]} {_mistyped(r, n[2])}",
    lambda r, n: _mistyped(r, n[2]),
    lambda _, n: _latin(f"{n[0]} {n[2]}"),
    lambda r, n: _latin(f"{n[0]} {_mistyped(r, n[2])}"),
    lambda r, n: f"{n[2]} {r.randint(1935, 2024)}",
    lambda r, n: f"Хххъ {_mistyped(r, _mistyped(r, n[1]))}",
]


def _mistyped(chance: random.Random, word: str) -> str:
    at = chance.randrange(1, len(word))
    return word[: at - 1] + word[at:] if chance.random() < 0.5 else word[:at] + word[at - 1 :]


def _latin(text: str) -> str:
    from opora.people import names

    return names.skeleton(text).title()


def _invent(chance: random.Random) -> tuple[list[str], str, date]:
    female = chance.random() < 0.55
    weights = [1 / (i + 3) for i in range(len(FAMILIES))]
    first = chance.choice(WOMEN if female else MEN)
    family = chance.choices(FAMILIES, weights)[0]
    father = chance.choice(MEN)
    middle = father[:-1] + "ев" if father[-1] in "йъо" else father.rstrip("а") + "ов"
    end = "а" if female else ""
    born = date(1930, 1, 1) + timedelta(days=chance.randrange(96 * 365))
    return [first, middle + end, family + end], "female" if female else "male", born


def _rows(n: int, chance: random.Random) -> Iterator[tuple[object, ...]]:
    from opora.lib.keys import ring
    from opora.people import names, rules

    for i in range(1, n + 1):
        person, sex, born = _invent(chance)
        index = ring().blind_index(rules.index_text("egn", f"{i:010d}"))
        yield (
            i, "egn", b"x" * 41, index, "", *person, born, False, sex,
            names.search_text(person), True, 1, NOW,
        )  # fmt: skip


def load(owner: psycopg.Connection, n: int, chance: random.Random) -> dict[str, int]:
    """People, three organizations and their involvements; organization ids by size."""
    with owner.cursor() as cursor:
        with cursor.copy(
            "copy people_person (id, identifier_kind, identifier, identifier_index, missing_reason,"
            " first_name, middle_name, last_name, birth_date, is_birth_date_estimated, sex,"
            " search_text, is_demo, version, created_at) from stdin"
        ) as copy:
            for row in _rows(n, chance):
                copy.write_row(row)
        sizes = {"20,000": 20_000, "1,500": 1_500, "all": n}
        organizations = {}
        for name, size in sizes.items():
            cursor.execute(
                "insert into accounts_organization (kind, name, short_name, name_en, slug,"
                " number_prefix, phone, address, is_active)"
                " values ('municipality', %s, %s, '', %s, '', '', '', true) returning id",
                [f"bench {name}", name, f"bench-{size}"],
            )
            (organizations[name],) = cursor.fetchone()  # type: ignore[misc]
            with cursor.copy(
                "copy people_involvement (person_id, organization_id, basis, ground, core_only,"
                " is_confidential, reason, since, involved_by_id) from stdin"
            ) as copy:
                for person in chance.sample(range(1, n + 1), min(size, n)):
                    copy.write_row((
                        person, organizations[name], "referral", "", False, False, "", NOW,
                        organizations[name],
                    ))  # fmt: skip
    owner.commit()
    owner.autocommit = True
    owner.execute("vacuum analyze")
    return organizations


def measure(
    organization: int, n: int, chance: random.Random
) -> tuple[dict[str, list[float]], float]:
    """Milliseconds of `n` searches by kind, each in its own transaction as a request has it, and
    the processor time of the database for one of them."""
    from django.db import connection

    from opora.journal.context import acting
    from opora.lib.actor import Actor
    from opora.people import queries

    actor = Actor(None, organization)
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        backend = psutil.Process(cursor.fetchone()[0])
    cpu = sum(backend.cpu_times()[:2])
    times: dict[str, list[float]] = {}
    for i in range(n + 20):
        person, _, _ = _invent(chance)
        kind = i % (len(QUERIES) + 1)
        by_number = kind == len(QUERIES)
        text = f"{chance.randint(1, 10**5):010d}" if by_number else QUERIES[kind](chance, person)
        start = time.perf_counter()
        with acting(actor):
            queries.search(actor, text)
        if i >= 20:  # the first ones fill the caches
            label = "number" if by_number else f"name {kind}"
            times.setdefault(label, []).append(1000 * (time.perf_counter() - start))
    return times, 1000 * (sum(backend.cpu_times()[:2]) - cpu) / (n + 20)


def _percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def _database(url_of: Callable[[str, str], str]) -> None:
    from opora.site import postgres

    with psycopg.connect(url_of(postgres.SUPERUSER, "postgres"), autocommit=True) as connection:
        connection.execute(f"drop database if exists {DATABASE} with (force)")
        connection.execute(f"create database {DATABASE} owner {postgres.OWNER}")


def _drop(url_of: Callable[[str, str], str]) -> None:
    from opora.site import postgres

    with psycopg.connect(url_of(postgres.SUPERUSER, "postgres"), autocommit=True) as connection:
        connection.execute(f"drop database if exists {DATABASE} with (force)")


def main(arguments: list[str] | None = None) -> int:
    """Load, search, report; 1 when the target is missed."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])  # type: ignore[union-attr]
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--searches", type=int, default=300)
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args(arguments)
    from opora.lib.keys import KeyRing
    from opora.site import postgres

    os.environ |= {"OPORA_MODE": "demo", "OPORA_DATA": str(FOLDER)}
    (FOLDER / "keys").mkdir(parents=True, exist_ok=True)
    (FOLDER / "keys" / "secret").write_text("only for measuring, guards nothing at all")
    if not (FOLDER / "keys" / "ring.json").exists():
        KeyRing.create(FOLDER / "keys" / "ring.json")
    server = postgres.start(FOLDER / "postgres", durable=False)
    try:
        _database(server.url)
        os.environ["OPORA_DATABASE_URL"] = server.url(database=DATABASE)
        os.environ["OPORA_DATABASE_OWNER_URL"] = server.url(postgres.OWNER, DATABASE)
        return _run(options)
    finally:
        from django.db import connections

        connections.close_all()
        if not options.keep:
            _drop(server.url)
        server.stop()


def _run(options: argparse.Namespace) -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "opora.site.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", database="owner", verbosity=0, skip_checks=True)
    chance = random.Random(2026)
    start = time.perf_counter()
    with psycopg.connect(os.environ["OPORA_DATABASE_OWNER_URL"]) as owner:
        organizations = load(owner, options.people, chance)
    print(f"{options.people:,} people loaded in {time.perf_counter() - start:.0f} s")
    worst, rows = 0.0, []
    for name, organization in organizations.items():
        times, cpu = measure(organization, options.searches, chance)
        everything = [value for values in times.values() for value in values]
        p95 = _percentile(everything, 0.95)
        worst = max(worst, p95)
        rows.append([name, *spread(everything), f"{cpu:.1f}"])
        print(
            f"organization with {name} people, {len(everything)} searches:"
            f" p50 {statistics.median(everything):.1f} ms, p95 {p95:.1f} ms,"
            f" p99 {_percentile(everything, 0.99):.1f} ms, worst {max(everything):.1f} ms;"
            f" database CPU {cpu:.1f} ms a search"
        )
        slowest = sorted(times, key=lambda kind: -statistics.median(times[kind]))[:4]
        print(
            "  slowest kinds: "
            + ", ".join(
                f"{kind} p50 {statistics.median(times[kind]):.0f}"
                f" p95 {_percentile(times[kind], 0.95):.0f}"
                for kind in slowest
            )
        )
    head = ["organization involved with", "p50 ms", "p95 ms", "p99 ms", "database CPU ms a search"]
    report("people_search", [Table(f"Search among {options.people:,} people", head, rows)])
    print(f"target p95 < {TARGET_MS:.0f} ms: {'met' if worst < TARGET_MS else 'missed'}")
    return 0 if worst < TARGET_MS else 1


if __name__ == "__main__":
    sys.exit(main())
