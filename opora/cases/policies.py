"""The second wall of cases. `part` is the condition for what hangs on a case, higher up."""

from opora.lib.wall import HEARD, ORGANIZATION, OWN, Policy

from .rules import Part


def part(name: Part) -> str:
    """The rows of a table with `case_id` whose case the organization takes part in, and may see
    this part of."""
    return (
        "case_id = any(array(select p.case_id from cases_caseparty p"  # noqa: S608
        f" where p.organization_id = any(array(select {ORGANIZATION})) and p.until is null"
        f" and '{name}' = any(p.parts)))"
    )


OF_OWN_CASE = f"case_id = any(array(select c.id from cases_case c where c.{OWN}))"  # noqa: S608
# What `cases_case` shows is filtered by its own policy.
VISIBLE = "case_id = any(array(select c.id from cases_case c))"
OTHER_VISIBLE = "other_id = any(array(select c.id from cases_case c))"
OWN_ONLY = f"{OWN} and {OF_OWN_CASE}"

POLICIES = [
    Policy("cases_case", see=HEARD, add=OWN, change=OWN),
    Policy("cases_caseparty", see=f"{OWN} or {VISIBLE}", add=OF_OWN_CASE, change=OF_OWN_CASE),
    Policy("cases_casemember", see=VISIBLE, add=OF_OWN_CASE, change=OF_OWN_CASE),
    Policy("cases_casecontact", see=OWN_ONLY, add=OWN_ONLY, change=OWN_ONLY),
    Policy(
        "cases_caselink",
        see=f"{VISIBLE} and {OTHER_VISIBLE}",
        add=f"{OWN} and {VISIBLE} and {OTHER_VISIBLE}",
        remove=f"{OWN} and {VISIBLE} and {OTHER_VISIBLE}",
    ),
    Policy("cases_followup", see=VISIBLE, add=OF_OWN_CASE, change=OF_OWN_CASE),
]
READ_ONLY = {"cases_caseterm"}
EXEMPT = {"cases_caseterm": "words of the law and of the practice; everybody's"}
