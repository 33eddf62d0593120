"""The second wall of national: a draft is seen by its author, what is put to discussion by all.

An opinion of the public is written in the name of the organization that holds the discussion, and
is shown to others once it is answered.
"""

# ruff: noqa: S608 (conditions put together from constants of this file)
from opora.lib.wall import HEARD, OWN, Policy

HOLDS_MAP = (
    f"national_map_id = any(array(select map_version_id from national_nationalmap where {OWN}))"
)
PLAN_SEEN = "plan_id = any(array(select id from national_annualplan))"
PLAN_OPEN = f"plan_id = any(array(select id from national_annualplan where digest = '' and {OWN}))"

POLICIES = [
    Policy(
        "national_nationalmap",
        see=f"{OWN} or state not in ('draft', 'abandoned')",
        add=OWN,
        change=OWN,
    ),
    Policy(
        "national_amendment",
        see=f"{OWN} or {HEARD} or state = 'ordered'",
        add=OWN,
        change=f"{OWN} or {HOLDS_MAP}",
    ),
    Policy(
        "national_annualplan",
        see=f"{OWN} or {HEARD} or state <> 'draft'",
        add=OWN,
        change=OWN,
    ),
    Policy(
        "national_annualplanrow", see=PLAN_SEEN, add=PLAN_OPEN, change=PLAN_OPEN, remove=PLAN_OPEN
    ),
    Policy(
        "national_discussioncomment",
        see=f"{OWN} or (answered_at is not null and not is_withheld)",
        add=OWN,
        change=OWN,
    ),
]
EXEMPT: dict[str, str] = {}
