"""The second wall of appeals: whose act it is, theirs alone."""

from opora.lib.wall import OWN, Policy

POLICIES = [
    Policy("appeals_assistancerefusal", see=OWN, add=OWN, change=OWN),
    Policy("appeals_assistanceappeal", see=OWN, add=OWN, change=OWN),
]
EXEMPT: dict[str, str] = {}
