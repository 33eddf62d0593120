"""What Opora itself knows of places, their use, queues and unmet wishes, for the whole country.

Four queries whatever the size of the country. The database's functions of `places`, `usage` and
`referral` count without people; here the everyday kinds of services become planned ones.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from opora.lib.labels import gettext_noop as _
from opora.places import queries as places
from opora.referral import queries as referral
from opora.register import queries as register
from opora.territory.indicator_rules import Provenance, Value
from opora.usage import utilization

# Opora's own limit, the law gives none: who waits longer counts as an unmet wish.
PATIENCE_DAYS = 90
MEASURED = timedelta(days=365)  # attendance of the closed months of the last year
SOURCE = _("Собствени данни на Опора")


class Unmet(StrEnum):
    """Why a wish came to no place."""

    NOT_REFERRED = "not_referred"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    LONG_WAIT = "long_wait"


UNMET_LABELS = {
    Unmet.NOT_REFERRED: _("не са насочени"),
    Unmet.WITHDRAWN: _("оттеглени"),
    Unmet.REFUSED: _("отказани от доставчик"),
    Unmet.LONG_WAIT: _("чакат над 90 дни"),
}


class Key(NamedTuple):
    """Where and what: no municipality for services with a protected address."""

    municipality: str | None
    district: str
    planned_service: str


@dataclass(slots=True)
class Own:
    """Places, held or taken ones, people who use one, people who wait, half place-days used and
    possible in closed months, unmet wishes by reason."""

    places: int = 0
    occupied: int = 0
    placed: int = 0
    waiting: int = 0
    used: int = 0
    available: int = 0
    unmet: Counter[str] = field(default_factory=Counter)

    @property
    def n_unmet(self) -> int:
        """Unmet wishes of all reasons; every wish has one."""
        return self.unmet.total()

    def add(self, other: "Own") -> None:
        """Count the other in."""
        self.places += other.places
        self.occupied += other.occupied
        self.placed += other.placed
        self.waiting += other.waiting
        self.used += other.used
        self.available += other.available
        self.unmet += other.unmet


def count(day: date) -> dict[Key, Own]:
    """By municipality, district and planned service.

    A complex service counts whole in each of its planned services, so rows of one municipality may
    not be added up: `by_municipality` does that without counting twice.
    """
    planned = register.planned_as(day)
    found: defaultdict[Key, Own] = defaultdict(Own)
    for (municipality, district, kind), own in _by_kind(day).items():
        for code in planned.get(kind, ()):
            found[Key(municipality, district, code)].add(own)
    return dict(found)


def by_municipality(day: date) -> dict[tuple[str | None, str], Own]:
    """All services of a municipality (none: protected ones of the district) together."""
    found: defaultdict[tuple[str | None, str], Own] = defaultdict(Own)
    for (municipality, district, _kind), own in _by_kind(day).items():
        found[municipality, district].add(own)
    return dict(found)


def _by_kind(day: date) -> dict[tuple[str | None, str, str], Own]:
    found: defaultdict[tuple[str | None, str, str], Own] = defaultdict(Own)
    for row in places.counts(day):
        found[row.municipality, row.district, row.named_service].add(
            Own(row.n_places, row.n_occupied, row.n_placed, row.n_waiting)
        )
    for month in utilization.measured(day - MEASURED, day):
        if not month.is_hourly:
            found[month.municipality, month.district, month.named_service].add(
                Own(used=month.used, available=month.available)
            )
    for municipality, district, kind, reason, n in referral.unmet(day, patience=PATIENCE_DAYS):
        found[municipality, district, kind].unmet[reason] += n
    return dict(found)


FIGURES = {"own_places": "places", "own_occupied": "occupied", "own_waiting": "waiting"}
REASONS = {f"own_unmet_{reason}": reason for reason in Unmet}
UNMET = "own_unmet"
OCCUPANCY = "own_occupancy"
UTILIZATION = "own_utilization"
CODES = frozenset({*FIGURES, *REASONS, UNMET, OCCUPANCY, UTILIZATION})


def values(
    codes: Iterable[str], municipalities: Iterable[str], *, day: date
) -> dict[str, dict[str, Value]]:
    """Opora's own indicators in the shape of `territory.queries.values`.

    A municipality without a service has 0 places, which is known, but no share of occupied ones.
    """
    wanted = [code for code in codes if code in CODES]
    if not wanted:
        return {}
    counted = {code: own for (code, _district), own in by_municipality(day).items() if code}
    everywhere = {code: counted.get(code, Own()) for code in municipalities}
    return {code: dict(_of(code, everywhere, day)) for code in wanted}


def _of(code: str, everywhere: Mapping[str, Own], day: date) -> Iterable[tuple[str, Value]]:
    for municipality, own in everywhere.items():
        figure = figure_of(code, own)
        if figure is not None:
            yield municipality, Value(figure, day, SOURCE, Provenance.OWN)


def figure_of(code: str, own: Own) -> Decimal | None:
    """One of Opora's own indicators; None for a share of no places."""
    if code == OCCUPANCY:
        return share(own)
    if code == UTILIZATION:
        return utilized(own)
    if code == UNMET:
        return Decimal(own.n_unmet)
    if code in REASONS:
        return Decimal(own.unmet[REASONS[code]])
    return Decimal(getattr(own, FIGURES[code]))


def share(own: Own) -> Decimal | None:
    """Occupied ÷ capacity in percent, to one decimal („заети места“); None without places."""
    if not own.places:
        return None
    return (Decimal(own.occupied) * 100 / own.places).quantize(Decimal("0.1"))


def utilized(own: Own) -> Decimal | None:
    """Used ÷ possible by attendance in percent, to one decimal; None without a closed month."""
    if not own.available:
        return None
    return (Decimal(own.used) * 100 / own.available).quantize(Decimal("0.1"))
