"""The second wall of court placements: the directorate that asks the court."""

from opora.lib.wall import HEARD, OWN, Policy

POLICIES = [Policy("courts_courtplacement", see=HEARD, add=OWN, change=OWN)]
EXEMPT: dict[str, str] = {}
