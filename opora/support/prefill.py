"""What is already known about a person when the assessment begins.

It stands in packages above (the preliminary assessment); `site.urls` names who knows it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from opora.cases.models import Case
from opora.lib.actor import Actor


@dataclass(frozen=True, slots=True)
class Known:
    """Texts by area of life, the person's own words, and where they come from."""

    source: str = ""
    own_words: str = ""
    areas: Mapping[str, str] = field(default_factory=dict)


SOURCES: list[Callable[[Actor, Case], Known | None]] = []


def known(actor: Actor, case: Case) -> Known | None:
    """What the first source that knows something says."""
    return next((found for source in SOURCES if (found := source(actor, case))), None)
