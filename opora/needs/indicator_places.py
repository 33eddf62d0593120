"""Which municipality a line of a file speaks of. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

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


def find_place(cell: Cell, places: Iterable[Place]) -> Place:
    """The municipality of a line by its NSI or budget code, or by name and district.

    Cyrillic letters that look Latin and O for 0 are forgiven; a name that contradicts the code is
    not.
    """
    known = list(places)
    code = clean_code(cell.place)
    named = [each for each in known if _same_name(cell.name, each)]
    if cell.district:
        named = [each for each in named if plain_name(cell.district) in _district_names(each)]
    if not code:
        return _by_name(cell, named, known)
    found = next((each for each in known if code in {each.code, each.budget_code}), None)
    if found is None:
        if len(named) == 1:
            shown = {"code": cell.place, "place": named[0].name, "right": named[0].code}
            raise Refused(translated(PERHAPS) % shown)
        as_name = [each for each in known if _same_name(cell.place, each)]
        if as_name and not cell.name:
            return _by_name(replace(cell, name=cell.place), as_name, known)
        raise Refused(translated(WRONG_CODE) % {"code": cell.place})
    if cell.name and found not in named:
        shown = {"code": found.code, "place": found.name, "name": cell.name}
        raise Refused(translated(OTHER_NAME) % shown)
    return found


def _by_name(cell: Cell, named: list[Place], known: list[Place]) -> Place:
    if not cell.name:
        raise Refused(translated(NO_PLACE))
    if not named:
        raise Refused(translated(NO_NAME) % {"name": cell.name})
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
