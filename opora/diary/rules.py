"""How much of a limit of use is left. Pure."""

from dataclasses import dataclass
from datetime import date

from opora.usage.rules import DAY


@dataclass(frozen=True, slots=True)
class Standing:
    """How much of a limit is used. `runs_out_on` is the last allowed day, as far as it is known."""

    used: int
    allowed: int
    runs_out_on: date | None

    @property
    def left(self) -> int:
        """Days left; below zero when exceeded."""
        return self.allowed - self.used


def of_term(first: date, last: date, today: date) -> Standing:
    """A limit that runs from its first day, whatever is used."""
    return Standing((today - first).days, (last - first).days, last)


def of_year(used: int, allowed: int, last_marked: date | None) -> Standing:
    """A limit of real use; if every following day is used, it runs out after the days left."""
    left = allowed - used
    runs_out = last_marked + left * DAY if last_marked and left > 0 else last_marked
    return Standing(used, allowed, runs_out)
