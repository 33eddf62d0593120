"""The second wall of fees: the provider's own, read by who may see the fees of the case."""

from opora.cases.policies import part
from opora.cases.rules import Part
from opora.lib.wall import OWN, Policy

SEEN = f"{OWN} or {part(Part.FEES)}"

POLICIES = [
    Policy("fees_tariff", see="true", add=OWN, change=OWN),  # a tariff is a public act
    Policy("fees_realcost", see=OWN, add=OWN, change=OWN),
    Policy("fees_caseground", see=SEEN, add=OWN, change=OWN),
    Policy("fees_income", see=SEEN, add=OWN, change=OWN),
    Policy("fees_charge", see=SEEN, add=OWN),
    Policy("fees_payment", see=SEEN, add=OWN),
]
APPEND_ONLY = {"fees_charge", "fees_payment"}
EXEMPT = {"fees_feeground": "a public list of grounds"}
READ_ONLY = set(EXEMPT)
