"""Reading indicators: the catalogue, the figures of all municipalities, what is to be entered.

Figures are public to all who plan; only the files that somebody is importing are their own.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Max, QuerySet

from opora.accounts.models import Organization, User
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible
from opora.territory import indicator_rules as sums
from opora.territory import queries as territory
from opora.territory.indicator_rules import Aggregation, Level, Total, Value, tidy
from opora.territory.models import Indicator, IndicatorImport, IndicatorValue, Municipality

from .. import indicator_rules as rules
from .. import own_data
from ..indicator_files import Sheet, head
from ..indicator_places import Place
from ..indicator_preview import notes_of_days, preview
from ..indicator_rows import Country, Measure, Preview, from_json
from ..indicator_rules import Doubt

RESIDENTS = "residents"


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator of the catalogue: its sum, for how many municipalities it is known, and when."""

    indicator: Indicator
    total: Total
    latest: date | None

    @property
    def coverage(self) -> str:
        """„full“, „part“ or „none“: of the municipalities that have a figure. What Opora counts
        itself is known everywhere: without places there is no share of them."""
        if self.indicator.is_own:
            return "full"
        if not self.total.n_known:
            return "none"
        return "full" if self.total.is_complete else "part"


@dataclass(frozen=True, slots=True)
class Figure:
    """The figure of one municipality: now, in the previous period, where from."""

    municipality: Municipality
    value: Value | None
    previous: Decimal | None
    previous_on: date | None
    doubts: tuple[str, ...]

    @property
    def change(self) -> Decimal | None:
        """Percent from the previous period."""
        return rules.change(self.previous, self.value.value) if self.value else None


def values(codes: Iterable[str], *, on: date) -> dict[str, dict[str, Value]]:
    """As `territory.queries.values`, with the indicators that Opora counts itself."""
    wanted = list(codes)
    own = [code for code in wanted if code in own_data.CODES]
    found = territory.values([code for code in wanted if code not in own_data.CODES], on=on)
    if own:
        found |= own_data.values(own, _codes(on), day=on)
    return {code: found.get(code, {}) for code in wanted}


def catalogue(*, day: date) -> list[Line]:
    """Every indicator with its coverage and its sum on a day."""
    indicators = list(territory.catalogue())
    found = values([each.pk for each in indicators], on=day)
    national = territory.national_values([each.pk for each in indicators], on=day)
    codes = _codes(day)
    return [_line(each, found, national, codes) for each in indicators]


def _line(
    indicator: Indicator,
    found: Mapping[str, Mapping[str, Value]],
    national: Mapping[str, Value],
    codes: list[str],
) -> Line:
    if indicator.level == Level.COUNTRY:
        value = national.get(indicator.pk)
        known = Total(value.value if value else None, int(bool(value)), 1)
        return Line(indicator, known, value.as_of if value else None)
    figures = found[indicator.pk]
    latest = max((each.as_of for each in figures.values()), default=None)
    return Line(indicator, total(indicator, found, codes), latest)


def total(
    indicator: Indicator, found: Mapping[str, Mapping[str, Value]], codes: Iterable[str]
) -> Total:
    """The figure over these municipalities. `found` holds the weights too, when there are any."""
    weights = found.get(indicator.weight_id or "", {})
    whole = sums.total(
        codes,
        {code: each.value for code, each in found[indicator.pk].items()},
        aggregation=indicator.aggregation,
        weights={code: each.value for code, each in weights.items()},
    )
    if indicator.aggregation != Aggregation.MEAN or whole.value is None:
        return whole
    return replace(whole, value=whole.value.quantize(Decimal("0.1")))


def indicator(code: str) -> Indicator:
    """One indicator; refused as not visible when there is none."""
    found = territory.catalogue().filter(pk=code).first()
    if found is None:
        raise NotVisible
    return found


def figures(row: Indicator, *, day: date) -> list[Figure]:
    """Every municipality of a day with its figure and the previous one, by name."""
    found = values([row.pk], on=day)[row.pk]
    before = {} if row.is_own else _previous(row, found, day)
    doubts = _doubts_kept(row)
    return [
        Figure(
            municipality=each,
            value=found.get(each.pk),
            previous=before[each.pk][1] if each.pk in before else None,
            previous_on=before[each.pk][0] if each.pk in before else None,
            doubts=doubts.get((each.pk, found[each.pk].as_of), ()) if each.pk in found else (),
        )
        for each in _existing(day)
    ]


def _previous(
    row: Indicator, found: Mapping[str, Value], day: date
) -> dict[str, tuple[date, Decimal]]:
    """The last figure before the one shown, of municipalities that are not merged."""
    rows = (
        territory.known_values()
        .filter(indicator=row, municipality__isnull=False, as_of__lt=day)
        .order_by("as_of")
        .values_list("municipality", "as_of", "value")
    )
    return {
        code: (as_of, tidy(value))
        for code, as_of, value in rows
        if value is not None and code in found and as_of < found[code].as_of
    }


def _doubts_kept(row: Indicator) -> dict[tuple[str, date], tuple[str, ...]]:
    rows = territory.known_values().filter(indicator=row).exclude(warnings=[])
    return {
        (code, as_of): tuple(warnings)
        for code, as_of, warnings in rows.values_list("municipality", "as_of", "warnings")
    }


def national(row: Indicator, *, day: date) -> Value | None:
    """The figure of the whole country of an indicator that has no others."""
    return territory.national_values([row.pk], on=day).get(row.pk)


def history(row: Indicator, municipality: str) -> list[IndicatorValue]:
    """Every figure ever recorded for a municipality, replaced and withdrawn ones too."""
    found = IndicatorValue.objects.filter(indicator=row, municipality=municipality)
    return list(found.select_related("origin").order_by("-as_of", "-recorded_at", "-id"))


def who(rows: Iterable[IndicatorValue]) -> dict[int, str]:
    """By the ids of the rows: the person and the organization who recorded it."""
    kept = list(rows)
    people = User.objects.in_bulk({row.user_id for row in kept if row.user_id})
    offices = Organization.objects.in_bulk(
        {row.organization_id for row in kept if row.organization_id}
    )
    return {
        row.pk: " · ".join(
            str(each)
            for each in (people.get(row.user_id or 0), offices.get(row.organization_id or 0))
            if each
        )
        for row in kept
    }


def municipality(code: str) -> Municipality:
    """One municipality; refused as not visible when there is none."""
    found = Municipality.objects.select_related("district").filter(pk=code).first()
    if found is None:
        raise NotVisible
    return found


def _existing(day: date) -> list[Municipality]:
    """The municipalities that exist on a day, by name."""
    ended = territory.successions_until(day)
    return [each for each in territory.municipalities() if each.pk not in ended]


def _codes(day: date) -> list[str]:
    return [each.pk for each in _existing(day)]


# What a municipality enters


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One indicator of the form: what stands for the day, what stood before."""

    indicator: Indicator
    row: IndicatorValue | None
    previous: Decimal | None
    previous_on: date | None

    @property
    def value(self) -> Decimal | None:
        """What is recorded for the very day; None also when it was withdrawn."""
        return tidy(self.row.value) if self.row and self.row.value is not None else None


def entry_lines(place: str, as_of: date) -> list[EntryLine]:
    """All indicators that municipalities enter, with what is known of one of them."""
    rows = IndicatorValue.objects.filter(
        municipality=place, superseded_at=None, as_of__lte=as_of, indicator__is_entered=True
    ).order_by("as_of")
    on_day, before = {}, {}
    for row in rows:
        if row.as_of == as_of:
            on_day[row.indicator_id] = row
        elif row.value is not None:
            before[row.indicator_id] = (tidy(row.value), row.as_of)
    return [
        EntryLine(each, on_day.get(each.pk), *before.get(each.pk, (None, None)))
        for each in territory.catalogue().filter(is_entered=True)
    ]


def doubts(
    place: str, as_of: date, figures: Mapping[str, Decimal], *, today: date
) -> dict[str, tuple[Doubt, ...]]:
    """Why figures about to be entered need a second look; under "" the doubts of the day itself."""
    lines = {line.indicator.pk: line for line in entry_lines(place, as_of)}
    known = territory.values([*figures, RESIDENTS], on=today)
    people = known[RESIDENTS].get(place)
    found = {
        code: _doubts_of(value, lines.get(code), known, people.value if people else None, place)
        for code, value in figures.items()
    }
    latest = IndicatorValue.objects.filter(
        municipality=place, superseded_at=None, indicator__in=figures
    ).aggregate(day=Max("as_of"))["day"]
    period = "year" if any(line.indicator.period == "year" for line in lines.values()) else "day"
    found[""] = rules.doubts_of_day(as_of, period=period, today=today, latest=latest)
    return {code: each for code, each in found.items() if each}


def _doubts_of(
    value: Decimal,
    line: EntryLine | None,
    known: Mapping[str, Mapping[str, Value]],
    people: Decimal | None,
    place: str,
) -> tuple[Doubt, ...]:
    if line is None or line.value == value:
        return ()
    others = {
        code: each.value
        for code, each in known[line.indicator.pk].items()
        if code != place and code in known[RESIDENTS]
    }
    rates = [each / known[RESIDENTS][code].value for code, each in others.items()]
    asked = {
        Doubt.JUMP: line.previous is not None
        and bool(rules.jumps({place: (line.previous, value)})),
        Doubt.THOUSANDS: bool(rules.is_thousandfold(line.previous, value)),
        Doubt.TOO_MANY: people is not None and value > people,
        Doubt.PEERS: line.previous is None and rules.stands_out_of_peers(value, people, rates),
    }
    return tuple(doubt for doubt, is_so in asked.items() if is_so)


# Imports


def imports(actor: Actor) -> QuerySet[IndicatorImport]:
    """The files that the actor's organization chose, the newest first, without their rows."""
    mine = IndicatorImport.objects.filter(organization_id=actor.organization_id)
    return mine.defer("rows")


def import_of(actor: Actor, pk: int) -> IndicatorImport:
    """One of them, whole; refused as not visible when it is another's."""
    found = IndicatorImport.objects.filter(organization_id=actor.organization_id, pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def preview_of(upload: IndicatorImport, *, today: date) -> Preview:
    """What the import would do now, by the answers kept with it."""
    country = _country(today)
    shown = preview(
        Sheet.from_json(upload.rows), upload.file_name, from_json(upload.answers), country
    )
    latest = {code: max(days) for code, days in _days(country).items()}
    shown.notes += notes_of_days(shown, country, latest)
    return shown


def _days(country: Country) -> dict[str, set[date]]:
    found: defaultdict[str, set[date]] = defaultdict(set)
    for (code, _place), series in country.known.items():
        found[code] |= {as_of for as_of, _value in series}
    return found


def heads() -> dict[str, str]:
    """What a column's head may be called, and which indicator it then is."""
    found: dict[str, str] = {}
    for each in territory.catalogue():
        found |= {head(name): each.pk for name in (each.name_en, each.name, each.pk)}
    return found


def open_indicators() -> list[Indicator]:
    """Those whose figures somebody brings."""
    return [
        each
        for each in territory.catalogue()
        if not each.is_own and each.level == Level.MUNICIPALITY
    ]


def _country(today: date) -> Country:
    open_codes = {each.pk for each in open_indicators()}
    known: defaultdict[tuple[str, str], list[tuple[date, Decimal]]] = defaultdict(list)
    rows = territory.known_values().filter(municipality__isnull=False).order_by("as_of")
    for code, place, as_of, value in rows.values_list(
        "indicator", "municipality", "as_of", "value"
    ):
        if value is not None:
            known[code, place].append((as_of, tidy(value)))
    residents = territory.values([RESIDENTS], on=today)[RESIDENTS]
    return Country(
        measures={
            each.pk: Measure(
                each.pk, each.name, each.is_whole, each.minimum, each.period, each.pk in open_codes
            )
            for each in territory.catalogue()
        },
        places=_places(today),
        known=known,
        residents={code: each.value for code, each in residents.items()},
        today=today,
    )


def _places(today: date) -> list[Place]:
    rows = Municipality.objects.select_related("district", "successor")
    return [
        Place(
            code=row.pk,
            budget_code=row.budget_code or "",
            name=row.name,
            district=row.district.name,
            district_code=row.district_id,
            ended=row.successor.name
            if row.successor and row.succeeded_on and row.succeeded_on <= today
            else "",
        )
        for row in rows
    ]
