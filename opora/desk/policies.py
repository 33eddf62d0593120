"""The second wall of the desk."""

from opora.lib.wall import OWN, USER, Policy, crud

SEEN = "request_id = any(array(select id from referral_servicerequest))"

POLICIES = [
    crud("desk_savedview", f"{OWN} and user_id = any(array(select {USER}))"),
    Policy("desk_presence", see=SEEN, add=f"{OWN} and {SEEN}", change=OWN, remove=OWN),
]
EXEMPT: dict[str, str] = {}
