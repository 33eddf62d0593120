"""Reading figures as people write them, and telling which of them need a second look. Pure.

Nothing here forbids a surprising figure: a warning is answered by the person, who looked again.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from math import log
from statistics import median

from opora.lib.labels import gettext_noop as _
from opora.lib.labels import translated
from opora.lib.refusals import Refused
from opora.lib.words import day, number
from opora.territory.indicator_rules import Period, tidy

# Marks by which statistics say that there is no figure.
MISSING = frozenset(
    {"", "-", "–", "—", "..", "...", "…", ":", "x", "х", "н.д.", "няма данни", "n/a"}
)
SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f'’]+")
SPACED = re.compile(r"-?[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]+)?")
LARGEST = Decimal(10) ** 12
PLACES = Decimal("0.0001")


class Doubt(StrEnum):
    """Why a figure needs a second look; kept with it when the person confirmed it."""

    JUMP = "jump"
    PEERS = "peers"
    THOUSANDS = "thousands"
    TOO_MANY = "too_many"
    GROUPED = "grouped"
    OTHER_YEAR = "other_year"
    NOT_YEAR_END = "not_year_end"
    OLDER = "older"


DOUBT_LABELS = {
    Doubt.JUMP: _("рязка промяна спрямо предишния период"),
    Doubt.PEERS: _("далеч от останалите общини на 1000 жители"),
    Doubt.THOUSANDS: _("около хиляда пъти разлика: може би е в хиляди"),
    Doubt.TOO_MANY: _("повече от жителите на общината"),
    Doubt.GROUPED: _("прочетено като хиляди"),
    Doubt.OTHER_YEAR: _("за друга година"),
    Doubt.NOT_YEAR_END: _("не е към края на година"),
    Doubt.OLDER: _("по-старо от последното известно"),
}


# What is written


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as read; `is_grouped` when its only separator was taken for that of thousands."""

    value: Decimal
    is_grouped: bool = False


NOT_A_NUMBER = _("„%(text)s“ не е число.")
AMBIGUOUS = _("„%(text)s“ може да е %(whole)s или %(part)s. Напишете го еднозначно.")
BAD_GROUPS = _("В „%(text)s“ интервалите или знаците не делят по три цифри.")
TOO_LARGE = _("„%(text)s“ е твърде голямо число.")
NEGATIVE = _("Стойността не може да е под %(minimum)s, а е %(value)s.")
NOT_WHOLE = _("Показателят е цяло число, а стойността е %(value)s.")


def read(text: str, *, is_whole: bool) -> Figure | None:
    """A figure as people type it: comma or dot, spaces between thousands; None for no figure.

    Refused: no number, groups that are not of three digits, and „1.500“ where it could be either
    fifteen hundred or one and a half. A whole number can only be the former.
    """
    plain = SPACES.sub(" ", text.strip()).replace("−", "-")
    if plain.lower() in MISSING:
        return None
    if " " in plain and not SPACED.fullmatch(plain):
        key = BAD_GROUPS if re.fullmatch(r"-?[0-9 ]+(?:[.,][0-9]+)?", plain) else NOT_A_NUMBER
        raise Refused(translated(key) % {"text": text.strip()})
    is_spaced = " " in plain
    digits = plain.replace(" ", "")
    if not re.fullmatch(r"-?[0-9]+(?:[.,][0-9]+)*", digits):
        raise Refused(translated(NOT_A_NUMBER) % {"text": text.strip()[:40]})
    value, is_grouped = _separated(digits, text, is_whole=is_whole, is_spaced=is_spaced)
    if abs(value) >= LARGEST:
        raise Refused(translated(TOO_LARGE) % {"text": text.strip()[:40]})
    return Figure(tidy(value.quantize(PLACES)), is_grouped)


def _separated(digits: str, text: str, *, is_whole: bool, is_spaced: bool) -> tuple[Decimal, bool]:
    marks = [mark for mark in digits if mark in ".,"]
    if not marks:
        return Decimal(digits), False
    if len(set(marks)) == 2:
        last = marks[-1]
        other = "," if last == "." else "."
        whole, part = digits.rsplit(last, 1)
        if last in whole or not _in_threes(whole, other):
            raise Refused(translated(BAD_GROUPS) % {"text": text.strip()})
        return Decimal(f"{whole.replace(other, '')}.{part}"), False
    if len(marks) > 1:
        if is_spaced or not _in_threes(digits, marks[0]):
            raise Refused(translated(BAD_GROUPS) % {"text": text.strip()})
        return Decimal(digits.replace(marks[0], "")), False
    as_part = Decimal(digits.replace(",", "."))
    could_be_thousands = not is_spaced and re.fullmatch(r"-?[1-9][0-9]{0,2}[.,][0-9]{3}", digits)
    if not could_be_thousands:
        return as_part, False
    whole_value = Decimal(digits.replace(marks[0], ""))
    if is_whole:
        return whole_value, True
    shown = {
        "text": text.strip(),
        "whole": plain_number(whole_value),
        "part": plain_number(as_part),
    }
    raise Refused(translated(AMBIGUOUS) % shown)


def _in_threes(digits: str, mark: str) -> bool:
    first, *groups = digits.lstrip("-").split(mark)
    return 1 <= len(first) <= 3 and all(len(group) == 3 for group in groups)


def check(value: Decimal, *, is_whole: bool, minimum: Decimal | None) -> None:
    """Refuse what the indicator cannot be: below its bound, or a part where it counts wholes."""
    if minimum is not None and value < minimum:
        shown = {"minimum": plain_number(minimum), "value": plain_number(value)}
        raise Refused(translated(NEGATIVE) % shown)
    if is_whole and value != value.to_integral_value():
        raise Refused(translated(NOT_WHOLE) % {"value": plain_number(value)})


def plain_number(value: Decimal) -> str:
    """33 375 or 62,5: as it is written in Bulgarian."""
    whole = int(value)
    text = f"{value.normalize():f}"
    part = text.partition(".")[2]
    sign = "-" if value < 0 and whole == 0 else ""
    return f"{sign}{number(whole)}" + (f",{part}" if part else "")


# Days

FUTURE = _("%(day)s още не е дошло. Показателите са за минал ден.")


def check_day(as_of: date, today: date) -> None:
    """Refuse a day that has not come."""
    if as_of > today:
        raise Refused(translated(FUTURE) % {"day": day(as_of)})


def doubts_of_day(
    as_of: date, *, period: str, today: date, latest: date | None
) -> tuple[Doubt, ...]:
    """What is unusual about the day: another year than this or the last, not the end of a year,
    before the latest known figure."""
    found = []
    if as_of.year < today.year - 1:
        found.append(Doubt.OTHER_YEAR)
    if period == Period.YEAR and (as_of.month, as_of.day) != (12, 31):
        found.append(Doubt.NOT_YEAR_END)
    if latest and as_of < latest:
        found.append(Doubt.OLDER)
    return tuple(found)


def last_year_end(today: date) -> date:
    """The last 31 December: the day that most figures are for."""
    return date(today.year - 1, 12, 31)


# Comparison


def change(before: Decimal | None, after: Decimal) -> Decimal | None:
    """Percent from the previous figure to this one, to one decimal; None without a base."""
    if not before:
        return None
    return ((after - before) * 100 / before).quantize(Decimal("0.1"))


# A series counts as unusual when it stands out by this many robust deviations (Iglewicz and
# Hoaglin, 1993: modified z-score over 3.5), and by an amount that means something.
LIMIT = 3.5
# The median absolute deviation of a normal distribution is this part of its standard deviation.
MAD_SHARE = 0.6745
FEWEST = 8
FEWEST_PEERS = 20
LEAST_SPREAD = 0.05
# Municipalities differ more from each other than from themselves a year ago.
PEER_SPREAD = 0.15
SMALLEST_CHANGE = Decimal(10)
SMALLEST_JUMP = log(1.25)
ALONE_JUMP = Decimal(30)


def standing_out(logs: Mapping[str, float], least: float = LEAST_SPREAD) -> dict[str, float]:
    """Which of the logarithms stand out of the others, with their modified z-scores.

    The deviation is measured by the median absolute deviation, which a few wrong figures cannot
    move, and never taken below `least`, so that a series that is all alike does not flag trifles.
    """
    if len(logs) < FEWEST:
        return {}
    center = median(logs.values())
    spread = max(median(abs(each - center) for each in logs.values()), least)
    scores = {key: MAD_SHARE * (each - center) / spread for key, each in logs.items()}
    return {key: score for key, score in scores.items() if abs(score) > LIMIT}


def jumps(pairs: Mapping[str, tuple[Decimal, Decimal]]) -> set[str]:
    """Which municipalities changed otherwise than the rest from one period to the next.

    By the logarithm of the ratio when there are enough of them, else by more than 30 % alone. Less
    than 10 people or less than a quarter is never a jump: small counts move by themselves.
    """
    large = {
        key: (before, after)
        for key, (before, after) in pairs.items()
        if abs(after - before) >= SMALLEST_CHANGE
    }
    to_nothing = {key for key, (before, after) in large.items() if not before or not after}
    logs = {key: log(after / before) for key, (before, after) in pairs.items() if before and after}
    if len(logs) < FEWEST:
        return to_nothing | {
            key
            for key in large.keys() - to_nothing
            if abs(change(*large[key]) or Decimal(0)) > ALONE_JUMP
        }
    found = {
        key
        for key in standing_out(logs)
        if key in large and abs(logs[key] - median(logs.values())) >= SMALLEST_JUMP
    }
    return found | to_nothing


def stands_out_of_peers(value: Decimal, people: Decimal | None, rates: Collection[Decimal]) -> bool:
    """Whether a municipality's figure for its size is far from those of the other municipalities.

    `rates` are their figures ÷ residents. Needs twenty of them and a figure of at least 10.
    """
    known = [float(rate) for rate in rates if rate > 0]
    if not people or value < SMALLEST_CHANGE or len(known) < FEWEST_PEERS:
        return False
    logs = {str(index): log(rate) for index, rate in enumerate(known)}
    return "own" in standing_out(logs | {"own": log(value / people)}, PEER_SPREAD)


THOUSAND = (Decimal(770), Decimal(1300))


def is_thousandfold(before: Decimal | None, after: Decimal) -> int:
    """1000 when the figure is about a thousandth of the previous one (so it was given in
    thousands), -1000 when it is about a thousand times it, else 0."""
    if not before or not after or before < 0 or after < 0:
        return 0
    if THOUSAND[0] <= before / after <= THOUSAND[1]:
        return 1000
    return -1000 if THOUSAND[0] <= after / before <= THOUSAND[1] else 0


def scale(pairs: Collection[tuple[Decimal, Decimal]]) -> int:
    """As `is_thousandfold`, of the whole file: by the middle of the ratios of at least three."""
    ratios = [before / after for before, after in pairs if before > 0 and after > 0]
    if len(ratios) < 3:
        return 0
    middle = median(ratios)
    return is_thousandfold(middle, Decimal(1))


def scaled(value: Decimal, factor: int) -> Decimal:
    """The value × 1000, ÷ 1000 or as it is; `factor` as `scale` gives it."""
    if factor == 1000:
        return value * 1000
    return value / 1000 if factor == -1000 else value
