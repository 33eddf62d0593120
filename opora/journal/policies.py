"""The second wall of the journal: an event shows itself to its audience, and only grows."""

from opora.lib.wall import HEARD, OWN, Policy, crud

POLICIES = [
    # Nobody chooses a position: the trigger gives it at commit, as the owner.
    Policy("journal_event", see=HEARD, add=f"{OWN} and {HEARD} and position is null"),
    Policy("journal_eventdetail", see=HEARD, add=HEARD),
    crud("journal_retentionrule", OWN),
]
APPEND_ONLY = {"journal_event", "journal_eventdetail"}
EXEMPT: dict[str, str] = {}
