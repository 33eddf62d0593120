"""What the pages of maps show: rows in groups, sums with what they lack, the standing of a map."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from opora.finance.rules import Costed, Counted, Standard
from opora.lib.money import Currency, Money
from opora.register.models import PlannedService

from . import queries, rules
from .model import hosts
from .model.rows import Comparison, Row, Sum, by_years, currency_of, priced, summed, users_by_years
from .models import MapEntry, MapVersion
from .rules import Consent, State


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a map with its money."""

    entry: MapEntry
    row: Row
    costed: Costed

    @property
    def money(self) -> Money | None:
        """A year of the row; None when it has no standard."""
        return self.costed.money

    @property
    def money_words(self) -> str:
        """Why there is no amount."""
        if self.costed.how == Counted.INCLUDED:
            return _("в стандарта на %(service)s") % {"service": self.costed.within}
        return _("липсва стандарт") if self.row.users else "—"


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one service, their sum and, of district level, the way to the hosts."""

    service: PlannedService
    lines: list[Line]
    sum: Sum
    average_km: Any = None
    consent: Consent | None = None


@dataclass(frozen=True, slots=True)
class Whole:
    """A version laid out: groups, the sum of all, prices of which year."""

    groups: list[Group]
    sum: Sum
    year: int
    standards: Mapping[str, Standard]
    rows: list[Row]


def whole(found: MapVersion, *, on: Any, rows: Sequence[Row] | None = None) -> Whole:
    """The rows of a version by service, with today's or its own day's prices.

    `rows` stand for its own when they were changed since (amendments of the Map in force).
    """
    return _whole(found, on, queries.entries(found) if rows is None else amended(found, rows))


def amended(found: MapVersion, rows: Sequence[Row]) -> list[MapEntry]:
    """The entries of a version as these rows have them; what did not change is the entry itself."""
    kept = {queries.row_of(each).key: each for each in queries.entries(found)}
    units = {each.pk: each for each in queries.territory.municipalities()}
    services = queries.services()
    entries = []
    for row in rows:
        before = kept.get(row.key)
        if before and queries.row_of(before) == row:
            entries.append(before)
            continue
        entry = queries.entry_of(found, row, before.note if before else "")
        entry.municipality = units[row.municipality]
        entry.planned_service = services[row.service]
        entries.append(entry)
    return sorted(entries, key=lambda each: each.municipality.name)


def _whole(found: MapVersion, on: Any, entries: list[MapEntry]) -> Whole:
    year, standards = queries.standards_on(on)
    lined = [(entry, queries.row_of(entry)) for entry in entries]
    every = [row for _entry, row in lined]
    costs = priced(every, standards)
    currency = currency_of(standards)
    averages = _averages(found, every, on) if found.district_id else {}
    consents = {one.service: one for one in queries.consents(found)} if found.district_id else {}
    groups = []
    for service in queries.services().values():
        own = [each for each in lined if each[1].service == service.pk]
        if own:
            lines = [Line(entry, row, costs[row.key]) for entry, row in own]
            groups.append(
                Group(
                    service=service,
                    lines=lines,
                    sum=summed([line.row for line in lines], costs, currency),
                    average_km=averages.get(service.pk),
                    consent=consents.get(service.pk),
                )
            )
    return Whole(groups, summed(every, costs, currency), year, standards, every)


def _averages(found: MapVersion, rows: Sequence[Row], on: Any) -> dict[str, Any]:
    """The average way of a resident of the district to the nearest host of each service."""
    own = list(queries.territory.municipalities(found.district_id))
    figures = queries.residents([each.pk for each in own], on)
    km = queries.distances(own)
    places = [hosts.Place(each.pk, figures[each.pk].n or 0) for each in own]
    return {
        service: hosts.average_km(places, [row.municipality for row in group if row.users], km)
        for service, group in queries.district_level(rows).items()
    }


def years(found: Whole, version: MapVersion) -> dict[str, Any]:
    """The plan by years: sums, and users of each service."""
    first, last = version.cycle.opened_on.year, version.cycle.horizon_year
    per_service = users_by_years(found.rows, first, last)
    return {
        "lines": by_years(found.rows, found.standards, first, last),
        "span": list(range(first, last + 1)),
        "services": [(group.service, per_service[group.service.pk]) for group in found.groups],
    }


# Beside each other


@dataclass(frozen=True, slots=True)
class Beside:
    """One service of several versions side by side."""

    service: PlannedService
    cells: list[Sum | None]
    hosts: list[str]
    differs: bool


def beside(wholes: Sequence[Whole], names: Mapping[str, str]) -> list[Beside]:
    """Every service that any of the versions has; those that differ say so."""
    found = []
    for service in queries.services().values():
        groups = [
            next((group for group in one.groups if group.service.pk == service.pk), None)
            for one in wholes
        ]
        if not any(groups):
            continue
        told = [_where(group, names) for group in groups]
        cells = [group.sum if group else None for group in groups]
        shapes = {
            (where, cell.users if cell else 0) for where, cell in zip(told, cells, strict=True)
        }
        found.append(Beside(service, cells, told, len(shapes) > 1))
    return found


def _where(group: Group | None, names: Mapping[str, str]) -> str:
    if group is None or group.service.level != "district":
        return ""
    return ", ".join(
        f"{names.get(line.row.municipality, '')} ({line.row.users})"
        for line in group.lines
        if line.row.users
    )


FIELD_LABELS = {
    "users": noop("потребители"),
    "year_from": noop("от година"),
    "settlement": noop("населено място"),
    "funding": noop("финансиране"),
    "capital_cents": noop("капиталови средства"),
    "level": noop("ниво"),
}


def differences(found: Comparison, names: Mapping[str, str]) -> dict[str, Any]:
    """A comparison in words: rows with the names of their municipality and service."""
    services = queries.services()

    def said(row: Row) -> dict[str, Any]:
        return {
            "municipality": names.get(row.municipality, row.municipality),
            "service": services[row.service],
            "row": row,
        }

    return {
        "comparison": found,
        "added": [said(row) for row in found.added],
        "removed": [said(row) for row in found.removed],
        "changed": [
            said(one.now)
            | {
                "before": one.before,
                "fields": [
                    {
                        "label": _(FIELD_LABELS[name]),
                        "before": _value(one.before, name),
                        "now": _value(one.now, name),
                    }
                    for name in one.fields
                ],
            }
            for one in found.changed
        ],
    }


def _value(row: Row, name: str) -> str:
    value = getattr(row, name)
    if name == "capital_cents":
        return str(Money(value, Currency.EUR)) if value is not None else "—"
    if name == "funding":
        return ", ".join(str(_(queries.FUNDING_LABELS[code])) for code in value) or "—"
    return str(value) if value not in (None, "") else "—"


# Where a map stands


def steps(
    versions: Iterable[MapVersion], *, n_submitted: int, is_asked: bool
) -> list[dict[str, str]]:
    """The way of a district's map: analyses, variants, agreement, indicative, final."""
    states = {one.state for one in versions}
    is_final, is_indicative = State.FINAL in states, State.INDICATIVE in states
    done = [
        (_("Анализи на общините"), n_submitted > 0 and bool(states)),
        (_("Варианти"), bool(states - {State.WORKING, State.DROPPED}) or is_asked),
        (_("Съгласуване"), is_asked and bool(states - {State.WORKING, State.DROPPED})),
        (_("Индикативна карта"), is_indicative or is_final),
        (_("Окончателна карта"), is_final),
    ]
    now = next((n for n, (_label, is_done) in enumerate(done) if not is_done), len(done))
    return [
        {
            "label": label,
            "state": "done" if is_final or n < now or is_done else "now" if n == now else "next",
        }
        for n, (label, is_done) in enumerate(done)
    ]


VERSION_WAY = (
    (noop("Работен вариант"), State.WORKING),
    (noop("Заключена"), State.LOCKED),
    (noop("Индикативна"), State.INDICATIVE),
    (noop("Окончателна"), State.FINAL),
)


def way(found: MapVersion) -> list[dict[str, str]]:
    """The way of one version."""
    order = [state for _label, state in VERSION_WAY]
    if found.state not in order:
        return [{"label": found.get_state_display(), "state": "stopped"}]
    now = order.index(State(found.state))
    is_over = found.state == State.FINAL
    return [
        {
            "label": _(label),
            "state": "done" if n < now or is_over else "now" if n == now else "next",
        }
        for n, (label, _state) in enumerate(VERSION_WAY)
    ]


def awaited(found: MapVersion, *, is_voting: bool) -> str:
    """What is awaited of a version now, in words."""
    if is_voting:
        return _("гласуване на работната група")
    return {
        State.WORKING: _("довършване и заключване"),
        State.LOCKED: _("внасяне за гласуване"),
        State.INDICATIVE: _("съгласуване и окончателна карта"),
        State.FINAL: _("обобщаване от АСП"),
    }.get(State(found.state), _("нищо"))


def tone(found: MapVersion) -> str:
    """The tone of a version's state."""
    return rules.STATE_TONES.get(State(found.state), "plain")
