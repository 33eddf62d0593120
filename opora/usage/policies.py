"""The second wall of usage: the provider's own, read by who may see the use of the case.

What share of a service was used is for everybody: a view and functions of the owner, without
personal data.
"""

from opora.cases.policies import part
from opora.cases.rules import Part
from opora.lib.wall import OWN, Policy

SEEN = part(Part.USE)

POLICIES = [
    Policy("usage_attendance", see=f"{OWN} or {SEEN}", add=OWN, change=OWN, remove=OWN),
    Policy("usage_servicemonth", see=OWN, add=OWN, change=OWN),
    Policy("usage_correction", see=f"{OWN} or {SEEN}", add=OWN),
    Policy("usage_workingweek", see="true", add=OWN, change=OWN, remove=OWN),
]
APPEND_ONLY = {"usage_correction"}
EXEMPT = {"usage_absencereason": "a public list of reasons"}
READ_ONLY = set(EXEMPT)
VIEWS = {"usage_utilization": "what of a service was used in a closed month, without people"}
