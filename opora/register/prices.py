"""Prices of services by dates: what somebody pays who is not sent by an authority."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.journal.services import record
from opora.lib.actor import Actor
from opora.lib.money import Money
from opora.lib.refusals import Refused

from . import queries, services
from .models import Service, ServicePrice


def of_service(service_id: int, on: date | None = None) -> QuerySet[ServicePrice]:
    """The prices of a service, of a day when `on` is given."""
    rows = ServicePrice.objects.filter(service=service_id)
    return rows.filter(queries.in_force(on)) if on else rows


@transaction.atomic
def write(
    actor: Actor,
    *,
    service: Service,
    item: str,
    unit: str,
    price: Money,
    valid_from: date,
    now: datetime,
) -> ServicePrice:
    """A price from a day on; the one before for the same thing ends then. From the same day it is
    corrected in place. Refused before a price that is written already for a later day."""
    if not queries.may_manage(actor, service):
        raise services.not_yours()
    if price.cents < 0:
        raise Refused(_("Цената не може да е отрицателна."), field="price")
    rows = of_service(service.pk).filter(item=item, unit=unit)
    if rows.filter(valid_from__gt=valid_from).exists():
        raise Refused(
            _("Има цена от по-късен ден."), remedy=_("Впишете по-късен ден."), field="valid_from"
        )
    running = rows.filter(Q(valid_to=None) | Q(valid_to__gt=valid_from), valid_from__lt=valid_from)
    running.update(valid_to=valid_from)
    row, _created = ServicePrice.objects.update_or_create(
        service=service,
        item=item,
        unit=unit,
        valid_from=valid_from,
        defaults={"cents": price.cents, "currency": price.currency, "recorded_at": now},
    )
    _tell(actor, service, f"{item}: {price.cents / 100:.2f}".replace(".", ","), valid_from, now)
    return row


def _tell(actor: Actor, service: Service, said: str, valid_from: date, now: datetime) -> None:
    record(
        actor,
        "register.price_written",
        kind="service",
        record_id=service.pk,
        audience=[services.EVERYBODY, service.provider_id],
        happened_on=min(valid_from, timezone.localdate(now)),
        recorded_at=now,
        details={"reason": said},
    )
