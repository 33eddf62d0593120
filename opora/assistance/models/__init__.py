"""Tables of assistance."""

from .directed import Direction, Enrollment, UserAbsence
from .law import AssistanceRule, SupportCapacity

__all__ = [
    "AssistanceRule",
    "Direction",
    "Enrollment",
    "SupportCapacity",
    "UserAbsence",
]
