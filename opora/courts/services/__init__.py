"""One function for every verb of a placement by the court."""

from .acts import (
    admit,
    ask_prolongation,
    end_placement,
    file_application,
    grant_placement,
    prolong,
    propose_placement,
    refuse_prolongation,
    reject_placement,
    set_hearing,
    withdraw_application,
)
from .escalation import warn_of_ends

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
