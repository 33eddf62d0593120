"""Which municipality a line of a file speaks of. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from opora.lib.labels import gettext_noop as _
from opora.lib.labels import translated
from opora.lib.refusals import Refused

from .indicator_files import Cell


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality as files may name it."""

    code: str
    budget_code: str
    name: str
    district: str
    district_code: str
    ended: str = ""  # „Самоков от 01.01.2026 г.“ when it was merged


LOOK_ALIKE = str.maketrans("АВСЕНКМОРТХУ", "ABCEHKMOPTXY")
WRONG_CODE = _("Няма община с код „%(code)s“.")
PERHAPS = _("Няма община с код „%(code)s“. Може би %(place)s (%(right)s)?")
OTHER_NAME = _("Кодът %(code)s е на %(place)s, а името в реда е „%(name)s“.")
NO_NAME = _("Няма община „%(name)s“.")
TWINS = _("Общините „%(name)s“ са няколко; посочете областта или кода.")
NO_PLACE = _("Редът не казва за коя община е.")


def find_place(cell: Cell, places: Sequence[Place]) -> Place:
    """The municipality of a line by its NSI or budget code, or by name and district.

    Cyrillic letters that look Latin and O for 0 are forgiven; a name that contradicts the code is
    not.
    """
    code = clean_code(cell.place)
    found = next((each for each in places if code and code in (each.code, each.budget_code)), None)
    if found is None:
        return _by_name(cell, places)
    if cell.name and not _is_named(cell, found):
        shown = {"code": found.code, "place": found.name, "name": cell.name}
        raise Refused(translated(OTHER_NAME) % shown)
    return found


def _is_named(cell: Cell, place: Place) -> bool:
    return _same_name(cell.name, place) and (
        not cell.district or plain_name(cell.district) in _district_names(place)
    )


def _by_name(cell: Cell, places: Sequence[Place]) -> Place:
    """Without a known code: by the name; a name written where the code should be will do."""
    if cell.place and not cell.name:
        cell = replace(cell, place="", name=cell.place)
        wrong = translated(WRONG_CODE) % {"code": cell.name}
    else:
        wrong = translated(NO_NAME) % {"name": cell.name}
    named = [each for each in places if _is_named(cell, each)]
    if cell.place:
        if len(named) == 1:
            shown = {"code": cell.place, "place": named[0].name, "right": named[0].code}
            raise Refused(translated(PERHAPS) % shown)
        raise Refused(translated(WRONG_CODE) % {"code": cell.place})
    if not cell.name:
        raise Refused(translated(NO_PLACE))
    if not named:
        raise Refused(wrong)
    if len(named) > 1:
        raise Refused(translated(TWINS) % {"name": cell.name})
    return named[0]


def clean_code(text: str) -> str:
    """SFO39 however it was typed; a budget code stays four digits."""
    code = text.strip().upper().translate(LOOK_ALIKE)
    if re.fullmatch(r"[A-Z0]{3}[0-9O]{2}", code):
        return code[:3].replace("0", "O") + code[3:].replace("O", "0")
    return code


# As the budget prints them.
OTHER_NAMES = {"DOB15": "добричка", "SOF46": "столичнаобщина"}
OTHER_DISTRICTS = {"SFO": {"софийска", "софияобласт"}, "SOF": {"софияград", "софиястолица"}}


@lru_cache(maxsize=4096)
def plain_name(text: str) -> str:
    """A name as it is compared: small letters without spaces, hyphens and the word община."""
    name = re.sub(r"^(община|общ\.|обл\.|област)\s+", "", text.strip().lower())
    return re.sub(r"[^а-яa-z]", "", name)


def _same_name(text: str, place: Place) -> bool:
    name = plain_name(text)
    return bool(name) and name in {plain_name(place.name), OTHER_NAMES.get(place.code)}


def _district_names(place: Place) -> set[str]:
    return {plain_name(place.district), plain_name(place.district_code)} | OTHER_DISTRICTS.get(
        place.district_code, set()
    )
