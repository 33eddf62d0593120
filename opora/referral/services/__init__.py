"""One function for every verb of the referral, one file for every thing."""

from .assessments import not_refer, refer, save_assessment, start_assessment
from .choices import (
    accept,
    choose,
    end_priority,
    enqueue,
    leave_queue,
    refuse,
    set_priority,
)
from .consultations import answer, ask
from .escalation import escalate
from .handovers import accept_handover, cancel_handover, decline_handover, propose_handover
from .offers import accept_offer, decline_offer, expire_offers
from .placements import begin_use, change_capacity, end_use
from .urgent import admit_urgently, complete_papers, place_by_court, refuse_urgent, send_urgently
from .wishes import assign, include, record_usage, record_wish, withdraw

__all__ = [
    "accept",
    "accept_handover",
    "accept_offer",
    "admit_urgently",
    "answer",
    "ask",
    "assign",
    "begin_use",
    "cancel_handover",
    "change_capacity",
    "choose",
    "complete_papers",
    "decline_handover",
    "decline_offer",
    "end_priority",
    "end_use",
    "enqueue",
    "escalate",
    "expire_offers",
    "include",
    "leave_queue",
    "not_refer",
    "place_by_court",
    "propose_handover",
    "record_usage",
    "record_wish",
    "refer",
    "refuse",
    "refuse_urgent",
    "save_assessment",
    "send_urgently",
    "set_priority",
    "start_assessment",
    "withdraw",
]
