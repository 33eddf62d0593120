"""The verbs of daily use."""

from .days import mark_day, mark_days
from .incidents import report_incident, write_incident
from .months import approve_month, close_month, correct, reopen_month
from .others import deliver, set_week, take_back_delivery

__all__ = [
    "approve_month",
    "close_month",
    "correct",
    "deliver",
    "mark_day",
    "mark_days",
    "reopen_month",
    "report_incident",
    "set_week",
    "take_back_delivery",
    "write_incident",
]
