"""Names: which letters they may hold, and how they are found however they are written. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from difflib import SequenceMatcher

from opora.lib.labels import gettext_noop as _

from .rules import IdentifierKind, Problem

MAX_NAME = 60
MAX_QUERY = 200

# Latin letters that look like Cyrillic ones; what a keyboard left in the wrong layout produces.
LOOK_ALIKE = dict(zip("ABCEHKMOPTXYaceopxyuk", "АВСЕНКМОРТХУасеорхуик", strict=True))
_BACK = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i",
    "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
    "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sht",
    "ъ": "a", "ь": "i", "ю": "iu", "я": "ia", "ы": "i", "э": "e", "ё": "io", "і": "i",
}  # fmt: skip
# Other ways in which people write the same Bulgarian sounds with Latin letters, to one of them.
_SAME = [
    ("shch", "sht"), ("dzh", "j"), ("dj", "j"), ("yu", "iu"), ("ju", "iu"), ("ya", "ia"),
    ("ja", "ia"), ("kh", "h"), ("ph", "f"), ("tz", "ts"), ("x", "ks"), ("w", "v"), ("q", "ia"),
    ("y", "i"), ("4", "ch"), ("6", "sh"),
]  # fmt: skip
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_LETTERS = re.compile(r"[A-Za-z\u00c0-\u024f\u0400-\u04ff'’\- .]*")
LABELS = {"first_name": _("Име"), "middle_name": _("Презиме"), "last_name": _("Фамилия")}


def tidy(text: str) -> str:
    """Composed letters, single spaces, none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def to_cyrillic(text: str) -> str:
    """The text with Latin look-alikes replaced by the Cyrillic letters they imitate."""
    return "".join(LOOK_ALIKE.get(letter, letter) for letter in text)


def name_problems(kind: str, *, first_name: str, middle_name: str, last_name: str) -> list[Problem]:
    """What is wrong with three names. A Bulgarian citizen has a first name and a surname; others
    at least one name. All are in one alphabet."""
    names = {"first_name": first_name, "middle_name": middle_name, "last_name": last_name}
    problems = [found for name, text in names.items() if (found := _letters(name, tidy(text)))]
    wrong = {problem.field for problem in problems}
    if any(_CYRILLIC.search(text) for text in names.values()):
        problems += [
            mixed_problem(name, tidy(text))
            for name, text in names.items()
            if name not in wrong and _LATIN.search(text)
        ]
    return problems + _empty(kind, names)


def _empty(kind: str, names: dict[str, str]) -> list[Problem]:
    needed = ["first_name", "last_name"] if kind == IdentifierKind.EGN else []
    missing = [name for name in needed if not names[name].strip()]
    if not needed and not any(text.strip() for text in names.values()):
        missing = ["first_name"]
    sentences = {"first_name": _("Въведете име."), "last_name": _("Въведете фамилия.")}
    return [Problem(name, sentences[name]) for name in missing]


def _letters(name: str, text: str) -> Problem | None:
    if len(text) > MAX_NAME:
        return Problem(
            name,
            _("Името е твърде дълго: %(n)s знака при най-много %(most)s."),
            {"n": str(len(text)), "most": str(MAX_NAME)},
        )
    if not _LETTERS.fullmatch(text):
        return Problem(name, _("В име може да има само букви, тире, апостроф, точка и интервал."))
    return None


def is_mixed(text: str) -> bool:
    """Whether letters of both alphabets stand in one text."""
    return bool(_CYRILLIC.search(text) and _LATIN.search(text))


def mixed_problem(name: str, text: str) -> Problem:
    """Latin letters among Cyrillic ones; the repaired text when they are only look-alikes."""
    letters = "".join(dict.fromkeys(_LATIN.findall(text)))
    fixed = to_cyrillic(text)
    if _LATIN.search(fixed):
        return Problem(
            name,
            _("Имената са на кирилица, а тук има латински букви (%(letters)s)."),
            {"letters": letters},
            _("Напишете и трите имена с една азбука."),
        )
    return Problem(
        name,
        _("В „%(text)s“ има латински букви, които само приличат на кирилица (%(letters)s)."),
        {"text": text, "letters": letters},
        _("Заменете ги с един натиск или ги напишете отново."),
        fixed,
    )


def skeleton(text: str) -> str:
    """How a name is searched: one alphabet, lower case, the same sounds written one way.

    Иванов, IVANOV and ivanov give ivanov; Щерьо, Shterio and Shteryo give shterio.
    """
    words = re.split(r"[\W_]+", unicodedata.normalize("NFC", text).lower())
    return " ".join(skeleton_word(word) for word in words if word)


def skeleton_word(word: str) -> str:
    """One word of `skeleton`."""
    if _CYRILLIC.search(word):
        word = to_cyrillic(word)
    latin = "".join(_BACK.get(letter, letter) for letter in word)
    apart = unicodedata.normalize("NFD", latin)
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    for other, one in _SAME:
        plain = plain.replace(other, one)
    return re.sub(r"(.)\1+", r"\1", plain)


def search_text(names: Iterable[str]) -> str:
    """The stored text that searches run over: a space before and after each word."""
    return f" {' '.join(filter(None, (skeleton(name) for name in names)))} "


def likeness(one: str, other: str, born: date, other_born: date) -> int:
    """How probable it is that two records are one person, 0–100.

    Our own rule of thumb, not of the law: three quarters for the names, one for the birth date.
    A day and month that changed places or a single wrong figure count as almost the same date.
    """
    first, second = sorted(skeleton(one).split()), sorted(skeleton(other).split())
    names = SequenceMatcher(None, " ".join(first), " ".join(second), autojunk=False).ratio()
    return round(75 * names + 25 * _date_likeness(born, other_born))


def _date_likeness(one: date, other: date) -> float:
    if one == other:
        return 1.0
    if one.year == other.year and (one.day, one.month) == (other.month, other.day):
        return 0.8
    figures = zip(f"{one:%Y%m%d}", f"{other:%Y%m%d}", strict=True)
    if sum(a != b for a, b in figures) == 1:
        return 0.7
    return 0.4 if one.year == other.year else 0.0


def split(text: str) -> dict[str, str]:
    """The first guess of which name is which: one word is a surname, two are first and last."""
    words = [word[:1].upper() + word[1:] for word in tidy(text).split()]
    if len(words) == 1:
        return {"last_name": words[0]}
    if len(words) == 2:
        return {"first_name": words[0], "last_name": words[1]}
    return dict(zip(("first_name", "middle_name"), words, strict=False)) | {
        "last_name": " ".join(words[2:])
    }
