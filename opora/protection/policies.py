"""The second wall of protection: the directorate, and whoever was given a part.

A case is seen by its audience: its directorate, the one it is being handed to, and those with a
part. What hangs on it shows itself to the two directorates whole, to the others by their parts.
The reporter of a signal is seen by directorates only. A confidential case shows itself to its own
readers alone (`protection_readers`), and so does all that hangs on it; `journal_readers` tells the
journal, the papers and the clocks the same.
"""

from opora.lib.wall import HEARD, ORGANIZATION, OWN, Policy

from .rules import Part

_ME = f"any(array(select {ORGANIZATION}))"
# Cases that the acting organization leads, or that another directorate hands to it.
LED = (
    "case_id = any(array(select c.id from protection_childcase c"  # noqa: S608
    f" where c.organization_id = {_ME} or c.transfer_to_id = {_ME}))"
)


def given(part: Part) -> str:
    """The rows of cases of which the acting organization was given this part."""
    return (
        "case_id = any(array(select p.case_id from protection_casepart p"  # noqa: S608
        f" where p.organization_id = {_ME} and p.until is null and '{part}' = any(p.parts)))"
    )


# Read by row only where it matters; the others cost nothing.
OPEN_CASE = "(not is_confidential or journal_is_open('protection', id))"
OPEN_SIGNAL = "journal_is_open('signal', id)"
OF_OPEN_SIGNAL = "journal_is_open('signal', signal_id)"
SENT = f"sender_organization_id = {_ME}"

POLICIES = [
    Policy(
        "protection_signal", see=f"({HEARD} or {SENT}) and {OPEN_SIGNAL}", add=OWN, change=HEARD
    ),
    Policy("protection_reporter", see=f"{HEARD} and {OF_OPEN_SIGNAL}", add=HEARD, change=HEARD),
    Policy(
        "protection_childcase",
        see=f"{HEARD} and {OPEN_CASE}",
        add=OWN,
        change=f"{OWN} or transfer_to_id = {_ME}",
    ),
    Policy("protection_signalchild", see=LED, add=LED, change=LED),
    Policy("protection_riskcheck", see=LED, add=LED, change=LED),
    Policy("protection_caseassessment", see=LED, add=LED, change=LED),
    Policy("protection_actionplan", see=f"{LED} or {given(Part.PLAN)}", add=LED, change=LED),
    Policy("protection_measure", see=f"{LED} or {given(Part.MEASURES)}", add=LED, change=LED),
    Policy("protection_casepart", see=f"{LED} or organization_id = {_ME}", add=LED, change=LED),
    Policy("protection_caseofficer", see=LED, add=LED, change=LED),
    Policy("protection_kin", see=LED, add=LED),
]
EXEMPT: dict[str, str] = {}
