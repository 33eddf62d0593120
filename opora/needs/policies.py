"""The second wall of needs.

Until an analysis is submitted, only its municipality reads what it is made of. From the opening of
a consultation on, that there is one, its days and the version put to it are public.
"""

# ruff: noqa: S608 (conditions put together from constants of this file)
from opora.lib.wall import HEARD, ORGANIZATION, OWN, Policy

SENT = "('submitted', 'accepted')"
OF = "analysis_id = any(array(select id from needs_needsanalysis where {}))"
MINE = OF.format(OWN)
READ = OF.format(f"({OWN}) or ({HEARD} and state in {SENT})")
RECEIVED = OF.format(HEARD)
# The regional directorate reads what is submitted; it neither accepts nor returns.
RETURNS = (
    f"{ORGANIZATION} = any(array(select id from accounts_organization"
    " where kind in ('district', 'assistance_agency')))"
)

POLICIES = [
    Policy(
        "needs_needsanalysis",
        see=f"{HEARD} or consultation_from is not null",
        add=OWN,
        change=f"{OWN} or ({HEARD} and {RETURNS})",
    ),
    Policy(
        "needs_analysisreturn",
        see=f"{MINE} or ({RECEIVED} and {RETURNS})",
        add=f"{OWN} and {RECEIVED} and {RETURNS}",
    ),
    Policy("needs_analysissection", see=READ, add=MINE, change=MINE),
    Policy("needs_planningproposal", see=READ, add=MINE, change=MINE),
    Policy(
        "needs_analysisversion",
        see=f"reason = 'consultation' or {MINE} or (reason = 'submitted' and {RECEIVED})",
        add=MINE,
    ),
    Policy(
        "needs_consultationcomment",
        see=f"(answer <> '' and not is_withheld) or {MINE}",
        add=MINE,
        change=MINE,
    ),
]
EXEMPT = {"needs_cycle": "the rounds of planning are public"}
APPEND_ONLY = {"needs_analysisreturn", "needs_analysisversion"}
