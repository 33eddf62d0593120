"""What is told of one municipality beside the map."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from opora.accounts.queries import allowed
from opora.criteria import queries as criteria
from opora.finance import queries as finance
from opora.lib.actor import Actor
from opora.lib.money import Money
from opora.planning import queries as planning
from opora.register import queries as register
from opora.register.models import PlannedService, Service
from opora.sums import queries as sums
from opora.sums.rules import Figures
from opora.territory import queries as territory
from opora.territory.indicator_rules import SourceKind, Value
from opora.territory.models import Indicator, Municipality

from .layers import RESIDENTS, Layer


@dataclass(frozen=True, slots=True)
class About:
    """Residents, money, places, and the services one by one."""

    residents: Value | None
    year: int | None
    transfer: Money | None
    together: Figures
    by_service: Sequence[tuple[PlannedService, Figures]]
    services: Sequence[Service]

    @property
    def per_resident(self) -> Money | None:
        """The transfer in euro for one resident."""
        if self.transfer is None or self.residents is None:
            return None
        return Money(round(self.transfer.in_euro.cents / self.residents.value))


def about(actor: Actor, municipality: Municipality, *, today: date) -> About:
    """The panel of a municipality; planned services with places, waiting people or a criterion."""
    code = municipality.pk
    year = max(finance.transfer_years(), default=None)
    figures = sums.of_municipality(actor, code)
    planned = [
        (service, figures[service.pk])
        for service in register.planned_services()
        if service.pk in figures and _says_something(figures[service.pk])
    ]
    rows = register.services(actor, on=today).filter(municipality=code)
    return About(
        residents=territory.values([RESIDENTS], on=today)[RESIDENTS].get(code),
        year=year,
        transfer=finance.transfers(year)[code] if year else None,
        together=figures.get("", Figures()),
        by_service=planned,
        services=list(rows.order_by("name")),
    )


def explained(
    actor: Actor, layer: Layer, *, service: str | None, municipality: str, today: date
) -> tuple[str, list[Any]] | None:
    """The page that explains the layer's value in a municipality, as a name and its arguments."""
    kind, _dash, rest = layer.code.partition("-")
    if kind == "money" and allowed(actor, "finance.see"):
        return "finance:municipality", [municipality]
    if kind == "of" and allowed(actor, "indicators.see"):
        is_own = Indicator.objects.get(pk=rest).source_kind == SourceKind.OWN
        where = [] if is_own else [municipality]
        return ("needs:indicator" if is_own else "needs:indicator_history"), [rest, *where]
    if rest in ("computed", "gap") and service and allowed(actor, "criteria.see"):
        in_force = criteria.set_in_force(today)
        return ("criteria:explain", [in_force.pk, service, municipality]) if in_force else None
    if kind == "map" and not layer.is_comparison:
        version = planning.version(actor, int(rest))
        return ("planning:map" if version.district_id else "national:map"), [version.pk]
    return None


def _says_something(figures: Figures) -> bool:
    return bool(figures.places or figures.waiting or figures.computed or figures.proposed)
