"""Tables of assistance."""

from .agreed import AssistanceAgreement, Assistant, UserAbsence
from .directed import Direction, Enrollment
from .law import AssistanceRule, HourlyRate, SupportCapacity
from .months import (
    AssistanceMonth,
    Timesheet,
    TimesheetCorrection,
    TimesheetDay,
    TimesheetReason,
)

__all__ = [
    "AssistanceAgreement",
    "AssistanceMonth",
    "AssistanceRule",
    "Assistant",
    "Direction",
    "Enrollment",
    "HourlyRate",
    "SupportCapacity",
    "Timesheet",
    "TimesheetCorrection",
    "TimesheetDay",
    "TimesheetReason",
    "UserAbsence",
]
