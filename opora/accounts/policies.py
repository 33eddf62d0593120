"""The second wall of accounts."""

from opora.lib.wall import ORGANIZATION, USER, Policy

MINE = f"user_id = any(array(select {USER}))"
OURS = f"organization_id = any(array(select {ORGANIZATION}))"

POLICIES = [
    Policy("accounts_membership", see=f"{MINE} or {OURS}", add=OURS, change=OURS),
    Policy("accounts_invitation", see=OURS, add=OURS, change=OURS),
]
EXEMPT = {
    "accounts_organization": "names of authorities and providers are public",
    "accounts_directoratearea": "which ДСП serves which municipality is public",
    "accounts_user": "read at sign-in; an officer's name stands under every act that others see",
}
