"""What a row of a step table is, and the two questions asked of a table. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from opora.law.rules import UNVERIFIED
from opora.lib.labels import gettext_noop as _
from opora.lib.labels import translated
from opora.lib.refusals import Refused

PRACTICE = _("практика")
NOT_THE_LAW = frozenset({PRACTICE, UNVERIFIED})


class Who(StrEnum):
    """What an actor is to a record of protection; several at once are possible."""

    OFFICER = "officer"
    HEAD = "head"
    RECEIVER = "receiver"
    REPORTER = "reporter"
    SYSTEM = "system"


WHO_LABELS = {
    Who.OFFICER: _("служител на отдел „Закрила на детето“ в дирекцията, която води случая"),
    Who.HEAD: _("директорът на дирекцията, която води случая"),
    Who.RECEIVER: _("дирекцията, на която се предава случаят"),
    Who.REPORTER: _("всеки, който е узнал за дете в риск"),
    Who.SYSTEM: _("системата"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One row of a workflow: from where, to where (None: stays), by whom, by which rule."""

    event: str
    label: str
    sources: frozenset[Any]
    to: Any
    who: frozenset[Who]
    by: str

    @property
    def article(self) -> str:
        """What may stand in the journal: an article, never a word about the lack of one."""
        return "" if self.by in NOT_THE_LAW else self.by


Steps = Mapping[str, Step]


def step(
    event: str,
    label: str,
    sources: Iterable[Any],
    to: Any,
    *who: Who,
    by: str = UNVERIFIED,
    of: str = "protection",
) -> Step:
    """A row of a table; its event is one of the package `of`."""
    return Step(f"{of}.{event}", label, frozenset(sources), to, frozenset(who), by)


NOT_YOURS = _("Действието „%(action)s“ не е за Вас.")
WHO_MAY = _("Може да го направи %(who)s.")
NOT_NOW = _("Действието „%(action)s“ не е възможно, когато състоянието е „%(state)s“.")
LOOK_AGAIN = _("Отворете записа отново, за да видите какво се е променило.")


def next_state(
    steps: Steps, labels: Mapping[Any, str], state: Any, action: str, who: frozenset[Who]
) -> Any:
    """Where `action` leads from `state` for somebody who is `who`; raises Refused in words."""
    row = steps[action]
    if row.who.isdisjoint(who):
        allowed = ", ".join(translated(WHO_LABELS[one]) for one in sorted(row.who))
        raise Refused(
            translated(NOT_YOURS) % {"action": translated(row.label)},
            rule=row.by,
            remedy=translated(WHO_MAY) % {"who": allowed},
        )
    if state not in row.sources:
        words = {"action": translated(row.label), "state": translated(labels[state])}
        raise Refused(translated(NOT_NOW) % words, rule=row.by, remedy=LOOK_AGAIN)
    return row.to or state


def actions_for(steps: Steps, state: Any, who: frozenset[Who]) -> list[str]:
    """The actions open to somebody who is `who`, in the order of the table."""
    return [
        name
        for name, row in steps.items()
        if state in row.sources and not row.who.isdisjoint(who) and Who.SYSTEM not in row.who
    ]
