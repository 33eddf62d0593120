"""The second wall of notices: the organization's own, and of those only what is not for another."""

from opora.lib.wall import OWN, USER, Policy

MINE = f"{OWN} and (user_id is null or user_id = any(array(select {USER})))"

# Adding goes through the owner's function `notices_add`, because a notice is often for others.
POLICIES = [Policy("notices_notice", see=MINE, change=MINE)]
EXEMPT: dict[str, str] = {}
