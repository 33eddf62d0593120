"""The visits of a month: planned by the week's schedule, given by the timesheets, missed.

A visit is missed when its day has passed, the schedule has hours for it and the timesheet has none.
The reason comes from the user's written absence, or from what an officer wrote.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from opora.assistance import queries as assistance
from opora.assistance.models import Enrollment
from opora.assistance.others import Period
from opora.assistance.rules import Kind
from opora.assistants.models import Assistant
from opora.lib.actor import Actor
from opora.timesheets import board
from opora.timesheets.board import Line

from .models import MissedVisit
from .rules import OF_ABSENCE


@dataclass(frozen=True, slots=True)
class Missed:
    """One visit that was not made."""

    enrollment: Enrollment
    assistant: Assistant
    day: date
    minutes: int
    absence: str = ""  # the reason that a written absence tells
    written: MissedVisit | None = None

    @property
    def key(self) -> str:
        """Names the visit in a form."""
        return f"{self.enrollment.pk}-{self.assistant.pk}-{self.day:%d}"

    @property
    def reason(self) -> str:
        """Why: what was written, else what the absence tells; empty when nobody knows."""
        return self.written.reason if self.written else self.absence


@dataclass(frozen=True, slots=True)
class Place:
    """The sums of one settlement."""

    name: str
    n_users: int
    planned: int
    given: int
    n_missed: int


@dataclass(frozen=True, slots=True)
class Month:
    """The month of assistant support: sums by settlement, and the missed visits."""

    month: date
    places: Sequence[Place]
    missed: Sequence[Missed]

    @property
    def total(self) -> Place:
        """The whole municipality."""
        return Place(
            "",
            sum(each.n_users for each in self.places),
            sum(each.planned for each in self.places),
            sum(each.given for each in self.places),
            len(self.missed),
        )

    @property
    def n_unexplained(self) -> int:
        """How many have neither a reason nor a written absence."""
        return sum(not each.reason for each in self.missed)

    @property
    def by_reason(self) -> list[tuple[str, int]]:
        """How many for each reason, the most frequent first; empty: not written."""
        return Counter(each.reason for each in self.missed).most_common()


def load(actor: Actor, month: date, today: date) -> Month:
    """The month of the actor's municipality up to today."""
    whole = board.load(actor, month, Kind.SUPPORT)
    days = [day for day in whole.days if day < today]
    planned = {line.key: board.planned(line, days, []) for line in whole.lines}
    written = {
        (each.enrollment_id, each.assistant_id, each.day): each
        for each in MissedVisit.objects.filter(
            organization_id=actor.organization_id, day__in=whole.days
        )
    }
    absences = _absences(actor, whole.lines)
    missed = [
        Missed(
            line.enrollment,
            line.assistant,
            day,
            worked.minutes,
            _absence(absences.get(line.enrollment.pk, []), day),
            written.get((line.enrollment.pk, line.assistant.pk, day)),
        )
        for line in whole.entered
        for day, worked in planned[line.key].items()
        if day not in line.days
    ]
    missed.sort(key=lambda each: (each.day, each.enrollment.pk))
    return Month(month, _places(whole.lines, planned, missed), missed)


def _absences(actor: Actor, lines: Sequence[Line]) -> dict[int, list[Period]]:
    found: dict[int, list[Period]] = {}
    for each in assistance.absences(actor, {line.enrollment.pk for line in lines}):
        period = Period(each.since, each.until, kind=each.kind)
        found.setdefault(each.enrollment_id, []).append(period)
    return found


def _absence(periods: Sequence[Period], day: date) -> str:
    return next((OF_ABSENCE[each.kind].value for each in periods if each.has(day)), "")


def _places(
    lines: Sequence[Line], planned: dict[str, dict[date, board.Worked]], missed: Sequence[Missed]
) -> list[Place]:
    names = sorted({str(line.enrollment.settlement or "") for line in lines})
    found = []
    for name in names:
        here = [line for line in lines if str(line.enrollment.settlement or "") == name]
        users = {line.enrollment.pk for line in here}
        plan = sum(each.minutes for line in here for each in planned[line.key].values())
        given = sum(line.total for line in here if not line.is_planned)
        n = sum(each.enrollment.pk in users for each in missed)
        found.append(Place(name, len(users), plan, given, n))
    return found
