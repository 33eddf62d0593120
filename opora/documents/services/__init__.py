"""Numbers, drafts, acts on paper, attached files; one file for each."""

from ..queries import draft
from .attachments import attach, remove, sweep
from .keeping import drop_draft, drop_old_drafts, next_number, save_draft
from .papers import issue, withdraw
from .resealing import reseal_attachments, reseal_documents

# `draft` reads, and is here because whoever saves and drops asks for it in the same breath.
__all__ = [
    "attach",
    "draft",
    "drop_draft",
    "drop_old_drafts",
    "issue",
    "next_number",
    "remove",
    "reseal_attachments",
    "reseal_documents",
    "save_draft",
    "sweep",
    "withdraw",
]
