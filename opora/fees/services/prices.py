"""The organization's own tariff and the real cost of a month, by dates and acts."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from opora.journal.services import record
from opora.lib.actor import Actor
from opora.lib.labels import gettext_noop as _
from opora.lib.refusals import NotVisible, Refused
from opora.register.models import NamedService, Service

from .. import rules
from ..models import RealCost, Tariff


@transaction.atomic
def set_tariff(
    actor: Actor,
    *,
    named_service: NamedService,
    kind: str,
    act: str,
    valid_from: date,
    rate_tenths: int = 0,
    cents: int | None = None,
    currency: str = "EUR",
    due_day: int | None = None,
    now: datetime,
) -> Tariff:
    """The organization's price for a kind of service from a day on; the former one ends then."""
    if cents is not None:
        rules.check_amount(cents, field="cents")
    rules.check_currency(currency, valid_from)
    _succeed(
        Tariff.objects.filter(organization=actor.organization_id, named_service=named_service),
        valid_from,
    )
    made = Tariff.objects.create(
        organization_id=actor.organization_id,
        named_service=named_service,
        kind=kind,
        rate_tenths=rate_tenths if kind == rules.PriceKind.PERCENT else 0,
        cents=cents if kind in rules.WITH_AMOUNT else None,
        currency=currency,
        due_day=due_day,
        act=act,
        confidence="confirmed",
        valid_from=valid_from,
        user_id=actor.user_id,
    )
    _tell(actor, "fees.tariff_set", now, {"named_service": named_service.pk, "act": act})
    return made


@transaction.atomic
def set_cost(
    actor: Actor,
    *,
    service: Service,
    cents: int,
    act: str,
    valid_from: date,
    currency: str = "EUR",
    now: datetime,
) -> RealCost:
    """What one person's month really costs in an own service from a day on."""
    if service.provider_id != actor.organization_id:
        raise NotVisible
    rules.check_amount(cents, field="cents")
    rules.check_currency(currency, valid_from)
    _succeed(RealCost.objects.filter(service=service), valid_from)
    made = RealCost.objects.create(
        service=service,
        organization_id=actor.organization_id,
        cents=cents,
        currency=currency,
        act=act,
        valid_from=valid_from,
        user_id=actor.user_id,
    )
    _tell(actor, "fees.cost_set", now, {"service": service.pk, "act": act})
    return made


def _succeed(rows: "QuerySet[Any]", valid_from: date) -> None:
    """End the row in force before a new one; what is written for later days is not written over."""
    if rows.filter(valid_from__gte=valid_from).exists():
        raise Refused(
            _("Вече има ред в сила от този или от по-късен ден."),
            remedy=_("Изберете по-късен ден: минали периоди не се пренаписват."),
            field="valid_from",
        )
    rows.filter(valid_to=None).update(valid_to=valid_from)


def _tell(actor: Actor, name: str, now: datetime, details: dict[str, Any]) -> None:
    record(
        actor,
        name,
        kind="organization",
        record_id=actor.organization_id,
        recorded_at=now,
        details=details,
    )
