"""The social services of one municipality on one page: services, places, people, money, plans.

People are told in bands by service and never summed: four bands of 1–4 with the band of their sum
would tell each. Places and free places are facts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from opora.finance import queries as finance
from opora.lib.money import Money
from opora.national import queries as national
from opora.national.models import AnnualPlan
from opora.national.rules import PlanState
from opora.needs.models import NeedsAnalysis
from opora.needs.queries import analyses
from opora.planning import queries as planning
from opora.register import queries as register
from opora.register.models import PlannedService, Service
from opora.territory.models import Municipality

from . import finding
from .finding import EVERYBODY, Asked, Line


@dataclass(frozen=True, slots=True)
class Planned:
    """A row of the National Map in force."""

    service: PlannedService
    users: int
    existing: int
    year_from: int | None


@dataclass(frozen=True, slots=True)
class State:
    """Everything on the page."""

    today: date
    lines: Sequence[Line]
    n_places: int
    n_free: int
    protected: Sequence[Service]
    transfers: Sequence[tuple[int, Money | None]]
    analyses: Sequence[NeedsAnalysis]
    planned: Sequence[Planned]
    plans: Sequence[AnnualPlan]


def state_of(unit: Municipality, *, today: date) -> State:
    """The page of a municipality as it is today; places live, plans as adopted."""
    own = register.services(EVERYBODY, on=today, municipality=unit.pk).order_by("name", "pk")
    ids = list(own.values_list("pk", flat=True))
    lines = finding.lines(finding.Found(ids, {}, {}), ids, today=today)
    where = finding.Where(unit, None, [])
    years = sorted(finance.transfer_years(), reverse=True)[:3]
    rows = finance.transfer_rows(years=years, municipalities=[unit.pk])
    transfers = {year: rows[unit.pk, year].amount for year in years if (unit.pk, year) in rows}
    return State(
        today=today,
        lines=lines,
        n_places=sum(line.occupancy.capacity for line in lines),
        n_free=sum(line.free for line in lines),
        protected=finding.protected(Asked(), where, today=today),
        transfers=[(year, transfers.get(year)) for year in years],
        analyses=list(analyses.put_to_consultation(unit.pk)),
        planned=_planned(unit.pk, today),
        plans=list(national.plans(None).filter(municipality=unit, state=PlanState.ADOPTED)[:3]),
    )


def _planned(code: str, today: date) -> list[Planned]:
    found = national.map_in_force()
    if found is None:
        return []
    services = planning.services()
    return [
        Planned(services[row.service], row.users, row.existing, row.year_from)
        for row in national.rows_of_municipality(found, code, today)
    ]
