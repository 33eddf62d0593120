"""What may be done about a month. Called as `timesheets.services.enter(...)`."""

from .months import approve_month, close_month, reopen_month, report_month
from .sheets import approve, confirm, correct, enter, enter_many, expect, explain, return_sheet

__all__ = [
    "approve",
    "approve_month",
    "close_month",
    "confirm",
    "correct",
    "enter",
    "enter_many",
    "expect",
    "explain",
    "reopen_month",
    "report_month",
    "return_sheet",
]
