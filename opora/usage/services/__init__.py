"""The verbs of daily use."""

from .days import mark_day, mark_days
from .months import approve_month, close_month, correct, reopen_month
from .weeks import set_week

__all__ = [
    "approve_month",
    "close_month",
    "correct",
    "mark_day",
    "mark_days",
    "reopen_month",
    "set_week",
]
