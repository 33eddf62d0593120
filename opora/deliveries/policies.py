"""The second wall: the provider's own, read by who may see the use of the case."""

from opora.cases.policies import part
from opora.cases.rules import Part
from opora.lib.wall import OWN, Policy

SEEN = part(Part.USE)
# Who may see the use of a case reads the words of what the person had with others.
OF_SEEN = (
    "id = any(array(select group_id from deliveries_delivery"  # noqa: S608
    f" where group_id is not null and {SEEN}))"
)
POLICIES = [
    Policy("deliveries_groupactivity", see=f"{OWN} or {OF_SEEN}", add=OWN, remove=OWN),
    Policy("deliveries_delivery", see=f"{OWN} or {SEEN}", add=OWN, change=OWN, remove=OWN),
]
EXEMPT: dict[str, str] = {}
