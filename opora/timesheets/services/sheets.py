"""Timesheets: entered, confirmed, explained, approved, corrected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.assistance import queries as assistance
from opora.assistance.rules import GUEST, Who, next_state
from opora.assistance.services.common import fresh, reason_given, tell
from opora.assistants import queries as assistants
from opora.assistants.models import AssistanceAgreement
from opora.assistants.reading import Worked, Wrong, days_of, flat, planned_on, read_cell, read_total
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused
from opora.lib.words import day as written

from .. import board, queries, rules
from ..board import Line
from ..models import (
    AssistanceMonth,
    Timesheet,
    TimesheetCorrection,
    TimesheetDay,
    TimesheetReason,
)
from ..rules import MonthState, SheetState


@dataclass(frozen=True, slots=True)
class Entry:
    """One row as it was typed: cells by day, the total on the paper, which version was seen."""

    enrollment_id: int
    assistant_id: int
    cells: Mapping[date, str]
    stated: str = ""
    seen: int | None = None


@dataclass(slots=True)
class Outcome:
    """What became of a row: the timesheet, or what is wrong in which day (None: the whole row)."""

    entry: Entry
    timesheet: Timesheet | None = None
    problems: dict[date | None, str] = field(default_factory=dict)


def enter(actor: Actor, *, entry: Entry, month: date, now: datetime) -> Outcome:
    """One timesheet; see `enter_many`."""
    return enter_many(actor, entries=[entry], month=month, now=now)[0]


@transaction.atomic
def enter_many(
    actor: Actor, *, entries: Sequence[Entry], month: date, now: datetime
) -> list[Outcome]:
    """Rows of a month as they were typed; each is entered whole or not at all, with sentences.

    Wrong are cells that cannot be read, more than 24 hours, future days, days outside the
    agreement, sums that do not add up, a row somebody else changed. Refused for a future or a
    closed month.
    """
    who = _who(actor)
    if Who.MUNICIPALITY not in who and Who.ASSISTANT not in who:
        raise NotVisible
    _check_month(actor, month, now)
    agreed = {
        (each.enrollment_id, each.assistant_id): each
        for each in assistants.in_period(actor, month, days_of(month)[-1]).order_by("valid_from")
    }
    held = {
        (each.enrollment_id, each.assistant_id): each
        for each in Timesheet.objects.select_for_update().filter(
            organization_id=actor.organization_id, month=month
        )
    }
    outcomes = []
    for entry in entries:
        pair = (entry.enrollment_id, entry.assistant_id)
        if pair not in agreed:
            raise NotVisible
        outcomes.append(_enter_one(actor, entry, month, agreed[pair], held.get(pair), who, now))
    return outcomes


@transaction.atomic
def expect(actor: Actor, *, line: Line, month: date, now: datetime) -> Timesheet:
    """An empty timesheet that a code can open; the hours of the schedule wait there to be sent."""
    if line.timesheet:
        return line.timesheet
    _check_month(actor, month, now)
    state = next_state(rules.SHEET_STEPS, "", "expect", assistance.who(actor), rules.SHEET_LABELS)
    sheet = Timesheet.objects.create(
        organization_id=actor.organization_id,
        enrollment=line.enrollment,
        assistant=line.assistant,
        month=month,
        state=state,
        changed_at=now,
    )
    _tell(actor, "timesheet_expected", sheet, now)
    return sheet


def _who(actor: Actor) -> frozenset[Who]:
    return frozenset({Who.ASSISTANT, Who.USER}) if actor.has(GUEST) else assistance.who(actor)


def _check_month(actor: Actor, month: date, now: datetime) -> None:
    if month > timezone.localdate(now):
        raise Refused(_("Този месец още не е започнал."))
    if queries.month_state(actor, month) != MonthState.OPEN:
        raise Refused(
            _("Месецът е приключен."),
            remedy=_("Утвърден отчет се поправя с причина на своята страница."),
        )


def _enter_one(
    actor: Actor,
    entry: Entry,
    month: date,
    agreement: AssistanceAgreement,
    held: Timesheet | None,
    who: frozenset[Who],
    now: datetime,
) -> Outcome:
    outcome = Outcome(entry)
    if (held.version if held else 0) != (entry.seen if entry.seen is not None else 0):
        outcome.problems[None] = _("Някой друг вече подаде или промени този отчет. Вижте го.")
        return outcome
    try:
        next_state(rules.SHEET_STEPS, held.state if held else "", "enter", who, rules.SHEET_LABELS)
    except Refused as refused:
        outcome.problems[None] = refused.sentence
        return outcome
    worked = _read(entry, month, agreement, timezone.localdate(now), outcome)
    stated = read_total(entry.stated)
    if isinstance(stated, Wrong):
        outcome.problems[None] = stated.sentence
    elif not worked and not outcome.problems:
        outcome.problems[None] = _("Няма нито един час. Празен отчет не се подава.")
    if not outcome.problems and not isinstance(stated, Wrong):
        outcome.timesheet = _save(actor, entry, month, held, worked, stated, now)
    return outcome


def _read(
    entry: Entry, month: date, agreement: AssistanceAgreement, today: date, outcome: Outcome
) -> dict[date, Worked]:
    """The days that were typed; what cannot be is written into the outcome, day by day."""
    worked: dict[date, Worked] = {}
    days = set(days_of(month))
    for day, typed in entry.cells.items():
        found = read_cell(typed, planned_on(agreement.schedule, day))
        if found is None:
            continue
        if isinstance(found, Wrong):
            outcome.problems[day] = found.sentence
        elif day not in days:
            outcome.problems[day] = _("%s не е в този месец.") % written(day)
        elif day > today:
            outcome.problems[day] = _("%s още не е дошъл.") % written(day)
        else:
            worked[day] = found
    return worked


def _save(
    actor: Actor,
    entry: Entry,
    month: date,
    held: Timesheet | None,
    worked: Mapping[date, Worked],
    stated: int | None,
    now: datetime,
) -> Timesheet:
    sheet = held or Timesheet(
        organization_id=actor.organization_id,
        enrollment_id=entry.enrollment_id,
        assistant_id=entry.assistant_id,
        month=month,
        version=0,
    )
    sheet.state = SheetState.ENTERED.value
    sheet.by_assistant = actor.has(GUEST)
    sheet.stated_minutes, sheet.return_reason = stated, ""
    sheet.confirmed_on, sheet.is_paper = None, False
    sheet.version += 1
    sheet.changed_at = now
    sheet.save()
    if held:
        sheet.days.all().delete()
    TimesheetDay.objects.bulk_create(
        TimesheetDay(
            organization_id=actor.organization_id,
            timesheet=sheet,
            day=day,
            minutes=each.minutes,
            spans=flat(each.spans),
        )
        for day, each in sorted(worked.items())
    )
    _tell(actor, "timesheet_entered", sheet, now, n_minutes=sum(w.minutes for w in worked.values()))
    return sheet


@transaction.atomic
def confirm(
    actor: Actor,
    *,
    timesheet: Timesheet,
    seen: int | None,
    confirmed_on: date,
    now: datetime,
) -> Timesheet:
    """The user says that the hours are true: with their own code, or on paper with its date."""
    held = _held(actor, timesheet.pk, seen, "confirm")
    if confirmed_on > timezone.localdate(now):
        raise Refused(_("Потвърждението не може да е с бъдеща дата."), field="confirmed_on")
    if confirmed_on < held.month:
        raise Refused(_("Потвърждението е преди началото на месеца."), field="confirmed_on")
    held.state, held.confirmed_on = SheetState.CONFIRMED.value, confirmed_on
    held.is_paper = not actor.has(GUEST)
    _save_version(held, now)
    _tell(actor, "timesheet_confirmed", held, now)
    return held


@transaction.atomic
def return_sheet(
    actor: Actor, *, timesheet: Timesheet, seen: int | None, reason: str, now: datetime
) -> Timesheet:
    """Back to whoever entered it, with what is wrong; the hours stay where they are."""
    held = _held(actor, timesheet.pk, seen, "return")
    held.state, held.return_reason = SheetState.RETURNED.value, reason_given(reason)
    held.confirmed_on, held.is_paper = None, False
    _save_version(held, now)
    _tell(actor, "timesheet_returned", held, now)
    return held


@transaction.atomic
def explain(
    actor: Actor, *, timesheet: Timesheet, code: str, text: str, now: datetime
) -> TimesheetReason:
    """Why a finding is let through. What blocks cannot be explained away: it is not asked for."""
    held = _held(actor, timesheet.pk, None, "explain")
    reason, _created = TimesheetReason.objects.update_or_create(
        timesheet=held,
        code=code,
        defaults={
            "organization_id": actor.organization_id,
            "text": reason_given(text),
            "written_by_id": actor.user_id,
            "written_at": now,
        },
    )
    _tell(actor, "timesheet_explained", held, now, code=code)
    return reason


@transaction.atomic
def approve(
    actor: Actor, *, timesheets: Sequence[Timesheet], month: date, now: datetime
) -> list[Line]:
    """Approve the confirmed ones with nothing against them; returns the lines that were not.

    For a single one see the page: it says what stands against it.
    """
    wanted = {each.pk for each in timesheets}
    AssistanceMonth.objects.select_for_update().filter(
        organization_id=actor.organization_id, month=month
    ).first()
    held = {
        each.pk: each
        for each in Timesheet.objects.select_for_update().filter(
            pk__in=wanted, organization_id=actor.organization_id, month=month
        )
    }
    if held.keys() != wanted:
        raise NotVisible
    who, left = assistance.who(actor), []
    for line in board.load(actor, month).entered:
        if line.timesheet is None or line.timesheet.pk not in wanted:
            continue
        sheet = held[line.timesheet.pk]
        next_state(rules.SHEET_STEPS, sheet.state, "approve", who, rules.SHEET_LABELS)
        if not line.is_clear:
            left.append(line)
            continue
        sheet.state, sheet.approved_at = SheetState.APPROVED.value, now
        _save_version(sheet, now)
        _tell(actor, "timesheet_approved", sheet, now, n_minutes=line.total)
    return left


@transaction.atomic
def correct(
    actor: Actor,
    *,
    timesheet: Timesheet,
    day: date,
    typed: str,
    reason: str,
    now: datetime,
) -> TimesheetCorrection:
    """A day of an approved sheet put right. What stood stays; the correction stands beside it."""
    held = _held(actor, timesheet.pk, None, "correct")
    line = board.load(actor, held.month).line_of(held)
    if day not in days_of(held.month) or day > timezone.localdate(now):
        raise Refused(_("Този ден не е от месеца на отчета."), field="day")
    found = read_cell(typed, planned_on(line.agreement.schedule, day))
    if isinstance(found, Wrong):
        raise Refused(found.sentence, field="typed")
    before = line.days.get(day)
    if found == before:
        raise Refused(_("Това вече стои в отчета."), field="typed")
    made = TimesheetCorrection.objects.create(
        organization_id=actor.organization_id,
        timesheet=held,
        day=day,
        minutes_before=before.minutes if before else 0,
        minutes=found.minutes if found else 0,
        spans=flat(found.spans) if found else [],
        reason=reason_given(reason),
        corrected_by_id=actor.user_id,
        corrected_at=now,
    )
    _save_version(held, now)
    _tell(actor, "timesheet_corrected", held, now, day=day, minutes=made.minutes)
    return made


def _held(actor: Actor, pk: int, seen: int | None, action: str) -> Timesheet:
    found = (
        Timesheet.objects.select_for_update(of=("self",))
        .select_related("enrollment")
        .filter(pk=pk, organization_id=actor.organization_id)
        .first()
    )
    if found is None:
        raise NotVisible
    fresh(found.version, seen)
    next_state(rules.SHEET_STEPS, found.state, action, _who(actor), rules.SHEET_LABELS)
    return found


def _save_version(held: Timesheet, now: datetime) -> None:
    held.version += 1
    held.changed_at = now
    held.save()


def _tell(actor: Actor, name: str, sheet: Timesheet, now: datetime, **details: object) -> None:
    tell(
        actor,
        name,
        sheet.enrollment_id,
        now=now,
        details={"timesheet": sheet.pk, "month": sheet.month, **details},
    )
