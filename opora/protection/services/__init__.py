"""One function for every verb of protection, one file for every thing."""

from .checks import no_risk, open_case, raise_danger, recheck, start_check
from .escalation import escalate
from .measures import change, direct, drop, end, file, grant, order, place, propose, reject, serve
from .parties import admit_officer, give_part, relate, remove_officer, take_part_back
from .plans import adopt_plan, close, finish_assessment, review_plan, save_assessment
from .signals import Told, assign, identify, report, show_reporter
from .transfers import accept_transfer, cancel_transfer, decline_transfer, transfer

__all__ = [
    "Told",
    "accept_transfer",
    "admit_officer",
    "adopt_plan",
    "assign",
    "cancel_transfer",
    "change",
    "close",
    "decline_transfer",
    "direct",
    "drop",
    "end",
    "escalate",
    "file",
    "finish_assessment",
    "give_part",
    "grant",
    "identify",
    "no_risk",
    "open_case",
    "order",
    "place",
    "propose",
    "raise_danger",
    "recheck",
    "reject",
    "relate",
    "remove_officer",
    "report",
    "review_plan",
    "save_assessment",
    "serve",
    "show_reporter",
    "start_check",
    "take_part_back",
    "transfer",
]
