"""The verbs of agreements."""

from .changes import amend, end, end_for_case, extend
from .drafts import draft, edit, give, take_back, withdraw
from .signing import begin_due, sign

__all__ = [
    "amend",
    "begin_due",
    "draft",
    "edit",
    "end",
    "end_for_case",
    "extend",
    "give",
    "sign",
    "take_back",
    "withdraw",
]
