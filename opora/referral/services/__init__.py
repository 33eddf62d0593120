"""One function for every verb of the referral, one file for every thing."""

from .appeals import (
    add_body,
    decide_appeal,
    end_body,
    file_appeal,
    reopen,
    send_appeal,
    serve,
    withdraw_appeal,
)
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
from .endings import end_case
from .escalation import escalate
from .grounds import end_ground, hide, set_term, tell_of_end
from .handovers import accept_handover, cancel_handover, decline_handover, propose_handover
from .missing_cases import open_missing_cases
from .offers import accept_offer, decline_offer, expire_offers
from .placements import begin_use, change_capacity, end_use
from .urgent import (
    admit_urgently,
    complete_papers,
    place_by_court,
    place_by_measure,
    refuse_urgent,
    send_urgently,
)
from .urgent_papers import set_urgent_days
from .wishes import assign, include, record_usage, record_wish, withdraw

__all__ = [
    "accept",
    "accept_handover",
    "accept_offer",
    "add_body",
    "admit_urgently",
    "answer",
    "ask",
    "assign",
    "begin_use",
    "cancel_handover",
    "change_capacity",
    "choose",
    "complete_papers",
    "decide_appeal",
    "decline_handover",
    "decline_offer",
    "end_body",
    "end_case",
    "end_ground",
    "end_priority",
    "end_use",
    "enqueue",
    "escalate",
    "expire_offers",
    "file_appeal",
    "hide",
    "include",
    "leave_queue",
    "not_refer",
    "open_missing_cases",
    "place_by_court",
    "place_by_measure",
    "propose_handover",
    "record_usage",
    "record_wish",
    "refer",
    "refuse",
    "refuse_urgent",
    "reopen",
    "save_assessment",
    "send_appeal",
    "send_urgently",
    "serve",
    "set_priority",
    "set_term",
    "set_urgent_days",
    "start_assessment",
    "tell_of_end",
    "withdraw",
    "withdraw_appeal",
]
