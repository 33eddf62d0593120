"""States of a set of criteria, its place in time, and how a coefficient is typed. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from opora.lib import words
from opora.lib.labels import gettext_noop as _
from opora.lib.labels import translated
from opora.lib.refusals import Refused

WATERMARK = _("Примерни критерии – не са нормативен акт")
PERS = (1, 100, 1000)
MAX_COEFFICIENT = Decimal(1_000_000)
PLACES = 6


class State(StrEnum):
    """Where a set stands. A repealed set was in force until its last day, if it had any."""

    WORKING = "working"
    IN_FORCE = "in_force"
    REPEALED = "repealed"


STATE_LABELS: dict[str, str] = {
    State.WORKING: _("работен"),
    State.IN_FORCE: _("в сила"),
    State.REPEALED: _("отменен"),
}
# What has a period on the line of time.
DATED = (State.IN_FORCE, State.REPEALED)


class Lawfulness(Protocol):
    """What says of itself whether it is an illustration."""

    is_illustrative: bool


def is_lawful(criteria_set: Lawfulness) -> bool:
    """Whether the set is of an act and no illustration.

    Outside a demonstration only what is computed by a lawful set may be submitted or voted.
    """
    return not criteria_set.is_illustrative


def standing(state: str, valid_from: date | None, valid_to: date | None, today: date) -> str:
    """What a set is on a day, in a word: работен, предстои, в сила, отменен."""
    if state == State.WORKING or valid_from is None:
        return STATE_LABELS[State.WORKING]
    if valid_to is not None and valid_to <= today:
        return STATE_LABELS[State.REPEALED]
    return STATE_LABELS[State.IN_FORCE] if valid_from <= today else _("предстои")


@dataclass(frozen=True, slots=True)
class Period:
    """When a set of a line is in force, half open [valid_from, valid_to)."""

    name: str
    valid_from: date
    valid_to: date | None


def check_publication(line: Sequence[Period], valid_from: date) -> None:
    """Whether a set may come into force on a day, after the sets of its line.

    An open last set is closed by it, also when both begin on the same day: the new one corrects it.
    Refused when it would begin inside an earlier period (overlap) or after an ended one (gap).
    """
    if not line:
        return
    last = max(line, key=lambda period: (period.valid_from, period.valid_to or date.max))
    said = {"name": last.name, "day": words.day(last.valid_from)}
    if valid_from < last.valid_from:
        raise Refused(
            translated(_("От %(day)s е в сила „%(name)s“. Два набора не може да важат в един ден."))
            % said,
            rule=_("Във всеки ден важи точно един набор критерии."),
            remedy=translated(_("Изберете %(day)s или по-късен ден.")) % said,
            field="valid_from",
        )
    if last.valid_to is None:
        return
    said |= {"end": words.day(last.valid_to), "new": words.day(valid_from)}
    if valid_from > last.valid_to:
        raise Refused(
            translated(_("Между %(end)s и %(new)s няма да важат никакви критерии.")) % said,
            rule=_("Между два набора не остава ден без критерии."),
            remedy=translated(_("Изберете %(end)s.")) % said,
            field="valid_from",
        )
    if valid_from < last.valid_to:
        raise Refused(
            translated(_("До %(end)s е в сила „%(name)s“. Два набора не може да важат в един ден."))
            % said,
            rule=_("Във всеки ден важи точно един набор критерии."),
            remedy=translated(_("Изберете %(end)s.")) % said,
            field="valid_from",
        )


_GROUPS = re.compile(r"\d{1,3}(\.\d{3})+")
_PLAIN = re.compile(r"\d+([.,]\d+)?")
_GROUPED_WITH_COMMA = re.compile(r"\d{1,3}(\.\d{3})+,\d+")


def parse_coefficient(text: str, *, field: str = "") -> Decimal | None:
    """A coefficient as it is typed in Bulgarian: „1,5“ is one and a half, „1 500“ fifteen hundred.

    A point before exactly three digits may be a thousands' sign as well as a decimal point, so
    „1.500“ is refused with both readings offered; „0.500“ and „1.5“ can be read in one way only.
    Empty stays empty: „липсва критерий“. Refused: negative, not a number, too many places.
    """
    typed = re.sub(r"[\s\u00a0\u202f]", "", text)
    if not typed:
        return None
    if typed.startswith(("-", "−", "–")):
        raise Refused(
            _("Коефициентът не може да е отрицателен."),
            remedy=_("Оставете полето празно, ако коефициентът не е известен."),
            field=field,
        )
    if _GROUPS.fullmatch(typed) and typed.count(".") == 1 and not typed.startswith("0"):
        raise _ambiguous(typed, field)
    if _GROUPED_WITH_COMMA.fullmatch(typed) or (_GROUPS.fullmatch(typed) and typed.count(".") > 1):
        typed = typed.replace(".", "")
    elif not _PLAIN.fullmatch(typed):
        raise Refused(
            translated(_("„%(text)s“ не е число.")) % {"text": text.strip()},
            remedy=_("Напишете например 1,5 – със запетая пред десетите."),
            field=field,
        )
    return _checked(Decimal(typed.replace(",", ".")), field)


def _ambiguous(typed: str, field: str) -> Refused:
    whole, rest = typed.split(".")
    small = f"{whole},{rest}".rstrip("0").rstrip(",")
    said = {"text": typed, "small": small, "large": whole + rest}
    return Refused(
        translated(_("„%(text)s“ може да значи %(small)s или %(large)s.")) % said,
        rule=_("Точка пред точно три цифри може да отделя и хилядите, и десетите."),
        remedy=translated(_("Напишете „%(small)s“ или „%(large)s“.")) % said,
        field=field,
    )


def _checked(value: Decimal, field: str) -> Decimal:
    exponent = value.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > PLACES:
        raise Refused(_("Коефициентът има най-много шест знака след запетаята."), field=field)
    if value >= MAX_COEFFICIENT:
        raise Refused(_("Коефициентът е твърде голям."), field=field)
    return value


def typed(value: Decimal | None) -> str:
    """A coefficient as one would type it: 1,5."""
    if value is None:
        return ""
    text = format(value.normalize(), "f")
    return "0" if text in ("-0", "") else text.replace(".", ",")


def check_sizes(min_size: int | None, max_size: int | None) -> None:
    """The least size of a facility is not above its greatest."""
    if min_size is not None and max_size is not None and min_size > max_size:
        raise Refused(
            _("Най-малкият обект не може да е по-голям от най-големия."), field="min_size"
        )
