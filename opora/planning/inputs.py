"""What a version of a map stands on when it is locked: gathered, with source and date."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Prefetch

from opora.criteria import queries as criteria
from opora.criteria.models import CriteriaSet
from opora.needs.models import AnalysisVersion, NeedsAnalysis
from opora.territory import queries as territory

from . import queries
from .model import document
from .models import Coordination, MapVersion
from .rules import Consent, Objection


def inputs_of(found: MapVersion, on: date) -> dict[str, Any]:
    """Everything from which the content of a district's version follows, as plain values."""
    own = list(territory.municipalities(found.district_id))
    figures = queries.residents([each.pk for each in own], on)
    analyses = _analyses(found)
    year, standards = queries.standards_on(on)
    km = queries.distances(own)
    rows = queries.rows(found)
    names = queries.services()
    return {
        "cycle": cycle_of(found),
        "district": {"code": found.district_id, "name": found.district.name}
        if found.district
        else None,
        "version": {"name": found.name, "number": found.number, "locked_on": on},
        "municipalities": [
            {
                "code": each.pk,
                "name": each.name,
                "residents": figures[each.pk].n,
                "as_of": figures[each.pk].as_of,
                "source": figures[each.pk].source,
                "analysis": analyses.get(each.pk),
            }
            for each in own
        ],
        "services": {
            code: names[code].short_name for code in sorted({row.service for row in rows})
        },
        "criteria": _criteria(criteria.set_in_force(found.cycle.base_on)),
        "standards": {
            "year": year,
            "rows": {code: each.as_input for code, each in standards.items()},
        },
        "km": {a.pk: {b.pk: km[a.pk, b.pk] for b in own} for a in own},
        "entries": [document.row_as_input(row) for row in rows],
        "coordination": [_kept(one) for one in queries.consents(found)],
        "asked": [_asked(one) for one in queries.coordination_rows(found)],
    }


def cycle_of(found: MapVersion) -> dict[str, Any]:
    """The round of planning that a version belongs to."""
    cycle = found.cycle
    return {
        "code": cycle.pk,
        "name": cycle.name,
        "base_on": cycle.base_on,
        "first_year": cycle.opened_on.year,
        "horizon_year": cycle.horizon_year,
    }


def _analyses(found: MapVersion) -> dict[str, dict[str, Any]]:
    """Which locked version of each municipality's analysis the map was opened from."""
    last = AnalysisVersion.objects.filter(reason=AnalysisVersion.Reason.SUBMITTED).defer("content")
    rows = NeedsAnalysis.objects.filter(
        cycle=found.cycle_id, municipality__district=found.district_id
    ).prefetch_related(Prefetch("versions", last))
    return {
        one.municipality_id: {
            "id": one.pk,
            "version": version.number,
            "digest": version.digest,
            "submitted_on": version.locked_at.date(),
        }
        for one in rows
        for version in list(one.versions.all())[:1]
    }


def _criteria(found: CriteriaSet | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "id": found.pk,
        "name": found.name,
        "valid_from": found.valid_from,
        "is_illustrative": found.is_illustrative,
    }


def _kept(one: Consent) -> dict[str, Any]:
    return {
        "service": one.service,
        "agreed": list(one.agreed),
        "objections": [[each.municipality, each.reason] for each in one.objections],
        "silent": list(one.silent),
        "is_asked": one.is_asked,
    }


def _asked(one: Coordination) -> dict[str, Any]:
    return {"service": one.planned_service_id, "hosts": one.hosts, "version": one.version}


def recorded(content: Mapping[str, Any]) -> list[Consent]:
    """The standing of the agreements as a locked version recorded it."""
    return [
        Consent(
            service=one["service"],
            agreed=tuple(one["agreed"]),
            objections=tuple(Objection(*each) for each in one["objections"]),
            silent=tuple(one["silent"]),
            is_asked=one["is_asked"],
        )
        for one in content["inputs"]["coordination"]
    ]
