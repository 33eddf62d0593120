"""Reading foster care: families, stays, who suits whom, the month's list."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet, Sum

from opora.agreements.queries import limit_rules
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible
from opora.people import queries as people
from opora.people.models import Person

from . import matching, pay, rules
from .matching import Match, Need, Profile
from .models import (
    FamilyTraining,
    FosterFamily,
    FosterMonth,
    FosterPayment,
    FosterRate,
    FosterStay,
)
from .pay import Amount, Rate, Stayed
from .rules import FamilyState, StayKind, StayState

YEAR = timedelta(days=365)
RUNNING = Q(state=StayState.RUNNING)


def families(actor: Actor) -> QuerySet[FosterFamily]:
    """The families that the actor's organization works with or pays."""
    return FosterFamily.objects.filter(audience__contains=[actor.organization_id]).select_related(
        "municipality", "payer"
    )


def family(actor: Actor, pk: int) -> FosterFamily:
    """One of them."""
    found = families(actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def stays(actor: Actor) -> QuerySet[FosterStay]:
    """The stays with these families."""
    return FosterStay.objects.filter(audience__contains=[actor.organization_id]).select_related(
        "family__municipality"
    )


def stay(actor: Actor, pk: int) -> FosterStay:
    """One of them."""
    found = stays(actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def names(actor: Actor, ids: Iterable[int]) -> dict[int, Person]:
    """The people whom the actor may see, by number."""
    return people.core(actor).in_bulk(list(ids))


def n_children(actor: Actor) -> dict[int, int]:
    """How many children live with each family now."""
    rows = stays(actor).filter(RUNNING).values("family").annotate(n=Count("id")).order_by()
    return dict(rows.values_list("family", "n"))


def children(actor: Actor, text: str, today: date) -> list[Person]:
    """The children with whom the organization works, by name or number; else the last opened."""
    found = people.search(actor, text) if text else people.recent(actor)
    own = people.fully_visible(actor).filter(pk__in=[one.pk for one in found])
    worked_with = set(own.values_list("pk", flat=True))
    return [one for one in found if one.pk in worked_with and one.age_on(today) < rules.ADULT_AGE]


# Who suits whom


@dataclass(frozen=True, slots=True)
class Candidate:
    """A family beside a need."""

    family: FosterFamily
    parent: Person | None
    match: Match


def profiles(
    actor: Actor, siblings: Collection[int], today: date
) -> list[tuple[FosterFamily, Profile]]:
    """Every family of the directorate as the criteria see it today; four queries for any number."""
    found = list(families(actor).exclude(state__in=[FamilyState.REFUSED, FamilyState.ENDED]))
    running: dict[int, set[int]] = {}
    for family_id, child_id in stays(actor).filter(RUNNING).values_list("family", "child"):
        running.setdefault(family_id, set()).add(child_id)
    hours = dict(
        FamilyTraining.objects.filter(family__in=found, held_on__gt=today - YEAR)
        .values("family")
        .annotate(n=Sum("n_hours"))
        .order_by()
        .values_list("family", "n")
    )
    return [(one, _profile(one, running.get(one.pk, set()), hours, siblings)) for one in found]


def _profile(
    one: FosterFamily, now_there: set[int], hours: dict[int, int], siblings: Collection[int]
) -> Profile:
    return Profile(
        state=one.state,
        age_from=one.age_from,
        age_to=one.age_to,
        sex=one.sex,
        n_places=one.n_places,
        kinds=frozenset(one.kinds),
        takes_disability=one.takes_disability,
        takes_siblings=one.takes_siblings,
        municipality=one.municipality_id,
        settlement=one.settlement,
        n_children=len(now_there),
        n_training_hours=hours.get(one.pk, 0),
        has_sibling=not now_there.isdisjoint(siblings),
    )


def candidates(actor: Actor, need: Need, today: date) -> list[Candidate]:
    """All families in the order of the published criteria; those that are blocked at the end."""
    found = [
        (one, matching.match(profile, need))
        for one, profile in profiles(actor, need.siblings, today)
    ]
    parents = names(actor, [one.parent_id for one, _match in found])
    return [
        Candidate(one, parents.get(one.parent_id), each) for one, each in matching.ranked(found)
    ]


def respite_limit(day: date) -> int | None:
    """How many days of respite care a calendar year allows; None when no row says so."""
    found = limit_rules(day).filter(code=StayKind.RESPITE).first()
    return found.amount if found else None


def respite_left(actor: Actor, child_id: int, year: int, day: date) -> int | None:
    """How many days of this year are left for a child."""
    limit = respite_limit(day)
    used = FosterStay.objects.filter(child=child_id, kind=StayKind.RESPITE)
    periods = [(one.begins_on, one.ended_on or one.planned_end_on) for one in used]
    return None if limit is None else limit - rules.respite_days(periods, year)


# The month


@dataclass(frozen=True, slots=True)
class FamilyMonth:
    """What one family gets for a month."""

    family: FosterFamily
    parent: Person | None
    amounts: list[Amount]

    @property
    def cents(self) -> int:
        """The sum of what has a rate."""
        return sum(amount.cents or 0 for amount in self.amounts)

    @property
    def currency(self) -> str:
        """The currency of the month."""
        return next((amount.currency for amount in self.amounts if amount.currency), "EUR")

    @property
    def is_whole(self) -> bool:
        """Whether every amount is known."""
        return all(amount.cents is not None for amount in self.amounts)


def rates(actor: Actor) -> list[FosterRate]:
    """The rows of everybody, and those of the actor's own organization."""
    return list(
        FosterRate.objects.filter(Q(organization=None) | Q(organization=actor.organization_id))
    )


def closed(actor: Actor, month: date) -> FosterMonth | None:
    """The closed list of a month, if it is closed."""
    return FosterMonth.objects.filter(organization=actor.organization_id, month=month).first()


def pay_list(actor: Actor, month: date) -> list[FamilyMonth]:
    """The month of every family that the municipality pays: as closed, else as it stands."""
    done = closed(actor, month)
    return _kept(actor, done) if done else _computed(actor, month)


def _computed(actor: Actor, month: date) -> list[FamilyMonth]:
    first, last = rules.month_bounds(month)
    found: dict[int, list[FosterStay]] = {}
    for one in stays(actor).filter(
        Q(ended_on=None) | Q(ended_on__gte=first),
        family__payer=actor.organization_id,
        begins_on__lte=last,
    ):
        found.setdefault(one.family_id, []).append(one)
    rows = families(actor).filter(pk__in=found)
    own = {rate.item for rate in rates(actor) if rate.organization_id}
    known = [_rate(rate) for rate in rates(actor) if rate.organization_id or rate.item not in own]
    parents = names(actor, [one.parent_id for one in rows])
    return [
        FamilyMonth(
            one,
            parents.get(one.parent_id),
            pay.amounts(
                month,
                [_stayed(each) for each in sorted(found[one.pk], key=lambda s: s.pk)],
                known,
                is_professional=one.is_professional,
            ),
        )
        for one in rows
    ]


def _stayed(one: FosterStay) -> Stayed:
    return Stayed(one.pk, one.born_on, one.kind, one.begins_on, one.ended_on)


def _rate(row: FosterRate) -> Rate:
    return Rate(row.pk, row.item, row.cents, row.currency, row.valid_from, row.valid_to)


def _kept(actor: Actor, done: FosterMonth) -> list[FamilyMonth]:
    rows = list(FosterPayment.objects.filter(month=done).select_related("family__municipality"))
    parents = names(actor, {row.family.parent_id for row in rows})
    found: dict[int, FamilyMonth] = {}
    for row in rows:
        one = found.setdefault(
            row.family_id, FamilyMonth(row.family, parents.get(row.family.parent_id), [])
        )
        one.amounts.append(
            Amount(row.item, row.stay_id, row.n_days, row.cents, row.currency, tuple(row.rates))
        )
    return list(found.values())
