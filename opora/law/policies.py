"""The second wall of law: clocks show whose term runs, the law itself is public."""

from opora.lib.wall import HEARD, OPEN, Policy

POLICIES = [Policy("law_clock", see=f"{HEARD} and {OPEN}", add=HEARD, change=HEARD)]
EXEMPT = {
    "law_calendarday": "the legal calendar is public",
    "law_deadlinerule": "the law is public",
    "law_pauserule": "the law is public",
    "law_legalterm": "explanations of public law",
}
