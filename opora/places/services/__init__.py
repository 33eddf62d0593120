"""The acts on places. Each locks the service's book first, so acts on one service never overlap."""

from ..book import lock
from ..offering import settle_service
from .audience import restate_audience
from .capacity import change_capacity, open_book, set_hours_to_answer
from .offers import accept_offer, decline_offer, expire_due
from .placements import begin, end, take
from .rules_of_order import set_order_rule
from .waiting import end_priority, enqueue, leave, set_facts, set_priority

__all__ = [
    "accept_offer",
    "begin",
    "change_capacity",
    "decline_offer",
    "end",
    "end_priority",
    "enqueue",
    "expire_due",
    "leave",
    "lock",
    "open_book",
    "restate_audience",
    "set_facts",
    "set_hours_to_answer",
    "set_order_rule",
    "set_priority",
    "settle_service",
    "take",
]
