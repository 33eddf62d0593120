"""The two methods side by side: legal criteria, and the evidence of observed use and waiting.

They are computed apart, named apart and never added up. The evidence is the analyses' own
(`queries.figures`), so that this page and an analysis of the same day say the same.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from opora.criteria import queries as criteria
from opora.criteria.model import evidence, sensitivity
from opora.criteria.model.evidence import Estimate
from opora.criteria.model.terms import Computed, Criterion, Input
from opora.criteria.models import CriteriaSet
from opora.register.models import PlannedService
from opora.register.rules import Level

from . import own_data
from .queries import figures

COUNTRY, DISTRICT = "country", "district"
Pairs = dict[str, tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Row:
    """One service in one municipality or district by both methods, and what is there."""

    service: PlannedService
    unit: str
    legal: Computed | None
    evidence: Estimate | None
    places: int
    occupied: int
    waiting: int

    @property
    def observed(self) -> int:
        """Who uses the service or waits for it."""
        return self.occupied + self.waiting

    @property
    def is_served(self) -> bool:
        """Whether there is a place here, or somebody who uses or awaits one."""
        return bool(self.places or self.observed)

    @property
    def need(self) -> int | None:
        """Users of the criteria above the places that there are."""
        if self.legal is None or self.legal.max_users is None:
            return None
        return self.legal.max_users - self.places

    @property
    def lies(self) -> str:
        """Where the criteria's number lies to the interval: below, inside, above; empty when one of
        the two is not known."""
        users = self.legal.max_users if self.legal else None
        if users is None or self.evidence is None:
            return ""
        if users < self.evidence.low:
            return "below"
        return "above" if users > self.evidence.high else "inside"


class Methods:
    """Both methods for a day, over the whole country."""

    def __init__(self, day: date) -> None:
        self.day = day
        self.country = figures.country(day)
        self.district_of = criteria.units(day)
        self.services = {each.code: each for each in self.country.services}
        self.own = own_data.count(day)
        self._inputs: criteria.Figures | None = None

    @property
    def criteria_set(self) -> CriteriaSet | None:
        """The set of criteria that is computed with."""
        return self.country.criteria_set

    def criterion(self, code: str) -> Criterion | None:
        """The criterion of a service."""
        return self.country.criteria.get(code)

    def is_wide(self, code: str) -> bool:
        """Whether the service is planned for districts."""
        criterion = self.criterion(code)
        level = criterion.level if criterion else self.services[code].level
        return level == Level.DISTRICT

    def units(self, code: str) -> list[str]:
        """The municipalities, or for a service of the district level the districts."""
        return sorted(set(self.district_of.values())) if self.is_wide(code) else [*self.district_of]

    def inputs(self, code: str) -> criteria.Figures:
        """The figures of the units of a service."""
        if self._inputs is None:
            needed = {need for each in self.country.criteria.values() for need in each.indicators}
            self._inputs = criteria.inputs(on=self.day, codes=sorted(needed | {"population"}))
        if not self.is_wide(code):
            return self._inputs
        return {unit: dict(found) for unit, found in self.country.districts.items()}

    def evidence(
        self, code: str, reference: str = COUNTRY, district: str = ""
    ) -> dict[str, Estimate]:
        """The estimates of a service by unit, against the country or, for services of the municipal
        level, against one district."""
        pairs = self._pairs(code)
        if reference == DISTRICT and not self.is_wide(code):
            inside = {
                unit: pair for unit, pair in pairs.items() if self.district_of.get(unit) == district
            }
            pairs = rescaled(inside)
        if not any(count for count, _expected in pairs.values()):
            return {}
        return {each.unit: each for each in evidence.standardized(pairs).estimates}

    def _pairs(self, code: str) -> Pairs:
        kept = self.country.evidence.get(code)
        pairs: Pairs = {
            unit: (count, float(expects)) for unit, (count, expects) in kept["pairs"].items()
        } if kept else {}  # fmt: skip
        if not self.is_wide(code):
            return pairs
        summed: Pairs = {}
        for unit, (_count, expects) in pairs.items():
            district = self.district_of[unit]
            summed[district] = (0, summed.get(district, (0, 0.0))[1] + expects)
        counted = {
            district: (self._observed(district, code), expects)
            for district, (_count, expects) in summed.items()
        }
        return rescaled(counted)

    def _observed(self, unit: str, code: str) -> int:
        own = self.here(unit, code)
        return own.occupied + own.waiting

    def here(self, unit: str, code: str) -> own_data.Own:
        """Places, users and people who wait in a municipality, or in a district with the services
        whose address is protected."""
        found = own_data.Own()
        for key, own in self.own.items():
            if key.planned_service == code and unit in (key.municipality, key.district):
                found.add(own)
        return found

    def rows(self, code: str, reference: str = COUNTRY, district: str = "") -> list[Row]:
        """A service in all its units; of one district when it is named."""
        estimates = self.evidence(code, reference, district)
        return [
            self.row(code, unit, self.inputs(code).get(unit, {}), estimates.get(unit))
            for unit in self.units(code)
            if not district or self.is_wide(code) or self.district_of[unit] == district
        ]

    def of_unit(self, municipality: str, reference: str = COUNTRY) -> Iterator[Row]:
        """Every service of a municipality; those of the district level with the district's."""
        district = self.district_of[municipality]
        for code in self.services:
            unit = district if self.is_wide(code) else municipality
            estimates = self.evidence(code, reference, district)
            yield self.row(code, unit, self.inputs(code).get(unit, {}), estimates.get(unit))

    def row(self, code: str, unit: str, given: Mapping[str, Input], found: Estimate | None) -> Row:
        """One service in one unit, with the figures and the estimate that are known for it."""
        criterion, own = self.criterion(code), self.here(unit, code)
        return Row(
            service=self.services[code],
            unit=unit,
            legal=criteria.compute.compute(criterion, given) if criterion else None,
            evidence=found,
            places=own.places,
            occupied=own.occupied,
            waiting=own.waiting,
        )

    def flips(self, code: str, unit: str) -> list[sensitivity.Flip]:
        """The smallest changes of coefficients that flip a decision for a service here."""
        criterion = self.criterion(code)
        if criterion is None:
            return []
        places = self.here(unit, code).places
        return sensitivity.flips(criterion, self.inputs(code).get(unit, {}), places=places)


def rescaled(pairs: Pairs) -> Pairs:
    """The same people against their own sum: the expected are scaled to sum to the observed."""
    observed = sum(count for count, _expected in pairs.values())
    expects = sum(each for _count, each in pairs.values())
    if not observed or not expects:
        return {}
    scale = observed / expects
    return {unit: (count, each * scale) for unit, (count, each) in pairs.items()}
