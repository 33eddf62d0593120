"""The axes of indicators, and how figures are summed over municipalities. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from opora.lib.labels import gettext_noop as _


class SourceKind(StrEnum):
    """Who knows the figure; the first three are the official sources of чл. 3 НПСУ."""

    NSI = "nsi"
    AUTHORITY = "authority"
    SURVEY = "survey"
    OWN = "own"


class Period(StrEnum):
    """For which time a figure speaks."""

    CENSUS = "census"
    YEAR = "year"
    DAY = "day"
    NOW = "now"


class Level(StrEnum):
    """For which territory there are figures."""

    MUNICIPALITY = "municipality"
    COUNTRY = "country"


class Aggregation(StrEnum):
    """How the figures of municipalities make that of a district."""

    SUM = "sum"
    MEAN = "mean"
    NONE = "none"


class Provenance(StrEnum):
    """How a figure came into Opora."""

    SEED = "seed"
    IMPORT = "import"
    ENTRY = "entry"
    OWN = "own"


SOURCE_LABELS = {
    SourceKind.NSI: _("НСИ"),
    SourceKind.AUTHORITY: _("органи, събиращи данни по закон"),
    SourceKind.SURVEY: _("проучване на общината"),
    SourceKind.OWN: _("собствени данни на Опора"),
}
PERIOD_LABELS = {
    Period.CENSUS: _("преброяване"),
    Period.YEAR: _("към края на годината"),
    Period.DAY: _("към дата"),
    Period.NOW: _("към момента"),
}
LEVEL_LABELS = {Level.MUNICIPALITY: _("община"), Level.COUNTRY: _("само за страната")}
AGGREGATION_LABELS = {
    Aggregation.SUM: _("сбор на общините"),
    Aggregation.MEAN: _("среднопретеглено"),
    Aggregation.NONE: _("не се сумира"),
}
PROVENANCE_LABELS = {
    Provenance.SEED: _("заредено с Опора"),
    Provenance.IMPORT: _("внесено от файл"),
    Provenance.ENTRY: _("въведено от общината"),
    Provenance.OWN: _("сметнато от Опора"),
}


@dataclass(frozen=True, slots=True)
class Value:
    """A figure as of a day: from which source and how it came into Opora."""

    value: Decimal
    as_of: date
    source: str
    provenance: str


def tidy(value: Decimal) -> Decimal:
    """The same value without zeros at the end and without an exponent."""
    whole = value.to_integral_value()
    return whole.quantize(Decimal(1)) if value == whole else value.normalize()


@dataclass(frozen=True, slots=True)
class Succession:
    """That a municipality was merged into another on a day."""

    successor: str
    on: date


def merged(
    figures: Mapping[str, Value],
    successions: Mapping[str, Succession],
    *,
    on: date,
    is_summed: bool,
) -> dict[str, Value]:
    """The figures by the municipalities that exist on a day.

    A successor's figure from the day of the merger on counts the merged ones in and stands alone.
    An older one is summed with theirs; when a part is missing or the indicator is not summed, the
    successor has none, because a part of a sum is no sum. The sum is as old as its oldest part.
    """
    ended = {code: each for code, each in successions.items() if each.on <= on}
    found = {code: value for code, value in figures.items() if code not in ended}
    for successor in {each.successor for each in ended.values()} - ended.keys():
        whole = _whole(successor, figures, ended, is_summed=is_summed)
        found.pop(successor, None)
        if whole:
            found[successor] = whole
    return found


def _whole(
    code: str,
    figures: Mapping[str, Value],
    ended: Mapping[str, Succession],
    *,
    is_summed: bool,
) -> Value | None:
    """The figure of a municipality with those that were merged into it after the figure's day."""
    own = figures.get(code)
    if own is None:
        return None
    later = [each for each in ended if ended[each].successor == code and ended[each].on > own.as_of]
    parts = [_whole(each, figures, ended, is_summed=is_summed) for each in later]
    if not parts:
        return own
    known = [part for part in parts if part]
    if not is_summed or len(known) < len(parts):
        return None
    return Value(
        value=own.value + sum((part.value for part in known), Decimal(0)),
        as_of=min(own.as_of, *(part.as_of for part in known)),
        source=own.source,
        provenance=own.provenance,
    )


@dataclass(frozen=True, slots=True)
class Total:
    """A figure over several municipalities; None when nothing is known or it is not summed."""

    value: Decimal | None
    n_known: int
    n_all: int

    @property
    def is_complete(self) -> bool:
        """Whether every municipality has a figure; an incomplete sum says so wherever it stands."""
        return self.n_known == self.n_all


def total(
    codes: Iterable[str],
    figures: Mapping[str, Decimal],
    *,
    aggregation: str,
    weights: Mapping[str, Decimal] | None = None,
) -> Total:
    """The figure of a district or the country from those of its municipalities.

    A missing figure is never 0: it is counted as missing. A weighted mean takes the municipalities
    that have both the figure and its weight.
    """
    wanted = list(codes)
    known = [code for code in wanted if code in figures]
    if aggregation == Aggregation.NONE or not known:
        return Total(None, len(known), len(wanted))
    if aggregation == Aggregation.SUM:
        return Total(sum((figures[code] for code in known), Decimal(0)), len(known), len(wanted))
    both = [code for code in known if weights and code in weights]
    weight = sum(((weights or {})[code] for code in both), Decimal(0))
    if not weight:
        return Total(None, len(both), len(wanted))
    mass = sum((figures[code] * (weights or {})[code] for code in both), Decimal(0))
    return Total(mass / weight, len(both), len(wanted))
