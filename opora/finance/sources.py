"""Where money comes from and what it is for: the words of funding. Pure."""

from enum import StrEnum

from opora.lib.labels import gettext_noop as _


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
