"""What an event moves, and how figures are summed. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from typing import NamedTuple

# District, municipality (None: protected services), planned service (None: all together).
Key = tuple[str, str | None, str | None]

# After these nothing is as it was anywhere: a criterion, a standard, a whole file of figures.
EVERYWHERE = frozenset({"criteria", "finance", "indicators"})


class Happened(NamedTuple):
    """An event as the follower reads it: order, name and record, nothing else."""

    position: int
    name: str
    kind: str
    record_id: int


@dataclass(frozen=True, slots=True)
class Moved:
    """What has to be counted again."""

    everything: bool = False
    services: frozenset[int] = frozenset()
    analyses: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return self.everything or bool(self.services) or bool(self.analyses)


def moved(events: Iterable[Happened]) -> Moved:
    """Which services' and analyses' municipalities a batch of events touches."""
    seen = list(events)
    return Moved(
        everything=any(event.kind in EVERYWHERE for event in seen),
        services=frozenset(event.record_id for event in seen if event.kind == "service"),
        analyses=frozenset(event.record_id for event in seen if event.kind == "analysis"),
    )


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one planned service in one place; None is missing, never 0."""

    computed: int | None = None
    places: int = 0
    occupied: int = 0
    waiting: int = 0
    proposed: int | None = None
    cost_cents: int | None = 0

    @property
    def gap(self) -> int | None:
        """How many places the criteria ask for beyond what exists."""
        return None if self.computed is None else max(self.computed - self.places, 0)


@dataclass(frozen=True, slots=True)
class Total:
    """A sum of figures, and of how many parts each figure is missing."""

    figures: Figures
    n_parts: int
    missing: dict[str, int] = field(default_factory=dict)

    def is_complete(self, name: str) -> bool:
        """Whether every part had the figure."""
        return not self.missing.get(name)


NAMES = tuple(each.name for each in fields(Figures))


def total(parts: Sequence[Figures]) -> Total:
    """The sum of the known figures. One of which no part is known stays unknown."""
    sums: dict[str, int | None] = {}
    missing: dict[str, int] = {}
    for name in NAMES:
        known = [value for part in parts if (value := getattr(part, name)) is not None]
        sums[name] = sum(known) if known or not parts else None
        if len(known) < len(parts):
            missing[name] = len(parts) - len(known)
    return Total(Figures(**sums), len(parts), missing)  # type: ignore[arg-type]
