"""The second wall of requests for places: the municipality writes one, those it is sent to answer.

What the municipality only prepares is its own.
"""

from opora.lib.wall import HEARD, OWN, Policy

SENT = f"state <> 'draft' and {HEARD}"

POLICIES = [
    Policy(
        "capacity_capacityrequest",
        see=f"{OWN} or ({SENT})",
        add=OWN,
        change=f"{OWN} or ({SENT})",
    ),
]
EXEMPT: dict[str, str] = {}
