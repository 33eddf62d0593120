"""Tariffs and costs; what is known of a person's means; charging a month; payments."""

from .charging import charge_month, correct
from .means import add_ground, add_income, end_ground, end_income
from .payments import pay, remind, reverse
from .prices import set_cost, set_tariff

__all__ = [
    "add_ground",
    "add_income",
    "charge_month",
    "correct",
    "end_ground",
    "end_income",
    "pay",
    "remind",
    "reverse",
    "set_cost",
    "set_tariff",
]
