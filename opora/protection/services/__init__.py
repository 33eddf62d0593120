"""One function for every verb of protection, one file for every thing."""

from .checks import no_risk, open_case, raise_danger, recheck, start_check
from .courts import (
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
from .escalation import escalate
from .measures import change, direct, drop, end, file, grant, order, place, propose, reject
from .parties import give_part, relate, take_part_back
from .plans import adopt_plan, close, finish_assessment, review_plan, save_assessment
from .signals import Told, assign, identify, report, show_reporter
from .transfers import accept_transfer, cancel_transfer, decline_transfer, transfer

__all__ = [
    "Told",
    "accept_transfer",
    "admit",
    "adopt_plan",
    "ask_prolongation",
    "assign",
    "cancel_transfer",
    "change",
    "close",
    "decline_transfer",
    "direct",
    "drop",
    "end",
    "end_placement",
    "escalate",
    "file",
    "file_application",
    "finish_assessment",
    "give_part",
    "grant",
    "grant_placement",
    "identify",
    "no_risk",
    "open_case",
    "order",
    "place",
    "prolong",
    "propose",
    "propose_placement",
    "raise_danger",
    "recheck",
    "refuse_prolongation",
    "reject",
    "reject_placement",
    "relate",
    "report",
    "review_plan",
    "save_assessment",
    "set_hearing",
    "show_reporter",
    "start_check",
    "take_part_back",
    "transfer",
    "withdraw_application",
]
