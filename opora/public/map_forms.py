"""What the address of a public picture says, read against what is told."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from opora.atlas import picture as drawing
from opora.atlas import rules, shapes
from opora.atlas.layers import Drawn, Layer
from opora.atlas.picture import Picture
from opora.atlas.shapes import Sheet
from opora.territory.models import District, Municipality

from .models import PublicLayer

FIRST = "money-resident"
KEPT = ("layer", "service", "on", "district", "at", "shape")


@dataclass(frozen=True, slots=True)
class Sum:
    """A line of the table's foot; no text where the sum is not told."""

    name: str
    text: str


class PublicMapForm:
    """A public picture's address, read."""

    def __init__(self, request: HttpRequest) -> None:
        self.asked = {name: request.GET[name] for name in KEPT if request.GET.get(name)}

    @cached_property
    def rows(self) -> list[PublicLayer]:
        """Every picture that is told."""
        return list(PublicLayer.objects.select_related("service"))

    @cached_property
    def layers(self) -> list[PublicLayer]:
        """One row of each layer."""
        return list({row.code: row for row in reversed(self.rows)}.values())[::-1]

    @cached_property
    def _of_layer(self) -> list[PublicLayer]:
        code = self.asked.get("layer", FIRST)
        found = [row for row in self.rows if row.code == code]
        if not found:
            raise Http404
        return found

    @property
    def services(self) -> list[PublicLayer]:
        """Of which services the layer is told."""
        return [row for row in self._of_layer if row.service]

    @property
    def moments(self) -> list[PublicLayer]:
        """At which moments the layer is told."""
        return [row for row in self._of_layer if not row.service]

    @cached_property
    def row(self) -> PublicLayer:
        """The chosen picture: all services together and the last moment when none is said."""
        service, moment = self.asked.get("service"), self.asked.get("on")
        for row in self.services:
            if row.service_id == service:
                return row
        fit = [row for row in self.moments if row.moment == moment]
        return fit[0] if fit else self.moments[-1]

    @cached_property
    def words(self) -> dict[str, str]:
        """Its words in the reader's language."""
        return said(self.row)

    @cached_property
    def districts(self) -> list[District]:
        """Where one may look closer."""
        return list(District.objects.all())

    @cached_property
    def district(self) -> District | None:
        """The district that is looked at; of a district's map its own when none is asked."""
        code = self.asked.get("district", self.words["district"])
        return next((each for each in self.districts if each.pk == code), None)

    @property
    def at(self) -> str:
        """The chosen municipality."""
        return self.asked.get("at", "")

    @cached_property
    def borders(self) -> Sheet | None:
        """The true borders, when somebody has imported them."""
        return shapes.borders()

    @property
    def sheet(self) -> Sheet:
        """True borders when asked for and known; else hexagons."""
        wants = self.asked.get("shape") == "borders"
        return self.borders if wants and self.borders else shapes.tiles()

    @cached_property
    def _figures(self) -> dict[tuple[str | None, str | None], Decimal | None]:
        rows = self.row.figures.values_list("municipality", "district", "value")
        return {(municipality, district): value for municipality, district, value in rows}

    @cached_property
    def picture(self) -> Picture:
        """The figures on a sheet."""
        words, row = self.words, self.row
        layer = Layer(
            row.code,
            words["group"],
            words["name"],
            words["unit"],
            row.decimals,
            is_banded=row.is_banded,
        )
        of_places = {code: value for (code, _d), value in self._figures.items() if code}
        drawn = Drawn(
            {code: value for code, value in of_places.items() if value is not None},
            words["as_of"],
            words["source"],
            words["how"],
            words["missing"],
            hidden=frozenset(code for code, value in of_places.items() if value is None),
            mark=words["mark"],
        )
        places = Municipality.objects.filter(successor=None).select_related("district")
        return drawing.make(
            layer,
            drawn,
            sheet=self.sheet,
            municipalities=list(places),
            district=self.district,
            service=str(row.service or ""),
        )

    @cached_property
    def sums(self) -> list[Sum]:
        """The sums of districts, or of the one looked at, and the country's."""
        shown = [self.district] if self.district else self.districts
        names = [((None, each.pk), str(each)) for each in shown]
        lines = [*names, ((None, None), _("Цялата страна"))]
        return [Sum(name, self._sum(key)) for key, name in lines if key in self._figures]

    def _sum(self, key: tuple[str | None, str | None]) -> str:
        value = self._figures[key]
        if value is None:
            return drawing.hidden_words()
        figure = rules.figure(value, self.row.decimals)
        return f"{figure} {rules.unit(figure, self.words['unit'])}"

    @property
    def choices(self) -> list[dict[str, str]]:
        """What may be chosen: code, group, name."""
        return [{"code": row.code, **said(row)} for row in self.layers]

    @property
    def moment_choices(self) -> list[tuple[str, str]]:
        """The moments of the layer."""
        return [(row.moment, said(row)["moment"]) for row in self.moments]

    @property
    def query_of_country(self) -> str:
        """The address of the same picture for the whole country."""
        return self.without("district")

    @property
    def query(self) -> str:
        """The address again."""
        return urlencode(self.asked)

    def without(self, name: str) -> str:
        """The address without one part."""
        return urlencode({key: value for key, value in self.asked.items() if key != name})


def said(row: PublicLayer) -> dict[str, str]:
    """The words of a picture in the language of now."""
    found: dict[str, str] = row.words[get_language() or "bg"]
    return found
