"""Reading the live sums. Counts without personal data: everybody inside reads the same."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from django.db.models import QuerySet

from opora.lib.actor import Actor

from . import counting, rules
from .models import Tally, TallyBook
from .rules import Figures, Total


def by_municipality(
    actor: Actor, *, service: str | None = None, district: str | None = None
) -> dict[str, Total]:
    """Figures of each municipality for one planned service, or for all together."""
    return _summed(
        _rows(service, district).exclude(municipality=None), lambda row: str(row.municipality_id)
    )


def by_district(actor: Actor, *, service: str | None = None) -> dict[str, Total]:
    """Figures of each district for one planned service, or for all together."""
    return _summed(_rows(service, None), lambda row: row.district_id)


def by_service(actor: Actor, *, district: str | None = None) -> dict[str, Total]:
    """Figures of each planned service in a district, or in the country."""
    rows = counting.tallies(None).exclude(planned_service=None)
    if district:
        rows = rows.filter(district=district)
    return _summed(rows, lambda row: str(row.planned_service_id))


def country(actor: Actor, *, service: str | None = None) -> Total:
    """Figures of the country for one planned service, or for all together."""
    return rules.total([counting.figures_of(row) for row in _rows(service, None)])


def position() -> int:
    """Up to which event the sums are counted."""
    return TallyBook.objects.get().position


def _rows(service: str | None, district: str | None) -> QuerySet[Tally]:
    rows = Tally.objects.filter(planned_service=service)
    return rows.filter(district=district) if district else rows


def _summed(rows: Iterable[Tally], of: Callable[[Tally], str]) -> dict[str, Total]:
    parts: dict[str, list[Figures]] = defaultdict(list)
    for row in rows:
        parts[of(row)].append(counting.figures_of(row))
    return {key: rules.total(found) for key, found in parts.items()}


def of_municipality(actor: Actor, municipality: str) -> dict[str, Figures]:
    """Figures of one municipality by planned service; under "" those of all together."""
    rows = Tally.objects.filter(municipality=municipality)
    return {row.planned_service_id or "": counting.figures_of(row) for row in rows}
