"""The second wall of criteria: everybody reads what is or was in force, the Agency edits drafts.

What is in force cannot be edited even by the Agency: only its last day may be set.
"""

from opora.lib.wall import ORGANIZATION, Policy

# ruff: noqa: S608 (conditions put together from constants of this file)

AGENCY = (
    "exists (select 1 from accounts_organization acting"
    f" where acting.id = {ORGANIZATION} and acting.kind = 'assistance_agency')"
)
SOMEBODY = f"{ORGANIZATION} is not null"
SEEN = f"({SOMEBODY}) and (state <> 'working' or ({AGENCY}))"
OF_SEEN = f"criteria_set_id = any(array(select s.id from criteria_criteriaset s where {SEEN}))"
OF_WORKING = (
    f"({AGENCY}) and criteria_set_id = any(array("
    "select s.id from criteria_criteriaset s where s.state = 'working'))"
)
BASE_SEEN = "criterion_id = any(array(select c.id from criteria_criterion c))"
BASE_WORKING = (
    f"({AGENCY}) and criterion_id = any(array(select c.id from criteria_criterion c"
    " join criteria_criteriaset s on s.id = c.criteria_set_id where s.state = 'working'))"
)

POLICIES = [
    Policy(
        "criteria_criteriaset",
        see=SEEN,
        add=f"({AGENCY}) and state = 'working'",
        change=AGENCY,
        remove=f"({AGENCY}) and state = 'working'",
    ),
    Policy("criteria_criterion", see=OF_SEEN, add=OF_WORKING, change=OF_WORKING, remove=OF_WORKING),
    Policy(
        "criteria_criterionbase",
        see=BASE_SEEN,
        add=BASE_WORKING,
        change=BASE_WORKING,
        remove=BASE_WORKING,
    ),
]
EXEMPT: dict[str, str] = {}
