"""One function for every verb of a placement by the court."""

from .acts import (
    admit,
    end_placement,
    file_application,
    grant_placement,
    propose_placement,
    reject_placement,
    set_hearing,
    withdraw_application,
)
from .escalation import warn_of_ends
from .prolongation import ask_prolongation, prolong, refuse_prolongation

__all__ = [
    "admit",
    "ask_prolongation",
    "end_placement",
    "file_application",
    "grant_placement",
    "prolong",
    "propose_placement",
    "refuse_prolongation",
    "reject_placement",
    "set_hearing",
    "warn_of_ends",
    "withdraw_application",
]
