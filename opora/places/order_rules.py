"""By what a waiting list is ordered: the catalogue of criteria, sort keys, previews, seals. Pure.

No statute orders a waiting list: each criterion is practice, and a rule is the provider's own.
The database computes the same key (`places_order_key`); a test holds the two equal.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from opora.lib import words
from opora.lib.labels import gettext_noop as _
from opora.lib.labels import translated
from opora.lib.refusals import Refused
from opora.lib.words import SOFIA


class Criterion(StrEnum):
    """What a provider's rule may look at, in the order that the provider chooses."""

    PRIORITY = "priority"
    URGENCY = "urgency"
    RESIDENT = "resident"
    SIBLING = "sibling"
    ASSESSED = "assessed"


@dataclass(frozen=True, slots=True)
class Described:
    """A criterion as it stands in a published rule, and what it says of somebody who has it."""

    label: str
    help: str
    has: str


CATALOGUE = {
    Criterion.PRIORITY: Described(
        _("документирано предимство"),
        _("Предимство с писмено основание, признато от доставчика."),
        _("признато предимство"),
    ),
    Criterion.URGENCY: Described(
        _("спешност"),
        _("Желанието е отбелязано като спешно от органа, който го е приел."),
        _("спешна нужда"),
    ),
    Criterion.RESIDENT: Described(
        _("живее в общината"),
        _("Желанието е от общината, в която е услугата."),
        _("живее в общината на услугата"),
    ),
    Criterion.SIBLING: Described(
        _("брат или сестра в услугата"),
        _("Брат или сестра на лицето вече ползва услугата."),
        _("има брат или сестра в услугата"),
    ),
    Criterion.ASSESSED: Described(
        _("дата на предварителната оценка"),
        _("По-ранна предварителна оценка е по-напред."),
        _("предварителна оценка"),
    ),
}
LAST = _("момент на записване")  # ends every rule, so that the order is total
FIRST_RULE = (Criterion.PRIORITY, Criterion.ASSESSED)


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a rule may look at of somebody who waits, as it was at one moment."""

    entry_id: int
    joined_at: datetime
    assessed_on: date
    priority: int = 0
    is_urgent: bool = False
    is_resident: bool = False
    has_sibling: bool = False
    moved_back_at: datetime | None = None

    def value(self, criterion: Criterion) -> str:
        """Sorts as text: „0“ goes before „1“, an earlier day before a later one.

        Who declined an offer or let it expire counts from then on as assessed at that moment and
        has nothing that would bring them forward but a priority given anew.
        """
        if criterion == Criterion.PRIORITY:
            return str(1 - self.priority)
        if criterion == Criterion.ASSESSED:
            moved = self.moved_back_at
            return f"{moved.astimezone(SOFIA).date() if moved else self.assessed_on:%Y%m%d}"
        flags = {
            Criterion.URGENCY: self.is_urgent,
            Criterion.RESIDENT: self.is_resident,
            Criterion.SIBLING: self.has_sibling,
        }
        return "0" if flags[criterion] and not self.moved_back_at else "1"

    @property
    def moment(self) -> str:
        """When they joined or were moved back; the last word of every rule."""
        moment = (self.moved_back_at or self.joined_at).astimezone(UTC)
        return f"{moment:%Y%m%dT%H%M%S.%f}|{1 if self.moved_back_at else 0}"


def order_key(criteria: Iterable[str], facts: Facts) -> str:
    """Sorts as text in the order of the queue; equals are told apart by the entry's number."""
    return "|".join([*(facts.value(Criterion(each)) for each in criteria), facts.moment])


def ordered(criteria: Sequence[str], queue: Iterable[Facts]) -> list[Facts]:
    """The queue in the order of a rule."""
    return sorted(queue, key=lambda facts: (order_key(criteria, facts), facts.entry_id))


def checked(criteria: Iterable[str]) -> list[str]:
    """A rule that can be written down: known criteria, each once, at least one."""
    chosen = list(criteria)
    if not chosen:
        raise Refused(
            _("Правилото няма нито един критерий."),
            remedy=_("Изберете поне един критерий и неговото място."),
        )
    if len(set(chosen)) < len(chosen) or not set(chosen) <= set(Criterion):
        raise Refused(
            _("Един критерий стои на две места в правилото."),
            remedy=_("Оставете всеки критерий на едно място."),
        )
    return chosen


def rule_words(criteria: Iterable[str]) -> str:
    """The rule in one line: „1. документирано предимство, 2. … , накрая момент на записване“."""
    labels = [translated(CATALOGUE[Criterion(each)].label) for each in criteria]
    numbered = [f"{n}. {label}" for n, label in enumerate([*labels, translated(LAST)], 1)]
    return ", ".join(numbered)


def seal(order: Iterable[int]) -> str:
    """The hash of a list: equal only for the same people in the same order."""
    return hashlib.sha256("\n".join(str(entry) for entry in order).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Move:
    """What a new rule would do to one who waits. `turn` is „in“ or „out“ of the next places."""

    entry_id: int
    was: int
    now: int
    because: str
    turn: str = ""


def preview(
    before: Sequence[str], after: Sequence[str], queue: Iterable[Facts], *, n_next: int
) -> list[Move]:
    """Everybody whose place a new rule changes, with the reason, in the new order.

    `turn` tells who comes among the `n_next` that would be offered the next places, and who drops
    out of them.
    """
    rows = list(queue)
    old = {facts.entry_id: place for place, facts in enumerate(ordered(before, rows), 1)}
    new = ordered(after, rows)
    found = []
    for place, facts in enumerate(new, 1):
        was = old[facts.entry_id]
        if was == place:
            continue
        turn = "in" if place <= n_next < was else "out" if was <= n_next < place else ""
        because = _because(after, facts, _passed(new, old, place))
        found.append(Move(facts.entry_id, was, place, because, turn))
    return found


def _passed(new: Sequence[Facts], old: dict[int, int], place: int) -> Facts:
    """The nearest one with whom the order turned: overtaken by who moves up, or the other way."""
    was = old[new[place - 1].entry_id]
    if place < was:
        behind = (each for each in new[place:] if old[each.entry_id] < was)
        return next(behind)
    return next(each for each in reversed(new[: place - 1]) if old[each.entry_id] > was)


def _because(criteria: Sequence[str], facts: Facts, other: Facts) -> str:
    """The first thing by which the new rule tells the two apart."""
    for each in map(Criterion, criteria):
        mine, theirs = facts.value(each), other.value(each)
        if mine == theirs:
            continue
        if each == Criterion.ASSESSED:
            return translated(
                _("по-ранна предварителна оценка")
                if mine < theirs
                else _("пред него минава лице с по-ранна предварителна оценка")
            )
        has = translated(CATALOGUE[each].has)
        if mine < theirs:
            return has
        return translated(_("пред него минава лице с: %(has)s")) % {"has": has}
    return translated(
        _("записано по-рано")
        if facts.moment < other.moment
        else _("пред него минава лице, записано по-рано")
    )


def explained(criteria: Iterable[str], facts: Facts) -> str:
    """What the rule sees of one who waits, in its own order, for who may know it."""
    seen = []
    for each in map(Criterion, criteria):
        described = CATALOGUE[each]
        if each == Criterion.ASSESSED:
            seen.append(f"{translated(described.has)}: {words.day(facts.assessed_on)}")
        elif facts.value(each) == "0":
            seen.append(translated(described.has))
    moment = words.moment(facts.moved_back_at or facts.joined_at)
    return "; ".join([*seen, f"{translated(LAST)}: {moment}"])
