"""What can be voted on. Packages above say for their kind of record what its version is now."""

from collections.abc import Callable
from dataclasses import dataclass

from opora.lib.actor import Actor


@dataclass(frozen=True, slots=True)
class Subject:
    """A version of a record as the members see it: its name, its digest, and where it is shown."""

    title: str
    digest: str
    path: str = ""  # below /o/<organization>/


@dataclass(frozen=True, slots=True)
class Table:
    """What a version says, for members who have no other page to read it on."""

    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]


# kind → the record's version now for this actor, None when it is not theirs to see.
# `site.urls` fills it; a kind that is not here is bound to its digest by whoever calls `close`.
KINDS: dict[str, Callable[[Actor, int], Subject | None]] = {}

# kind → what the version says, under the same rule of who may see it.
TABLES: dict[str, Callable[[Actor, int], Table | None]] = {}


def current(actor: Actor, kind: str, record_id: int) -> Subject | None:
    """The version now of a record of a known kind."""
    find = KINDS.get(kind)
    return find(actor, record_id) if find else None


def table(actor: Actor, kind: str, record_id: int) -> Table | None:
    """What the version of a record says; None for a kind that has no table."""
    find = TABLES.get(kind)
    return find(actor, record_id) if find else None
