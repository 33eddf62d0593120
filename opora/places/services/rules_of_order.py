"""The provider's rule for the order of the waiting lists: kept, published, applied at once."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.journal.context import acting
from opora.journal.services import record_each
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible
from opora.register.models import Service

from .. import book as books
from .. import offering, order, order_rules, queries, rules, sentences
from ..models import OrderRule


@transaction.atomic
def set_order_rule(
    actor: Actor,
    *,
    service_ids: Iterable[int],
    criteria: Iterable[str],
    act: str,
    act_on: date,
    now: datetime,
) -> list[OrderRule]:
    """Order the lists of the actor's own services by a new rule from this moment on.

    The books are locked, the lists re-ranked, and every move is kept with the rule as its cause.
    Offers that are open stay with whom they were made to.
    """
    chosen, wanted = order_rules.checked(criteria), sorted(set(service_ids))
    _check(actor, wanted, act, act_on, now)
    books.lock(wanted)
    for service_id in queries.services_to_settle(now=now, among=wanted):
        offering.settle_service(service_id, now=now)  # by the rule that was in force until now
    system = books.book_of(wanted[0], now).system
    with acting(system):
        found = OrderRule.objects.bulk_create(
            OrderRule(
                service_id=service_id,
                organization_id=actor.organization_id,
                criteria=chosen,
                act=act.strip(),
                act_on=act_on,
                confidence="practice",
                user_id=actor.user_id,
                applied_at=now,
            )
            for service_id in wanted
        )
        order.rerank(actor, found)
    _tell(actor, wanted, now)
    return found


def _check(actor: Actor, wanted: list[int], act: str, act_on: date, now: datetime) -> None:
    """An act with its day, and services of the actor's own."""
    if not act.strip():
        raise sentences.missing("act", _("Посочете акта, с който се приема правилото."))
    if act_on > timezone.localdate(now):
        raise sentences.not_future("act_on")
    if not wanted:
        raise sentences.missing("services", _("Изберете поне една услуга."))
    own = Service.objects.filter(pk__in=wanted, provider=actor.organization_id).count()
    if own < len(wanted):
        raise NotVisible


def _tell(actor: Actor, service_ids: list[int], now: datetime) -> None:
    """What is in the rule stands in its public row."""
    record_each(
        actor,
        "places.order_rule_set",
        kind="service",
        record_ids=service_ids,
        audience=[books.EVERYBODY],
        happened_on=timezone.localdate(now),
        recorded_at=now,
        article=rules.PROVIDER_RULE,
    )
