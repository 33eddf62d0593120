"""When services work and what they can give: reads of weeks, holidays and capacities."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from opora.law.queries import calendar
from opora.register.models import Capacity, Service

from . import measures, rules
from .measures import HALF, Opening
from .models import WorkingWeek


def openings(service_ids: Iterable[int]) -> dict[int, list[Opening]]:
    """The written weeks of services."""
    found: defaultdict[int, list[Opening]] = defaultdict(list)
    for row in WorkingWeek.objects.filter(service__in=list(service_ids)):
        found[row.service_id].append(Opening(tuple(row.week), row.valid_from, row.valid_to))
    return dict(found)


def opening_amounts(service: Service, days: Iterable[date]) -> dict[date, int]:
    """For each day 1, or the minutes that a service by the hour can give; 0 when it is closed.

    A service by the hour whose week nobody wrote counts as open on working days, because a gap of
    a day is found also where the capacity in hours is not known.
    """
    weeks = openings([service.pk]).get(service.pk, [])
    mode = service.mode
    if mode == "hourly" and not weeks:
        mode = "day"
    return _amounts(service, mode, weeks, days)


def _amounts(
    service: Service, mode: str, weeks: Sequence[Opening], days: Iterable[date]
) -> dict[date, int]:
    holidays = calendar()
    return {
        day: measures.open_amount(weeks, mode, day, holidays) if exists_on(service, day) else 0
        for day in days
    }


def exists_on(service: Service, day: date) -> bool:
    """Whether the service is open at all on a day."""
    return service.opened_on <= day and (service.closed_on is None or day < service.closed_on)


def available(services: Iterable[Service], month: date, *, until: date) -> dict[int, int | None]:
    """What each service could give in a month up to a day: half place-days (capacity × days open ×
    2), or minutes; None for a service by the hour whose week nobody wrote. Three queries."""
    rows = list(services)
    days = [day for day in rules.days_of(month) if day <= until]
    weeks = openings(each.pk for each in rows)
    places = Places([each.pk for each in rows], days)
    holidays = calendar()
    found: dict[int, int | None] = {}
    for each in rows:
        written = weeks.get(each.pk, [])
        if each.mode == "hourly" and not written:
            found[each.pk] = None
            continue
        total = 0
        for day in days:
            if not exists_on(each, day):
                continue
            amount = measures.open_amount(written, each.mode, day, holidays)
            total += (
                amount if each.mode == "hourly" else HALF * places.on(each.pk, day) * bool(amount)
            )
        found[each.pk] = total
    return found


class Places:
    """How many places a service has on a day, from one query for a month."""

    def __init__(self, service_ids: Sequence[int], days: Sequence[date]) -> None:
        self.rows: Mapping[int, list[Capacity]] = defaultdict(list)
        if days:
            for row in Capacity.objects.filter(service__in=service_ids, valid_from__lte=days[-1]):
                self.rows[row.service_id].append(row)

    def on(self, service_id: int, day: date) -> int:
        return next(
            (
                row.n_places
                for row in self.rows[service_id]
                if row.valid_from <= day and (row.valid_to is None or day < row.valid_to)
            ),
            0,
        )
