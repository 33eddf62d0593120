"""An activity of one person."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.agreements import queries as agreements
from opora.agreements.rules import HOLDS_DAYS
from opora.cases import queries as cases
from opora.cases.models import Case
from opora.cases.rules import Part
from opora.cases.services.steps import hearing
from opora.journal import services as journal
from opora.lib import words
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused
from opora.support.models import PlanActivity
from opora.usage import queries as usage
from opora.usage.models import Attendance

from .. import rules
from ..models import Delivery


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
    _check(actor, case, day, minutes, now)
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
    tell(actor, "given", case, now, day)
    return row


def check_day(day: date, now: datetime) -> None:
    """Only what has happened is written."""
    if day > timezone.localdate(now, words.SOFIA):
        raise Refused(_("Денят е в бъдещето."), remedy=_("Изберете днешния или по-ранен ден."))


def _check(actor: Actor, case: Case, day: date, minutes: int, now: datetime) -> None:
    check_day(day, now)
    found = [each for each in agreements.of_case(actor, case) if usage.holds(each, day)]
    if not [each for each in found if each.state in HOLDS_DAYS]:
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


@transaction.atomic
def take_back(actor: Actor, *, delivery: Delivery, now: datetime) -> None:
    """An activity written by mistake goes away; the journal keeps that it did."""
    case = _own(actor, delivery.case)
    tell(actor, "taken_back", case, now, delivery.day)
    delivery.delete()


def _own(actor: Actor, case: Case) -> Case:
    found = cases.led(actor).filter(pk=case.pk).first()
    if found is None:
        raise NotVisible
    return found


def tell(actor: Actor, name: str, case: Case, now: datetime, day: date) -> None:
    """One event of a person's own course."""
    journal.record(
        actor,
        f"deliveries.{name}",
        kind="case",
        record_id=case.pk,
        audience=hearing(case, Part.USE),
        happened_on=day,
        recorded_at=now,
        subject_id=case.person_id,
    )
