"""The second wall of assistance.

A direction is heard by its directorate and its municipality; so is that somebody was enrolled by
it. When a user was away is the municipality's alone. Whether somebody is enrolled elsewhere is
answered by owner functions, with whom to ask and nothing more.
"""

from opora.lib.wall import HEARD, OWN, Policy

POLICIES = [
    Policy("assistance_direction", see=HEARD, add=f"{OWN} and {HEARD}", change=OWN),
    Policy("assistance_enrollment", see=HEARD, add=f"{OWN} and {HEARD}", change=OWN),
    Policy("assistance_userabsence", see=OWN, add=OWN, change=OWN, remove=OWN),
    Policy("assistance_supportcapacity", see=OWN, add=OWN, change=OWN),
]
EXEMPT = {"assistance_assistancerule": "numbers of the law are public"}
READ_ONLY = set(EXEMPT)
