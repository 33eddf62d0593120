"""Where an import stands, and what becomes of each of its rows."""

from enum import StrEnum

from opora.lib.labels import gettext_noop as _


class State(StrEnum):
    """Where an import stands."""

    READING = "reading"
    READ = "read"
    APPLYING = "applying"
    APPLIED = "applied"
    UNDOING = "undoing"
    UNDONE = "undone"
    CANCELLED = "cancelled"
    FAILED = "failed"


class RowStatus(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    WRONG = "wrong"


STATE_LABELS: dict[str, str] = {
    State.READING: _("чете се"),
    State.READ: _("прочетен, чака решение"),
    State.APPLYING: _("вписва се"),
    State.APPLIED: _("вписан"),
    State.UNDOING: _("връща се"),
    State.UNDONE: _("върнат"),
    State.CANCELLED: _("прекъснат"),
    State.FAILED: _("не може да се прочете"),
}
STATE_TONES: dict[str, str] = {
    State.READING: "brand",
    State.READ: "soon",
    State.APPLYING: "brand",
    State.APPLIED: "ok",
    State.UNDOING: "brand",
    State.FAILED: "late",
}
STATUS_LABELS: dict[str, str] = {
    RowStatus.NEW: _("нови"),
    RowStatus.CHANGED: _("променени"),
    RowStatus.SAME: _("без промяна"),
    RowStatus.WRONG: _("за поправяне"),
}
STATUS_TONES: dict[str, str] = {
    RowStatus.NEW: "ok",
    RowStatus.CHANGED: "brand",
    RowStatus.WRONG: "late",
}
RUNNING = frozenset({State.READING, State.APPLYING, State.UNDOING})
