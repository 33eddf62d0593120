"""What an import read, would change or changed, and refused with the reason. Pure."""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class RowRefusal:
    """A row that was not taken: its number in the file, its code, why."""

    row: int
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a known record that differs in the file."""

    code: str
    name: str
    label: str
    old: str
    new: str


@dataclass(slots=True)
class Report:
    """The outcome of one import; the same before (dry run) and after it was applied."""

    kind: str
    file_name: str
    sha256: str
    as_of: date | None = None
    n_read: int = 0
    n_unchanged: int = 0
    added: list[str] = field(default_factory=list)
    changed: list[FieldChange] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    refused: list[RowRefusal] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    is_applied: bool = False

    @property
    def n_changed(self) -> int:
        """How many known records differ in at least one field."""
        return len({change.code for change in self.changed})

    def as_json(self) -> dict[str, Any]:
        """Plain values for keeping with the import."""
        values = asdict(self)
        values["as_of"] = self.as_of.isoformat() if self.as_of else None
        return values
