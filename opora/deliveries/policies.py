"""The second wall: the provider's own, read by who may see the use of the case."""

from opora.cases.policies import part
from opora.cases.rules import Part
from opora.lib.wall import OWN, Policy

SEEN = part(Part.USE)
POLICIES = [
    Policy("deliveries_delivery", see=f"{OWN} or {SEEN}", add=OWN, change=OWN, remove=OWN),
]
EXEMPT: dict[str, str] = {}
