"""What an hour costs. Called as `payroll.services.set_rate(...)`."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from opora.accounts.services import require
from opora.assistance.services.common import end_former, reason_given, tell
from opora.lib.actor import Actor
from opora.lib.refusals import Refused

from . import queries
from .models import HourlyRate
from .pay import currency_on

MOST_CENTS = 100_00


@transaction.atomic
def set_rate(
    actor: Actor, *, kind: str, cents: int, act: str, valid_from: date, now: datetime
) -> HourlyRate:
    """What an hour costs from a day on, with the act that says so; the former rate ends there."""
    require(actor, "assistance.approve")
    if not 0 < cents <= MOST_CENTS:
        raise Refused(_("Проверете сумата: ставката е за един час."), field="amount")
    same = queries.rates(actor).filter(kind=kind)
    end_former(same.filter(valid_to=None).first(), valid_from)
    made = HourlyRate.objects.create(
        organization_id=actor.organization_id,
        kind=kind,
        cents=cents,
        currency=currency_on(valid_from).value,
        act=reason_given(act, "act"),
        valid_from=valid_from,
        entered_by_id=actor.user_id,
    )
    tell(actor, "rate_set", made.pk, now=now, details={"cents": cents})
    return made
