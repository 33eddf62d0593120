"""The month's list of the municipality, and amounts that it types itself."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.journal.services import record
from opora.lib.actor import Actor
from opora.lib.refusals import Refused

from .. import queries, rules
from ..models import FosterMonth, FosterPayment, FosterRate
from ..queries import FamilyMonth


@transaction.atomic
def close_month(actor: Actor, *, month: date, now: datetime) -> FosterMonth:
    """Keep the list of a past month as it stands: rates, days, amounts. Once."""
    _first, last = rules.month_bounds(month)
    if last >= timezone.localdate(now):
        raise Refused(
            _("Месецът още не е свършил."), remedy=_("Приключете списъка след последния му ден.")
        )
    rows = queries.pay_list(actor, month)
    try:
        with transaction.atomic():
            done = FosterMonth.objects.create(
                organization_id=actor.organization_id,
                month=month,
                closed_at=now,
                closed_by_id=actor.user_id,
            )
    except IntegrityError as twice:
        raise Refused(_("Месецът вече е приключен."), remedy=_("Отворете списъка му.")) from twice
    _keep(done, rows)
    record(
        actor,
        "foster.month_closed",
        kind="organization",
        record_id=actor.organization_id,
        happened_on=timezone.localdate(now),
        recorded_at=now,
        details={"month": f"{month:%Y-%m}", "families": len(rows)},
    )
    return done


def _keep(done: FosterMonth, rows: Iterable[FamilyMonth]) -> None:
    """The amounts as they were when the month was closed."""
    FosterPayment.objects.bulk_create(
        FosterPayment(
            month=done,
            organization_id=done.organization_id,
            family=row.family,
            stay_id=amount.stay_id,
            item=amount.item,
            n_days=amount.n_days,
            cents=amount.cents,
            currency=amount.currency,
            rates=list(amount.rates),
        )
        for row in rows
        for amount in row.amounts
    )


@transaction.atomic
def set_rate(
    actor: Actor, *, item: str, amount: Decimal, valid_from: date, source: str, now: datetime
) -> FosterRate:
    """The municipality's own amount of an item from a day on, with the act that sets it."""
    if amount < 0:
        raise Refused(_("Сумата не може да е под нулата."), field="amount")
    if not source.strip():
        raise Refused(_("Посочете акта, който определя сумата."), field="source")
    own = FosterRate.objects.filter(organization=actor.organization_id, item=item)
    if own.filter(valid_from__gte=valid_from).exists():
        raise Refused(
            _("Има ставка от същия или по-късен ден."),
            remedy=_("Впишете по-късен ден."),
            field="valid_from",
        )
    own.filter(Q(valid_to=None) | Q(valid_to__gt=valid_from)).update(valid_to=valid_from)
    made = FosterRate.objects.create(
        item=item,
        organization_id=actor.organization_id,
        cents=int(amount * 100),
        currency="EUR" if valid_from >= date(2026, 1, 1) else "BGN",
        valid_from=valid_from,
        confidence="confirmed",
        source=source.strip(),
    )
    record(
        actor,
        "foster.rate_set",
        kind="organization",
        record_id=actor.organization_id,
        recorded_at=now,
        details={"item": item, "cents": made.cents, "valid_from": valid_from},
    )
    return made
