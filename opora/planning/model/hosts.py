"""Which municipality hosts a district-level service: an exact p-median on the seats.

Minimized: Σ residents × kilometers to the nearest host, where the way to a host with a working
service counts for less, the more people use it (what works and has most users weighs more).
Whole numbers, so the optimum is exact; found by branch and bound (ReVelle & Swain 1970 for the
model). Distances are straight lines × 1.35 between seats, not roads.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

PER_MILLE = 1000
DEFAULT_WEIGHT = 300  # of working services, per mille of the way; a choice, shown and changeable
MAX_HOSTS = 4
Distances = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality of the district: residents, and who uses the service there now."""

    code: str
    residents: int
    users: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """Some hosts together: their cost, and the average way of a resident to the nearest."""

    hosts: tuple[str, ...]
    cost: int
    average_km: Decimal
    farthest_km: int


def average_km(places: Sequence[Place], hosts: Sequence[str], km: Distances) -> Decimal | None:
    """Kilometers of an average resident of the district to the nearest host; None without hosts."""
    residents = sum(place.residents for place in places)
    if not hosts or not residents:
        return None
    total = sum(place.residents * _nearest(place.code, hosts, km) for place in places)
    return (Decimal(total) / residents).quantize(Decimal("0.1"), ROUND_HALF_UP)


def suggest(
    places: Sequence[Place],
    km: Distances,
    *,
    n_hosts: int = 1,
    weight: int = DEFAULT_WEIGHT,
) -> Choice:
    """The best `n_hosts` hosts; of equally good ones the first by code.

    `weight` (0 … 1000) is how much of the way to the most used working service is forgiven.
    """
    if not 1 <= n_hosts <= min(MAX_HOSTS, len(places)):
        raise ValueError("between one host and four, and no more than there are municipalities")
    codes = sorted(place.code for place in places)
    table = _table(places, codes, km, weight)
    _cost, chosen = _search(table, n_hosts)
    return choice(places, [codes[n] for n in chosen], km, weight=weight)


def choice(
    places: Sequence[Place], hosts: Sequence[str], km: Distances, *, weight: int = DEFAULT_WEIGHT
) -> Choice:
    """What some given hosts cost by the same measure."""
    codes = sorted(hosts)
    table = _table(places, codes, km, weight)
    average = average_km(places, codes, km)
    return Choice(
        hosts=tuple(codes),
        cost=sum(min(row) for row in table),
        average_km=average if average is not None else Decimal(0),
        farthest_km=max(_nearest(place.code, codes, km) for place in places),
    )


def ranking(
    places: Sequence[Place], km: Distances, *, weight: int = DEFAULT_WEIGHT
) -> list[Choice]:
    """Every municipality as the only host, the best first: why the suggestion is what it is."""
    alone = [choice(places, [place.code], km, weight=weight) for place in places]
    return sorted(alone, key=lambda each: (each.cost, each.hosts))


def _nearest(code: str, hosts: Sequence[str], km: Distances) -> int:
    return min(km[code, host] for host in hosts)


def _table(
    places: Sequence[Place], codes: Sequence[str], km: Distances, weight: int
) -> list[list[int]]:
    """For each municipality (row) what its residents' way to each host (column) costs."""
    if not 0 <= weight <= PER_MILLE:
        raise ValueError("the weight is between 0 and 1000 per mille")
    users = {place.code: place.users for place in places}
    most = max(users.values(), default=0)
    share = {code: PER_MILLE * users[code] // most if most else 0 for code in codes}
    counts = {code: PER_MILLE**2 - weight * share[code] for code in codes}
    return [
        [place.residents * km[place.code, code] * counts[code] for code in codes]
        for place in places
    ]


def _search(table: list[list[int]], n_hosts: int) -> tuple[int, tuple[int, ...]]:
    """Branch and bound: columns in their order, each taken or left; the bound lets every row have
    the best of what is taken and what is still to come."""
    n = len(table[0])
    suffix = [[min(row[start:]) if start < n else 0 for row in table] for start in range(n + 1)]
    best: tuple[int, tuple[int, ...]] | None = None
    none: list[int | None] = [None] * len(table)
    stack: list[tuple[int, tuple[int, ...], list[int | None]]] = [(0, (), none)]
    while stack:
        start, taken, nearest = stack.pop()
        if len(taken) == n_hosts:
            cost = sum(each for each in nearest if each is not None)
            best = min(best, (cost, taken)) if best else (cost, taken)
            continue
        if n - start < n_hosts - len(taken):
            continue
        bound = sum(
            rest if now is None else min(now, rest)
            for now, rest in zip(nearest, suffix[start], strict=True)
        )
        if best and bound > best[0]:
            continue
        stack.append((start + 1, taken, nearest))
        closer: list[int | None] = [
            row[start] if now is None else min(now, row[start])
            for now, row in zip(nearest, table, strict=True)
        ]
        stack.append((start + 1, (*taken, start), closer))
    if best is None:
        raise ValueError("there are fewer municipalities than hosts")
    return best
