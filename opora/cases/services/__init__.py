"""One function for every verb of a case, one file for every thing."""

from .ending import end, plan_follow_up, tell_follow_up
from .grounds import set_ground_term
from .links import link, unlink
from .opening import open  # noqa: A004  # the verb of the law
from .parties import add_party, follow_owner, remove_party, set_confidential, set_parts
from .steps import hearing, led_now
from .team import add_contact, add_member, assign_lead, remove_contact, remove_member

__all__ = [
    "add_contact",
    "add_member",
    "add_party",
    "assign_lead",
    "end",
    "follow_owner",
    "hearing",
    "led_now",
    "link",
    "open",
    "plan_follow_up",
    "remove_contact",
    "remove_member",
    "remove_party",
    "set_confidential",
    "set_ground_term",
    "set_parts",
    "tell_follow_up",
    "unlink",
]
