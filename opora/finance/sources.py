"""Where money comes from, what it is for, what stays uncovered. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from opora.lib.labels import gettext_noop as _
from opora.lib.money import Money

from .rules import total


class SourceStatus(StrEnum):
    """Whether a source can be applied to."""

    STANDING = "standing"
    OPEN = "open"
    EXPECTED = "expected"
    CLOSING = "closing"
    PAST = "past"
    UNKNOWN = "unknown"


STATUS_LABELS: dict[str, str] = {
    SourceStatus.STANDING: _("постоянен"),
    SourceStatus.OPEN: _("отворен"),
    SourceStatus.EXPECTED: _("предстои"),
    SourceStatus.CLOSING: _("приключва"),
    SourceStatus.PAST: _("приключил"),
    SourceStatus.UNKNOWN: _("не е известно"),
}


class Measure(StrEnum):
    """For what capital is needed."""

    BUILD = "build"
    EQUIP = "equip"
    RENOVATE = "renovate"
    ENERGY = "energy"
    EPIDEMIC = "epidemic"
    REFORM = "reform"


MEASURE_LABELS: dict[str, str] = {
    Measure.BUILD: _("строеж"),
    Measure.EQUIP: _("оборудване и обзавеждане"),
    Measure.RENOVATE: _("ремонт"),
    Measure.ENERGY: _("енергийна ефективност"),
    Measure.EPIDEMIC: _("противоепидемични мерки"),
    Measure.REFORM: _("преобразуване на стар дом"),
}


class ShareState(StrEnum):
    """How certain the money of a source is."""

    HOPED = "hoped"
    APPLIED = "applied"
    CONTRACTED = "contracted"
    PAID = "paid"


SHARE_LABELS: dict[str, str] = {
    ShareState.HOPED: _("възможно"),
    ShareState.APPLIED: _("кандидатствано"),
    ShareState.CONTRACTED: _("договорено"),
    ShareState.PAID: _("изплатено"),
}
# What already covers a need; the rest is only hoped for.
CERTAIN = frozenset({ShareState.CONTRACTED, ShareState.PAID})


@dataclass(frozen=True, slots=True)
class Covered:
    """A need for money and what each source gives; `uncovered` never below zero."""

    need: Money
    by_source: tuple[tuple[str, Money], ...]

    @property
    def given(self) -> Money:
        """Together from all sources, in the currency of the need."""
        return total((money for _source, money in self.by_source), self.need.currency)[0]

    @property
    def uncovered(self) -> Money:
        """What no source covers."""
        return Money(max(0, self.need.cents - self.given.cents), self.need.currency)


@dataclass(frozen=True, slots=True)
class Share:
    """What one source gives for capital, in euro; `is_certain`: contracted or paid."""

    source: str
    money: Money
    is_certain: bool


@dataclass(frozen=True, slots=True)
class BySource:
    """One source: for running costs of the year, for capital surely, for capital if it gives."""

    source: str
    running: Money | None
    certain: Money
    hoped: Money


def by_source(transfer: Money | None, shares: Iterable[Share], state: str) -> list[BySource]:
    """The year's running money and all capital by source, in euro. `state` is the source of the
    transfer; it comes first, the others in the order in which they are named."""
    given: dict[str, list[Share]] = {state: []}
    for share in shares:
        given.setdefault(share.source, []).append(share)
    return [
        BySource(
            source=source,
            running=transfer.in_euro if transfer and source == state else None,
            certain=total(each.money for each in parts if each.is_certain)[0],
            hoped=total(each.money for each in parts if not each.is_certain)[0],
        )
        for source, parts in given.items()
    ]
