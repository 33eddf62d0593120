"""The second wall of foster care.

A family and a stay show themselves to the directorate that works with them and to the municipality
that pays; the address only to the directorate. Who the people are is guarded by `people` besides.
"""

from opora.lib.wall import HEARD, OWN, Policy, crud

POLICIES = [
    Policy("foster_fosterfamily", see=HEARD, add=OWN, change=OWN),
    Policy("foster_fostercontact", see=OWN, add=OWN, change=OWN),
    Policy("foster_familytraining", see=OWN, add=OWN),
    Policy("foster_fosterstay", see=HEARD, add=OWN, change=OWN),
    Policy(
        "foster_fosterrate",
        see=f"organization_id is null or {OWN}",
        add=OWN,
        change=OWN,
    ),
    crud("foster_fostermonth", OWN),
    crud("foster_fosterpayment", OWN),
]
EXEMPT: dict[str, str] = {}
