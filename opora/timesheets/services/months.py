"""The municipality's month: closed, approved, reported."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opora.accounts.models import Organization
from opora.assistance import queries as assistance
from opora.assistance.rules import EnrollmentState, next_state
from opora.assistance.services.common import tell
from opora.assistants import queries as agreed
from opora.assistants import services as assistants
from opora.assistants.reading import next_month
from opora.lib.actor import Actor
from opora.lib.refusals import Refused

from .. import board, queries, rules
from ..models import AssistanceMonth
from ..rules import MonthState, SheetState


@transaction.atomic
def close_month(actor: Actor, *, month: date, note: str, now: datetime) -> AssistanceMonth:
    """No more timesheets for the month. Refused before it is over, while a timesheet is not
    approved, and while one is missing without a word why."""
    held = _held(actor, month, "close", now)
    if timezone.localdate(now) < next_month(month):
        raise Refused(_("Месецът още не е свършил."))
    whole = board.load(actor, month)
    waiting = [line for line in whole.entered if line.state != SheetState.APPROVED]
    if waiting:
        raise Refused(
            ngettext(
                "%(n)s отчет още не е утвърден.", "%(n)s отчета още не са утвърдени.", len(waiting)
            )
            % {"n": len(waiting)},
            remedy=_("Утвърдете ги или ги върнете за поправка."),
        )
    if whole.missing and not note.strip():
        raise Refused(
            ngettext("Липсва %(n)s отчет.", "Липсват %(n)s отчета.", len(whole.missing))
            % {"n": len(whole.missing)},
            remedy=_("Въведете ги или напишете защо ги няма."),
            field="note",
        )
    held.note = note.strip()[:400]
    return _move(actor, held, MonthState.CLOSED, "month_closed", now)


@transaction.atomic
def reopen_month(actor: Actor, *, month: date, now: datetime) -> AssistanceMonth:
    """A closed month that is not approved yet may be opened again."""
    held = _held(actor, month, "reopen", now)
    return _move(actor, held, MonthState.OPEN, "month_reopened", now)


@transaction.atomic
def approve_month(actor: Actor, *, month: date, now: datetime) -> AssistanceMonth:
    """The head approves: from now on the month is locked, also for the database. With whoever left
    by its end the municipality works no more."""
    held = _held(actor, month, "approve", now)
    held.approved_by_id, held.approved_at = actor.user_id, now
    moved = _move(actor, held, MonthState.APPROVED, "month_approved", now)
    _let_go(actor, month, now)
    return moved


def _let_go(actor: Actor, month: date, now: datetime) -> None:
    """Whose use ended by this month and who has no more months to report: see `let_go`."""
    ended = assistance.own(actor).filter(
        state=EnrollmentState.ENDED, ended_on__lt=next_month(month)
    )
    for enrollment in ended.exclude(pk__in=agreed.let_go(actor)):
        assistants.let_go(actor, enrollment=enrollment, now=now)


@transaction.atomic
def report_month(actor: Actor, *, month: date, reported_on: date, now: datetime) -> AssistanceMonth:
    """The report was sent to АСП on this day."""
    held = _held(actor, month, "report", now)
    if reported_on > timezone.localdate(now):
        raise Refused(_("Отчетът не може да е изпратен в бъдещето."), field="reported_on")
    held.reported_on = reported_on
    return _move(actor, held, MonthState.REPORTED, "month_reported", now)


def _held(actor: Actor, month: date, action: str, now: datetime) -> AssistanceMonth:
    """The month's row, made with the first act; the organization's row is the lock for it."""
    Organization.objects.select_for_update(no_key=True).get(pk=actor.organization_id)
    held = queries.month_row(actor, month) or AssistanceMonth(
        organization_id=actor.organization_id,
        month=month,
        state=MonthState.OPEN.value,
        changed_at=now,
    )
    next_state(rules.MONTH_STEPS, held.state, action, assistance.who(actor), rules.MONTH_LABELS)
    return held


def _move(
    actor: Actor, held: AssistanceMonth, state: MonthState, event: str, now: datetime
) -> AssistanceMonth:
    held.state = state.value
    held.changed_at = now
    held.save()
    tell(actor, event, held.pk, now=now, details={"month": held.month})
    return held
