"""How long the day book takes: a day of a group, a month from paper, the close of 2,000 users.

    python -m bench.month_close [--users 2000] [--group 30] [--keep]

Invented services with groups of 30, each person with a case and an agreement. The month is written
through `usage.services` as the application's role behind row-level security: one group's day as a
page saves it, the rest of the month at once, then each service closes and is approved in a
transaction of its own, in which every gap is looked for and what was used is counted. At last the
whole country's utilization is read. The target is the close of all users under ten seconds.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime

import psycopg

from bench._ground import Table, ground, report, spread
from bench.register import LOAD

DATABASE = "opora_bench_month_close"
TARGET_SECONDS = 10.0
MONTH = date(2026, 10, 1)
NOW = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
PEOPLE = """
insert into people_person
    (id, identifier_kind, missing_reason, first_name, middle_name, last_name, birth_date,
     is_birth_date_estimated, sex, search_text, is_demo, version, created_at)
select n, 'none', 'homeless', 'Лице', '', 'Номер', date '1980-01-01', false, 'female', '', true, 1,
       now()
from generate_series(100, 99 + %(users)s::int) n;

create temp table used as
select n, s.id as service_id, s.provider_id as organization_id
from generate_series(100, 99 + %(users)s::int) n
join (select *, row_number() over (order by id) - 1 as i from register_service) s
    on s.i = (n - 100) / %(group)s::int;

insert into people_involvement
    (person_id, organization_id, basis, ground, core_only, is_confidential, reason, since,
     involved_by_id)
select n, organization_id, 'case', 'case:' || n, false, false, '', now(), organization_id from used;

insert into cases_case
    (id, number, person_id, service_id, organization_id, audience, ground, state, is_confidential,
     opened_on, end_reason, end_note, destination, version, changed_at)
select n, 'С-' || n, n, service_id, organization_id, array[organization_id], 'referral', 'open',
       false, date '2026-01-05', '', '', '', 1, now() from used;

insert into cases_caseparty (case_id, organization_id, basis, parts, since, person_id)
select n, organization_id, 'provider', array['core', 'plan', 'use', 'fees', 'papers'], now(), n
from used;

insert into agreements_serviceagreement
    (id, case_id, person_id, service_id, organization_id, number, state, starts_on, signed_on,
     signed_by, end_reason, end_note, version, changed_at)
select n, n, n, service_id, organization_id, 'Д-' || n, 'signed', date '2026-01-05',
       date '2026-01-05', '', '', '', 1, now() from used;

insert into agreements_agreementterms
    (agreement_id, case_id, number, change, valid_from, mode, week, place, fee_text, fee_currency,
     reason, written_at)
select n, n, 1, 'original', date '2026-01-05', 'day', array[1, 1, 1, 1, 1, 0, 0], '', '', 'EUR', '',
       now() from used
"""


def load(users: int, group: int) -> None:
    """Providers, services and the people who use them, by the owner."""
    amounts = {"users": users, "group": group, "services": 3_000}
    with psycopg.connect(os.environ["OPORA_DATABASE_OWNER_URL"], autocommit=True) as owner:
        wanted = [
            command
            for command in LOAD.split(";\n")
            if "places_placement" not in command and "places_waitinglistentry" not in command
        ]
        for command in [*wanted, *PEOPLE.split(";\n")]:
            if command.strip():
                owner.execute(command, amounts)
        owner.execute("vacuum analyze")


def groups() -> list[tuple[int, int, list[int]]]:
    """Each service with its provider and the agreements of its people."""
    with psycopg.connect(os.environ["OPORA_DATABASE_OWNER_URL"]) as owner:
        return owner.execute(
            "select service_id, organization_id, array_agg(id order by id)"
            " from agreements_serviceagreement group by 1, 2 order by 1"
        ).fetchall()


def timed(act: Callable[[int, int, list[int]], object]) -> tuple[float, list[float]]:
    """The act for every service, as its provider's head; all seconds, and milliseconds of each."""
    from django.db import transaction

    begun, each = time.perf_counter(), []
    for service_id, provider, people in groups():
        since = time.perf_counter()
        with transaction.atomic():
            act(service_id, provider, people)
        each.append((time.perf_counter() - since) * 1000)
    return time.perf_counter() - begun, each


def acts() -> dict[str, Callable[[int, int, list[int]], object]]:
    """What is measured, in order."""
    from opora.journal.context import acting
    from opora.lib.actor import Actor
    from opora.register.models import Service
    from opora.usage import rules, services
    from opora.usage.rules import Mark

    days = [day for day in rules.days_of(MONTH) if day.weekday() < 5]

    def as_head(act: Callable[..., object]) -> Callable[[int, int, list[int]], object]:
        def done(service_id: int, provider: int, people: list[int]) -> object:
            actor = Actor(None, provider, frozenset({"head"}))
            with acting(actor):
                return act(actor, Service.objects.get(pk=service_id), people)

        return done

    def mark(actor: Actor, service: Service, people: list[int]) -> object:
        marks = {pk: Mark(1) if pk % 15 else Mark(0, 1) for pk in people}
        return services.mark_day(actor, service=service, day=days[0], marks=marks, seen={}, now=NOW)

    def rest(actor: Actor, service: Service, people: list[int]) -> object:
        marks = {day: {pk: Mark(1) for pk in people} for day in days[1:]}
        return services.mark_days(actor, service=service, days=marks, seen={}, now=NOW)

    def close(actor: Actor, service: Service, people: list[int]) -> object:
        return services.close_month(actor, service=service, month=MONTH, now=NOW)

    def approve(actor: Actor, service: Service, people: list[int]) -> object:
        return services.approve_month(actor, service=service, month=MONTH, now=NOW)

    return {
        "a group's day": as_head(mark),
        "the rest of the month at once": as_head(rest),
        "close": as_head(close),
        "approve": as_head(approve),
    }


def main() -> int:
    """Load, mark, close, approve, read; 0 when the target holds."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--users", type=int, default=2_000)
    asked.add_argument("--group", type=int, default=30)
    asked.add_argument("--keep", action="store_true")
    given = asked.parse_args()
    with ground(DATABASE, keep=given.keep):
        load(given.users, given.group)
        rows, closing = [], 0.0
        for words, act in acts().items():
            spent, each = timed(act)
            closing = spent if words == "close" else closing
            rows.append([words, str(len(each)), f"{spent:.2f}", *spread(each)])
        rows.append(["utilization of the country", "1", f"{country():.3f}", "", "", ""])
        with psycopg.connect(os.environ["OPORA_DATABASE_OWNER_URL"]) as owner:
            size = owner.execute(
                "select count(*), pg_total_relation_size('usage_attendance') from usage_attendance"
            ).fetchone() or (0, 0)
    head = ["what", "services", "all, s", "p50, ms", "p95, ms", "p99, ms"]
    title = (
        f"The month of {given.users:,} users in groups of {given.group}: {size[0]:,} rows of"
        f" attendance, {size[1] / max(size[0], 1):.0f} bytes each with indexes"
        f" (target: close under {TARGET_SECONDS:.0f} s)"
    )
    report("month_close", [Table(title, head, rows)])
    return int(closing > TARGET_SECONDS)


def country() -> float:
    """Seconds to read the use of all services by municipality and kind."""
    from opora.usage import utilization

    begun = time.perf_counter()
    utilization.measured(MONTH, MONTH)
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(main())
