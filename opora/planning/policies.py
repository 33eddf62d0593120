"""The second wall of planning: a version of a map shows itself to its district and its audience.

Audience 0 is everybody: what is adopted is public. Municipalities of the district read the
coordination and answer it; the variants that are worked on are the district's alone.
"""

# ruff: noqa: S608 (conditions put together from constants of this file)
from opora.lib.wall import HEARD, OWN, Policy

EVERYBODY = "audience @> array[0::bigint]"
SEEN = "map_version_id = any(array(select id from planning_mapversion))"
OPEN = (
    "map_version_id = any(array(select id from planning_mapversion"
    f" where locked_at is null and {OWN}))"
)
ASKED = "coordination_id = any(array(select id from planning_coordination))"

POLICIES = [
    Policy("planning_mapversion", see=f"{OWN} or {HEARD} or {EVERYBODY}", add=OWN, change=OWN),
    Policy("planning_mapentry", see=SEEN, add=OPEN, change=OPEN, remove=OPEN),
    Policy("planning_coordination", see=f"{OWN} or {HEARD}", add=OWN, change=OWN),
    Policy(
        "planning_hostagreement",
        see=ASKED,
        add=f"{OWN} and {ASKED}",
        change=f"{OWN} and {ASKED}",
    ),
]
EXEMPT: dict[str, str] = {}
