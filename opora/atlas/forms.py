"""What the address of a picture says: every picture can be bookmarked and sent."""

from collections.abc import Sequence
from functools import cached_property
from urllib.parse import urlencode

from django.http import Http404

from opora.accounts.requests import ActingRequest
from opora.register.models import PlannedService
from opora.territory.models import District

from . import layers, shapes
from .layers import Layer
from .picture import Place
from .shapes import Sheet

FIRST = "money-resident"
KEPT = ("layer", "service", "on", "district", "at", "shape", "dots", "sort")
PAIR = ("before", "after")
SORTS = ("-value", "value", "name")


class MapForm:
    """A picture's address, read: which layer, of which service, when, where, drawn how."""

    def __init__(self, request: ActingRequest) -> None:
        self.actor = request.actor
        self.asked = {name: request.GET[name] for name in KEPT if request.GET.get(name)}
        if all(request.GET.get(name, "").isdigit() for name in PAIR):
            self.asked["layer"] = "map-" + "-".join(request.GET[name] for name in PAIR)

    @cached_property
    def layers(self) -> list[Layer]:
        """What may be chosen."""
        return layers.catalogue(self.actor)

    @cached_property
    def layer(self) -> Layer:
        """The chosen one."""
        return layers.find(self.actor, self.asked.get("layer", FIRST), self.layers)

    @cached_property
    def services(self) -> Sequence[PlannedService]:
        """To what the layer may be narrowed."""
        return layers.services() if self.layer.is_by_service else []

    @cached_property
    def service(self) -> PlannedService | None:
        """The planned service of the layer; none for all together."""
        return next((each for each in self.services if each.pk == self.asked.get("service")), None)

    @cached_property
    def moment(self) -> str:
        """The point of the slider, the last when none is said."""
        codes = [each.code for each in self.layer.moments]
        asked = self.asked.get("on", "")
        return asked if asked in codes else (codes[-1] if codes else "")

    @cached_property
    def districts(self) -> list[District]:
        """Where one may look closer."""
        return list(District.objects.all())

    @cached_property
    def district(self) -> District | None:
        """The district that is looked at; of a district's map its own when none is asked."""
        code = self.asked.get("district", self.layer.district)
        if not code:
            return None
        found = next((each for each in self.districts if each.pk == code), None)
        if found is None:
            raise Http404
        return found

    @property
    def at(self) -> str:
        """The chosen municipality."""
        return self.asked.get("at", "")

    @property
    def has_dots(self) -> bool:
        """Whether services are shown as points."""
        return self.asked.get("dots") == "1"

    @cached_property
    def borders(self) -> Sheet | None:
        """The true borders, when somebody has imported them."""
        return shapes.borders()

    @property
    def sheet(self) -> Sheet:
        """True borders when asked for and known; else hexagons."""
        if self.asked.get("shape") == "borders" and self.borders:
            return self.borders
        return shapes.tiles()

    @property
    def query(self) -> str:
        """The address again."""
        return urlencode(self.asked)

    @property
    def pair(self) -> list[str]:
        """The numbers of the two maps that are compared."""
        return self.layer.code.split("-")[1:]

    @cached_property
    def maps(self) -> list[tuple[str, str]]:
        """The maps that may be compared: number and title, the newest first."""
        return [(str(each.pk), layers.title(each)) for each in layers.versions(self.actor)]

    @property
    def to_compare(self) -> str:
        """The address of the two newest maps side by side, of one territory when there are such."""
        found = layers.newest_pair(self.actor)
        return f"map-{found[0].pk}-{found[1].pk}" if found else ""

    @property
    def tabs(self) -> list[dict[str, object]]:
        """Before, after and the difference."""
        rest = self.without("on")
        return [
            {
                "label": each.label,
                "url": f"?{rest}&on={each.code}",
                "active": each.code == self.moment,
            }
            for each in self.layer.moments
        ]

    def without(self, name: str) -> str:
        """The address without one part."""
        return urlencode({key: value for key, value in self.asked.items() if key != name})

    @property
    def sort(self) -> str:
        """The order of the table."""
        asked = self.asked.get("sort", "")
        return asked if asked in SORTS else SORTS[0]

    def sorted(self, places: Sequence[Place]) -> list[Place]:
        """The rows of the table; those without a value always last."""
        named = sorted(places, key=lambda place: str(place.municipality))
        if self.sort == "name":
            return named
        known = [place for place in named if place.value is not None]
        known.sort(key=lambda place: place.value or 0, reverse=self.sort == "-value")
        return known + [place for place in named if place.value is None]
