"""The second wall of support: who sees the plan's part of the case; who leads the case writes.

In a joint plan each provider writes its own activities and its own signature.
"""

from opora.cases.policies import OF_OWN_CASE, part
from opora.cases.rules import Part
from opora.lib.wall import OWN, Policy

PLAN = part(Part.PLAN)
LEADS = f"{OWN} and {OF_OWN_CASE}"
TAKES_PART = f"{OWN} and {PLAN}"
# What is being written is seen only in its own house, unless it is written together. The tables
# below a plan or an assessment are shown with it: what these show is filtered by their own policy.
WRITTEN = f"{PLAN} and ({OWN} or state <> 'draft')"
WRITTEN_PLAN = f"{PLAN} and ({OWN} or is_joint or state <> 'draft')"
OF_ASSESSMENT = "assessment_id = any(array(select a.id from support_needsassessment a))"
OF_PLAN = "plan_id = any(array(select p.id from support_supportplan p))"


def _shown(table: str, see: str, write: str) -> Policy:
    return Policy(table, see=see, add=write, change=write, remove=write)


POLICIES = [
    _shown("support_needsassessment", WRITTEN, LEADS),
    _shown("support_assessedarea", OF_ASSESSMENT, OF_OWN_CASE),
    _shown("support_supportplan", WRITTEN_PLAN, LEADS),
    _shown("support_plangoal", OF_PLAN, OF_OWN_CASE),
    _shown("support_planactivity", OF_PLAN, f"({TAKES_PART}) or {OF_OWN_CASE}"),
    _shown("support_plansignature", OF_PLAN, f"({TAKES_PART}) or {OF_OWN_CASE}"),
    _shown("support_review", PLAN, LEADS),
    _shown("support_goalscore", PLAN, OF_OWN_CASE),
    Policy("support_outsidequestion", see=LEADS, add=LEADS, change=LEADS),
]
EXEMPT: dict[str, str] = {}
