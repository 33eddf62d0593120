"""What may be done about the right. Called as `assistance.services.issue(...)`."""

from .capacity import set_capacity
from .directions import change, issue, withdraw
from .enrollments import apply, end, enroll, record_absence, refuse, remove_absence, reopen

__all__ = [
    "apply",
    "change",
    "end",
    "enroll",
    "issue",
    "record_absence",
    "refuse",
    "remove_absence",
    "reopen",
    "set_capacity",
    "withdraw",
]
