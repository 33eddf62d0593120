"""What can be shown on the map, and its values. Reads; every layer through its own package."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opora.accounts.models import Organization
from opora.accounts.rules import may
from opora.criteria import queries as criteria
from opora.criteria.rules import WATERMARK
from opora.finance import queries as finance
from opora.lib import words
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible
from opora.needs import own_data
from opora.planning import queries as planning
from opora.planning.models import MapVersion
from opora.register.models import PlannedService
from opora.sums import queries as sums
from opora.sums.rules import Figures
from opora.territory import queries as territory
from opora.territory.indicator_rules import Level, SourceKind
from opora.territory.models import Indicator, Municipality

RESIDENTS = "residents"
THOUSAND = 1000
BEFORE, AFTER, DIFFERENCE = "before", "after", "difference"
COMPARISON = re.compile(r"map-[0-9]{1,18}-[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Moment:
    """A point of the time slider."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Layer:
    """Something that every municipality may have a value of."""

    code: str
    group: str
    name: str
    unit: str
    decimals: int = 0
    is_by_service: bool = False
    is_comparison: bool = False
    is_banded: bool = False
    moments: tuple[Moment, ...] = ()
    about: str = ""
    district: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The values of a layer with what they are of, for the table, the picture and its words.

    `pool` are the values with which the classes are shared, `hidden` the municipalities whose value
    is known but not told, `mark` what a picture of illustrative criteria must carry.
    """

    values: Mapping[str, Decimal]
    as_of: str
    source: str
    how: str
    missing: str = ""
    is_difference: bool = False
    pool: Sequence[Decimal] = ()
    hidden: frozenset[str] = frozenset()
    mark: str = ""


PLACES, PEOPLE = gettext_lazy("места"), gettext_lazy("души")
# Layers of the live sums: name, unit, which figure, how it is counted.
FIGURES: dict[str, tuple[object, object, Callable[[Figures], int | None], object]] = {
    "places": (
        gettext_lazy("Места"),
        PLACES,
        lambda each: each.places,
        gettext_lazy("Капацитетът на работещите услуги днес по регистъра."),
    ),
    "free": (
        gettext_lazy("Свободни места"),
        PLACES,
        lambda each: max(each.places - each.occupied, 0),
        gettext_lazy("Местата без заетите и запазените."),
    ),
    "waiting": (
        gettext_lazy("Чакащи"),
        PEOPLE,
        lambda each: each.waiting,
        gettext_lazy("Хората в списъците на чакащите."),
    ),
    "computed": (
        gettext_lazy("Изчислен максимум"),
        PEOPLE,
        lambda each: each.computed,
        gettext_lazy("По критериите в сила; празно е, когато липсва критерий или показател."),
    ),
    "gap": (
        gettext_lazy("Недостиг на места"),
        PLACES,
        lambda each: each.gap,
        gettext_lazy("Изчисленият максимум без съществуващите места; не по-малко от нула."),
    ),
    "proposed": (
        gettext_lazy("Предложени потребители"),
        PEOPLE,
        lambda each: each.proposed,
        gettext_lazy("От внесените анализи на общините; черновите не се броят."),
    ),
}


def catalogue(actor: Actor) -> list[Layer]:
    """Every layer that the actor may look at, in groups."""
    found = of_everybody()
    return found + [of_map(each) for each in versions(actor)] if _plans(actor) else found


def of_everybody() -> list[Layer]:
    """The layers that every organization may look at: all but the maps of services."""
    return [*_money(), *_sums(), *_indicators()]


def find(actor: Actor, code: str, known: Iterable[Layer]) -> Layer:
    """A layer of the catalogue by its code; a comparison of two maps is `map-1-2`."""
    if COMPARISON.fullmatch(code):
        return _comparison(actor, code)
    for layer in known:
        if layer.code == code:
            return layer
    raise NotVisible


def draw(actor: Actor, layer: Layer, *, service: str | None, moment: str, today: date) -> Drawn:
    """The values of a layer for one planned service (all when None) at a moment of its slider."""
    kind, _dash, rest = layer.code.partition("-")
    if kind == "money":
        return _money_drawn(rest, int(moment))
    if kind == "sums":
        return _sums_drawn(actor, rest, service, today)
    if kind == "map":
        return _map_drawn(actor, rest, service, moment)
    return _indicator_drawn(rest, moment, today)


# Money


def _money() -> list[Layer]:
    group = _("Средства")
    moments = tuple(Moment(str(year), f"{year} г.") for year in sorted(finance.transfer_years()))
    return [
        Layer("money-resident", group, _("Евро на жител"), "€", 1, moments=moments),
        Layer("money-transfer", group, _("Държавен трансфер"), _("хил. €"), 1, moments=moments),
    ]


def _money_drawn(what: str, year: int) -> Drawn:
    """Transfers of a year in euro; per resident by the residents at the end of 2025."""
    known = {code: money for code, money in finance.transfers(year).items() if money}
    euro = {code: Decimal(money.in_euro.cents) / 100 for code, money in known.items()}
    source = _("Закон за държавния бюджет за %(year)s г.") % {"year": year}
    missing = _("няма отпечатана сума")
    if what == "transfer":
        values = {code: amount / THOUSAND for code, amount in euro.items()}
        how = _("Сумата от закона; левовете са превърнати по 1,95583.")
        return Drawn(values, _year(year), source, how, missing)
    residents = territory.values([RESIDENTS], on=date.max)[RESIDENTS]
    values = {
        code: amount / residents[code].value for code, amount in euro.items() if code in residents
    }
    how = _("Трансферът за социални услуги, разделен на жителите към %(day)s") % {
        "day": words.day(next(iter(residents.values())).as_of) if residents else "—"
    }
    return Drawn(values, _year(year), source, how, missing)


def _year(year: int) -> str:
    return _("%(year)s г.") % {"year": year}


# Live sums


def _sums() -> list[Layer]:
    group = _("Места и потребности")
    found = [
        Layer(f"sums-{code}", group, str(name), str(unit), is_by_service=True)
        for code, (name, unit, _of, _how) in FIGURES.items()
    ]
    share = Layer("sums-share", group, _("Заети места"), "%", 1, is_by_service=True)
    rate = Layer("sums-rate", group, _("Места на 1000 жители"), _("на 1000"), 1, is_by_service=True)
    return [*found[:1], share, rate, *found[1:]]


def _sums_drawn(actor: Actor, what: str, service: str | None, today: date) -> Drawn:
    figures = {
        code: total.figures for code, total in sums.by_municipality(actor, service=service).items()
    }
    as_of = _("към %(day)s, на живо") % {"day": words.day(today)}
    source = _("Собствени данни на Опора")
    if what == "share":
        values = {
            code: Decimal(each.occupied * 100) / each.places
            for code, each in figures.items()
            if each.places
        }
        how = _("Заетите и запазените места, разделени на капацитета.")
        return Drawn(values, as_of, source, how, _("няма такава услуга"))
    if what == "rate":
        residents = territory.values([RESIDENTS], on=today)[RESIDENTS]
        values = {
            code: figures[code].places * THOUSAND / known.value if code in figures else Decimal(0)
            for code, known in residents.items()
        }
        how = _("Местата, разделени на жителите и умножени по хиляда.")
        return Drawn(values, as_of, source, how)
    _name, _unit, of, how_words = FIGURES[what]
    known = {code: of(each) for code, each in figures.items()}
    values = {code: Decimal(value) for code, value in known.items() if value is not None}
    missing = _("липсва критерий") if what in ("computed", "gap") else ""
    if what == "proposed":
        missing = _("няма внесен анализ")
    mark = _mark(today) if what in ("computed", "gap", "proposed") else ""
    return Drawn(values, as_of, source, str(how_words), missing, mark=mark)


def _mark(today: date) -> str:
    in_force = criteria.set_in_force(today)
    return in_force.watermark if in_force else ""


# Indicators


def _indicators() -> list[Layer]:
    days = _days_of_indicators()
    return [
        Layer(
            f"of-{row.code}",
            _("Показатели"),
            str(row),
            row.unit,
            0 if row.is_whole else 1,
            moments=days.get(row.code, ()),
        )
        for row in territory.catalogue()
        if row.level == Level.MUNICIPALITY
        and (row.code in days or row.source_kind == SourceKind.OWN)
    ]


def _days_of_indicators() -> dict[str, tuple[Moment, ...]]:
    rows = (
        territory.known_values()
        .filter(municipality__isnull=False)
        .order_by("indicator", "as_of")
        .values_list("indicator", "as_of")
        .distinct()
    )
    found: dict[str, tuple[Moment, ...]] = {}
    for code, day in rows:
        found[code] = (*found.get(code, ()), Moment(day.isoformat(), words.day(day)))
    return found


def _indicator_drawn(code: str, moment: str, today: date) -> Drawn:
    row = Indicator.objects.get(pk=code)
    if row.source_kind == SourceKind.OWN:
        found = own_data.values([code], _codes(), day=today).get(code, {})
        as_of = _("към %(day)s, на живо") % {"day": words.day(today)}
    else:
        day = date.fromisoformat(moment)
        found = territory.values([code], on=day)[code]
        as_of = _("към %(day)s") % {"day": words.day(day)}
    values = {municipality: known.value for municipality, known in found.items()}
    return Drawn(values, as_of, row.source, row.method or row.definition, _("няма стойност"))


def _codes() -> list[str]:
    return list(Municipality.objects.values_list("pk", flat=True))


# Maps and their comparison


def _plans(actor: Actor) -> bool:
    organization = Organization.objects.get(pk=actor.organization_id)
    return may(organization.kind, actor.roles, "planning.see")


def of_map(version: MapVersion) -> Layer:
    """The layer of a map's planned users."""
    group = _("Карти на услугите")
    return Layer(
        f"map-{version.pk}",
        group,
        title(version),
        str(PEOPLE),
        is_by_service=True,
        district=version.district_id or "",
    )


def versions(actor: Actor) -> Iterable[MapVersion]:
    """The maps that the actor may see: of the country, then by district; the newest first."""
    found = planning.visible(actor).select_related("cycle", "district").defer("content")
    territory_first = F("district__name").asc(nulls_first=True)
    return found.order_by(territory_first, "-opened_at", "-pk")


def newest_pair(actor: Actor) -> tuple[MapVersion, MapVersion] | None:
    """The two newest maps of one territory, the older first; those of the country before others."""
    newest: dict[str | None, MapVersion] = {}
    pairs: dict[str | None, tuple[MapVersion, MapVersion]] = {}
    for version in versions(actor):
        later = newest.setdefault(version.district_id, version)
        if later is not version:
            pairs.setdefault(version.district_id, (version, later))
    return pairs.get(None) or next(iter(pairs.values()), None)


def title(version: MapVersion) -> str:
    """A map's name with its territory and horizon."""
    where = str(version.district) if version.district else _("страната")
    return f"{where}: {version} – {version.cycle.horizon_year}"


def _comparison(actor: Actor, code: str) -> Layer:
    _map, before, after = code.split("-")
    old, new = planning.version(actor, int(before)), planning.version(actor, int(after))
    moments = (
        Moment(BEFORE, _("Преди")),
        Moment(AFTER, _("След")),
        Moment(DIFFERENCE, _("Разлика")),
    )
    return Layer(
        code,
        _("Карти на услугите"),
        _("Сравнение на две карти"),
        str(PEOPLE),
        is_by_service=True,
        is_comparison=True,
        moments=moments,
        about=_("Преди: %(old)s; след: %(new)s") % {"old": title(old), "new": title(new)},
    )


def _map_drawn(actor: Actor, numbers: str, service: str | None, moment: str) -> Drawn:
    found = [planning.version(actor, int(number)) for number in numbers.split("-")]
    users = [_users(version, service) for version in found]
    mark = _(WATERMARK) if any(version.is_illustrative for version in found) else ""
    if moment != DIFFERENCE:
        shown = 1 if moment == AFTER else 0
        return Drawn(
            users[shown],
            "",
            title(found[shown]),
            _("Потребителите по редовете на картата."),
            _("няма ред в картата"),
            pool=[value for each in users for value in each.values()] if moment else (),
            mark=mark,
        )
    old, new = users
    return Drawn(
        {code: new.get(code, Decimal(0)) - old.get(code, Decimal(0)) for code in old | new},
        "",
        "; ".join(title(version) for version in found),
        _("Потребителите по втората карта без тези по първата; без ред значи без потребители."),
        _("няма ред в двете карти"),
        is_difference=True,
        mark=mark,
    )


def _users(version: MapVersion, service: str | None) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for entry in planning.entries(version):
        if service in (None, entry.planned_service_id):
            code = entry.municipality_id
            found[code] = found.get(code, Decimal(0)) + entry.users
    return found


def services() -> list[PlannedService]:
    """What a layer may be narrowed to."""
    return list(PlannedService.objects.all())
