"""Activities delivered by the plan, and the week in which a service works."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.agreements import queries as agreements
from opora.agreements import rules as agreed
from opora.cases import queries as cases
from opora.cases.models import Case
from opora.cases.rules import Part
from opora.cases.services.steps import hearing
from opora.journal import services as journal
from opora.lib import words
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused
from opora.register.models import Service
from opora.support.models import PlanActivity

from .. import queries, rules
from ..models import Attendance, Delivery, WorkingWeek
from .days import KIND


@transaction.atomic
def deliver(
    actor: Actor,
    *,
    case: Case,
    activity: PlanActivity,
    day: date,
    minutes: int,
    note: str = "",
    now: datetime,
) -> Delivery:
    """Write that an activity of the support plan was given on a day.

    Refused to an absent person, in the future, outside the agreement, and when the activities of
    the day would last longer than the person's stay.
    """
    case = _own(actor, case)
    if activity.case_id != case.pk:
        raise NotVisible
    if day > timezone.localdate(now, words.SOFIA):
        raise Refused(_("Денят е в бъдещето."), remedy=_("Изберете днешния или по-ранен ден."))
    found = [each for each in agreements.of_case(actor, case) if queries.holds(each, day)]
    if not [each for each in found if each.state in agreed.HOLDS_DAYS]:
        raise Refused(
            _("%(day)s не е в срока на договор.") % {"day": words.day(day)},
            remedy=_("Изберете друг ден."),
            field="day",
        )
    marked = Attendance.objects.filter(agreement__in=[each.pk for each in found], day=day).first()
    others = Delivery.objects.filter(case=case, day=day).aggregate(n=Sum("minutes", default=0))
    rules.check_delivered(
        minutes, marked.mark if marked else None, marked.unit if marked else "", others["n"]
    )
    row = Delivery.objects.create(
        case=case,
        organization_id=actor.organization_id,
        activity=activity,
        day=day,
        minutes=minutes,
        note=note.strip(),
        user_id=actor.user_id,
        written_at=now,
    )
    _tell(actor, "activity_delivered", case, now, day)
    return row


@transaction.atomic
def take_back_delivery(actor: Actor, *, delivery: Delivery, now: datetime) -> None:
    """An activity written by mistake goes away; the journal keeps that it did."""
    case = _own(actor, delivery.case)
    _tell(actor, "delivery_taken_back", case, now, delivery.day)
    delivery.delete()


def _own(actor: Actor, case: Case) -> Case:
    found = cases.led(actor).filter(pk=case.pk).first()
    if found is None:
        raise NotVisible
    return found


def _tell(actor: Actor, name: str, case: Case, now: datetime, day: date) -> None:
    journal.record(
        actor,
        f"usage.{name}",
        kind="case",
        record_id=case.pk,
        audience=hearing(case, Part.USE),
        happened_on=day,
        recorded_at=now,
        subject_id=case.person_id,
    )


@transaction.atomic
def set_week(
    actor: Actor, *, service: Service, week: Sequence[int], valid_from: date, now: datetime
) -> WorkingWeek:
    """From a day on the service works so: 1 or 0 for each weekday; by the hour, minutes that it
    can give on it to all people together."""
    service = queries.own_service(actor, service.pk)
    most = 1 if service.mode != "hourly" else 1000 * 60
    if len(week) != agreed.WEEK or not any(week) or not all(0 <= each <= most for each in week):
        raise Refused(
            _("Посочете поне един работен ден."),
            remedy=_("Отбележете дните, а при почасова услуга и общия брой часове за деня."),
            field="week",
        )
    rows = WorkingWeek.objects.filter(service=service)
    if rows.filter(valid_from__gt=valid_from).exists():
        raise Refused(
            _("Има вписана седмица от по-късен ден."),
            remedy=_("Изберете ден след нея."),
            field="valid_from",
        )
    rows.filter(valid_from=valid_from).delete()
    rows.filter(valid_to=None).update(valid_to=valid_from)
    row = WorkingWeek.objects.create(
        service=service,
        organization_id=actor.organization_id,
        week=list(week),
        valid_from=valid_from,
        written_at=now,
    )
    journal.record(
        actor,
        "usage.week_set",
        kind=KIND,
        record_id=service.pk,
        happened_on=min(valid_from, timezone.localdate(now, words.SOFIA)),
        recorded_at=now,
    )
    return row
