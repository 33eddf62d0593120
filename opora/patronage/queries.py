"""Reading patronage: users, a route's stops on a day, tomorrow's kitchen, the month's count."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible
from opora.people import queries as people
from opora.people.models import Person

from . import rules
from .models import MealDelivery, MealStop, PatronageMonth, PatronageRoute, PatronageUser
from .rules import DIET_LABELS, Served, UserState


def users(actor: Actor) -> QuerySet[PatronageUser]:
    """Everybody whom the municipality serves, served or refused."""
    found = PatronageUser.objects.filter(organization=actor.organization_id)
    return found.select_related("route")


def user(actor: Actor, pk: int) -> PatronageUser:
    """One of them."""
    found = users(actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def routes(actor: Actor) -> QuerySet[PatronageRoute]:
    """The municipality's tours."""
    return PatronageRoute.objects.filter(organization=actor.organization_id)


def route(actor: Actor, pk: int) -> PatronageRoute:
    """One of them."""
    found = routes(actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def names(actor: Actor, found: Iterable[PatronageUser]) -> dict[int, Person]:
    """Who they are."""
    return people.core(actor).in_bulk({one.person_id for one in found})


def served_on(actor: Actor, first: date, last: date) -> list[tuple[PatronageUser, Served]]:
    """Who is served within these days, with their stops; two queries for any number."""
    found = list(
        users(actor)
        .filter(Q(ended_on=None) | Q(ended_on__gte=first), begins_on__lte=last)
        .filter(state__in=[UserState.SERVED, UserState.ENDED])
    )
    stops: dict[int, list[tuple[date, date | None]]] = {}
    rows = MealStop.objects.filter(Q(until=None) | Q(until__gte=first), user__in=found)
    for stop in rows.filter(since__lte=last):
        stops.setdefault(stop.user_id, []).append((stop.since, stop.until))
    return [(one, served(one, stops.get(one.pk, []))) for one in found]


def served(one: PatronageUser, stops: Iterable[tuple[date, date | None]]) -> Served:
    """A user's days as the rules read them."""
    return Served(one.begins_on or date.max, one.ended_on, frozenset(one.weekdays), tuple(stops))


@dataclass(frozen=True, slots=True)
class Door:
    """One stop of a route on a day."""

    user: PatronageUser
    person: Person | None
    delivery: MealDelivery | None


def doors(actor: Actor, route_id: int, day: date) -> list[Door]:
    """The stops of a route on a day, in their order."""
    due = [
        one for one, days in served_on(actor, day, day) if one.route_id == route_id and days.on(day)
    ]
    marked = {row.user_id: row for row in MealDelivery.objects.filter(user__in=due, day=day)}
    named = names(actor, due)
    ordered = sorted(due, key=lambda one: (one.stop_order, one.pk))
    return [Door(one, named.get(one.person_id), marked.get(one.pk)) for one in ordered]


@dataclass(frozen=True, slots=True)
class Kitchen:
    """How many meals of each diet a day needs, by route."""

    day: date
    diets: list[str]
    rows: list[tuple[str, list[int], int]] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)

    @property
    def lines(self) -> list[tuple[str, list[tuple[str, int]], int]]:
        """Of each route: its name, each diet with its number, all its meals."""
        return [
            (name, list(zip(self.diets, counts, strict=True)), total)
            for name, counts, total in self.rows
        ]

    @property
    def by_diet(self) -> list[tuple[str, int]]:
        """Each diet with its number over all routes."""
        return list(zip(self.diets, self.totals, strict=True))

    @property
    def total(self) -> int:
        """All meals of the day."""
        return sum(self.totals)


def kitchen(actor: Actor, day: date) -> Kitchen:
    """The kitchen's list of a day: numbers, no names."""
    codes = list(DIET_LABELS)
    counts: dict[str, list[int]] = {}
    for one, days in served_on(actor, day, day):
        if days.on(day):
            name = one.route.name if one.route else ""
            row = counts.setdefault(name, [0] * len(codes))
            row[codes.index(rules.Diet(one.diet))] += 1
    rows = [(name, row, sum(row)) for name, row in sorted(counts.items())]
    totals = [sum(column) for column in zip(*counts.values(), strict=True)] or [0] * len(codes)
    return Kitchen(day, [DIET_LABELS[code] for code in codes], rows, totals)


@dataclass(frozen=True, slots=True)
class Count:
    """One user's meals of a month."""

    user: PatronageUser
    person: Person | None
    n_meals: int
    n_missed: int
    is_closed: bool


def month(actor: Actor, asked: date) -> list[Count]:
    """How many meals each user had in a month; a closed month says what it said then."""
    days = rules.month_days(asked)
    found = served_on(actor, days[0], days[-1])
    outcomes: dict[int, dict[date, str]] = {}
    for row in MealDelivery.objects.filter(
        organization=actor.organization_id, day__range=(days[0], days[-1])
    ):
        outcomes.setdefault(row.user_id, {})[row.day] = row.outcome
    closed = dict(
        PatronageMonth.objects.filter(
            organization=actor.organization_id, month=days[0]
        ).values_list("user", "n_meals")
    )
    named = names(actor, [one for one, _served in found])
    return [
        Count(
            one,
            named.get(one.person_id),
            closed[one.pk]
            if one.pk in closed
            else rules.counted(each, outcomes.get(one.pk, {}), days),
            sum(value != "delivered" for value in outcomes.get(one.pk, {}).values()),
            one.pk in closed,
        )
        for one, each in found
    ]


def is_closed(actor: Actor, day: date) -> bool:
    """Whether the month of a day is closed."""
    return PatronageMonth.objects.filter(
        organization=actor.organization_id, month=day.replace(day=1)
    ).exists()


def calendar(actor: Actor, one: PatronageUser, asked: date) -> list[tuple[date, str]]:
    """Each day of a month: delivered, not_found, due, stopped or nothing."""
    days = rules.month_days(asked)
    stops = [(stop.since, stop.until) for stop in one.stops.all()]
    with_stops, without = served(one, stops), served(one, [])
    rows = MealDelivery.objects.filter(user=one, day__range=(days[0], days[-1]))
    marked = {row.day: row.outcome for row in rows}
    return [
        (
            day,
            marked.get(day)
            or ("due" if with_stops.on(day) else "stopped" if without.on(day) else ""),
        )
        for day in days
    ]
