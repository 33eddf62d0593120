"""The Map on a day, users per resident, what exists and what remains. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from opora.planning.model.rows import Row

# The Map on a day


@dataclass(frozen=True, slots=True)
class Change:
    """An ordered amendment of one row, in force from a day."""

    municipality: str
    service: str
    level: str
    users: int
    effective_on: date
    settlement: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What it is about."""
        return self.municipality, self.service


def in_force(rows: Sequence[Row], changes: Iterable[Change], on: date) -> list[Row]:
    """The rows of the Map on a day: as published, with what was ordered until then.

    A row that is closed is no longer there; one that is opened had no row before.
    """
    found = {row.key: row for row in rows}
    for change in sorted(changes, key=lambda each: each.effective_on):
        if change.effective_on > on:
            continue
        if not change.users:
            found.pop(change.key, None)
            continue
        row = found.get(change.key) or Row(
            change.municipality, change.service, change.level, change.users
        )
        found[change.key] = replace(
            row,
            users=change.users,
            settlement=change.settlement or row.settlement,
            year_from=None,  # what is ordered works from the order's day
        )
    return [found[key] for key in sorted(found)]


# Analysis of the country


@dataclass(frozen=True, slots=True)
class Density:
    """Users of a service per 1,000 residents in a district; None where residents are not known."""

    district: str
    users: int
    residents: int | None

    @property
    def per_thousand(self) -> Decimal | None:
        """To one decimal."""
        if not self.residents:
            return None
        value = Decimal(self.users * 1000) / self.residents
        return value.quantize(Decimal("0.1"), ROUND_HALF_UP)


def densities(
    rows: Iterable[Row], district_of: Mapping[str, str], residents: Mapping[str, int | None]
) -> dict[str, list[Density]]:
    """For each service the users per 1,000 residents of every district, also where none are."""
    users: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        users[row.service][district_of[row.municipality]] += row.users
    return {
        service: [Density(code, per.get(code, 0), residents[code]) for code in sorted(residents)]
        for service, per in users.items()
    }


@dataclass(frozen=True, slots=True)
class Left:
    """What of a planned service exists and what remains; a year of the rest at the standard."""

    service: str
    planned: int
    existing: int
    remaining: int


def remaining(rows: Iterable[Row], existing: Mapping[tuple[str, str], int]) -> dict[str, Left]:
    """Per service: users of the Map, places that exist, and what of the Map is still missing.

    Municipality by municipality: a surplus in one is no place in another.
    """
    planned: defaultdict[str, int] = defaultdict(int)
    there: defaultdict[str, int] = defaultdict(int)
    left: defaultdict[str, int] = defaultdict(int)
    for row in rows:
        now = existing.get(row.key, 0)
        planned[row.service] += row.users
        there[row.service] += min(now, row.users)
        left[row.service] += max(row.users - now, 0)
    return {code: Left(code, planned[code], there[code], left[code]) for code in planned}
