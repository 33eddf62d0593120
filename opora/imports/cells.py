"""What a cell means: days, whole numbers, words of a list, names in Cyrillic. Pure.

Each function returns the value or raises `Wrong` with the sentence that stands at the cell.
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Any

from opora.lib.labels import gettext_noop as _
from opora.lib.labels import translated

from .fields import LOOKS, plain

CYRILLIC = re.compile(r"[А-Яа-яЁёЍѝ]")
LATIN = re.compile(r"[A-Za-z]")
DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
WHOLE = re.compile(r"(\d[\d\s\u00a0]*)(?:[.,]0+)?\s*(?:места|място|бр\.?|броя?)?")
MONTHS = (
    _("януари"), _("февруари"), _("март"), _("април"), _("май"), _("юни"), _("юли"), _("август"),
    _("септември"), _("октомври"), _("ноември"), _("декември"),
)  # fmt: skip
MOST_PLACES = 10_000


class Wrong(Exception):
    """What is wrong with a cell and what to write instead."""

    def __init__(self, sentence: str, **shown: object) -> None:
        self.sentence = translated(sentence) % shown
        super().__init__(self.sentence)


def day(value: Any) -> date:
    """A day from a date cell or written 01.09.2020 (also with / or -)."""
    if isinstance(value, date):
        return _sensible(value, f"{value:%d.%m.%Y}")
    if isinstance(value, int | float):
        raise Wrong(
            _("„%(text)s“ е число, а не ден. Задайте на клетката вид „дата“."),
            text=value,
        )
    text = str(value).removesuffix("г.").removesuffix("г").strip()
    if found := DAY.fullmatch(text):
        d, m, y = (int(part) for part in found.groups())
    elif found := ISO_DAY.fullmatch(text):
        y, m, d = (int(part) for part in found.groups())
    else:
        raise Wrong(_("„%(text)s“ не е ден. Напишете го така: 01.09.2020."), text=value)
    if not 1 <= m <= 12:
        raise Wrong(_("%(text)s: няма месец %(m)s. Първо е денят, после месецът."), text=text, m=m)
    last = monthrange(y, m)[1] if 1 <= y <= 9999 else 31
    if not 1 <= d <= last:
        raise Wrong(
            _("%(text)s: %(month)s %(y)s г. има %(last)s дни."),
            text=text, month=translated(MONTHS[m - 1]), y=y, last=last,
        )  # fmt: skip
    return _sensible(date(y, m, d), text)


def _sensible(found: date, text: str) -> date:
    if not 1900 <= found.year <= 2100:
        raise Wrong(_("%(text)s: годината не е възможна."), text=text)
    return found


def whole(value: Any) -> int:
    """A number of places; text as „12“, „12,0“ or „12 места“ counts too."""
    if isinstance(value, int):
        number = value
    elif isinstance(value, float):
        raise Wrong(_("„%(text)s“: местата са цяло число."), text=value)
    elif isinstance(value, date):
        raise Wrong(_("Тук стои дата, а трябва число. Задайте на клетката вид „число“."))
    elif found := WHOLE.fullmatch(str(value).strip()):
        number = int(re.sub(r"\D", "", found[1]))
    else:
        raise Wrong(_("„%(text)s“ не е цяло число."), text=value)
    if number < 0:
        raise Wrong(_("Местата не могат да са по-малко от нула."))
    if number > MOST_PLACES:
        raise Wrong(_("%(n)s места са твърде много за една услуга."), n=number)
    return number


def name(value: Any, longest: int) -> tuple[str, bool]:
    """A name and whether Latin look-alikes in it were read as Cyrillic letters."""
    text = str(value).strip()
    fixed = cyrillic(text)
    mixed = [word for word in fixed.split() if CYRILLIC.search(word) and LATIN.search(word)]
    if mixed:
        raise Wrong(
            _("В „%(word)s“ има латински букви. Напишете думата само на кирилица."), word=mixed[0]
        )
    if len(fixed) > longest:
        raise Wrong(_("Текстът е над %(n)s знака."), n=longest)
    return fixed, fixed != text


def cyrillic(text: str) -> str:
    """The text with Latin look-alikes in Cyrillic, where the rest of the text is Cyrillic."""
    if not (CYRILLIC.search(text) and LATIN.search(text)):
        return text
    return " ".join(_cyrillic_word(word) for word in text.split())


def _cyrillic_word(word: str) -> str:
    turned = word.translate(LOOKS)
    if LATIN.search(turned) and not CYRILLIC.search(word):
        return word  # a foreign word among Bulgarian ones: „SOS“
    return turned


def one_of(value: Any, known: Mapping[str, str], what: str) -> str:
    """The code of a word that the list knows, by code or by name."""
    code = known.get(plain(value))
    if code is None:
        shown = ", ".join(dict.fromkeys(known.keys()))
        few = shown if len(shown) < 160 else translated(_("вижте листа „Списъци“ в образеца"))
        raise Wrong(
            _("„%(text)s“ не е в списъка „%(what)s“: %(few)s."), text=value, what=what, few=few
        )
    return code


def several(value: Any, known: Mapping[str, str], what: str) -> tuple[str, ...]:
    """The codes of words with semicolons or new lines between them."""
    parts = [part for part in re.split(r"[;\n]", str(value)) if part.strip()]
    if not parts:
        raise Wrong(_("Напишете поне една стойност от списъка „%(what)s“."), what=what)
    return tuple(sorted({one_of(part, known, what) for part in parts}))
