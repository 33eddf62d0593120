"""Reads of the criteria and what is computed with them.

Criteria in force are public among the organizations; a working set is the Agency's own (second
wall). Figures come from `territory`, so nothing here is about people.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import F, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from opora.accounts.queries import allowed
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible
from opora.register.rules import Level
from opora.territory import queries as territory
from opora.territory.models import Indicator, Municipality

from . import rules
from .model import compute, terms
from .model.terms import Computed, Input
from .models import CriteriaSet, Criterion, CriterionBase

Figures = dict[str, dict[str, Input]]


def is_demo() -> bool:
    """Whether the database was marked a demonstration when it was made."""
    with connection.cursor() as cursor:
        cursor.execute("select criteria_is_demo()")
        return bool(cursor.fetchone()[0])


def may_be_decided(criteria_set: CriteriaSet) -> bool:
    """Whether what is computed by this set may be submitted and voted here: by a lawful set
    everywhere, by an illustration in a demonstration only."""
    return rules.is_lawful(criteria_set) or is_demo()


def visible(actor: Actor) -> QuerySet[CriteriaSet]:
    """The sets that the actor may see: all that were ever in force; working ones who edits them."""
    if not allowed(actor, "criteria.see"):
        return CriteriaSet.objects.none()
    found = CriteriaSet.objects.select_related("confirmed_by", "based_on")
    return found if allowed(actor, "criteria.edit") else found.exclude(state=rules.State.WORKING)


def get(actor: Actor, pk: int) -> CriteriaSet:
    """One set; NotVisible when there is none for the actor."""
    found = visible(actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def on_line(*, is_illustrative: bool) -> QuerySet[CriteriaSet]:
    """The sets of one line of time that have been published, oldest first, without those that were
    corrected from their first day."""
    found = CriteriaSet.objects.filter(
        state__in=rules.DATED, is_illustrative=is_illustrative
    ).order_by("valid_from", "id")
    return found.exclude(valid_to=F("valid_from"))


def set_in_force(day: date) -> CriteriaSet | None:
    """The set to compute with on a day: in a demonstration the illustration, else the law's."""
    in_force = Q(valid_to=None) | Q(valid_to__gt=day)
    return (
        CriteriaSet.objects.filter(in_force, state__in=rules.DATED, valid_from__lte=day)
        .order_by("-is_illustrative")
        .first()
    )


def lawful_set_in_force(day: date) -> CriteriaSet | None:
    """The law's set on a day, also in a demonstration."""
    return (
        on_line(is_illustrative=False)
        .filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)
        .first()
    )


def rows_of(criteria_set: CriteriaSet) -> QuerySet[Criterion]:
    """The criteria of a set in the order of the services, with their bases."""
    bases = CriterionBase.objects.select_related("indicator")
    return criteria_set.criteria.select_related("planned_service", "confirmed_by").prefetch_related(
        Prefetch("bases", queryset=bases)
    )


def criteria_of(criteria_set: CriteriaSet) -> dict[str, terms.Criterion]:
    """The criteria of a set as plain values, by the code of the planned service."""
    return {row.planned_service_id: plain(row, criteria_set) for row in rows_of(criteria_set)}


def plain(row: Criterion, criteria_set: CriteriaSet) -> terms.Criterion:
    """A criterion for the model: values only."""
    return terms.Criterion(
        service=row.planned_service_id,
        name=str(row.planned_service),
        bases=tuple(
            terms.Base(
                base.indicator_id, base.coefficient, base.per, base.confidence, str(base.indicator)
            )
            for base in row.bases.all()
        ),
        rounding=terms.Rounding(row.rounding),
        level=row.level,
        threshold=row.threshold,
        min_size=row.min_size,
        max_size=row.max_size,
        article=row.article,
        confidence=row.confidence,
        set_id=criteria_set.pk,
        set_name=criteria_set.name,
        version=row.version,
        is_illustrative=criteria_set.is_illustrative,
    )


def bases(criteria_set: CriteriaSet | None = None) -> list[str]:
    """The codes of the indicators that criteria ask for: of one set, or of all published ones.

    The population is always among them: thresholds are compared with it.
    """
    rows = CriterionBase.objects.all()
    if criteria_set is None:
        rows = rows.filter(criterion__criteria_set__state__in=rules.DATED)
    else:
        rows = rows.filter(criterion__criteria_set=criteria_set)
    return sorted({terms.POPULATION, *rows.values_list("indicator", flat=True)})


def indicators() -> QuerySet[Indicator]:
    """The indicators that may be the base of a criterion: counted by people, by municipality."""
    return Indicator.objects.filter(aggregation="sum", level="municipality").exclude(
        source_kind="own"
    )


def inputs(*, on: date, codes: Iterable[str] | None = None) -> Figures:
    """For every municipality the figures of the indicators on a day; a missing one is not there.

    Municipalities that were merged by that day have no row: their successor has their figures.
    """
    wanted = list(codes) if codes is not None else bases()
    found: Figures = {code: {} for code in units(on)}
    for indicator, figures in territory.values(wanted, on=on).items():
        for municipality, value in figures.items():
            if municipality in found:
                found[municipality][indicator] = Input(
                    value.value, value.as_of, value.source, value.provenance
                )
    return found


def units(on: date) -> dict[str, str]:
    """The district of each municipality that there is on a day."""
    standing = Q(succeeded_on=None) | Q(succeeded_on__gt=on)
    return dict(Municipality.objects.filter(standing).values_list("code", "district"))


def district_inputs(by_municipality: Figures, district_of: Mapping[str, str]) -> Figures:
    """The figures of the districts: sums; an indicator that one municipality lacks is left out."""
    parts: dict[str, list[dict[str, Input]]] = {}
    for municipality, figures in by_municipality.items():
        parts.setdefault(district_of[municipality], []).append(figures)
    return {
        district: compute.pool(rows, {code for row in rows for code in row}, len(rows))
        for district, rows in parts.items()
    }


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that one set gives on one day. `units` are municipalities for services of the
    municipal level, districts for those of the district level."""

    criteria: dict[str, terms.Criterion]
    municipalities: dict[str, dict[str, Computed]]
    districts: dict[str, dict[str, Computed]]

    def of(self, service: str) -> dict[str, Computed]:
        """A service's numbers by the unit that its level plans for."""
        level = self.criteria[service].level
        whole = self.districts if level == Level.DISTRICT else self.municipalities
        return {unit: found[service] for unit, found in whole.items()}


def computed(criteria: dict[str, terms.Criterion], *, on: date) -> Results:
    """Every service of every municipality or district by these criteria with the day's figures."""
    codes = {code for criterion in criteria.values() for code in criterion.indicators}
    figures = inputs(on=on, codes=sorted(codes | {terms.POPULATION}))
    of_districts = district_inputs(figures, units(on))
    local = {code: each for code, each in criteria.items() if each.level == Level.MUNICIPAL}
    wide = {code: each for code, each in criteria.items() if each.level == Level.DISTRICT}
    return Results(
        criteria,
        {
            unit: {code: compute.compute(each, given) for code, each in local.items()}
            for unit, given in figures.items()
        },
        {
            unit: {code: compute.compute(each, given) for code, each in wide.items()}
            for unit, given in of_districts.items()
        },
    )


def computed_one(criterion: terms.Criterion, *, unit: str, on: date) -> Computed:
    """One service of one municipality, or of one district when it is planned for districts."""
    codes = sorted({*criterion.indicators, terms.POPULATION})
    figures = inputs(on=on, codes=codes)
    if criterion.level == Level.DISTRICT:
        figures = district_inputs(figures, units(on))
    return compute.compute(criterion, figures.get(unit, {}))


def unit_names(on: date) -> dict[str, str]:
    """The names of municipalities with their district, and of districts, by code."""
    standing = units(on)
    found = {row.pk: row.full_name for row in territory.municipalities() if row.pk in standing}
    return found | {row.pk: _("област %(name)s") % {"name": row} for row in territory.districts()}
