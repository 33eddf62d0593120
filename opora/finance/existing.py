"""What the places that exist cost by the standards, against the real transfer.

Goes over the services of the register, each once, by the kind of service: a ЦСРИ counts in several
planned services, but its places are paid by one standard, so they are counted by the service.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from opora.lib.actor import Actor
from opora.lib.labels import gettext_noop as _
from opora.lib.money import Currency, Money
from opora.register import queries as register
from opora.register.models import Service
from opora.register.rules import Funding

from . import checks, queries, rules
from .checks import Check
from .rules import Standard

# Paid by the state wholly or in part: what the transfer is for.
BY_STATE = frozenset({Funding.STATE_DELEGATED, Funding.MIXED})
SOCIAL_SERVICES_ACT = "ЗСУ"


class How(StrEnum):
    """How a service entered the cost of existing places."""

    COUNTED = "counted"
    NO_STANDARD = "no_standard"
    NO_PLACES = "no_places"
    OTHER_FUNDING = "other_funding"
    OTHER_ACT = "other_act"


HOW_LABELS: dict[str, str] = {
    How.COUNTED: _("в сметката"),
    How.NO_STANDARD: _("няма стандарт"),
    How.NO_PLACES: _("няма капацитет"),
    How.OTHER_FUNDING: _("не се плаща от държавата"),
    How.OTHER_ACT: _("по друг закон"),
}
MISSING = frozenset({How.NO_STANDARD, How.NO_PLACES})


@dataclass(frozen=True, slots=True)
class Line:
    """One service with its places, standard and cost of the year, and of the next one."""

    service: Service
    n_places: int | None
    months: int
    standard: Standard | None
    how: How
    cost: Money | None = None
    next_cost: Money | None = None


@dataclass(frozen=True, slots=True)
class Cost:
    """Existing services of one municipality: lines, their sum, what is missing."""

    year: int
    lines: tuple[Line, ...]
    money: Money
    next_money: Money | None
    n_counted: int
    n_missing: int

    @property
    def incomplete(self) -> str:
        """Empty, or the sentence that the sum lacks something."""
        return rules.incomplete(self.n_missing)

    def against(self, transfer: Money | None) -> Check:
        """Compared with the transfer of the year."""
        return checks.check(
            self.money, transfer, n_counted=self.n_counted, n_missing=self.n_missing
        )


def months_of(service: Service, year: int) -> int:
    """How many months of a year a service works, whole months from its opening."""
    if service.opened_on.year > year:
        return 0
    first = service.opened_on.month if service.opened_on.year == year else 1
    return rules.MONTHS + 1 - first


def line(
    service: Service,
    n_places: int | None,
    standard: Standard | None,
    *,
    year: int,
    factor: Decimal | None = None,
) -> Line:
    """One service in the cost of existing places; with `factor` also next year's, whole."""
    months = months_of(service, year)
    if service.funding not in BY_STATE:
        return Line(service, n_places, months, None, How.OTHER_FUNDING)
    if service.named_service.basis != SOCIAL_SERVICES_ACT:
        return Line(service, n_places, months, None, How.OTHER_ACT)
    if n_places is None:
        return Line(service, None, months, standard, How.NO_PLACES)
    cost = rules.cost(n_places, standard, months)
    if cost is None or standard is None:
        return Line(service, n_places, months, standard, How.NO_STANDARD)
    following = rules.cost(n_places, rules.indexed_standard(standard, factor)) if factor else None
    return Line(service, n_places, months, standard, How.COUNTED, cost, following)


def summed(lines: Iterable[Line], year: int) -> Cost:
    """The sum of a municipality's lines."""
    rows = tuple(lines)
    counted = [each for each in rows if each.how == How.COUNTED]
    money, _none = rules.total((each.cost for each in counted), rules.currency_of(year))
    following = [each.next_cost for each in counted]
    next_money = (
        rules.total(following, rules.currency_of(year + 1))[0]
        if any(each is not None for each in following)
        else None
    )
    n_missing = sum(each.how in MISSING for each in rows)
    return Cost(year, rows, money, next_money, len(counted), n_missing)


def costs(
    actor: Actor,
    *,
    year: int,
    on: date,
    municipality: str | None = None,
    factor: Decimal | None = None,
) -> dict[str, Cost]:
    """The cost of existing places by municipality, of one or of all that have a service.

    Services that work `on` the day, with their capacity then. Protected services say no
    municipality and are left out. Five queries for the whole country.
    """
    standards = queries.standards_by_name(year)
    found = list(
        register.services(actor, on=on, municipality=municipality)
        .filter(municipality__isnull=False)
        .select_related("named_service")
        .order_by("named_service__position", "name", "pk")
    )
    places = register.capacities_on([each.pk for each in found], on)
    lines: Mapping[str, list[Line]] = defaultdict(list)
    for service in found:
        lines[str(service.municipality_id)].append(
            line(
                service,
                places.get(service.pk),
                standards.get(service.named_service_id),
                year=year,
                factor=factor,
            )
        )
    return {code: summed(rows, year) for code, rows in lines.items()}


def counted_on(year: int, today: date) -> date:
    """On which day the places of a year are counted: its last one, or today while it lasts."""
    return min(today, date(year, 12, 31))


def none(year: int) -> Cost:
    """The cost of a municipality without a service in the register."""
    return Cost(year, (), Money(0, Currency(rules.currency_of(year))), None, 0, 0)
