"""The second wall of support: who sees the plan's part of the case; who leads the case writes.

In a joint plan each provider writes its own activities and its own signature.
"""

from opora.cases.policies import OF_OWN_CASE, part
from opora.cases.rules import Part
from opora.lib.wall import OWN, Policy

PLAN = part(Part.PLAN)
LEADS = f"{OWN} and {OF_OWN_CASE}"
TAKES_PART = f"{OWN} and {PLAN}"


def _of_plan(table: str, write: str) -> Policy:
    return Policy(table, see=PLAN, add=write, change=write, remove=write)


POLICIES = [
    _of_plan("support_needsassessment", LEADS),
    _of_plan("support_assessedarea", OF_OWN_CASE),
    _of_plan("support_supportplan", LEADS),
    _of_plan("support_plangoal", OF_OWN_CASE),
    _of_plan("support_planactivity", f"{TAKES_PART} or {OF_OWN_CASE}"),
    _of_plan("support_plansignature", f"{TAKES_PART} or {OF_OWN_CASE}"),
    _of_plan("support_review", LEADS),
    _of_plan("support_goalscore", OF_OWN_CASE),
    Policy("support_outsidequestion", see=LEADS, add=LEADS, change=LEADS),
]
EXEMPT: dict[str, str] = {}
