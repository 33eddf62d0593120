"""Classes, colors and words of a picture. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from opora.lib.labels import gettext_noop as _
from opora.lib.labels import translated

N_CLASSES = 5
# One hue from light to dark, told apart without color by their lightness.
SEQUENTIAL = ("#e4f0f1", "#b5d8d8", "#76b5b6", "#2f8086", "#0b4a57")
# Brown, neutral, petrol: the pair that every kind of color blindness keeps apart.
DIVERGING = ("#8c510a", "#dfb87a", "#f1efe9", "#7fc3bb", "#0b5f5a")
DARK_INK, LIGHT_INK = "#16262b", "#ffffff"
MISSING, OUTSIDE = "#d5d2ca", "#e4e1da"
# The first number of each band in which a queue's length is told outside: 0, 1–4, 5–9, 10 or more.
BANDS = (0, 1, 5, 10)
MISSING_WORDS = _("няма данни")
# How wide a name in a hexagon may be, in the size of its letters.
NAME_WIDTH = 4.4


@dataclass(frozen=True, slots=True)
class Class:
    """One class of the legend: values above `above` and up to `upto`."""

    fill: str
    ink: str
    above: Decimal | None
    upto: Decimal | None
    n: int = 0


@dataclass(frozen=True, slots=True)
class Scale:
    """The classes of a picture, from low to high, and how many places have no value."""

    classes: tuple[Class, ...]
    n_missing: int

    def of(self, value: Decimal) -> Class:
        """The class of a value."""
        return next(each for each in self.classes if each.upto is None or value <= each.upto)


def scale(
    values: Mapping[str, Decimal],
    n_places: int,
    *,
    is_diverging: bool = False,
    is_banded: bool = False,
    pool: Sequence[Decimal] = (),
) -> Scale:
    """Fifths of the places by value; for differences about zero, much being above the median.

    Equal values stay in one class, so there may be fewer classes than five. `pool` are the values
    of every picture that is compared with this one: all of them then have the same classes.
    """
    known = sorted(values.values())
    if is_banded:
        breaks = [Decimal(first) for first in BANDS[:-1]]
    else:
        breaks = around_zero(known) if is_diverging else fifths(sorted(pool) or known)
    fills = DIVERGING if is_diverging else spread(len(breaks) + 1)
    edges = [None, *breaks, None]
    empty = [
        Class(fill, ink(fill), low, high)
        for fill, low, high in zip(fills, edges, edges[1:], strict=False)
    ]
    counted = Counter(Scale(tuple(empty), 0).of(value).fill for value in known)
    classes = tuple(
        Class(each.fill, each.ink, each.above, each.upto, counted[each.fill]) for each in empty
    )
    return Scale(classes, n_places - len(known))


def fifths(known: Sequence[Decimal]) -> list[Decimal]:
    """The values that end each fifth but the last; without repeats and without the greatest."""
    if not known:
        return []
    ends = [known[-(-len(known) * part // N_CLASSES) - 1] for part in range(1, N_CLASSES)]
    return sorted({end for end in ends if end < known[-1]})


def around_zero(known: Sequence[Decimal]) -> list[Decimal]:
    """Much less, less, the same, more, much more: much is above the median difference, so that one
    great change, of the capital for example, does not make all others look alike."""
    sizes = sorted(abs(value) for value in known if value)
    if not sizes:
        return [Decimal(-1), Decimal("-0.5"), Decimal("0.5"), Decimal(1)]
    middle, nearly = sizes[(len(sizes) - 1) // 2], sizes[0] / 2
    return [-middle - nearly / 2, -nearly, nearly, middle + nearly / 2]


def spread(n: int) -> tuple[str, ...]:
    """The colors of so many classes, the lightest and the darkest always among them."""
    if n == 1:
        return (SEQUENTIAL[2],)
    last = N_CLASSES - 1
    return tuple(SEQUENTIAL[round(place * last / (n - 1))] for place in range(n))


def ink(fill: str) -> str:
    """What is read on a color: dark on light, light on dark (relative luminance, WCAG 2)."""
    return DARK_INK if luminance(fill) > 0.22 else LIGHT_INK


def luminance(color: str) -> float:
    """The relative luminance of #rrggbb, from 0 to 1 (WCAG 2)."""
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def figure(value: Decimal, decimals: int) -> str:
    """1 234,5 with non-breaking spaces between thousands and a true minus."""
    text = f"{abs(value):,.{decimals}f}".replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")
    is_nothing = not any(digit in "123456789" for digit in text)
    return text if value >= 0 or is_nothing else f"\N{MINUS SIGN}{text}"


def unit(figure: str, of_many: str) -> str:
    """The unit after a figure: „1 място“, „2 места“."""
    return ONE.get(of_many, of_many) if figure == "1" else of_many


ONE = {"места": "място", "души": "човек", "places": "place", "people": "person"}


def range_words(each: Class, decimals: int) -> str:
    """„до 12,5“, „над 12,5 до 20“, „над 20“."""
    low = None if each.above is None else figure(each.above, decimals)
    high = None if each.upto is None else figure(each.upto, decimals)
    if low is None and high is None:
        return translated(_("всички"))
    if low is None:
        return translated(_("до %(high)s")) % {"high": high}
    if high is None:
        return translated(_("над %(low)s")) % {"low": low}
    return translated(_("над %(low)s до %(high)s")) % {"low": low, "high": high}


def band(number: int) -> int:
    """The first number of the band in which a count lies."""
    return max(first for first in BANDS if first <= number)


def band_words(first: int) -> str:
    """0; 1–4; 5–9; 10 и повече."""
    following = [each for each in BANDS if each > first]
    if not following:
        return translated(_("%(low)s и повече")) % {"low": first}
    last = following[0] - 1
    return str(first) if last == first else f"{first}–{last}"


def difference_words(place: int) -> str:
    """What each class of a difference means, from the first to the fifth."""
    return translated(DIFFERENCES[place])


DIFFERENCES = (
    _("много по-малко"),
    _("по-малко"),
    _("без промяна"),
    _("повече"),
    _("много повече"),
)


def short(name: str, widest: float = NAME_WIDTH) -> str:
    """A name that fits a hexagon: „Г. Оряховица“ stays readable, the rest is cut with a period."""
    if width(name) <= widest:
        return name
    first, _space, rest = name.partition(" ")
    text = f"{first[0]}. {rest}" if rest else name
    if width(text) <= widest:
        return text
    while width(f"{text}.") > widest:
        text = text[:-1].rstrip(" .-")
    return f"{text}."


def width(text: str) -> float:
    """About how wide a text is, in the size of its letters; rather more than less."""
    return sum(_letter(letter) for letter in text)


def _letter(letter: str) -> float:
    if letter in " .-":
        return 0.27
    wide = 0.22 if letter.lower() in "жмфшщъыюд" else 0.0
    return (0.63 if letter.isupper() else 0.52) + wide
