"""What every act on an analysis shares: lock, check the step, write, tell, record."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.models import Organization
from opora.accounts.rules import OrganizationKind, Role
from opora.journal import services as journal
from opora.lib.actor import Actor
from opora.lib.labels import gettext_noop
from opora.lib.refusals import Change, NotVisible, Stale
from opora.notices import services as notices

from .. import rules
from ..models import NeedsAnalysis
from ..queries import analyses as queries
from ..rules import STEPS, State

KIND = "analysis"
LABELS = {
    "state": gettext_noop("състояние"),
    "consultation_to": gettext_noop("обсъждане до"),
    "council_number": gettext_noop("решение №"),
}


@dataclass(slots=True)
class Act:
    """One step under way: the locked analysis and what is being done to it."""

    actor: Actor
    action: str
    analysis: NeedsAnalysis
    now: datetime

    @property
    def today(self) -> date:
        """The day of the act in Sofia."""
        return timezone.localdate(self.now)


def begin(
    actor: Actor, analysis: NeedsAnalysis, action: str, *, now: datetime, seen: int | None = None
) -> Act:
    """Lock the analysis, check that it is still as the actor saw it and that the step is allowed.

    Without `seen` the analysis may have moved meanwhile: sections and proposals have versions of
    their own. Raises NotVisible, Stale (what changed meanwhile) or Refused.
    """
    locked = queries.within(actor).select_for_update(of=("self",)).filter(pk=analysis.pk).first()
    if locked is None:
        raise NotVisible
    if seen is not None and locked.version != seen:
        raise Stale(_moved(analysis, locked))
    locked.state = rules.next_state(State(locked.state), action, queries.who_is(actor, locked))
    return Act(actor, action, locked, now)


def _moved(before: NeedsAnalysis, now: NeedsAnalysis) -> list[Change]:
    """The fields that tell where the analysis stands, where they differ."""

    def said(analysis: NeedsAnalysis, name: str) -> str:
        value = analysis.get_state_display() if name == "state" else getattr(analysis, name)
        return str(value or "")

    return [
        Change(_(label), said(before, name), said(now, name))
        for name, label in LABELS.items()
        if said(before, name) != said(now, name)
    ]


def finish(
    act: Act,
    fields: Iterable[str] = (),
    *,
    happened_on: date | None = None,
    details: Mapping[str, Any] | None = None,
) -> NeedsAnalysis:
    """Write the new state with the changed `fields` and record the event."""
    analysis, row = act.analysis, STEPS[act.action]
    analysis.version += 1
    analysis.changed_at = act.now
    analysis.save(update_fields=["state", "version", "changed_at", "audience", *fields])
    journal.record(
        act.actor,
        row.event,
        kind=KIND,
        record_id=analysis.pk,
        version=analysis.version,
        audience=analysis.audience,
        happened_on=happened_on or act.today,
        recorded_at=act.now,
        article="" if row.by == rules.PRACTICE else row.by,
        details=details,
    )
    return analysis


def tell(act: Act, kind: str, *roles: Role) -> None:
    """A notice to the municipality's people with these roles."""
    for role in roles:
        notices.notify(
            act.actor,
            organization_id=act.analysis.organization_id,
            role=role,
            kind=kind,
            record_kind=KIND,
            record_id=act.analysis.pk,
            now=act.now,
        )


def receivers(analysis: NeedsAnalysis) -> list[int]:
    """Who hears of a submitted analysis: its district's administration and regional directorate,
    and the agency."""
    return list(
        Organization.objects.filter(is_active=True)
        .filter(
            Q(
                kind__in=[OrganizationKind.DISTRICT, OrganizationKind.REGIONAL_DIRECTORATE],
                district=analysis.municipality.district_id,
            )
            | Q(kind=OrganizationKind.ASSISTANCE_AGENCY)
        )
        .order_by("pk")
        .values_list("pk", flat=True)
    )
