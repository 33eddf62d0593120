"""The three ways in which an act does not happen; pages turn each into an answer for the person."""

from collections.abc import Sequence
from dataclasses import dataclass

from opora.lib.labels import translated


class Refused(Exception):
    """The rules do not allow the act. Shown as it is, with HTTP 400.

    `sentence` says in plain Bulgarian what is wrong, `rule` by which rule, `remedy` what to do now.
    """

    def __init__(self, sentence: str, *, rule: str = "", remedy: str = "", field: str = "") -> None:
        self.sentence = translated(sentence)
        self.rule = translated(rule)
        self.remedy = translated(remedy)
        super().__init__(self.sentence)
        self.field = field


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a record that somebody else changed meanwhile."""

    label: str
    before: str
    now: str
    typed: str = ""  # the actor's own, where it is known and the earlier value is not


class Stale(Exception):
    """Somebody saved the record after the actor opened it. Shown side by side, with HTTP 409."""

    def __init__(self, changes: Sequence[Change] = (), *, by: str = "") -> None:
        super().__init__("changed meanwhile")
        self.changes = tuple(changes)
        self.by = by


class NotVisible(Exception):
    """The record does not exist for this actor: HTTP 404, as for no record at all."""
