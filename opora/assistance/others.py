"""Periods, and what others answer about a person: other support, and whom to ask. Pure."""

from dataclasses import dataclass
from datetime import date

from opora.lib.labels import gettext_noop as _
from opora.lib.labels import translated

ASK = _("Попитайте %(name)s.")
ASK_DIRECTORATE = _("Попитайте ДСП.")


@dataclass(frozen=True, slots=True)
class Period:
    """From a day until a day, both counted; open at the end when `until` is None."""

    since: date
    until: date | None
    minutes: int = 0
    kind: str = ""

    def has(self, day: date) -> bool:
        """Whether the day is in it."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Other:
    """Other support in a period: what it is, and whom to ask (empty: may not be named)."""

    what: str
    period: Period
    ask: str = ""


def asking(name: str) -> str:
    """Whom to ask; what may not be named is asked of the directorate."""
    return translated(ASK) % {"name": name} if name else translated(ASK_DIRECTORATE)
