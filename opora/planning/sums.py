"""The live sum of a district: what its municipalities submitted beside what there is today."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from opora.finance import queries as finance_queries
from opora.finance import rules as finance
from opora.lib.actor import Actor
from opora.lib.money import Money
from opora.needs.models import Cycle, NeedsAnalysis, PlanningProposal
from opora.needs.queries import analyses
from opora.register.models import PlannedService
from opora.sums.models import Tally
from opora.territory import queries as territory

from . import queries


@dataclass(slots=True)
class Line:
    """The figures of one planned service in a district. A sum that lacks parts says how many."""

    service: PlannedService
    computed: int = 0
    n_without_criterion: int = 0
    existing: int = 0
    occupied: int = 0
    waiting: int = 0
    proposed: int = 0
    n_proposing: int = 0
    cents: int = 0
    n_without_standard: int = 0
    capital_cents: int = 0
    most_used: str = ""
    most_users: int = 0

    @property
    def gap(self) -> int:
        """Proposed users above today's places."""
        return max(self.proposed - self.existing, 0)

    @property
    def money(self) -> Money | None:
        """A year of what is proposed; None when nothing of it has a standard."""
        return Money(self.cents) if self.cents or not self.n_without_standard else None


@dataclass(slots=True)
class District:
    """A district in a cycle: its lines, who has submitted, who has not."""

    lines: list[Line]
    n_all: int
    submitted: list[NeedsAnalysis]
    missing: list[str]
    year: int
    totals: dict[str, int] = field(default_factory=dict)

    @property
    def n_submitted(self) -> int:
        """How many municipalities have submitted."""
        return len(self.submitted)

    @property
    def is_complete(self) -> bool:
        """Whether every municipality has submitted and every figure is known."""
        return not self.missing and not any(self.totals[name] for name in MISSING)


COUNTS = ("computed", "existing", "occupied", "waiting", "proposed", "gap", "cents",
          "capital_cents")  # fmt: skip
MISSING = ("n_without_criterion", "n_without_standard")
Key = tuple[str, str]
Standards = Mapping[str, finance.Standard]


def of_district(actor: Actor, *, cycle: Cycle, district: str, year: int) -> District:
    """The sum as it stands now, for who may read the submitted analyses; prices of `year`."""
    everybody = list(territory.municipalities(district))
    names = {each.pk: str(each) for each in everybody}
    submitted = analyses.submitted(actor, cycle=cycle, district=district)
    lines = {code: Line(each) for code, each in queries.services().items()}
    _count_today(lines, district, submitted, names, is_open=cycle.closed_on is None)
    standards = finance_queries.standards(year)
    for one in submitted:
        _add(lines, list(one.proposals.all()), standards)
    sent = {one.municipality_id for one in submitted}
    shown = list(lines.values())
    return District(
        lines=shown,
        n_all=len(everybody),
        submitted=submitted,
        missing=[names[code] for code in names if code not in sent],
        year=year,
        totals={name: sum(getattr(line, name) for line in shown) for name in (*COUNTS, *MISSING)},
    )


def _count_today(
    lines: dict[str, Line],
    district: str,
    submitted: Iterable[NeedsAnalysis],
    names: dict[str, str],
    *,
    is_open: bool,
) -> None:
    """Places, users and waiting: of an open cycle as they are counted live, else as submitted."""
    figures: dict[Key, tuple[int, int, int]] = {
        (one.municipality_id, row.planned_service_id): (row.existing, row.occupied, row.waiting)
        for one in submitted
        for row in one.proposals.all()
    }
    if is_open:
        for tally in Tally.objects.filter(district=district, planned_service__isnull=False):
            key = (tally.municipality_id or "", str(tally.planned_service_id))
            figures[key] = (tally.places, tally.occupied, tally.waiting)
    for (municipality, service), (places, occupied, waiting) in sorted(figures.items()):
        line = lines[service]
        line.existing += places
        line.occupied += occupied
        line.waiting += waiting
        if places and occupied + waiting > line.most_users:
            line.most_used = names.get(municipality, "")
            line.most_users = occupied + waiting


def _add(lines: dict[str, Line], proposals: list[PlanningProposal], standards: Standards) -> None:
    """What one municipality proposes, with its money: a complex is paid once."""
    rows = [finance.Row(row.planned_service_id, row.users or 0) for row in proposals]
    for row, costed in zip(proposals, finance.costs_of(rows, standards), strict=True):
        line = lines[row.planned_service_id]
        line.computed += row.computed or 0
        line.n_without_criterion += row.computed is None
        line.proposed += row.users or 0
        line.n_proposing += bool(row.users)
        line.capital_cents += row.capital_cents or 0
        if not row.users:
            continue
        line.cents += costed.money.in_euro.cents if costed.money else 0
        line.n_without_standard += costed.how in {
            finance.Counted.NO_STANDARD,
            finance.Counted.NO_USERS,
        }


def by_service(submitted: Iterable[NeedsAnalysis]) -> dict[str, list[PlanningProposal]]:
    """The proposals of each service, those that propose or have something."""
    found: defaultdict[str, list[PlanningProposal]] = defaultdict(list)
    for one in submitted:
        for row in one.proposals.all():
            if row.users or row.existing:
                found[row.planned_service_id].append(row)
    return dict(found)
