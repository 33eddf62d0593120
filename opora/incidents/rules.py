"""Kinds and severities of incidents, when and of what one is written. Pure."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from opora.lib.labels import gettext_noop as _
from opora.lib.refusals import Refused


class IncidentKind(StrEnum):
    """What happened."""

    INJURY = "injury"
    ILLNESS = "illness"
    VIOLENCE = "violence"
    MISSING = "missing"
    PROPERTY = "property"
    OTHER = "other"


class Severity(StrEnum):
    """How bad it was."""

    MINOR = "minor"
    SERIOUS = "serious"
    GRAVE = "grave"


INCIDENT_LABELS = {
    IncidentKind.INJURY: _("нараняване или злополука"),
    IncidentKind.ILLNESS: _("внезапно заболяване"),
    IncidentKind.VIOLENCE: _("агресия или насилие"),
    IncidentKind.MISSING: _("самоволно отсъствие, изчезване"),
    IncidentKind.PROPERTY: _("щета или загуба на вещи"),
    IncidentKind.OTHER: _("друго"),
}
SEVERITY_LABELS = {
    Severity.MINOR: _("леко"),
    Severity.SERIOUS: _("сериозно"),
    Severity.GRAVE: _("тежко"),
}


def check_moment(happened_at: datetime, now: datetime) -> None:
    """An incident is told after it happened."""
    if happened_at > now:
        raise Refused(
            _("Случката е в бъдещето."),
            remedy=_("Проверете деня и часа."),
            field="happened_at",
        )


@dataclass(frozen=True, slots=True)
class Happening:
    """What went wrong, as it is told."""

    kind: str
    severity: str
    happened_at: datetime
    what: str
    done: str
    told: str
    is_child_at_risk: bool
    reported_on: date | None = None
    reported_to: str = ""


def check(found: Happening, now: datetime) -> None:
    """An incident is told after it happened, with what was done."""
    check_moment(found.happened_at, now)
    if not found.what.strip() or not found.done.strip():
        raise Refused(
            _("Опишете какво се случи и какво беше направено."),
            field="what" if not found.what.strip() else "done",
        )
