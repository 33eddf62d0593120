"""The second wall of assistant support: the municipality's alone."""

from opora.lib.wall import OWN, Policy

POLICIES = [Policy("homecare_missedvisit", see=OWN, add=OWN, change=OWN)]
EXEMPT: dict[str, str] = {}
