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

GOLDEN = math.pi * (3 - math.sqrt(5))  # how sunflower seeds turn: points never lie on each other


@dataclass(frozen=True, slots=True)
class Place:
    """One municipality as it is drawn and listed."""

    municipality: Municipality
    shape: Shape
    value: Decimal | None
    text: str
    fill: str
    ink: str
    rank: int | None
    is_faded: bool = False

    @property
    def short(self) -> str:
        """The name that fits into the shape."""
        return rules.short(str(self.municipality))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the legend."""

    fill: str
    words: str
    n: int


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

    @property
    def shown(self) -> list[Place]:
        """The municipalities of the chosen district, or all."""
        return [place for place in self.places if not place.is_faded]

    @property
    def legend(self) -> list[Line]:
        """Every class with its range and how many municipalities are in it; then who is missing."""
        decimals = self.layer.decimals
        lines = [
            Line(each.fill, self._words(place, each, decimals), each.n)
            for place, each in enumerate(self.scale.classes)
        ]
        if self.scale.n_missing:
            lines.append(Line(rules.MISSING, self.missing_words, self.scale.n_missing))
        return lines

    def _words(self, place: int, each: Class, decimals: int) -> str:
        if self.layer.is_difference:
            return rules.difference_words(place)
        return rules.range_words(each, decimals)

    @property
    def missing_words(self) -> str:
        """What stands for no value."""
        return self.drawn.missing or _("няма данни")

    @property
    def missing(self) -> list[Place]:
        """The municipalities without a value."""
        return [place for place in self.shown if place.value is None]

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
        return 8.8 if self.sheet.is_tiles else round(self.window[2] / 75, 1)

    @property
    def dot(self) -> float:
        """The radius of a service's point."""
        return round(self.window[2] / 260, 1)

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


def make(
    layer: Layer,
    drawn: Drawn,
    *,
    sheet: Sheet,
    municipalities: Sequence[Municipality],
    district: District | None = None,
    dots: Sequence[Dot] = (),
) -> Picture:
    """Put a layer on a sheet. With a district the classes are its own and the rest is faded."""
    inside = [each for each in municipalities if district in (None, each.district)]
    values = {each.pk: drawn.values[each.pk] for each in inside if each.pk in drawn.values}
    scale = rules.scale(values, len(inside), is_diverging=layer.is_difference)
    ranks = ranked(values)
    places = [
        _place(each, layer, drawn, sheet.shapes[each.pk], scale, ranks, values)
        for each in municipalities
        if each.pk in sheet.shapes
    ]
    window = sheet.window([each.pk for each in inside] if district else [])
    return Picture(layer, drawn, sheet, places, scale, window, district, dots)


def _place(
    municipality: Municipality,
    layer: Layer,
    drawn: Drawn,
    shape: Shape,
    scale: Scale,
    ranks: Mapping[str, int],
    values: Mapping[str, Decimal],
) -> Place:
    value = values.get(municipality.pk)
    is_faded = value is None and municipality.pk in drawn.values
    if value is None:
        return Place(municipality, shape, None, "", rules.MISSING, rules.DARK_INK, None, is_faded)
    found = scale.of(value)
    text = f"{rules.figure(value, layer.decimals)} {layer.unit}"
    return Place(municipality, shape, value, text, found.fill, found.ink, ranks[municipality.pk])


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
    step = sheet.size[0] / 230
    turn, away = n * GOLDEN, step * math.sqrt(n + 0.4)
    return round(at[0] + away * math.cos(turn), 1), round(at[1] + away * math.sin(turn), 1)
