"""A layer as a picture: what is filled with what, in which order, and how it is said in words."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from opora.lib.actor import Actor
from opora.register import queries as register
from opora.register.models import Service
from opora.territory.models import District, Municipality

from . import rules, shapes
from .layers import Drawn, Layer
from .rules import Class, Scale
from .shapes import Point, Shape, Sheet

# The names of the hatches: no value, and a value that is not told.
MISSING, HIDDEN = "missing", "hidden"
LETTERS = 8.8  # of a name in a hexagon
GOLDEN = math.pi * (3 - math.sqrt(5))  # how sunflower seeds turn: points never lie on each other


@dataclass(frozen=True, slots=True)
class Painted:
    """How a place looks and what it says: its value, or why there is none."""

    text: str
    fill: str
    ink: str


@dataclass(frozen=True, slots=True)
class Place:
    """One municipality as it is drawn and listed; faded outside the district that is looked at."""

    municipality: Municipality
    shape: Shape
    value: Decimal | None
    painted: Painted
    rank: int | None
    is_faded: bool

    @property
    def short(self) -> str:
        """The name that fits into the shape."""
        return rules.short(str(self.municipality))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the legend; `pattern` names the hatch of what is missing or hidden."""

    fill: str
    words: str
    n: int
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Dot:
    """A service as a point."""

    service: Service
    at: Point


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that the page, the table and the files show."""

    layer: Layer
    drawn: Drawn
    sheet: Sheet
    places: Sequence[Place]
    scale: Scale
    window: tuple[float, float, float, float]
    district: District | None = None
    dots: Sequence[Dot] = ()
    service: str = ""

    @property
    def title(self) -> str:
        """The layer, and the service to which it is narrowed."""
        return f"{self.layer.name}: {self.service}" if self.service else self.layer.name

    @property
    def shown(self) -> list[Place]:
        """The municipalities of the chosen district, or all."""
        return [place for place in self.places if not place.is_faded]

    @property
    def legend(self) -> list[Line]:
        """Every class with its range and how many municipalities are in it; then who is missing."""
        lines = [
            Line(each.fill, self._words(place, each), each.n)
            for place, each in enumerate(self.scale.classes)
        ]
        for pattern in (MISSING, HIDDEN):
            n = sum(place.painted.fill == f"url(#{pattern})" for place in self.shown)
            if n:
                words = hidden_words() if pattern == HIDDEN else self.missing_words
                lines.append(Line(rules.MISSING, words, n, pattern))
        return lines

    def _words(self, place: int, each: Class) -> str:
        if self.drawn.is_difference:
            return rules.difference_words(place)
        if self.layer.is_banded:
            return rules.band_words(rules.BANDS[place])
        return rules.range_words(each, self.layer.decimals)

    @property
    def missing_words(self) -> str:
        """What stands for no value."""
        return self.drawn.missing or _("няма данни")

    @property
    def missing(self) -> list[Place]:
        """The municipalities without a value."""
        return [place for place in self.shown if place.painted.fill == f"url(#{MISSING})"]

    @property
    def patterns(self) -> list[str]:
        """The hatches that the picture needs."""
        used = {place.painted.fill for place in self.places}
        return [pattern for pattern in (MISSING, HIDDEN) if f"url(#{pattern})" in used]

    @property
    def hatch(self) -> float:
        """How far apart the lines of a hatch lie, in the sheet's units."""
        return round(self.window[2] / 150, 1)

    @property
    def hatch_line(self) -> float:
        """How wide a line of a hatch is."""
        return round(self.hatch / 3, 1)

    @property
    def sources(self) -> str:
        """Where the values come from; with the mark of illustrative criteria, which every file
        carries."""
        return ". ".join(filter(None, (self.drawn.source.rstrip("."), self.drawn.mark)))

    @property
    def foot(self) -> float:
        """Where a line stands at the foot of the window."""
        return round(self.window[1] + self.window[3] - self.letters / 3, 1)

    @property
    def view_box(self) -> str:
        """What part of the sheet is looked at."""
        return " ".join(f"{number:g}" for number in self.window)

    @property
    def stroke(self) -> float:
        """The width of a municipality's border, in the sheet's units, alike at every window."""
        return round(self.window[2] / 900, 2)

    @property
    def letters(self) -> float:
        """The size of a name: one that fits a hexagon; on borders only a district's are shown."""
        return LETTERS if self.sheet.is_tiles else round(self.window[2] / 75, 1)

    @property
    def dot(self) -> float:
        """The radius of a service's point."""
        return round(self.window[2] / 320, 1)

    @property
    def n_known(self) -> int:
        """How many of the shown municipalities have a value."""
        return sum(place.value is not None for place in self.shown)

    @property
    def has_names(self) -> bool:
        """Whether names are written into the shapes."""
        return self.sheet.is_tiles or self.district is not None

    @property
    def outlines(self) -> list[str]:
        """The districts' outlines; the chosen one alone when there is one."""
        if self.district:
            return [self.sheet.districts[self.district.pk]]
        return list(self.sheet.districts.values())


def hidden_words() -> str:
    """What stands for a value that is known but not told."""
    return _("скрито заради малък брой хора")


def make(
    layer: Layer,
    drawn: Drawn,
    *,
    sheet: Sheet,
    municipalities: Sequence[Municipality],
    district: District | None = None,
    dots: Sequence[Dot] = (),
    service: str = "",
) -> Picture:
    """Put a layer on a sheet. With a district the classes are its own and the rest is faded."""
    inside = [each for each in municipalities if district in (None, each.district)]
    values = {each.pk: drawn.values[each.pk] for each in inside if each.pk in drawn.values}
    scale = rules.scale(
        values,
        len(inside),
        is_diverging=drawn.is_difference,
        is_banded=layer.is_banded,
        pool=drawn.pool,
    )
    ranks = ranked(values)
    places = []
    for each in municipalities:
        if each.pk in sheet.shapes:
            value = values.get(each.pk)
            is_faded = district not in (None, each.district)
            if is_faded:
                painted = Painted("", rules.OUTSIDE, rules.DARK_INK)
            else:
                painted = _without(each, drawn) if value is None else _with(value, layer, scale)
            shape, rank = sheet.shapes[each.pk], ranks.get(each.pk)
            places.append(Place(each, shape, value, painted, rank, is_faded))
    window = sheet.window([each.pk for each in inside] if district else [])
    return Picture(layer, drawn, sheet, places, scale, window, district, dots, service)


def _with(value: Decimal, layer: Layer, scale: Scale) -> Painted:
    found = scale.of(value)
    if layer.is_banded:
        return Painted(rules.band_words(int(value)), found.fill, found.ink)
    figure = rules.figure(value, layer.decimals)
    return Painted(f"{figure} {rules.unit(figure, layer.unit)}", found.fill, found.ink)


def _without(municipality: Municipality, drawn: Drawn) -> Painted:
    is_hidden = municipality.pk in drawn.hidden
    words = hidden_words() if is_hidden else drawn.missing or _("няма данни")
    return Painted(words, f"url(#{HIDDEN if is_hidden else MISSING})", rules.DARK_INK)


def ranked(values: Mapping[str, Decimal]) -> dict[str, int]:
    """1 for the greatest; equal values share a rank."""
    order = sorted(values.values(), reverse=True)
    first: dict[Decimal, int] = {}
    for place, value in enumerate(order, 1):
        first.setdefault(value, place)
    return {code: first[value] for code, value in values.items()}


def dots(actor: Actor, sheet: Sheet, *, service: str | None, today: date) -> list[Dot]:
    """Every working service around the middle of its municipality; protected ones have no place."""
    kinds = register.planned_as(today)
    found: list[Dot] = []
    counted: dict[str, int] = {}
    rows = register.services(actor, on=today).filter(municipality__isnull=False)
    for row in rows.order_by("municipality", "pk"):
        if service and service not in kinds.get(row.named_service_id, ()):
            continue
        code = str(row.municipality_id)
        if code in sheet.shapes:
            n = counted[code] = counted.get(code, -1) + 1
            found.append(Dot(row, around(below(sheet.shapes[code], sheet), n, sheet)))
    return found


def below(shape: Shape, sheet: Sheet) -> Point:
    """Where points do not cover the name of a hexagon."""
    return (shape.at[0], shape.at[1] + shapes.SIZE * 0.5) if sheet.is_tiles else shape.at


def around(at: Point, n: int, sheet: Sheet) -> Point:
    """The n-th point of a sunflower about a place."""
    step = sheet.size[0] / 290
    turn, away = n * GOLDEN, step * math.sqrt(n + 0.4)
    return round(at[0] + away * math.cos(turn), 1), round(at[1] + away * math.sin(turn), 1)
