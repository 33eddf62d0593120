"""What an act says on paper, as plain values. Pure: number, day and form come when it is issued."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Fields:
    """Pairs of a label and what stands against it; an empty one is printed as a line to fill in."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Table:
    """Columns with heads; those in `numeric` (by position) stand to the right."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; numbered when its order matters."""

    items: Sequence[str]
    is_numbered: bool = False


Block = str | Fields | Table | Bullets  # a text is one paragraph


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the paper; without a title it is plain text."""

    blocks: Sequence[Block]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """A place to sign: in what capacity, and the name below the line."""

    capacity: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """One act. `title` is the kind of the act without names („Направление“); it is shown in lists.

    `article` with its `confidence` ("confirmed", "memory", "weak", "practice") is printed below the
    title. `to` is the addressee, `about` whom the act concerns: names for the register, not
    printed. A letter has no heading in capitals, and ends with a greeting. `hides_address`: of who
    issues it only name and phone are printed, because the person must not be found by the paper.
    """

    title: str
    sections: Sequence[Section]
    signatures: Sequence[Signature] = ()
    article: str = ""
    confidence: str = "confirmed"
    subtitle: str = ""
    to: str = ""
    about: str = ""
    is_letter: bool = False
    hides_address: bool = False

    @property
    def content(self) -> dict[str, Any]:
        """The paper as the template reads it."""
        return {
            "title": self.title,
            "subtitle": self.subtitle,
            "article": self.article,
            "is_unverified": self.confidence in {"memory", "weak"},
            "is_practice": self.confidence == "practice",
            "to": self.to,
            "is_letter": self.is_letter,
            "signatures": [asdict(each) for each in self.signatures],
            "sections": [
                {"title": each.title, "blocks": [_block(block) for block in each.blocks]}
                for each in self.sections
            ],
        }


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, str):
        return {"type": "text", "text": block}
    return {"type": type(block).__name__.lower(), **asdict(block)}
