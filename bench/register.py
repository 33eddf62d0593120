"""How long the list of services takes with 3,000 services full of people: whole pages, percentiles.

    python -m bench.register [--services 3000] [--pages 60] [--keep]

Invented services, capacities, placements and queues are written as the owner; the pages are asked
through Django's test client as the application's role, behind row-level security, by an expert of a
municipality. The target is p95 < 150 ms and the same number of queries for every page. The database
is dropped afterwards unless --keep is given.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from bench._ground import Table, report, spread

FOLDER = Path(__file__).resolve().parents[1] / "var" / "bench"
DATABASE = "opora_bench_register"
TARGET_MS = 150.0
PATHS = {
    "first page": "",
    "page 40": "?page=40",
    "free places, most first": "?tab=free&sort=-free",
    "one district": "?area=d:SFO",
    "words": "?text=дневен+център",
    "one kind, one group": "?named_service=dcdu&target_group=children-disability",
    "with people waiting": "?tab=waiting&sort=-waiting",
}
# Every municipality has its provider; services go round kinds and municipalities.
LOAD = """
insert into accounts_organization
    (kind, name, short_name, name_en, slug, number_prefix, phone, address, is_active,
     municipality_id)
select 'provider', 'Доставчик ' || code, 'Доставчик ' || code, '', 'p-' || lower(code), '', '', '',
       true, code
from territory_municipality;

insert into register_provider (organization_id, eik, legal_form)
select id, lpad(id::text, 9, '0'), 'municipal' from accounts_organization where kind = 'provider';

insert into register_service
    (provider_id, named_service_id, name, district_id, municipality_id, settlement, level, funding,
     mode, environment, users, is_protected, phone, email, opened_on, close_reason, version)
select o.id, k.code, k.abbreviation || ' ' || n, m.district_id, m.code, m.seat, 'municipal',
       'state_delegated', 'day', 'specialized', 'all', false, '0700', '', date '2020-09-01', '', 1
from generate_series(0, %(services)s - 1) n
join (select *, row_number() over (order by code) - 1 as i from territory_municipality) m
    on m.i = n %% 265
join (select *, row_number() over (order by code) - 1 as i from register_namedservice
      where not is_protected) k on k.i = n %% 48
join accounts_organization o on o.municipality_id = m.code;

insert into register_service_target_groups (service_id, targetgroup_id)
select distinct s.id, t.target_group_id from register_service s
join register_namedserviceactivity a on a.named_service_id = s.named_service_id
join register_servicetype t on t.code = a.service_type_id;

insert into register_serviceaddress (service_id, municipality_id, settlement, line)
select id, municipality_id, settlement, '' from register_service;

insert into register_capacity
    (service_id, n_places, valid_from, valid_to, recorded_at)
select id, 15, date '2020-09-01', date '2024-01-01', now() from register_service
union all
select id, 20, date '2024-01-01', null, now() from register_service;

insert into register_capacitypaper (capacity_id, service_id, basis, document)
select id, service_id, 'заповед', '' from register_capacity;

insert into people_person
    (id, identifier_kind, missing_reason, first_name, middle_name, last_name, birth_date,
     is_birth_date_estimated, sex, search_text, is_demo, version, created_at)
select n, 'none', 'homeless', 'Лице', '', 'Номер', date '1980-01-01', false, 'female', '', true, 1,
       now()
from generate_series(1, 40) n;

insert into places_placebook (service_id) select id from register_service;

insert into places_placement
    (service_id, person_id, request_id, organization_id, audience, state, ground, ground_document,
     is_over_capacity, held_at, started_on, end_reason)
select s.id, n, n, s.provider_id, array[s.provider_id], 'taken', 'regular', '', false, now(),
       date '2025-01-01', ''
from register_service s, generate_series(1, 20) n where n <= 8 + s.id %% 13;

insert into places_placement
    (service_id, person_id, request_id, organization_id, audience, state, ground, ground_document,
     is_over_capacity, held_at, started_on, ended_on, end_reason)
select s.id, n, n, s.provider_id, array[s.provider_id], 'ended', 'regular', '', false, now(),
       date '2025-01-01', current_date - 30, 'край'
from register_service s, generate_series(31, 35) n;

insert into places_waitinglistentry
    (service_id, person_id, request_id, organization_id, audience, state, joined_at, assessed_on,
     priority, priority_reason, has_passed, order_key, leave_reason)
select s.id, n, n, s.provider_id, array[s.provider_id], 'waiting', now(), current_date, 0, '',
       false, n::text, ''
from register_service s, generate_series(21, 30) n where s.id %% 13 = 12;
"""


def load(services: int) -> None:
    """Everything of the register and of places, by the owner; measured pages come after."""
    with psycopg.connect(os.environ["OPORA_DATABASE_OWNER_URL"], autocommit=True) as owner:
        for command in LOAD.split(";\n"):
            if command.strip():
                owner.execute(command, {"services": services})
        owner.execute("vacuum analyze")


def percentile(values: list[float], share: float) -> float:
    """The value under which this share of the values lies."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def measure(n: int) -> bool:
    """Ask each page `n` times; True when the target holds."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from opora.accounts.models import Membership, Organization, User
    from opora.journal.context import acting
    from opora.lib.actor import Actor
    from opora.site.asgi import settle

    settle()  # as the server does
    organization = Organization.objects.create(
        kind="municipality", name="bench", short_name="b", slug="bench", municipality_id="SFO39"
    )
    user = User.objects.create_user("bench@example.org", "bench")
    with acting(Actor(user.pk, organization.pk)):
        Membership.objects.create(user=user, organization=organization, role="officer")
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    everything: list[float] = []
    rows = []
    n_queries = set()
    for name, path in PATHS.items():
        url = f"/o/bench/services/{path}"
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(url)
        assert answer.status_code == 200, answer.status_code
        counted = len(queries)
        n_queries.add(counted)
        times, busy = [], time.process_time()
        for _again in range(n):
            start = time.perf_counter()
            client.get(url)
            times.append(1000 * (time.perf_counter() - start))
        own = 1000 * (time.process_time() - busy) / n
        everything += times
        rows.append([name, *spread(times), f"{own:.0f}", str(counted)])
        print(
            f"{name}: p50 {statistics.median(times):.0f} ms, p95 {percentile(times, 0.95):.0f} ms,"
            f" of it own CPU {own:.0f} ms, {counted} queries"
        )
    p95 = percentile(everything, 0.95)
    rows.append(["all", *spread(everything), "", ""])
    head = ["", "p50 ms", "p95 ms", "p99 ms", "own CPU ms", "queries"]
    report(
        "register", [Table("Pages of the register, one after another in one process", head, rows)]
    )
    print(f"all: p50 {statistics.median(everything):.0f} ms, p95 {p95:.0f} ms")
    print(f"queries per page: {sorted(n_queries)}; load average {os.getloadavg()[0]:.1f}")
    return p95 < TARGET_MS and len(n_queries) == 1


def run(options: argparse.Namespace, ask: Callable[[int], bool]) -> int:
    """Migrate, load, measure."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "opora.site.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", database="owner", verbosity=0, skip_checks=True)
    load(options.services)
    print(f"{options.services:,} services loaded")
    good = ask(options.pages)
    print(f"target p95 < {TARGET_MS:.0f} ms, constant queries: {'met' if good else 'missed'}")
    return 0 if good else 1


def main(arguments: list[str] | None = None, ask: Callable[[int], bool] = measure) -> int:
    """Load, ask, report; 1 when the target is missed. Another measurement may `ask` its own."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--services", type=int, default=3_000)
    parser.add_argument("--pages", type=int, default=60)
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
    superuser = server.url(postgres.SUPERUSER, "postgres")
    try:
        _sql(superuser, f"drop database if exists {DATABASE} with (force)")
        _sql(superuser, f"create database {DATABASE} owner {postgres.OWNER}")
        os.environ["OPORA_DATABASE_URL"] = server.url(database=DATABASE)
        os.environ["OPORA_DATABASE_OWNER_URL"] = server.url(postgres.OWNER, DATABASE)
        return run(options, ask)
    finally:
        from django.db import connections

        connections.close_all()
        if not options.keep:
            _sql(superuser, f"drop database if exists {DATABASE} with (force)")
        server.stop()


def _sql(url: str, command: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(command)


if __name__ == "__main__":
    sys.exit(main())
