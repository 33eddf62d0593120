"""Gathers what an analysis is computed from, as it stands on a day, into plain values.

`country` reads the figures of all municipalities once; `content` takes one municipality's part and
what its own analysis says. The results follow in `model.results`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils import timezone, translation

from opora.criteria import queries as criteria
from opora.criteria.model import evidence
from opora.criteria.model.projection import BANDS
from opora.criteria.model.terms import Criterion, Input
from opora.criteria.models import CriteriaSet
from opora.finance import queries as finance
from opora.register import queries as register
from opora.register.models import PlannedService
from opora.territory import queries as territory
from opora.territory.models import Indicator

from .. import model, own_data
from ..models import Cycle, NeedsAnalysis
from ..rules import SECTIONS

RESIDENTS = "residents"
POPULATION = "population"


NOTHING: model.Plain = {
    "users": None,
    "year_from": None,
    "settlement": "",
    "funding": [],
    "capital_cents": None,
    "note": "",
}


@dataclass(frozen=True)
class Country:
    """What is the same for every analysis of a day."""

    day: date
    criteria_set: CriteriaSet | None
    criteria: Mapping[str, Criterion]
    services: list[PlannedService]
    values: Mapping[str, Mapping[str, Any]]
    districts: Mapping[str, Mapping[str, Input]]
    names: Mapping[str, tuple[str, str]]
    own: Mapping[str, Mapping[str, Any]]
    own_total: Mapping[str, Mapping[str, int]]
    evidence: Mapping[str, Mapping[str, Any]]
    population: Mapping[str, Any] | None
    standards: Mapping[str, Any]


def day_of(cycle: Cycle, today: date) -> date:
    """As of which day the figures of a cycle are read: a closed cycle keeps its own day."""
    return cycle.base_on if cycle.closed_on and cycle.closed_on <= today else today


@translation.override("bg")
def country(day: date) -> Country:
    """Everything that all analyses of a day share; a handful of queries. In Bulgarian, so that what
    is kept does not depend on the language of whoever asks."""
    criteria_set = criteria.set_in_force(day)
    rows = criteria.criteria_of(criteria_set) if criteria_set else {}
    needed = {code for row in rows.values() for code in row.indicators}
    values = territory.values(sorted({*needed, *BANDS, RESIDENTS, POPULATION}), on=day)
    counted = own_data.count(day)
    services = register.planned_services()
    year = finance.last_year()
    standards = {code: each.as_input for code, each in finance.standards(year).items()}
    return Country(
        day=day,
        criteria_set=criteria_set,
        criteria=rows,
        services=services,
        values=values,
        districts=_districts(day, needed, values),
        names={
            each.code: (each.name, each.unit) for each in Indicator.objects.filter(code__in=values)
        },
        own=_own(counted),
        own_total={
            code: {"places": own.places, "occupied": own.occupied, "waiting": own.waiting}
            for (code, _district), own in own_data.by_municipality(day).items()
            if code
        },
        evidence=_evidence(services, rows, values, counted),
        population=_population(values),
        standards={"year": year, "rows": standards},
    )


def _districts(
    day: date, codes: set[str], values: Mapping[str, Mapping[str, Any]]
) -> dict[str, dict[str, Input]]:
    """The figures of the districts; an indicator that one municipality lacks is left out."""
    district_of = criteria.units(day)
    by_unit: criteria.Figures = {unit: {} for unit in district_of}
    for code in codes | {POPULATION}:
        for unit, found in values.get(code, {}).items():
            if unit in by_unit:
                by_unit[unit][code] = Input(
                    found.value, found.as_of, found.source, str(found.provenance)
                )
    return criteria.district_inputs(by_unit, district_of)


def _own(counted: Mapping[Any, Any]) -> dict[str, dict[str, Any]]:
    """Counts by municipality and service; protected services stand in no municipality."""
    found: dict[str, dict[str, Any]] = {}
    for (municipality, _district, code), own in counted.items():
        if municipality:
            found.setdefault(municipality, {})[code] = {
                "places": own.places,
                "occupied": own.occupied,
                "waiting": own.waiting,
                "unmet": dict(sorted(own.unmet.items())),
            }
    return found


def _evidence(
    services: list[PlannedService],
    rows: Mapping[str, Criterion],
    values: Mapping[str, Mapping[str, Any]],
    counted: Mapping[Any, Any],
) -> dict[str, dict[str, Any]]:
    """For each service the prior that the country's observed use and waiting give, and for each
    municipality what is observed and expected. The group is the indicators of the criterion."""
    observed: dict[str, dict[str, int]] = {}
    for (municipality, _district, code), own in counted.items():
        if municipality:
            place = observed.setdefault(code, {})
            place[municipality] = place.get(municipality, 0) + own.occupied + own.waiting
    found = {}
    for service in services:
        counts = observed.get(service.code, {})
        group, people = _group(rows.get(service.code), values)
        total = sum(people.values())
        if not sum(counts.values()) or not total:
            continue
        rate = sum(counts.get(code, 0) for code in people) / float(total)
        pairs = tuple(
            (code, counts.get(code, 0), rate * float(lives))
            for code, lives in sorted(people.items())
            if lives
        )
        prior = _prior(tuple((count, expects) for _code, count, expects in pairs))
        kept = {name: repr(getattr(prior, name)) for name in ("nu", "alpha", "mean")}
        found[service.code] = {
            "prior": kept,
            "group": group,
            "n_units": len(pairs),
            "pairs": {code: (count, repr(expects)) for code, count, expects in pairs},
        }
    return found


@lru_cache(maxsize=256)
def _prior(pairs: tuple[tuple[int, float], ...]) -> evidence.Prior:
    """Fitted once for the same figures: it iterates over all municipalities."""
    return evidence.fit_gamma([count for count, _ in pairs], [expects for _, expects in pairs])


def _group(
    criterion: Criterion | None, values: Mapping[str, Mapping[str, Any]]
) -> tuple[list[str], dict[str, Decimal]]:
    """The indicators that say how many people belong to the group, and their sum by municipality.

    All indicators of the criterion when every one is known for more than half of the country, else
    the residents."""
    codes = [base.indicator for base in criterion.bases] if criterion else []
    everybody = values.get(RESIDENTS) or values.get(POPULATION) or {}
    if not codes or any(2 * len(values.get(code, {})) < len(everybody) for code in codes):
        codes = [RESIDENTS if values.get(RESIDENTS) else POPULATION]
    units = set.intersection(*(set(values[code]) for code in codes))
    return codes, {unit: sum(values[code][unit].value for code in codes) for unit in units}


def _population(values: Mapping[str, Mapping[str, Any]]) -> dict[str, Any] | None:
    """Both counts of the country for the projection; None while one of them is not known."""
    bands, residents = [values.get(code, {}) for code in BANDS], values.get(RESIDENTS, {})
    units = set(residents).intersection(*bands)
    if not units:
        return None
    return {
        "census_on": max(bands[0][unit].as_of for unit in units).isoformat(),
        "counted_on": max(residents[unit].as_of for unit in units).isoformat(),
        "starts": {
            unit: [int(band[unit].value) for band in bands] + [int(residents[unit].value)]
            for unit in sorted(units)
        },
    }


@translation.override("bg")
def content(
    analysis: NeedsAnalysis,
    today: date,
    shared: Country | None = None,
    proposals: Mapping[str, Mapping[str, Any]] | None = None,
) -> model.Plain:
    """Everything of one analysis but the results, as it stands now."""
    shared = shared or country(day_of(analysis.cycle, today))
    unit, cycle = analysis.municipality, analysis.cycle
    return {
        "format": model.FORMAT,
        "day": shared.day.isoformat(),
        "municipality": {
            "code": unit.pk,
            "name": unit.name,
            "name_en": unit.name_en,
            "district": unit.district_id,
            "district_name": unit.district.name,
        },
        "cycle": {
            "code": cycle.code,
            "name": cycle.name,
            "base_on": cycle.base_on.isoformat(),
            "horizon_year": cycle.horizon_year,
        },
        "services": [_service(service) for service in shared.services],
        "inputs": _inputs(shared, analysis),
        "criteria": _criteria(shared),
        "standards": shared.standards,
        "proposals": _proposals(analysis)
        if proposals is None
        else {each.code: NOTHING | dict(proposals.get(each.code, {})) for each in shared.services},
        "texts": {
            row.code: row.text for row in analysis.sections.order_by("code") if row.code in SECTIONS
        },
        "consultation": _consultation(analysis),
        "council": {
            "number": analysis.council_number,
            "on": analysis.council_on and analysis.council_on.isoformat(),
            "document": analysis.council_document,
        },
    } | ({"is_transcribed": True} if analysis.is_transcribed else {})


def _service(service: PlannedService) -> model.Plain:
    return {
        "code": service.code,
        "name": service.name,
        "short_name": service.short_name,
        "name_en": service.name_en,
        "level": service.level,
        "unit": service.unit,
        "target_group": service.target_group,
    }


def _figure(shared: Country, code: str, found: Any) -> model.Plain:
    name, unit = shared.names.get(code, (code, ""))
    return {
        "name": name,
        "unit": unit,
        "value": model.text(found.value),
        "as_of": found.as_of.isoformat(),
        "source": found.source,
        "provenance": str(found.provenance),
    }


def _inputs(shared: Country, analysis: NeedsAnalysis) -> model.Plain:
    unit = analysis.municipality_id
    district = analysis.municipality.district_id
    return {
        "indicators": {
            code: _figure(shared, code, by_unit[unit])
            for code, by_unit in shared.values.items()
            if unit in by_unit
        },
        "district_indicators": {
            code: _figure(shared, code, found)
            for code, found in sorted(shared.districts.get(district, {}).items())
        },
        "own": shared.own.get(unit, {}),
        "own_total": shared.own_total.get(unit, {"places": 0, "occupied": 0, "waiting": 0}),
        "evidence": {
            code: {
                "prior": kept["prior"],
                "group": kept["group"],
                "n_units": kept["n_units"],
                "observed": kept["pairs"][unit][0],
                "expected": kept["pairs"][unit][1],
            }
            for code, kept in shared.evidence.items()
            if unit in kept["pairs"]
        },
        "population": shared.population,
    }


def _criteria(shared: Country) -> model.Plain:
    kept = shared.criteria_set
    return {
        "set": None
        if kept is None
        else {
            "id": kept.pk,
            "name": kept.name,
            "act": kept.act,
            "is_illustrative": kept.is_illustrative,
            "valid_from": kept.valid_from and kept.valid_from.isoformat(),
            "version": kept.version,
        },
        "rows": {code: model.criterion_kept(row) for code, row in shared.criteria.items()},
    }


def _proposals(analysis: NeedsAnalysis) -> dict[str, model.Plain]:
    rows = analysis.proposals.order_by("planned_service__position")
    return {
        row.planned_service_id: {
            "users": row.users,
            "year_from": row.year_from,
            "settlement": row.settlement,
            "funding": list(row.funding),
            "capital_cents": row.capital_cents,
            "note": row.note,
        }
        for row in rows
    }


def _consultation(analysis: NeedsAnalysis) -> model.Plain:
    """What was said, without names: the version may be public."""
    first, last = analysis.consultation_from, analysis.consultation_to
    said = analysis.comments.filter(answered_at__isnull=False, is_withheld=False)
    return {
        "from": first and first.isoformat(),
        "to": last and last.isoformat(),
        "hearing": analysis.hearing,
        "comments": [
            {
                "on": timezone.localdate(row.made_at).isoformat(),
                "text": row.text,
                "answer": row.answer,
            }
            for row in said
        ],
    }
