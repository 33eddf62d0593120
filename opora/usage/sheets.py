"""A day's sheet as a form: what stands, what was typed, what was seen; plain parsing, no ORM."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from opora.agreements.rules import UseUnit
from opora.agreements.typed import clock
from opora.lib.refusals import Refused

from . import rules
from .queries import Line
from .rules import Mark

PRESENT, ABSENT = "p", "a"


@dataclass(slots=True)
class Row:
    """One person's row: the chosen button, typed hours, reason; `was` is what the officer saw."""

    line: Line
    choice: str = ""
    hours: str = ""
    reason: str = ""
    was: str = ""
    error: str = ""

    @property
    def pk(self) -> int:
        """The agreement, which names the fields."""
        return self.line.agreement.pk

    @property
    def is_hourly(self) -> bool:
        """Whether hours are typed."""
        return self.line.unit == UseUnit.MINUTE

    @property
    def is_off(self) -> bool:
        """Whether nothing is agreed for this day and nothing is written."""
        return not self.line.planned and not self.choice


def written(mark: Mark | None) -> str:
    """A mark as it goes along hidden: p240, a3, or nothing."""
    if mark is None:
        return ""
    return f"{PRESENT}{mark.amount}" if mark.is_present else f"{ABSENT}{mark.reason_id}"


def read(text: str) -> Mark | None:
    """The mark that went along hidden; a forged one counts as nothing."""
    kind, number = text[:1], text[1:]
    if kind not in {PRESENT, ABSENT} or not (number.isascii() and number.isdigit()):
        return None
    if len(number) > 5:
        return None
    return Mark(int(number)) if kind == PRESENT else Mark(0, int(number))


def standing(lines: Iterable[Line]) -> list[Row]:
    """The rows as the day stands."""
    return [_standing(line) for line in lines]


def _standing(line: Line) -> Row:
    row = Row(line, was=written(line.mark))
    if line.mark and line.mark.is_present:
        row.choice = PRESENT
        row.hours = clock(line.mark.amount)
    elif line.mark:
        row.choice, row.reason = ABSENT, str(line.mark.reason_id)
    if not row.hours and row.is_hourly and line.planned:
        row.hours = clock(line.planned)
    return row


def typed(lines: Iterable[Line], sent: Mapping[str, str]) -> list[Row]:
    """The rows as they were typed; where a row was not sent, as it stands."""
    rows = []
    for row in standing(lines):
        if f"w-{row.pk}" in sent:
            row.was = sent[f"w-{row.pk}"]
            row.choice = sent.get(f"m-{row.pk}", "")
            row.reason = sent.get(f"r-{row.pk}", "")
            row.hours = sent.get(f"h-{row.pk}", row.hours)
        rows.append(row)
    return rows


def marks(rows: Iterable[Row], *, everybody: bool) -> dict[int, Mark]:
    """What is to be saved: rows that differ from what was seen. With `everybody`, whoever is
    expected and not marked is present. Mistakes are written into their rows."""
    found = {}
    for row in rows:
        if not row.choice and everybody and row.line.planned and row.line.usual:
            row.choice = PRESENT
        if not row.choice:
            continue
        mark = _mark(row)
        if mark and written(mark) != row.was:
            found[row.pk] = mark
    return found


def _mark(row: Row) -> Mark | None:
    if row.choice == ABSENT:
        if row.reason.isascii() and row.reason.isdigit() and len(row.reason) < 6:
            return Mark(0, int(row.reason))
        row.error = _("Изберете причина за отсъствието.")
        return None
    if not row.is_hourly:
        return Mark(1)
    try:
        minutes = rules.minutes_of(row.hours)
        rules.check_mark(Mark(minutes), UseUnit.MINUTE, row.line.name)
    except Refused as refused:
        row.error = refused.sentence
        return None
    return Mark(minutes)
