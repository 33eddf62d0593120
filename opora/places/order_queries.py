"""Reading by which rule a waiting list is ordered, and what its order was at any past moment."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, Q

from opora.lib.actor import Actor

from . import order, order_rules
from .models import IN_QUEUE, OrderRule, QueueFact, WaitingListEntry
from .order_rules import Facts, Move


def facts_at(actor: Actor, service_id: int, moment: datetime) -> dict[int, Facts]:
    """What the rule saw at a moment of everybody who waited; only for the provider."""
    rows = (
        QueueFact.objects.filter(
            Q(entry__closed_at=None) | Q(entry__closed_at__gt=moment),
            organization=actor.organization_id,
            entry__service=service_id,
            known_at__lte=moment,
        )
        .order_by("entry_id", "-id")
        .distinct("entry_id")
    )
    return {
        row.entry_id: Facts(row.entry_id, **{name: getattr(row, name) for name in order.SEEN})
        for row in rows
    }


def order_rules_of(service_id: int) -> list[OrderRule]:
    """Every rule of a service's list, the newest first, with the common one at the end."""
    found = OrderRule.objects.filter(Q(service=service_id) | Q(service=None))
    return list(found.order_by(F("service").asc(nulls_last=True), "-applied_at", "-id"))


def rules_in_force(service_ids: Iterable[int], moment: datetime) -> dict[int, OrderRule]:
    """The rule in force for each service."""
    common = OrderRule.objects.get(service=None)
    own = (
        OrderRule.objects.filter(service__in=list(service_ids), applied_at__lte=moment)
        .order_by("service_id", "-applied_at", "-id")
        .distinct("service_id")
    )
    found = {rule.service_id: rule for rule in own}
    return {service_id: found.get(service_id, common) for service_id in service_ids}


def preview_rule(
    actor: Actor, service_id: int, criteria: Iterable[str], *, now: datetime, n_next: int
) -> list[Move]:
    """Who would move up, down, in and out if the provider set this rule now, and why."""
    entries = WaitingListEntry.objects.filter(
        IN_QUEUE, service=service_id, organization=actor.organization_id
    )
    queue = [order.facts_of(entry) for entry in entries]
    before = order.rule_at(service_id, now).criteria
    return order_rules.preview(before, order_rules.checked(criteria), queue, n_next=n_next)
