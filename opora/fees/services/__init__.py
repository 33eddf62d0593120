"""Tariffs and costs; what is known of a person's means; charging a month; payments."""

from .charging import charge_month, correct, foreseen, settle
from .means import (
    add_ground,
    add_income,
    correct_ground,
    correct_income,
    end_ground,
    end_income,
    mistake_ground,
    mistake_income,
)
from .payments import pay, refund, remind, reverse
from .prices import set_cost, set_tariff

__all__ = [
    "add_ground",
    "add_income",
    "charge_month",
    "correct",
    "correct_ground",
    "correct_income",
    "end_ground",
    "end_income",
    "foreseen",
    "mistake_ground",
    "mistake_income",
    "pay",
    "refund",
    "remind",
    "reverse",
    "set_cost",
    "set_tariff",
    "settle",
]
