"""The week in which a service works."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.agreements.rules import WEEK
from opora.cases import queries as cases
from opora.journal import services as journal
from opora.lib import words
from opora.lib.actor import Actor
from opora.lib.refusals import Refused
from opora.register.models import Service

from ..models import WorkingWeek
from .days import KIND


@transaction.atomic
def set_week(
    actor: Actor, *, service: Service, week: Sequence[int], valid_from: date, now: datetime
) -> WorkingWeek:
    """From a day on the service works so: 1 or 0 for each weekday; by the hour, minutes that it
    can give on it to all people together."""
    service = cases.own_service(actor, service.pk)
    most = 1 if service.mode != "hourly" else 1000 * 60
    if len(week) != WEEK or not any(week) or not all(0 <= each <= most for each in week):
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
