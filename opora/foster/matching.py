"""Which family suits a child: blocks first, then points by published criteria, explained. Pure.

The criteria and their weights are practice, written here, on the page and in the guide: nothing
else decides. The officer chooses; the list only puts the families in an order that can be checked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from opora.lib import words
from opora.lib.labels import gettext_noop as _
from opora.lib.labels import translated

from .rules import FAMILY_LABELS, KIND_LABELS, OPEN_FAMILIES, FamilyState, Sex, StayKind

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Profile:
    """Whom a family takes, and what it has now."""

    state: str
    age_from: int
    age_to: int
    sex: str
    n_places: int
    kinds: frozenset[str]
    takes_disability: bool
    takes_siblings: bool
    municipality: str
    settlement: str
    n_children: int = 0
    n_training_hours: int = 0
    has_sibling: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """Who is to be placed: a child, with how many brothers and sisters together."""

    age: int
    sex: str
    kind: str
    municipality: str
    settlement: str = ""
    has_disability: bool = False
    n_siblings: int = 0
    respite_left: int | None = None
    n_days: int = 0
    siblings: frozenset[int] = frozenset()  # placed children whom the officer confirmed


@dataclass(frozen=True, slots=True)
class Weight:
    """A published criterion: at most so many points, for what."""

    label: str
    most: int
    help: str


WEIGHTS = {
    "sibling": Weight(
        _("брат или сестра в семейството"), 30, _("30 точки, ако там вече живее брат или сестра.")
    ),
    "near": Weight(
        _("близо до дома"),
        30,
        _("30 точки в същото населено място, 20 в същата община: запазват се училище и връзки."),
    ),
    "room": Weight(
        _("внимание за детето"), 20, _("20 точки без други деца, 10 с едно, 0 с повече.")
    ),
    "age": Weight(
        _("възраст"), 10, _("10 точки в средата на желаната възраст, по-малко към краищата.")
    ),
    "training": Weight(
        _("обучение"), 10, _("По 1 точка за 2 часа обучение през последните 12 месеца.")
    ),
}


@dataclass(frozen=True, slots=True)
class Points:
    """What a criterion gave, and why."""

    label: str
    given: int
    most: int
    why: str


@dataclass(frozen=True, slots=True)
class Match:
    """How a family suits a need. With a block it does not, whatever its points."""

    blocks: tuple[str, ...]
    points: tuple[Points, ...]

    @property
    def total(self) -> int:
        """Out of a hundred."""
        return sum(each.given for each in self.points)

    @property
    def is_possible(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.blocks


def match(profile: Profile, need: Need) -> Match:
    """Every block in words, and every point with its reason."""
    return Match(tuple(blocks(profile, need)), tuple(_points(profile, need)))


def blocks(profile: Profile, need: Need) -> list[str]:
    """What stands in the way of this placement."""
    n_wanted = 1 + need.n_siblings
    free = profile.n_places - profile.n_children
    found = []
    if profile.state not in OPEN_FAMILIES:
        state = translated(FAMILY_LABELS[FamilyState(profile.state)])
        found.append(translated(_("състояние: %s")) % state)
    if free < n_wanted:
        found.append(
            translated(_("свободни места: %(free)s, нужни: %(wanted)s"))
            % {"free": max(0, free), "wanted": n_wanted}
        )
    if not profile.age_from <= need.age <= profile.age_to:
        found.append(
            translated(_("приема деца от %(low)s до %(high)s години"))
            % {"low": profile.age_from, "high": profile.age_to}
        )
    if profile.sex not in {Sex.ANY, need.sex}:
        found.append(translated(_("не приема деца от този пол")))
    if need.kind not in profile.kinds:
        kind = translated(KIND_LABELS[StayKind(need.kind)])
        found.append(translated(_("не дава такава грижа: %s")) % kind)
    if need.has_disability and not profile.takes_disability:
        found.append(translated(_("не е подготвено за дете с увреждане")))
    if need.n_siblings and not profile.takes_siblings:
        found.append(translated(_("не приема братя и сестри заедно")))
    if need.respite_left is not None and need.n_days > need.respite_left:
        found.append(
            translated(_("остават %s от дните заместваща грижа за годината")) % need.respite_left
        )
    return found


def _points(profile: Profile, need: Need) -> list[Points]:
    found = {
        "sibling": (30, _("там е брат или сестра"))
        if profile.has_sibling
        else (0, _("там няма брат или сестра")),
        "near": _near(profile, need),
        "room": (max(0, 20 - 10 * profile.n_children), _("деца сега: %s")),
        "age": (_age(profile, need.age), _("желана възраст %s")),
        "training": (min(10, profile.n_training_hours // 2), _("%s за 12 месеца")),
    }
    said = {
        "room": profile.n_children,
        "age": f"{profile.age_from}–{profile.age_to}",
        "training": words.plural(
            profile.n_training_hours, translated(_("час")), translated(_("часа"))
        ),
    }
    return [
        Points(
            translated(WEIGHTS[code].label),
            given,
            WEIGHTS[code].most,
            translated(why) % said[code] if code in said else translated(why),
        )
        for code, (given, why) in found.items()
    ]


def _near(profile: Profile, need: Need) -> tuple[int, str]:
    if not need.municipality:
        return 0, _("домът на детето не е записан")
    if profile.municipality != need.municipality:
        return 0, _("в друга община")
    if need.settlement and profile.settlement.casefold() == need.settlement.casefold():
        return 30, _("в същото населено място")
    return 20, _("в същата община")


def _age(profile: Profile, age: int) -> int:
    """Ten in the middle of the wished ages, five at the ends, none outside."""
    if not profile.age_from <= age <= profile.age_to:
        return 0
    half = (profile.age_to - profile.age_from) / 2
    off = abs(age - (profile.age_from + profile.age_to) / 2)
    return 10 - round(5 * off / half) if half else 10


def ranked(found: Sequence[tuple[T, Match]]) -> list[tuple[T, Match]]:
    """The possible ones by points, then the impossible ones, each with its blocks."""
    return sorted(found, key=lambda each: (not each[1].is_possible, -each[1].total))
