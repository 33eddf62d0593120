"""What the public map tells, counted from the layers inside; the only way from them to outside.

Told are figures of the statistical institute and of the state's budget, places and free places
(facts of the register), queues in bands, and maps that are adopted and published. Not told are
figures of authorities and surveys, drafts, and everything of services with a protected address.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import connection
from django.utils import translation

from opora.atlas import layers
from opora.atlas.layers import RESIDENTS, Drawn, Layer
from opora.atlas.rules import band
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.planning import queries as planning
from opora.planning.models import MapVersion
from opora.register.models import PlannedService
from opora.territory.indicator_rules import Aggregation, SourceKind
from opora.territory.models import Indicator, Municipality

from . import map_rules as rules
from .models import PublicFigure, PublicLayer

SYSTEM = Actor(None, 0, frozenset({"system"}))  # sees what everybody may see
PLACES, FREE, WAITING = "sums-places", "sums-free", "sums-waiting"
BY_SERVICE = (PLACES, FREE)
RESIDENT, TRANSFER = "money-resident", "money-transfer"
BATCH = 2_000
NOTHING = rules.Hidden()
ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtext('public.maps'))"


@dataclass(frozen=True, slots=True)
class Told:
    """One picture as it goes out: a layer at a moment, of a service, with who is hidden in it."""

    layer: Layer
    moment: str
    service: PlannedService | None
    drawn: Drawn
    hidden: rules.Hidden = NOTHING
    is_summed: bool = False


def renew(*, today: date, only_if_none: bool = False) -> int:
    """Count every figure anew and put it in place of yesterday's; how many pictures there are."""
    with acting(SYSTEM):
        with connection.cursor() as cursor:
            cursor.execute(ONE_AT_A_TIME)
        if only_if_none and PublicLayer.objects.exists():
            return 0
        PublicLayer.objects.all().delete()
        district = dict(Municipality.objects.filter(successor=None).values_list("pk", "district"))
        told = list(pictures(today))
        words: dict[tuple[str, str], dict[str, dict[str, str]]] = {}
        for position, picture in enumerate(told):
            key = (picture.layer.code, picture.moment)
            words[key] = words.get(key) or _words(picture, today)
            _write(picture, position, words[key], district, today)
        return len(told)


def pictures(today: date) -> Iterator[Told]:
    """Everything that is told."""
    family = _family(today)
    for layer in _open_layers():
        for moment in [each.code for each in layer.moments] or [""]:
            yield _picture(layer, moment, None, today, family)
        if layer.code in BY_SERVICE:
            for service in _services():
                yield _picture(layer, "", service, today, family)
    for version in layers.versions(SYSTEM):
        yield from _of_map(version, today)


def _open_layers() -> Iterator[Layer]:
    """Of the layers inside those that are for everybody, of indicators at their last day only."""
    official = set(
        Indicator.objects.filter(source_kind=SourceKind.NSI).values_list("pk", flat=True)
    )
    for layer in layers.of_everybody():
        kind, _dash, rest = layer.code.partition("-")
        if kind == "money" or layer.code in BY_SERVICE:
            yield layer
        elif layer.code == WAITING:
            yield replace(layer, is_banded=True)
        elif kind == "of" and rest in official:
            yield replace(layer, moments=layer.moments[-1:])


def _services() -> list[PlannedService]:
    """The planned services without those that have a protected kind among them."""
    return list(PlannedService.objects.exclude(names__named_service__is_protected=True))


@dataclass(frozen=True, slots=True)
class _Family:
    """The counts of people that belong together, and what of them is hidden."""

    codes: tuple[str, ...]
    counts: Mapping[str, rules.Counts]
    hidden: rules.Hidden


def _family(today: date) -> _Family:
    """The whole numbers of the statistical institute: sums of each other, hidden together."""
    whole = set(Indicator.objects.filter(is_whole=True).values_list("code", flat=True))
    found = {
        layer.code: _draw(layer, layer.moments[-1].code, None, today).values
        for layer in _open_layers()
        if layer.code.removeprefix("of-") in whole and layer.moments
    }
    district = dict(Municipality.objects.filter(successor=None).values_list("pk", "district"))
    counts = {
        code: tuple(int(values[code]) if code in values else None for values in found.values())
        for code in district
    }
    return _Family(tuple(found), counts, rules.hidden(counts, district))


def _picture(
    layer: Layer, moment: str, service: PlannedService | None, today: date, family: _Family
) -> Told:
    drawn = _draw(layer, moment, service, today)
    if layer.is_banded:
        bands = {code: Decimal(band(int(n))) for code, n in drawn.values.items()}
        return Told(layer, moment, service, replace(drawn, values=bands))
    if layer.code in family.codes:
        return Told(layer, moment, service, drawn, family.hidden, is_summed=True)
    if layer.code == RESIDENT:  # with it and the transfer the residents could be computed
        only = replace(family.hidden, districts=frozenset(), has_country=False)
        is_counted = f"of-{RESIDENTS}" in family.codes
        return Told(layer, moment, service, drawn, only if is_counted else NOTHING)
    return Told(layer, moment, service, drawn, is_summed=_is_summed(layer))


def _is_summed(layer: Layer) -> bool:
    if layer.code in (TRANSFER, *BY_SERVICE):
        return True
    code = layer.code.removeprefix("of-")
    return Indicator.objects.filter(pk=code, aggregation=Aggregation.SUM).exists()


def _draw(layer: Layer, moment: str, service: PlannedService | None, today: date) -> Drawn:
    code = service.pk if service else None
    return layers.draw(SYSTEM, layer, service=code, moment=moment, today=today)


def _of_map(version: MapVersion, today: date) -> Iterator[Told]:
    """A published map: its planned users, by service and together, without protected services."""
    layer, services = layers.of_map(version), _services()
    users: dict[str | None, dict[str, Decimal]] = {None: {}, **{each.pk: {} for each in services}}
    for entry in planning.entries(version):
        if entry.planned_service_id in users:
            for part in (users[None], users[entry.planned_service_id]):
                code = entry.municipality_id
                part[code] = part.get(code, Decimal(0)) + entry.users
    drawn = _draw(layer, "", None, today)
    for service in (None, *services):
        if values := users[service.pk if service else None]:
            yield Told(layer, "", service, replace(drawn, values=values), is_summed=True)


# Writing


def _write(
    told: Told,
    position: int,
    words: dict[str, dict[str, str]],
    district: Mapping[str, str],
    today: date,
) -> None:
    row = PublicLayer.objects.create(
        code=told.layer.code,
        moment=told.moment,
        service=told.service,
        position=position,
        decimals=told.layer.decimals,
        is_banded=told.layer.is_banded,
        words=words,
        counted_on=today,
    )
    values = {code: value for code, value in told.drawn.values.items() if code in district}
    rows = [
        PublicFigure(
            layer=row,
            municipality_id=code,
            value=None if code in told.hidden.municipalities else value,
        )
        for code, value in values.items()
    ]
    if told.is_summed and values:
        rows += _sums(row, told, values, district)
    PublicFigure.objects.bulk_create(rows, batch_size=BATCH)


def _sums(
    row: PublicLayer, told: Told, values: Mapping[str, Decimal], district: Mapping[str, str]
) -> Iterable[PublicFigure]:
    """The sums of districts and of the country; the hidden ones without a value."""
    closed = {
        district[code]
        for code in values
        if code in told.hidden.municipalities and district[code] in told.hidden.districts
    }
    for place in sorted({district[code] for code in values}):
        total = sum(value for code, value in values.items() if district[code] == place)
        yield PublicFigure(layer=row, district_id=place, value=None if place in closed else total)
    is_closed = told.hidden.has_country and closed
    yield PublicFigure(layer=row, value=None if is_closed else sum(values.values()))


def _again(layer: Layer) -> Layer:
    """The same layer in the language of now."""
    if layer.code.startswith("map-"):
        return layers.of_map(planning.version(SYSTEM, int(layer.code.removeprefix("map-"))))
    return layers.find(SYSTEM, layer.code, layers.of_everybody())


def _words(told: Told, today: date) -> dict[str, dict[str, str]]:
    """Names and sources by language, because the page reads nothing but its own tables."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            layer = _again(told.layer)
            drawn = _draw(layer, told.moment, None, today)
            labels = {each.code: each.label for each in layer.moments}
            found[language] = {
                "group": layer.group,
                "name": layer.name,
                "unit": layer.unit,
                "district": layer.district,
                "moment": labels.get(told.moment, ""),
                "as_of": drawn.as_of if not told.layer.is_banded else "",
                "source": drawn.source,
                "how": drawn.how,
                "missing": drawn.missing,
                "mark": drawn.mark,
            }
    return found
