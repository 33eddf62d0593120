"""The acts on district maps, one function per verb."""

from .coordination import answer, ask, record_answer
from .maps import adopt_final, adopt_indicative, lock, put_to_vote, question, revise
from .variants import copy, drop, move_host, open_variant, remove_entry, set_entry, transcribe

__all__ = [
    "adopt_final",
    "adopt_indicative",
    "answer",
    "ask",
    "copy",
    "drop",
    "lock",
    "move_host",
    "open_variant",
    "put_to_vote",
    "question",
    "record_answer",
    "remove_entry",
    "revise",
    "set_entry",
    "transcribe",
]
