"""The second wall of agreements: the provider's own, read by who may see the use of the case."""

from opora.cases.policies import OF_OWN_CASE, part
from opora.cases.rules import Part
from opora.lib.wall import OWN, Policy

SEEN = part(Part.USE)

POLICIES = [
    Policy("agreements_serviceagreement", see=f"{OWN} or {SEEN}", add=OWN, change=OWN),
    Policy(
        "agreements_agreementterms",
        see=f"{OF_OWN_CASE} or {SEEN}",
        add=OF_OWN_CASE,
        change=OF_OWN_CASE,
        remove=OF_OWN_CASE,
    ),
]
EXEMPT = {"agreements_limitrule": "limits of the law and of practice are public"}
READ_ONLY = set(EXEMPT)
