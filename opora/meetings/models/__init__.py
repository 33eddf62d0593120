"""Tables of meetings, a file for each thing."""

from .groups import (
    AgendaItem,
    Attendance,
    Group,
    GroupMember,
    Material,
    MemberInvitation,
    Session,
    Statement,
)
from .minutes import Minutes, MinutesOpinion
from .votes import Ballot, ConflictOfInterest, DissentingOpinion, SecretRoll, SecretTally, Vote

__all__ = [
    "AgendaItem",
    "Attendance",
    "Ballot",
    "ConflictOfInterest",
    "DissentingOpinion",
    "Group",
    "GroupMember",
    "Material",
    "MemberInvitation",
    "Minutes",
    "MinutesOpinion",
    "SecretRoll",
    "SecretTally",
    "Session",
    "Statement",
    "Vote",
]
