"""Counting an analysis anew, and locking it as it is for ever."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone

from .. import model
from ..models import AnalysisVersion, NeedsAnalysis, PlanningProposal
from ..queries import figures
from ..queries.figures import Country

COUNTED = (
    "computed",
    "expected",
    "expected_low",
    "expected_high",
    "existing",
    "occupied",
    "waiting",
    "cost_cents",
    "rank",
)


def refresh(analysis: NeedsAnalysis, today: date, shared: Country | None = None) -> model.Plain:
    """Write into the proposals what is computed and counted now; returns the whole content with
    its results. The municipality's own numbers stay as they are."""
    content = whole(analysis, today, shared)
    rows = count_all(list(analysis.proposals.all()), content)
    # One statement; `bulk_update` takes five times as long for its cases.
    PlanningProposal.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["analysis", "planned_service"],
        update_fields=COUNTED,
    )
    return content


def count_all(rows: list[PlanningProposal], content: model.Plain) -> list[PlanningProposal]:
    """The rows with what is computed and counted for each."""
    for row in rows:
        _count(row, content["results"]["services"][row.planned_service_id])
    return rows


def whole(
    analysis: NeedsAnalysis,
    today: date,
    shared: Country | None = None,
    proposals: Mapping[str, Mapping[str, Any]] | None = None,
) -> model.Plain:
    """The content of an analysis as it stands now, with its results; nothing is written.

    `proposals` stand in for rows that are not written yet."""
    content = figures.content(analysis, today, shared, proposals)
    content["results"] = model.results(content)
    return content


def _count(row: PlanningProposal, found: dict[str, Any]) -> None:
    row.computed, row.existing = found["computed"], found["existing"]
    row.occupied, row.waiting = found["occupied"], found["waiting"]
    row.expected, row.expected_low = found["expected"], found["low"]
    row.expected_high = found["high"]
    row.cost_cents, row.rank = found.get("cost_cents"), found["rank"]


def lock(
    analysis: NeedsAnalysis,
    reason: str,
    *,
    now: datetime,
    shared: Country | None = None,
    content: model.Plain | None = None,
) -> AnalysisVersion:
    """Keep the analysis as it is now as its next version: inputs, criteria, texts, results.

    `content` is what `refresh` has just given, when nothing changed since."""
    last = analysis.versions.aggregate(last=Max("number"))["last"] or 0
    content = content or figures.content(analysis, timezone.localdate(now), shared)
    content["number"], content["reason"] = last + 1, str(reason)
    written, digest = model.locked(content)
    return AnalysisVersion.objects.create(
        analysis=analysis,
        number=last + 1,
        reason=reason,
        locked_at=now,
        content=written,
        digest=digest,
    )
