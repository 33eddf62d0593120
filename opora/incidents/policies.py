"""The second wall of incidents: the provider's own, read by who may see the use of the case."""

from opora.cases.policies import part
from opora.cases.rules import Part
from opora.lib.wall import OWN, Policy

POLICIES = [
    Policy("incidents_incident", see=f"{OWN} or {part(Part.USE)}", add=OWN, change=OWN),
]
EXEMPT: dict[str, str] = {}
