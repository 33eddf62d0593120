"""One function for every verb of licensing, one file for every thing."""

from .applications import begin, complete, save, submit, withdraw
from .decisions import ask, grant, hand_over, refuse
from .licenses import revoke, transcribe

__all__ = [
    "ask",
    "begin",
    "complete",
    "grant",
    "hand_over",
    "refuse",
    "revoke",
    "save",
    "submit",
    "transcribe",
    "withdraw",
]
