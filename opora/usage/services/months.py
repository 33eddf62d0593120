"""The month: closed by an officer, approved by the head, corrected with a trace."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.agreements import queries as agreements
from opora.agreements.models import ServiceAgreement
from opora.cases import queries as cases
from opora.journal import services as journal
from opora.lib import words
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused, Stale
from opora.register.models import Service

from .. import queries, rules, utilization
from ..models import Attendance, Correction, ServiceMonth
from ..rules import Mark
from ..working import available
from .days import KIND, Entry, lock_month, outside, unit_of, write


def _tell(actor: Actor, name: str, month: ServiceMonth, now: datetime, reason: str = "") -> None:
    journal.record(
        actor,
        f"usage.{name}",
        kind=KIND,
        record_id=month.service_id,
        version=month.version,
        happened_on=timezone.localdate(now, words.SOFIA),
        recorded_at=now,
        details={"month": month.month, "reason": reason} if reason else {"month": month.month},
    )


def _claim(actor: Actor, service: Service, month: date, seen: int | None) -> ServiceMonth:
    service = cases.own_service(actor, service.pk)
    row = lock_month(actor, service, month)
    row.service = service
    if seen is not None and row.version != seen:
        raise Stale()
    return row


@transaction.atomic
def close_month(
    actor: Actor, *, service: Service, month: date, now: datetime, seen: int | None = None
) -> ServiceMonth:
    """Close a month that has passed and has no gaps; what was used of what there was is counted.

    Refused a second time, while the month runs, and while something is missing or wrong.
    """
    row = _claim(actor, service, month, seen)
    row.state = rules.next_state(row.state, "close", actor)
    today = timezone.localdate(now, words.SOFIA)
    if rules.last_of(month) >= today:
        raise Refused(
            _("Месецът още тече."),
            rule=_("Приключва се месец, който е изтекъл."),
            remedy=_("Приключете го от %(day)s нататък.")
            % {"day": words.day(rules.last_of(month) + rules.DAY)},
        )
    found = queries.check(actor, service=row.service, month=month, today=today)
    if not found.is_clean:
        raise _unfinished(found)
    row.closed_at, row.closed_by_id = now, actor.user_id
    count(row)
    _tell(actor, "month_closed", row, now)
    return row


def _unfinished(found: queries.Check) -> Refused:
    if found.gaps:
        days = len(found.gaps)
        return Refused(
            _("Липсват %(marks)s в %(days)s.")
            % {
                "marks": words.plural(found.n_missing, _("отметка"), _("отметки")),
                "days": words.plural(days, _("ден"), _("дни")),
            },
            rule=_("Приключва се месец без пропуски."),
            remedy=_("Отворете всеки ден от списъка и го отбележете."),
        )
    return Refused(
        _("Има отметки за дни извън договор: %(n)s.") % {"n": len(found.outside)},
        rule=_("Ползване се отчита само по действащ договор."),
        remedy=_("Проверете кога е прекратен договорът, или махнете тези отметки."),
    )


def count(row: ServiceMonth) -> None:
    """Write into the month what was used and what could have been, and save it."""
    last = rules.last_of(row.month)
    totals = utilization.totals([row.service_id], row.month, last).get(row.service_id)
    if totals:
        row.n_people = totals.n_people
        row.used_minutes, row.used_half_days = totals.used.minutes, totals.used.half_days
        row.used_days, row.used_nights = totals.used.days, totals.used.nights
        row.n_absent = totals.used.absences
    row.is_hourly = row.service.mode == "hourly"
    row.available = available([row.service], row.month, until=last)[row.service_id]
    row.version += 1
    row.save()


@transaction.atomic
def reopen_month(
    actor: Actor,
    *,
    service: Service,
    month: date,
    reason: str,
    now: datetime,
    seen: int | None = None,
) -> ServiceMonth:
    """Give a closed month back to be filled in, before it is approved."""
    row = _claim(actor, service, month, seen)
    row.state = rules.next_state(row.state, "reopen", actor)
    if not reason.strip():
        raise Refused(_("Напишете какво да се поправи."), field="reason")
    row.closed_at = row.closed_by_id = None
    row.version += 1
    row.save()
    _tell(actor, "month_reopened", row, now, reason.strip())
    return row


@transaction.atomic
def approve_month(
    actor: Actor, *, service: Service, month: date, now: datetime, seen: int | None = None
) -> ServiceMonth:
    """The head approves a closed month; from then on the database locks its days."""
    row = _claim(actor, service, month, seen)
    row.state = rules.next_state(row.state, "approve", actor)
    row.approved_at, row.approved_by_id = now, actor.user_id
    row.version += 1
    row.save()
    _tell(actor, "month_approved", row, now)
    return row


@transaction.atomic
def correct(
    actor: Actor, *, agreement: ServiceAgreement, day: date, mark: Mark, why: str, now: datetime
) -> Correction:
    """Change a day of an approved month; the old and the new value, who and why stay for good."""
    mine = agreements.visible(actor).filter(pk=agreement.pk, organization=actor.organization_id)
    if not mine.exists():
        raise NotVisible
    row = _claim(actor, agreement.service, rules.first_of(day), None)
    rules.next_state(row.state, "correct", actor)
    if not queries.holds(agreement, day):
        raise outside(agreement, day)
    unit = unit_of(agreement, day)
    old = Attendance.objects.filter(agreement=agreement, day=day).first()
    _check_correction(mark, old, unit, why)
    made = Correction.objects.create(
        agreement=agreement,
        case_id=agreement.case_id,
        service_id=agreement.service_id,
        organization_id=actor.organization_id,
        day=day,
        unit=unit,
        old_amount=old.amount if old else None,
        old_reason_id=old.reason_id if old else None,
        new_amount=mark.amount,
        new_reason_id=mark.reason_id,
        why=why.strip(),
        user_id=actor.user_id,
        made_at=now,
    )
    write([Entry(agreement, day, unit, mark)])
    count(row)
    _tell(actor, "day_corrected", row, now, why.strip())
    return made


def _check_correction(mark: Mark, old: Attendance | None, unit: str, why: str) -> None:
    rules.check_mark(mark, unit, _("Поправката"))
    if old and old.mark == mark:
        raise Refused(_("Стойността е същата."), remedy=_("Изберете новата стойност."))
    if not why.strip():
        raise Refused(
            _("Напишете защо поправяте."),
            rule=_("Поправка в утвърден месец остава със стара и нова стойност, кой и защо."),
            field="why",
        )
