"""The municipality's month on one board: every assistant at every user, with hours and findings.

A handful of statements for the whole month, however many assistants there are.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from opora.assistance import queries as assistance
from opora.assistance.models import Direction, Enrollment
from opora.assistance.others import Other, Period
from opora.assistance.rules import DirectionState, Kind
from opora.assistants import queries as assistants
from opora.assistants.models import AssistanceAgreement, Assistant
from opora.assistants.reading import HOUR, Worked, days_of, paired, prefilled
from opora.law import queries as law
from opora.lib.actor import Actor

from . import checks, queries, rules
from .checks import Finding, Limits, Sheet
from .models import Timesheet, TimesheetCorrection, TimesheetDay, TimesheetReason
from .rules import SheetState


@dataclass(slots=True)
class Line:
    """One assistant at one user: the agreements of the month, the timesheet when there is one.

    `days` are the effective hours: what was entered, with corrections; before anything is entered,
    what the schedule says without the days when the user was away (`is_planned`).
    """

    enrollment: Enrollment
    assistant: Assistant
    agreements: list[AssistanceAgreement]
    timesheet: Timesheet | None
    days: dict[date, Worked]
    is_planned: bool
    corrections: list[TimesheetCorrection] = field(default_factory=list)
    reasons: dict[str, TimesheetReason] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Names the row in a form."""
        return f"{self.enrollment.pk}-{self.assistant.pk}"

    @property
    def total(self) -> int:
        """Minutes of the month."""
        return sum(each.minutes for each in self.days.values())

    @property
    def state(self) -> str:
        """Where the timesheet stands; empty before it is entered."""
        return self.timesheet.state if self.timesheet else ""

    @property
    def is_open(self) -> bool:
        """Whether hours may still be entered."""
        return self.state in rules.SHEET_STEPS["enter"].sources

    @property
    def agreement(self) -> AssistanceAgreement:
        """The last of the month."""
        return self.agreements[-1]

    @property
    def blocking(self) -> list[Finding]:
        """What must be put right."""
        return [each for each in self.findings if each.blocks]

    @property
    def unexplained(self) -> list[Finding]:
        """What still asks for a reason."""
        return [each for each in self.findings if not each.blocks and each.code not in self.reasons]

    @property
    def is_clear(self) -> bool:
        """Whether nothing stands against approving it."""
        return not self.blocking and not self.unexplained


@dataclass
class Board:
    """All lines of a month."""

    month: date
    lines: list[Line]

    @cached_property
    def days(self) -> list[date]:
        """The days of the month."""
        return days_of(self.month)

    @property
    def entered(self) -> list[Line]:
        """The lines with a timesheet that somebody entered."""
        return [line for line in self.lines if not line.is_planned]

    @property
    def missing(self) -> list[Line]:
        """Those who owe a timesheet; substitutes owe none."""
        return [line for line in self.lines if line.is_planned and not line.agreement.is_substitute]

    def in_state(self, *states: SheetState) -> list[Line]:
        """The lines that stand so."""
        return [line for line in self.lines if line.state in states]

    def line_of(self, timesheet: Timesheet) -> Line:
        """The line of a timesheet."""
        return next(line for line in self.lines if line.timesheet == timesheet)


def load(actor: Actor, month: date, kind: str = "") -> Board:
    """The month with every finding. `kind` leaves the lines of one kind; neighbors are checked."""
    days = days_of(month)
    agreed = _agreements(actor, days[0], days[-1])
    sheets = list(queries.timesheets(actor).filter(month=month))
    lines = _lines(agreed, sheets)
    _fill(lines, days)
    _add_absences_and_findings(actor, lines, month)
    if kind:
        lines = [line for line in lines if line.enrollment.kind == kind]
    lines.sort(key=lambda line: (line.assistant.person.full_name, line.enrollment.pk))
    return Board(month, lines)


Agreed = dict[tuple[int, int], list[AssistanceAgreement]]  # by enrollment and assistant


def _agreements(actor: Actor, first: date, last: date) -> Agreed:
    found: defaultdict[tuple[int, int], list[AssistanceAgreement]] = defaultdict(list)
    for each in assistants.in_period(actor, first, last).order_by("valid_from", "pk"):
        found[each.enrollment_id, each.assistant_id].append(each)
    return found


def _lines(agreed: Agreed, sheets: Sequence[Timesheet]) -> list[Line]:
    by_pair = {(each.enrollment_id, each.assistant_id): each for each in sheets}
    return [
        Line(
            enrollment=agreements[-1].enrollment,
            assistant=agreements[-1].assistant,
            agreements=agreements,
            timesheet=by_pair.get(pair),
            days={},
            is_planned=False,
        )
        for pair, agreements in agreed.items()
    ]


def _fill(lines: Sequence[Line], days: Sequence[date]) -> None:
    """The entered days, corrections and reasons of all timesheets."""
    of_sheet = {line.timesheet.pk: line for line in lines if line.timesheet}
    for each in TimesheetDay.objects.filter(timesheet__in=of_sheet):
        of_sheet[each.timesheet_id].days[each.day] = Worked(each.minutes, paired(each.spans))
    for correction in TimesheetCorrection.objects.filter(timesheet__in=of_sheet):
        line = of_sheet[correction.timesheet_id]
        line.corrections.append(correction)
        line.days[correction.day] = Worked(correction.minutes, paired(correction.spans))
        if not correction.minutes:
            del line.days[correction.day]
    for reason in TimesheetReason.objects.filter(timesheet__in=of_sheet):
        of_sheet[reason.timesheet_id].reasons[reason.code] = reason


def _add_absences_and_findings(actor: Actor, lines: Sequence[Line], month: date) -> None:
    days = days_of(month)
    absences = _absences(actor, lines)
    for line in lines:
        if line.state in {"", SheetState.EXPECTED}:
            line.days = planned(line, days, absences[line.enrollment.pk])
            line.is_planned = True
    with_hours = [line for line in lines if not line.is_planned]
    people = [line.enrollment.person_id for line in with_hours]
    context = _Context(
        absences=absences,
        directions=_directions(actor, people),
        others=assistance.elsewhere(sorted(set(people)), days[0], days[-1]),
        elsewhere=queries.worked_elsewhere(
            sorted({line.assistant.person_id for line in with_hours}), days[0], days[-1]
        ),
    )
    whole = checks.Month([_sheet(line, context) for line in with_hours], limits(month))
    for line, sheet in zip(with_hours, whole.sheets, strict=True):
        line.findings = checks.findings(sheet, whole)


def planned(line: Line, days: Sequence[date], absences: Sequence[Period]) -> dict[date, Worked]:
    """The month by the schedule of the agreement, without the days when the user was away."""
    if line.agreement.is_substitute:
        return {}
    found: dict[date, Worked] = {}
    for agreement in line.agreements:
        held = Period(agreement.valid_from, agreement.valid_until)
        usable = [
            day
            for day in days
            if held.has(day) and not any(absence.has(day) for absence in absences)
        ]
        found |= dict(prefilled(agreement.schedule, usable, agreement.n_minutes))
    return found


@dataclass(frozen=True, slots=True)
class _Context:
    """What the sheets are checked against."""

    absences: dict[int, list[Period]]
    directions: dict[int, list[Direction]]
    others: dict[int, list[Other]]
    elsewhere: dict[int, dict[date, str]]


def _absences(actor: Actor, lines: Iterable[Line]) -> dict[int, list[Period]]:
    found: defaultdict[int, list[Period]] = defaultdict(list)
    for each in assistance.absences(actor, {line.enrollment.pk for line in lines}):
        found[each.enrollment_id].append(Period(each.since, each.until, kind=each.kind))
    return found


def _directions(actor: Actor, people: Sequence[int]) -> dict[int, list[Direction]]:
    found: defaultdict[int, list[Direction]] = defaultdict(list)
    rows = assistance.directions(actor).filter(person__in=people, office=actor.organization_id)
    for each in rows.exclude(state=DirectionState.VOID):
        found[each.person_id].append(each)
    return found


def _sheet(line: Line, context: _Context) -> Sheet:
    enrollment = line.enrollment
    sheet = line.timesheet
    month = days_of(sheet.month) if sheet else []
    directions = [
        Period(each.valid_from, each.valid_until, each.n_hours * HOUR)
        for each in context.directions.get(enrollment.person_id, [])
        if each.valid_from <= month[-1] and (not each.valid_until or each.valid_until >= month[0])
    ]
    return Sheet(
        id=sheet.pk if sheet else 0,
        enrollment_id=enrollment.pk,
        assistant_id=line.assistant.pk,
        assistant=line.assistant.person.short_name,
        user=enrollment.person.short_name,
        days=line.days,
        kind=Kind(enrollment.kind),
        directions=tuple(directions),
        agreements=tuple(
            Period(each.valid_from, each.valid_until, each.n_minutes) for each in line.agreements
        ),
        absences=tuple(context.absences.get(enrollment.pk, [])),
        others=tuple(context.others.get(enrollment.person_id, [])),
        worked_elsewhere=context.elsewhere.get(line.assistant.person_id, {}),
        stated_minutes=sheet.stated_minutes if sheet else None,
    )


def limits(month: date) -> Limits:
    """The dated rows of the month and its working days."""
    known, calendar = assistance.rules_on(month), law.calendar()
    work, support = known.get("work.day"), known.get("support.day")
    return Limits(
        working_days=frozenset(day for day in days_of(month) if calendar.is_working(day)),
        day_of_work=work.minutes if work else None,
        day_of_support=support.minutes if support else None,
    )
