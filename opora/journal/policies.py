"""The second wall of the journal: an event shows itself to its audience, and only grows."""

from opora.lib.wall import HEARD, OPEN, OWN, Policy, crud

OF_SEEN = "exists (select from journal_event e where e.id = event_id)"

POLICIES = [
    # Nobody chooses a position: the trigger gives it at commit, as the owner.
    Policy(
        "journal_event", see=f"{HEARD} and {OPEN}", add=f"{OWN} and {HEARD} and position is null"
    ),
    Policy("journal_eventdetail", see=f"{HEARD} and {OF_SEEN}", add=HEARD),
    crud("journal_retentionrule", OWN),
]
APPEND_ONLY = {"journal_event", "journal_eventdetail"}
EXEMPT: dict[str, str] = {}
