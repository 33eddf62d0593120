"""States of a map's version, comparison of two versions, plan by years, agreement. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from opora.lib.labels import gettext_noop as _

PRACTICE = _("практика")


class State(StrEnum):
    """Where a version of a map stands. A national one is worked on and locked; the rest of its way
    is told by `national`."""

    WORKING = "working"
    LOCKED = "locked"
    VOTING = "voting"
    INDICATIVE = "indicative"
    FINAL = "final"
    REVISED = "revised"
    DROPPED = "dropped"


class Answer(StrEnum):
    """What a municipality says of the proposed hosts of a district-level service."""

    AGREE = "agree"
    DISAGREE = "disagree"


STATE_LABELS = {
    State.WORKING: _("работен вариант"),
    State.LOCKED: _("заключена версия"),
    State.VOTING: _("внесена за гласуване"),
    State.INDICATIVE: _("приета като индикативна карта"),
    State.FINAL: _("приета като окончателна карта"),
    State.REVISED: _("заменена с нова версия"),
    State.DROPPED: _("отказан вариант"),
}
STATE_TONES = {
    State.VOTING: "wait",
    State.INDICATIVE: "ok",
    State.FINAL: "ok",
    State.LOCKED: "soon",
}
ANSWER_LABELS = {
    Answer.AGREE: _("съгласна"),
    Answer.DISAGREE: _("не е съгласна"),
}
