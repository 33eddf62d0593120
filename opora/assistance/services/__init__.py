"""What may be done in assistance. Called as `assistance.services.issue(...)`."""

from .agreements import amend, draft_agreement, drop, end_agreement, sign
from .directions import change, issue, withdraw
from .enrollments import apply, end, enroll, record_absence, refuse, remove_absence
from .lists import leave, register_assistant, set_capacity, set_rate, update_assistant
from .months import approve_month, close_month, reopen_month, report_month
from .timesheets import approve, confirm, correct, enter, enter_many, expect, explain, return_sheet

__all__ = [
    "amend",
    "apply",
    "approve",
    "approve_month",
    "change",
    "close_month",
    "confirm",
    "correct",
    "draft_agreement",
    "drop",
    "end",
    "end_agreement",
    "enroll",
    "enter",
    "enter_many",
    "expect",
    "explain",
    "issue",
    "leave",
    "record_absence",
    "refuse",
    "register_assistant",
    "remove_absence",
    "reopen_month",
    "report_month",
    "return_sheet",
    "set_capacity",
    "set_rate",
    "sign",
    "update_assistant",
    "withdraw",
]
