"""What the tallies should be now, from their sources: register, queues, criteria, proposals, money.

The worker counts what moved and a recount counts everything with the same function, so they agree.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet

from opora.criteria import queries as criteria
from opora.criteria.model import compute
from opora.criteria.model.terms import Input
from opora.finance import queries as finance
from opora.finance.rules import Costed, Counted, Row, costs_of
from opora.needs import own_data
from opora.needs.own_data import Own
from opora.territory import queries as territory
from opora.territory.models import Municipality

from . import rules
from .models import Tally
from .rules import Figures, Key

Places = Collection[str | None] | None  # None: the whole country
PROPOSED = "select municipality_id, planned_service_id, users from sums_proposal"
ANALYSES = "select distinct municipality_id from sums_analysis where analysis_id = any(%s)"


def count(municipalities: Places, *, today: date) -> dict[Key, Figures]:
    """The figures of every planned service in these municipalities (None among them: the protected
    services of every district), or in the whole country."""
    districts = dict(_municipalities(municipalities).values_list("pk", "district"))
    own = _own(municipalities, today)
    computed = _computed(districts, today)
    proposed = _proposed()
    keys = own.keys() | {
        (districts[code], code, planned)
        for code, planned in (*computed, *proposed)
        if code in districts
    }
    counted = {
        key: Figures(
            computed=computed.get(key[1:]),
            places=own.get(key, Own()).places,
            occupied=own.get(key, Own()).occupied,
            waiting=own.get(key, Own()).waiting,
            proposed=proposed.get(key[1:]),
        )
        for key in keys
    }
    with_cost = _with_cost(counted)
    return with_cost | _together(municipalities, with_cost, today)


def figures_of(row: Tally) -> Figures:
    """The figures that a row keeps."""
    return Figures(*(getattr(row, name) for name in rules.NAMES))


def tallies(municipalities: Places) -> QuerySet[Tally]:
    """The rows of these municipalities, or all."""
    if municipalities is None:
        return Tally.objects.all()
    chosen = Q(municipality__in=[code for code in municipalities if code])
    if None in municipalities:
        chosen |= Q(municipality=None)
    return Tally.objects.filter(chosen)


def municipalities_of_analyses(analyses: Iterable[int]) -> set[str]:
    """Whose the analyses are."""
    with connection.cursor() as cursor:
        cursor.execute(ANALYSES, [list(analyses)])
        return {code for (code,) in cursor.fetchall()}


def _municipalities(municipalities: Places) -> QuerySet[Municipality]:
    found = Municipality.objects.filter(successor=None)
    return (
        found if municipalities is None else found.filter(pk__in=[c for c in municipalities if c])
    )


def _own(municipalities: Places, today: date) -> dict[Key, Own]:
    return {
        (key.district, key.municipality, key.planned_service): own
        for key, own in own_data.count(today).items()
        if municipalities is None or key.municipality in municipalities
    }


def _computed(
    districts: Mapping[str, str], today: date
) -> dict[tuple[str | None, str | None], int | None]:
    """The greatest number of users by the criteria in force, of every service that has a row."""
    in_force = criteria.set_in_force(today)
    if in_force is None:
        return {}
    wanted = criteria.criteria_of(in_force)
    codes = {code for criterion in wanted.values() for code in criterion.indicators}
    figures = territory.values(codes, on=today)
    found: dict[tuple[str | None, str | None], int | None] = {}
    for municipality in districts:
        inputs = {
            code: Input(known.value, known.as_of, known.source, known.provenance)
            for code in codes
            if (known := figures[code].get(municipality))
        }
        for planned, criterion in wanted.items():
            found[municipality, planned] = compute.compute(criterion, inputs).max_users
    return found


def _proposed() -> dict[tuple[str | None, str | None], int]:
    """What municipalities propose in analyses that are submitted or accepted, in the open cycle."""
    with connection.cursor() as cursor:
        cursor.execute(PROPOSED)
        return {
            (municipality, planned): users for municipality, planned, users in cursor.fetchall()
        }


def _with_cost(counted: Mapping[Key, Figures]) -> dict[Key, Figures]:
    """The same with what a year of the places costs by the latest standards, in euro cents.

    A complex is paid once in a municipality: `finance.rules.costs_of` says within which service.
    """
    standards = finance.standards(finance.last_year())
    services: defaultdict[tuple[str, str | None], list[str | None]] = defaultdict(list)
    for district, municipality, planned in counted:
        services[district, municipality].append(planned)
    found: dict[Key, Figures] = {}
    for (district, municipality), here in services.items():
        rows = [
            Row(str(planned), counted[district, municipality, planned].places) for planned in here
        ]
        for costed in costs_of(rows, standards):
            key = (district, municipality, costed.row.code)
            found[key] = replace(counted[key], cost_cents=_cents(costed))
    return found


def _cents(costed: Costed) -> int | None:
    """In euro; nothing where there are no places or another service's standard pays for them."""
    if costed.money:
        return costed.money.in_euro.cents
    return 0 if costed.how is Counted.INCLUDED or not costed.row.users else None


def _together(
    municipalities: Places, counted: Mapping[Key, Figures], today: date
) -> dict[Key, Figures]:
    """One row for all services of a municipality, every facility counted once."""
    services = defaultdict(list)
    for (district, municipality, _planned), figures in counted.items():
        services[district, municipality].append(figures)
    own = {
        (district, municipality): each
        for (municipality, district), each in own_data.by_municipality(today).items()
        if municipalities is None or municipality in municipalities
    }
    found: dict[Key, Figures] = {}
    for where in services.keys() | own.keys():
        each = own.get(where, Own())
        found[(*where, None)] = replace(
            rules.total(services[where]).figures,
            places=each.places,
            occupied=each.occupied,
            waiting=each.waiting,
        )
    return found
