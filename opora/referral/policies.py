"""The second wall of the referral: who takes part sees the request and what belongs to it."""

from opora.lib.wall import HEARD, OWN, Policy, crud

SEEN = "request_id = any(array(select id from referral_servicerequest))"

POLICIES = [
    Policy("referral_servicerequest", see=HEARD, add=HEARD, change=HEARD),
    Policy("referral_participation", see=f"{OWN} or {SEEN}", add=SEEN, change=SEEN),
    crud("referral_preliminaryassessment", SEEN),
    crud("referral_referral", SEEN),
    Policy("referral_refusal", see=SEEN, add=SEEN, change=SEEN),
    Policy("referral_requestcode", see=SEEN, add=f"{OWN} and {SEEN}", change=SEEN),
    Policy("referral_appeal", see=SEEN, add=SEEN, change=SEEN),
    Policy("referral_appealbody", see="true", add=OWN, change=OWN),
    Policy("referral_urgentpaperrule", see="true", add=OWN, change=OWN),
    Policy("referral_handover", see=SEEN, add=SEEN, change=SEEN),
    Policy("referral_consultation", see=SEEN, add=SEEN, change=SEEN),
    crud("referral_usagerecord", OWN),
]
EXEMPT = {"referral_referralpower": "who may refer for what is public"}
