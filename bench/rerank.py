"""How long it takes to put all waiting lists of 200,000 people in the order of a new rule.

    python -m bench.rerank [--people 200000] [--services 3000] [--keep]

Invented services of 265 providers, all full, with lists of about 67 people. Each provider adopts
another rule through `places.services.set_order_rule`, as the application's role behind row-level
security, in a transaction of its own: locks, every move with its cause, the events. Then the same
rule again (nobody moves), the rule back, and the check of every list. The target is under sixty
seconds and no more memory of the process with ten times the people.
"""

import argparse
import hashlib
import os
import resource
import sys
import time
from datetime import UTC, datetime, timedelta

import psycopg

from bench._ground import Table, ground, report, spread
from bench.register import LOAD

DATABASE = "opora_bench_rerank"
TARGET_SECONDS = 60.0
BEGUN = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PEOPLE = """
insert into people_person
    (id, identifier_kind, missing_reason, first_name, middle_name, last_name, birth_date,
     is_birth_date_estimated, sex, search_text, is_demo, version, created_at)
select n, 'none', 'homeless', 'Лице', '', 'Номер', date '1980-01-01', false, 'female', '', true, 1,
       now()
from generate_series(100, 99 + %(people)s::int) n;

insert into places_placement
    (service_id, person_id, request_id, organization_id, audience, state, ground, ground_document,
     is_over_capacity, held_at, started_on, end_reason)
select s.id, n, n, s.provider_id, array[s.provider_id], 'taken', 'regular', '', false, now(),
       date '2025-01-01', ''
from register_service s, generate_series(1, 20) n;

insert into places_waitinglistentry
    (service_id, person_id, request_id, organization_id, audience, state, joined_at, assessed_on,
     priority, priority_reason, is_urgent, is_resident, has_sibling, has_passed, order_key,
     leave_reason)
select s.id, n, n, s.provider_id, array[s.provider_id], 'waiting', moment, moment::date - n %% 40,
       (n %% 9 = 0)::int, case when n %% 9 = 0 then 'основание' else '' end, n %% 7 = 0,
       n %% 3 = 0, n %% 11 = 0, false,
       places_order_key(array['priority', 'assessed'], (n %% 9 = 0)::int, false, false, false,
           (moment::date - n %% 40), moment, null), ''
from generate_series(100, 99 + %(people)s::int) n
cross join lateral (select timestamptz '2026-01-01' + n * interval '90 seconds' as moment) m
join (select *, row_number() over (order by id) - 1 as i from register_service) s
    on s.i = n %% %(services)s;

insert into places_queuefact
    (entry_id, organization_id, known_at, joined_at, assessed_on, priority, is_urgent, is_resident,
     has_sibling)
select id, organization_id, joined_at, joined_at, assessed_on, priority, is_urgent, is_resident,
       has_sibling from places_waitinglistentry;

insert into places_queuechange
    (entry_id, organization_id, audience, to_place, cause, is_own, reason,
     acting_organization_id, changed_at)
select id, organization_id, audience, row_number() over (partition by service_id
       order by order_key, id), 'joined', true, '', organization_id, joined_at
from places_waitinglistentry
"""


def load(people: int, services: int) -> None:
    """Providers, services, and the people who wait, by the owner."""
    amounts = {"people": people, "services": services}
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


def adopt(criteria: list[str], now: datetime) -> tuple[float, list[float]]:
    """Every provider adopts this rule; all seconds, and milliseconds of each provider."""
    from django.db import transaction

    from opora.journal.context import acting
    from opora.lib.actor import Actor
    from opora.places import services as places
    from opora.register.models import Service

    of_provider: dict[int, list[int]] = {}
    for pk, provider in Service.objects.order_by("id").values_list("pk", "provider_id"):
        of_provider.setdefault(provider, []).append(pk)
    begun, each = time.perf_counter(), []
    for provider, service_ids in of_provider.items():
        since = time.perf_counter()
        with transaction.atomic(), acting(actor := Actor(None, provider, frozenset({"head"}))):
            places.set_order_rule(
                actor, service_ids=service_ids, criteria=criteria, act="Заповед",
                act_on=now.date(), now=now,
            )  # fmt: skip
        each.append((time.perf_counter() - since) * 1000)
    return time.perf_counter() - begun, each


def orders() -> tuple[str, int]:
    """The hash of all lists as they stand, and how many moves are kept."""
    with psycopg.connect(os.environ["OPORA_DATABASE_OWNER_URL"]) as owner:
        rows = owner.execute(
            "select service_id, id from places_waitinglistentry order by 1, order_key, id"
        ).fetchall()
        (moves,) = owner.execute(
            "select count(*) from places_queuechange where cause = 'rule_changed'"
        ).fetchone() or (0,)
    return hashlib.sha256(repr(rows).encode()).hexdigest(), moves


def check(now: datetime) -> tuple[float, int]:
    """Recompute every list now; seconds, and how many differ from what was told."""
    from opora.places import queries
    from opora.register.models import Service

    begun = time.perf_counter()
    ids = list(Service.objects.values_list("pk", flat=True))
    wrong = sum(not queries.order_at(pk, now).is_same for pk in ids)
    return time.perf_counter() - begun, wrong


def main() -> int:
    """Load, adopt thrice, check; 0 when the target holds."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--people", type=int, default=200_000)
    asked.add_argument("--services", type=int, default=3_000)
    asked.add_argument("--keep", action="store_true")
    given = asked.parse_args()
    by_home, first = ["resident", "urgency", "priority", "assessed"], ["priority", "assessed"]
    with ground(DATABASE, keep=given.keep):
        load(given.people, given.services)
        before, rows, seconds, moved = orders()[0], [], [], 0
        light = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for n, (words, rule) in enumerate(
            [("a new rule", by_home), ("the same rule", by_home), ("back", first)], 1
        ):
            spent, each = adopt(rule, BEGUN + n * timedelta(hours=1))
            after, moves = orders()
            seconds.append(spent)
            rows.append(
                [words, f"{spent:.1f}", f"{given.people / spent:,.0f}", f"{moves - moved:,}",
                 *spread(each, 0)]
            )  # fmt: skip
            moved = moves
        heavy = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        spent, wrong = check(BEGUN + timedelta(hours=4))
    head = ["act", "s", "people/s", "moves kept", "p50 ms a provider", "p95", "p99"]
    facts = [
        ["lists restored by the rule back", "yes" if after == before else "NO"],
        ["lists that differ when recomputed", f"{wrong} of {given.services}, in {spent:.1f} s"],
        ["memory of the process, before → most", f"{light / 1024:.0f} → {heavy / 1024:.0f} MB"],
    ]
    title = f"Re-ranking {given.people:,} people in {given.services:,} lists"
    report("rerank", [Table(title, head, rows), Table("Proof", ["what", "found"], facts)])
    return int(max(seconds) > TARGET_SECONDS or after != before or wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
