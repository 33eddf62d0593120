"""Reads of the country. Public reference data: the same for every actor."""

from collections.abc import Iterable
from datetime import date

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from opora.lib import words

from . import indicator_rules, rules
from .indicator_rules import Succession, Value, tidy
from .models import (
    Boundary,
    District,
    ImportRun,
    Indicator,
    IndicatorValue,
    Municipality,
    Settlement,
)

MAX_FOUND = 20
LIKENESS = 0.35


def districts() -> QuerySet[District]:
    """The 28 districts by name."""
    return District.objects.all()


def municipalities(district: str | None = None) -> QuerySet[Municipality]:
    """The municipalities by name, each with its district; of one district when given."""
    found = Municipality.objects.select_related("district")
    return found.filter(district_id=district) if district else found


def settlements(municipality: str) -> QuerySet[Settlement]:
    """The listed settlements of a municipality by name."""
    return Settlement.objects.filter(municipality_id=municipality, is_listed=True)


def search_settlements(
    text: str, *, municipality: str | None = None, limit: int = MAX_FOUND
) -> list[Settlement]:
    """Settlements by the beginning of the name, then by likeness; Cyrillic or Latin, with typos.

    The kind may stand before the name: „с. Говедарци“. An EKATTE code finds its settlement.
    """
    wanted = text.strip().lower()
    for kind in ("гр.", "с.", "ман.", "гр ", "с "):
        wanted = wanted.removeprefix(kind).strip()
    if not wanted:
        return []
    found = Settlement.objects.filter(is_listed=True)
    if municipality:
        found = found.filter(municipality_id=municipality)
    # Latin letters: the trigrams of PostgreSQL know Cyrillic only under some locales.
    likeness = TrigramSimilarity(Lower("name_en"), rules.latin(wanted))
    begins = Q(name__istartswith=wanted) | Q(name_en__istartswith=wanted) | Q(ekatte=wanted)
    return list(
        found.annotate(likeness=likeness)
        .filter(begins | Q(likeness__gte=LIKENESS))
        .select_related("municipality__district")
        .order_by(F("likeness").desc(), "name", "ekatte")[:limit]
    )


def distances_from(municipality: str) -> dict[str, int]:
    """Kilometers from the seat of one municipality to every seat, by code (see `rules`)."""
    points = {
        code: (lat, lon)
        for code, lat, lon in Municipality.objects.values_list("code", "seat_lat", "seat_lon")
    }
    here = points[municipality]
    return {code: rules.distance_km(here, point) for code, point in points.items()}


def distance_words(km: int) -> str:
    """A distance with its kind: около 46 км между центровете на общините, …"""
    kind = _(rules.KIND)
    if km < 1:
        return _("под 1 км %(kind)s") % {"kind": kind}
    return _("около %(km)s км %(kind)s") % {"km": words.number(km), "kind": kind}


def indicators(
    codes: Iterable[str], municipality: str, on: date | None = None
) -> dict[str, IndicatorValue]:
    """The latest known figure of each indicator for a municipality, up to a day when given."""
    found = known_values().filter(indicator__in=list(codes), municipality_id=municipality)
    if on:
        found = found.filter(as_of__lte=on)
    latest = found.select_related("indicator").order_by("as_of")
    return {value.indicator_id: value for value in latest}


def known_values() -> QuerySet[IndicatorValue]:
    """The figures that hold: neither replaced by a correction nor withdrawn."""
    return IndicatorValue.objects.filter(superseded_at=None, value__isnull=False)


def values(codes: Iterable[str], *, on: date) -> dict[str, dict[str, Value]]:
    """For each indicator the latest figure of every municipality on or before a day.

    Merged municipalities are summed into their successor (`indicator_rules.merged`). A municipality
    without a figure is not there: missing is never 0. Two queries and one for the mergers.
    """
    wanted = list(codes)
    found: dict[str, dict[str, Value]] = {code: {} for code in wanted}
    latest = (
        known_values()
        .filter(indicator__in=wanted, municipality__isnull=False, as_of__lte=on)
        .order_by("indicator", "municipality", "-as_of")
        .distinct("indicator", "municipality")
        .values_list("indicator", "municipality", "value", "as_of", "source", "provenance")
    )
    for indicator, municipality, value, as_of, source, provenance in latest:
        if value is not None:
            found[indicator][municipality] = Value(tidy(value), as_of, source, provenance)
    successions = successions_until(on)
    if not successions:
        return found
    summed = set(
        Indicator.objects.filter(pk__in=wanted, aggregation="sum").values_list("pk", flat=True)
    )
    return {
        code: indicator_rules.merged(figures, successions, on=on, is_summed=code in summed)
        for code, figures in found.items()
    }


def successions_until(on: date) -> dict[str, Succession]:
    """Which municipalities were merged into which, on or before a day."""
    rows = Municipality.objects.filter(succeeded_on__lte=on)
    return {
        code: Succession(successor, day)
        for code, successor, day in rows.values_list("code", "successor", "succeeded_on")
        if successor and day
    }


def national_values(codes: Iterable[str], *, on: date) -> dict[str, Value]:
    """The latest figures of indicators that exist for the whole country only."""
    rows = known_values().filter(indicator__in=list(codes), municipality=None, as_of__lte=on)
    return {
        row.indicator_id: Value(tidy(row.value), row.as_of, row.source, row.provenance)
        for row in rows.order_by("as_of")
        if row.value is not None
    }


def catalogue() -> QuerySet[Indicator]:
    """Every indicator, in the order of the catalogue."""
    return Indicator.objects.select_related("weight")


def boundaries() -> dict[str, object]:
    """The imported outlines by municipality code; empty until somebody imports them."""
    return dict(Boundary.objects.values_list("municipality_id", "geometry"))


def last_import(kind: str) -> ImportRun | None:
    """The latest applied import of a kind."""
    return ImportRun.objects.filter(kind=kind).order_by("-applied_at", "-id").first()


def import_runs(limit: int = MAX_FOUND) -> QuerySet[ImportRun]:
    """The latest applied imports, newest first."""
    return ImportRun.objects.order_by("-applied_at", "-id")[:limit]
