"""The second wall of guests: passes are of the organization that gave them.

Whose a code is, is asked of `guests_pass_by_code` before anybody acts for an organization.
"""

from opora.lib.wall import OWN, Policy

POLICIES = [Policy("guests_guestpass", see=OWN, add=OWN, change=OWN)]
EXEMPT: dict[str, str] = {}
