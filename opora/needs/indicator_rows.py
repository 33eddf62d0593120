"""The rows of an import beside what is known, what was answered, what would be written. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from opora.lib.canonical import digest
from opora.lib.labels import gettext_noop as _

from . import indicator_rules as rules
from .indicator_files import Sheet
from .indicator_places import Place
from .indicator_rules import Doubt


class Status(StrEnum):
    """What becomes of a row."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    EMPTY = "empty"


STATUS_LABELS = {
    Status.ADDED: _("нови"),
    Status.CHANGED: _("променени"),
    Status.UNCHANGED: _("без промяна"),
    Status.REFUSED: _("отказани"),
    Status.EMPTY: _("без стойност"),
}


@dataclass(frozen=True, slots=True)
class Measure:
    """What the import must know of an indicator."""

    code: str
    name: str
    is_whole: bool
    minimum: Decimal | None
    period: str
    is_open: bool  # figures by municipality that somebody brings, so neither own nor national


@dataclass(frozen=True, slots=True)
class Answers:
    """What the person answered to what the file leaves open."""

    indicator: str = ""
    as_of: date | None = None
    all_years: bool = False
    factors: Mapping[str, int] = field(default_factory=dict)
    without_refused: bool = False
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of the file beside what is known; `value` is None when refused or empty."""

    line: int
    place: str
    name: str
    indicator: str
    as_of: date | None
    text: str
    status: Status
    value: Decimal | None = None
    before: Decimal | None = None
    previous: Decimal | None = None
    previous_on: date | None = None
    doubts: tuple[Doubt, ...] = ()
    reason: str = ""

    @property
    def change(self) -> Decimal | None:
        """Percent against the previous period."""
        return None if self.value is None else rules.change(self.previous, self.value)


@dataclass(frozen=True, slots=True)
class Control:
    """A sum that the file states itself, against that of its municipalities."""

    name: str
    indicator: str
    day: date
    stated: Decimal
    summed: Decimal


@dataclass(slots=True)
class Preview:
    """All rows, what is still to be answered, and what the file says about itself."""

    rows: list[Row]
    questions: list[str]
    scales: dict[str, int]
    notes: list[str]
    controls: list[Control]
    sheet: Sheet

    def of(self, *statuses: Status) -> list[Row]:
        """The rows of these statuses."""
        return [row for row in self.rows if row.status in statuses]

    @property
    def doubtful(self) -> list[Row]:
        """The rows to be written that need a second look."""
        return [row for row in self.of(Status.ADDED, Status.CHANGED) if row.doubts]

    @property
    def n_written(self) -> int:
        """How many figures would be written."""
        return len(self.of(Status.ADDED, Status.CHANGED))

    @property
    def digest(self) -> str:
        """Of what would be written over what; another figure meanwhile changes it."""
        return digest(
            [
                [row.place, row.indicator, str(row.as_of), str(row.value), str(row.before)]
                for row in self.of(Status.ADDED, Status.CHANGED)
            ]
        )


Known = Mapping[tuple[str, str], list[tuple[date, Decimal]]]
"""All figures that hold, by indicator and municipality, the oldest first."""


@dataclass(frozen=True, slots=True)
class Country:
    """What the preview compares with."""

    measures: Mapping[str, Measure]
    places: list[Place]
    known: Known
    residents: Mapping[str, Decimal]
    today: date


def as_json(answers: Answers) -> dict[str, Any]:
    """Plain values for keeping with the import."""
    return {
        "indicator": answers.indicator,
        "as_of": answers.as_of.isoformat() if answers.as_of else None,
        "all_years": answers.all_years,
        "factors": dict(answers.factors),
        "without_refused": answers.without_refused,
        "is_confirmed": answers.is_confirmed,
    }


def from_json(kept: Mapping[str, Any]) -> Answers:
    """What `as_json` kept; nothing is answered yet in an empty one."""
    as_of = kept.get("as_of")
    return Answers(**{**kept, "as_of": date.fromisoformat(as_of) if as_of else None})
