"""What may be done about assistants and agreements. Called as `assistants.services.sign(...)`."""

from .agreements import amend, draft_agreement, drop, end_agreement, sign
from .lists import leave, register_assistant, update_assistant
from .uses import end_use, let_go

__all__ = [
    "amend",
    "draft_agreement",
    "drop",
    "end_agreement",
    "end_use",
    "leave",
    "let_go",
    "register_assistant",
    "sign",
    "update_assistant",
]
