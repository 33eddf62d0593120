"""What share of services was used, by month. No personal data: for everybody who is signed in."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from django.db import connection

from opora.register.models import Service

from . import rules
from .measures import Used, Utilization
from .working import available

_MONTHS = """
    select service_id, month, state, is_hourly, used, available, n_people, n_absent
    from usage_utilization
    where service_id = any(%s) and month between %s and %s order by service_id, month
"""
_RUNNING = """
    select service_id, n_people, minutes, half_days, days, nights, n_absent
    from usage_running(%s, %s, %s)
"""
# Only whole months that somebody closed, and only where it is known what could have been used.
_MEASURED = """
    select municipality_id, district_id, named_service_id, is_hourly,
           sum(used)::bigint, sum(available)::bigint
    from usage_utilization
    where month between %s and %s and available > 0
    group by 1, 2, 3, 4
"""


class Measured(NamedTuple):
    """Used and available of all services of a kind in a municipality, over some closed months."""

    municipality: str | None
    district: str
    named_service: str
    is_hourly: bool
    used: int
    available: int


def of_months(service_ids: Iterable[int], first: date, last: date) -> dict[int, list[Utilization]]:
    """The closed months of services from month to month, in order. One query."""
    found: defaultdict[int, list[Utilization]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_MONTHS, [list(service_ids), first, last])
        for service_id, month, state, is_hourly, used, there, n_people, n_absent in cursor:
            found[service_id].append(
                Utilization(service_id, month, state, is_hourly, used, there, n_people, n_absent)
            )
    return dict(found)


def utilization(service_ids: Iterable[int], month: date) -> dict[int, Utilization]:
    """The closed month of each service; those whose month is not closed yet are left out."""
    return {key: rows[0] for key, rows in of_months(service_ids, month, month).items()}


def running(services: Sequence[Service], month: date, *, today: date) -> dict[int, Utilization]:
    """How a month that is not closed stands up to yesterday or its end; nothing without a mark."""
    until = min(rules.last_of(month), today - rules.DAY)
    there = available(services, month, until=until)
    counted = totals([service.pk for service in services], month, until)
    found = {}
    for service in services:
        used = counted.get(service.pk)
        if used is None:
            continue
        is_hourly = service.mode == "hourly"
        found[service.pk] = Utilization(
            service_id=service.pk,
            month=month,
            state=rules.MonthState.OPEN,
            is_hourly=is_hourly,
            used=used.used.minutes if is_hourly else used.used.halves,
            available=there[service.pk],
            n_people=used.n_people,
            n_absent=used.used.absences,
        )
    return found


class Totals(NamedTuple):
    """What was used by how many people."""

    n_people: int
    used: Used


def totals(service_ids: Iterable[int], first: date, last: date) -> dict[int, Totals]:
    """What services gave from day to day, counted from the marks. One query for all."""
    with connection.cursor() as cursor:
        cursor.execute(_RUNNING, [list(service_ids), first, last])
        return {
            service_id: Totals(n_people, Used(minutes, halves, days, nights, absent))
            for service_id, n_people, minutes, halves, days, nights, absent in cursor
        }


def measured(first: date, last: date) -> list[Measured]:
    """Of all services of the country, by municipality and kind, over the closed months."""
    with connection.cursor() as cursor:
        cursor.execute(_MEASURED, [first, last])
        return [Measured(*row) for row in cursor]
