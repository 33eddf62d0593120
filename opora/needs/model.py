"""The analysis as one value: stored inputs in, results out. No Django, no clock, no database.

`results(content)` is the only place where an analysis computes. The page, the locked version, the
exports and `recompute` all call it, so they cannot differ. What goes in and comes out is plain
JSON: whole numbers, texts, lists and dictionaries; a Decimal or a float stands as its exact text.
"""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from opora.criteria.model import compute as legal
from opora.criteria.model import evidence, projection
from opora.criteria.model.terms import Base, Computed, Criterion, Input, Rounding
from opora.finance import rules as finance
from opora.lib import canonical
from opora.lib.money import Money

Plain = dict[str, Any]
FORMAT = 1
TENTH = Decimal("0.1")


# Written down and read again


def criterion_kept(criterion: Criterion) -> Plain:
    """A criterion as plain values; `criterion_of` makes it again."""
    return {
        "service": criterion.service,
        "bases": [
            {
                "indicator": base.indicator,
                "coefficient": None if base.coefficient is None else text(base.coefficient),
                "per": base.per,
                "confidence": str(base.confidence),
                "name": base.name,
            }
            for base in criterion.bases
        ],
        "rounding": str(criterion.rounding),
        "level": str(criterion.level),
        "threshold": criterion.threshold,
        "min_size": criterion.min_size,
        "max_size": criterion.max_size,
        "article": criterion.article,
        "confidence": str(criterion.confidence),
        "version": criterion.version,
    }


def criterion_of(kept: Mapping[str, Any]) -> Criterion:
    """The criterion that `criterion_kept` wrote down."""
    return Criterion(
        service=kept["service"],
        bases=tuple(
            Base(
                base["indicator"],
                None if base["coefficient"] is None else Decimal(base["coefficient"]),
                base["per"],
                base["confidence"],
                base["name"],
            )
            for base in kept["bases"]
        ),
        rounding=Rounding(kept["rounding"]),
        level=kept["level"],
        threshold=kept["threshold"],
        min_size=kept["min_size"],
        max_size=kept["max_size"],
        article=kept["article"],
        confidence=kept["confidence"],
        version=kept["version"],
    )


def inputs_of(content: Mapping[str, Any], level: str = "municipal") -> dict[str, Input]:
    """The figures of the indicators as the criteria want them: the municipality's, or its whole
    district's for services that are planned for the district."""
    part = "district_indicators" if level == "district" else "indicators"
    return {
        code: Input(
            Decimal(kept["value"]),
            date.fromisoformat(kept["as_of"]),
            kept["source"],
            kept["provenance"],
        )
        for code, kept in content["inputs"][part].items()
    }


def text(value: Decimal) -> str:
    """A Decimal's exact digits, without an exponent."""
    written = format(value, "f")
    return written.rstrip("0").rstrip(".") if "." in written else written


# Results


def results(content: Mapping[str, Any]) -> Plain:
    """Everything that follows from the stored inputs: per service, in sum, and the trend."""
    found = {code: _service(content, code) for code in _codes(content)}
    _rank(found)
    costs = _costs(content)
    for code, costed in costs.items():
        found[code]["cost_cents"] = costed.money.in_euro.cents if costed.money else None
        found[code]["cost_how"] = costed.how.value
        found[code]["cost_within"] = costed.within
    return {
        "services": found,
        "totals": _totals(content, found, list(costs.values())),
        "trend": trend(content),
    }


def _codes(content: Mapping[str, Any]) -> list[str]:
    return [service["code"] for service in content["services"]]


def computed_of(content: Mapping[str, Any], code: str) -> Computed | None:
    """The legal computation of one service with its steps; None when no criterion is written. A
    service of the district level is computed for the whole district."""
    kept = content["criteria"]["rows"].get(code)
    if kept is None:
        return None
    criterion = criterion_of(kept)
    return legal.compute(criterion, inputs_of(content, criterion.level))


def _service(content: Mapping[str, Any], code: str) -> Plain:
    computed, own = computed_of(content, code), content["inputs"]["own"].get(code, {})
    existing, occupied, waiting = (own.get(name, 0) for name in ("places", "occupied", "waiting"))
    most = computed.max_users if computed else None
    is_wide = bool(computed and computed.criterion.level == "district")
    return {
        "computed": None if is_wide else most,
        "computed_district": most if is_wide else None,
        "is_for_district": is_wide,
        "missing": [[each.kind.value, each.what, each.name] for each in computed.missing]
        if computed
        else None,
        "below_threshold": bool(computed and computed.is_below_threshold),
        "facilities": computed.facilities.count if computed and computed.facilities else None,
        **_expected(content["inputs"]["evidence"].get(code)),
        "existing": existing,
        "occupied": occupied,
        "waiting": waiting,
        "gap": None if most is None or is_wide else most - existing,
        "weight": text(weight(existing, occupied, waiting)),
    }


def _expected(kept: Mapping[str, Any] | None) -> Plain:
    """The evidence for one service from the stored prior, in whole people."""
    if kept is None:
        return {"expected": None, "low": None, "high": None}
    prior = evidence.Prior(*(float(kept["prior"][name]) for name in ("nu", "alpha", "mean")))
    expects = float(kept["expected"])
    ratio, low, high = evidence.posterior(kept["observed"], expects, prior)
    return {
        "expected": round(ratio * expects),
        "low": math.floor(low * expects),
        "high": math.ceil(high * expects),
    }


def weight(existing: int, occupied: int, waiting: int) -> Decimal:
    """How much a service works: occupied × (occupied ÷ places) + waiting, to one decimal.

    S5: weight on the services that work and have the most users. A half-empty service counts half
    of its users; without places only those who wait count.
    """
    used = Decimal(occupied * occupied) / existing if existing else Decimal(0)
    return (used + waiting).quantize(TENTH, ROUND_HALF_UP)


def _rank(found: dict[str, Plain]) -> None:
    """1 for the greatest weight; equal weights by the greater gap, then in the order of the law."""
    order = sorted(found, key=lambda code: _order(found[code]), reverse=True)
    working = [code for code in order if Decimal(found[code]["weight"]) > 0]
    for row in found.values():
        row["rank"] = None
    for place, code in enumerate(working, 1):
        found[code]["rank"] = place


def _order(row: Mapping[str, Any]) -> tuple[Decimal, int]:
    return Decimal(row["weight"]), row["gap"] or 0


def _costs(content: Mapping[str, Any]) -> dict[str, finance.Costed]:
    standards = {
        code: finance.standard_of(kept) for code, kept in content["standards"]["rows"].items()
    }
    rows = [
        finance.Row(code, proposal["users"])
        for code, proposal in content["proposals"].items()
        if proposal["users"] is not None
    ]
    return {each.row.code: each for each in finance.costs_of(rows, standards)}


def _totals(
    content: Mapping[str, Any], found: Mapping[str, Plain], costs: Sequence[finance.Costed]
) -> Plain:
    """Sums that say what they lack; money in euro."""
    municipal = [row for row in found.values() if not row["is_for_district"]]
    known = [row["computed"] for row in municipal if row["computed"] is not None]
    proposals = content["proposals"].values()
    users = [each["users"] for each in proposals if each["users"] is not None]
    counted = [each for each in costs if each.how != finance.Counted.INCLUDED]
    money = [each.money.in_euro.cents for each in counted if each.money]
    return {
        "computed": sum(known) if known else None,
        "n_computed": len(known),
        "n_uncomputed": len(municipal) - len(known),
        "n_for_district": len(found) - len(municipal),
        "existing": content["inputs"]["own_total"]["places"],
        "occupied": content["inputs"]["own_total"]["occupied"],
        "waiting": content["inputs"]["own_total"]["waiting"],
        "proposed": sum(users) if users else None,
        "n_proposed": len(users),
        "cost_cents": sum(money),
        "n_uncosted": len(counted) - len(money),
        "n_included": len(costs) - len(counted),
        "capital_cents": sum(each["capital_cents"] or 0 for each in proposals),
    }


def trend(content: Mapping[str, Any]) -> Plain | None:
    """The municipality's residents and people of 65+ at the end of each year to the horizon, with
    migration that goes on and with migration that stops. None without the two counts."""
    kept = content["inputs"]["population"]
    unit = content["municipality"]["code"]
    if kept is None or unit not in kept["starts"]:
        return None
    starts = tuple((code, tuple(row)) for code, row in sorted(kept["starts"].items()))
    days = kept["census_on"], kept["counted_on"]
    horizon = content["cycle"]["horizon_year"]
    moving, staying = (_projected(starts, *days, horizon, moves) for moves in (True, False))
    years = moving.years
    return {
        "years": list(years),
        "moving": [moving.total(unit, year) for year in years],
        "staying": [staying.total(unit, year) for year in years],
        "older": [round(moving.bands(unit, year)[4]) for year in years],
        "children": [round(moving.bands(unit, year)[0]) for year in years],
        "is_doubtful": moving.calibration.is_doubtful(unit),
    }


@lru_cache(maxsize=16)
def _projected(
    starts: tuple[tuple[str, tuple[int, ...]], ...],
    census_on: str,
    counted_on: str,
    horizon: int,
    moves: bool,
) -> projection.Projection:
    """The whole country is projected at once; every municipality of a day shares it."""
    return projection.project(
        {
            code: projection.Start((row[0], row[1], row[2], row[3], row[4]), row[5])
            for code, row in starts
        },
        census=date.fromisoformat(census_on),
        counted=date.fromisoformat(counted_on),
        horizon=max(horizon, date.fromisoformat(counted_on).year),
        moves=moves,
    )


# Locked and recomputed


def locked(content: Plain) -> tuple[bytes, str]:
    """The canonical bytes of a content with its results, and their digest."""
    whole = {**content, "results": results(content)}
    return canonical.canonical(whole), canonical.digest(whole)


def differences(before: Any, after: Any, path: str = "") -> list[str]:
    """Where two plain values differ, as „results.services.AS.computed: 12 → 13“."""
    if isinstance(before, dict) and isinstance(after, dict):
        return [
            line
            for key in sorted({*before, *after})
            for line in differences(before.get(key), after.get(key), f"{path}.{key}".strip("."))
        ]
    return [] if before == after else [f"{path}: {before} → {after}"]


def money(cents: int | None) -> str:
    """Euro for people; a dash when it is not known."""
    return "—" if cents is None else str(Money(cents))
