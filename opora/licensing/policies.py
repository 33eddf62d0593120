"""The second wall of licensing: licenses are a public register, which the quality agency writes.

An application is read and written by its provider and, once it is submitted, by the agency.
"""

from opora.lib.wall import HEARD, ORGANIZATION, OWN, Policy

# ruff: noqa: S608 (conditions put together from constants of this file)
EVERYBODY = "true"
BY_AGENCY = (
    f"organization_id = any(array(select {ORGANIZATION})) and organization_id = any(array("
    "select acting.id from accounts_organization acting where acting.kind = 'quality_agency'))"
)
OF_AGENCY = (
    f"license_id = any(array(select written.id from licensing_license written"
    f" where written.organization_id = {ORGANIZATION}))"
)
SUBMITTED = f"state <> 'draft' and {HEARD}"

POLICIES = [
    Policy("licensing_license", see=EVERYBODY, add=BY_AGENCY, change=BY_AGENCY),
    Policy("licensing_licenseversion", see=EVERYBODY, add=OF_AGENCY),
    Policy(
        "licensing_licenseapplication",
        see=f"{OWN} or ({SUBMITTED})",
        add=OWN,
        change=f"{OWN} or ({SUBMITTED})",
    ),
]
EXEMPT = {"licensing_licenseduty": "a public rule of the law"}
READ_ONLY = set(EXEMPT)
