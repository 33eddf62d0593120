"""The locked content of a map: its inputs, and results that come from them alone.

The digest of the whole is what is voted. Years later `check` makes the results again from the
stored inputs and says whether every byte is the same.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from opora.finance.rules import Costed, Standard, standard_of
from opora.lib.canonical import canonical, digest
from opora.lib.money import Currency, Money

from . import hosts
from .rows import Key, Row, Sum, YearLine, by_years, currency_of, priced, summed

FORMAT = 1
DISTRICT = "district"
Inputs = Mapping[str, Any]


def row_as_input(row: Row) -> dict[str, Any]:
    """A row as it is kept."""
    return asdict(row) | {"funding": list(row.funding)}


def rows_of(inputs: Inputs) -> list[Row]:
    """The rows that were kept."""
    return [Row(**{**kept, "funding": tuple(kept["funding"])}) for kept in inputs["entries"]]


def standards_of(inputs: Inputs) -> dict[str, Standard]:
    """The standards that were kept."""
    return {code: standard_of(kept) for code, kept in inputs["standards"]["rows"].items()}


def content(inputs: Inputs) -> dict[str, Any]:
    """The whole content: inputs with the results that follow from them."""
    return {"format": FORMAT, "inputs": dict(inputs), "results": results(inputs)}


def locked(inputs: Inputs) -> tuple[bytes, str]:
    """The canonical bytes of the content and their digest."""
    whole = content(inputs)
    return canonical(whole), digest(whole)


def opened(kept: bytes | memoryview) -> dict[str, Any]:
    """The content as plain values."""
    found: dict[str, Any] = json.loads(bytes(kept))
    return found


@dataclass(frozen=True, slots=True)
class Check:
    """Whether a stored version is what it says: its bytes, its digest, its results."""

    is_digest_right: bool
    is_canonical: bool
    are_results_same: bool
    differing: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Nothing differs."""
        return self.is_digest_right and self.is_canonical and self.are_results_same


def check(kept: bytes | memoryview, kept_digest: str) -> Check:
    """Recompute a stored version from its stored inputs, bit for bit."""
    raw = bytes(kept)
    stored = opened(raw)
    again = content(stored["inputs"])
    parts = sorted({*stored["results"], *again["results"]})
    return Check(
        is_digest_right=hashlib.sha256(raw).hexdigest() == kept_digest,
        is_canonical=canonical(stored) == raw,
        are_results_same=canonical(again) == raw,
        differing=tuple(
            part
            for part in parts
            if canonical(stored["results"].get(part)) != canonical(again["results"].get(part))
        ),
    )


def results(inputs: Inputs) -> dict[str, Any]:
    """What follows from the inputs: costs, sums, years, ways to the hosts."""
    rows, standards = rows_of(inputs), standards_of(inputs)
    costs, currency = priced(rows, standards), currency_of(standards)
    first, horizon = inputs["cycle"]["first_year"], inputs["cycle"]["horizon_year"]
    return {
        "costs": [_cost(key, costs[key]) for key in sorted(costs)],
        "total": _sum(summed(rows, costs, currency)),
        "by_service": {
            code: _sum(summed(own, costs, currency)) for code, own in by_service(rows).items()
        },
        "by_year": [_year(line) for line in by_years(rows, standards, first, horizon)],
        "distances": distances(inputs, rows),
    }


def by_service(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """The rows of each service."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.service, []).append(row)
    return found


def distances(inputs: Inputs, rows: Sequence[Row]) -> dict[str, Any]:
    """For each district-level service the average way of a resident to the nearest host."""
    if not inputs["km"]:
        return {}
    km = {(a, b): way for a, ways in inputs["km"].items() for b, way in ways.items()}
    places = [hosts.Place(one["code"], one["residents"] or 0) for one in inputs["municipalities"]]
    found = {}
    for code, own in by_service(rows).items():
        there = sorted(row.municipality for row in own if row.level == DISTRICT and row.users)
        average = hosts.average_km(places, there, km)
        if average is not None:
            found[code] = {"hosts": there, "average_km": average}
    return found


def _cost(key: Key, costed: Costed) -> list[Any]:
    return [*key, costed.money.cents if costed.money else None, costed.how.value]


def _money(amount: Money) -> dict[str, Any]:
    return {"cents": amount.cents, "currency": Currency(amount.currency).value}


def _sum(found: Sum) -> dict[str, Any]:
    plain = {name: getattr(found, name) for name in Sum.__slots__}
    return plain | {"running": _money(found.running), "capital": _money(found.capital)}


def _year(line: YearLine) -> dict[str, Any]:
    plain = {name: getattr(line, name) for name in YearLine.__slots__}
    money = ("running", "capital", "capital_so_far")
    return plain | {name: _money(plain[name]) for name in money}
