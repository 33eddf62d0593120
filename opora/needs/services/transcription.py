"""An analysis that was made before Opora: entered at once from paper, with its decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.models import Organization
from opora.accounts.queries import allowed
from opora.journal import services as journal
from opora.lib.actor import Actor
from opora.lib.refusals import Refused

from .. import rules
from ..models import AnalysisSection, Cycle, NeedsAnalysis, PlanningProposal
from ..queries.figures import Country
from ..rules import STEPS, State
from .locking import count_all, whole
from .steps import KIND


@dataclass(frozen=True, slots=True)
class Paper:
    """What the paper says: the days of its consultation and the council's decision."""

    consultation_from: date
    consultation_to: date
    council_number: str
    council_on: date
    document: str = ""


@transaction.atomic
def transcribe(
    actor: Actor,
    *,
    cycle: Cycle,
    paper: Paper,
    texts: Mapping[str, str],
    proposals: Mapping[str, Mapping[str, Any]],
    now: datetime,
    shared: Country | None = None,
) -> NeedsAnalysis:
    """Enter a whole analysis that the council has approved; it can then be submitted. Also for a
    closed cycle. Refused when the municipality has one, or the decision precedes the consultation's
    end."""
    organization = Organization.objects.select_related("municipality__district").get(
        pk=actor.organization_id
    )
    if organization.municipality is None or not allowed(actor, "needs.submit"):
        raise Refused(_("Приет анализ вписва ръководителят в общината."), rule=rules.OPEN.by)
    _check_days(paper, timezone.localdate(now))
    if NeedsAnalysis.objects.filter(cycle=cycle, organization=organization).exists():
        raise Refused(_("Общината вече има анализ в този цикъл."))
    analysis = NeedsAnalysis.objects.create(
        cycle=cycle,
        municipality=organization.municipality,
        organization=organization,
        audience=[organization.pk],
        state=State.COUNCIL,
        opened_at=now,
        changed_at=now,
        consultation_from=paper.consultation_from,
        consultation_to=paper.consultation_to,
        council_number=paper.council_number,
        council_on=paper.council_on,
        council_document=paper.document,
        is_transcribed=True,
    )
    _write(analysis, actor, texts, proposals, now, shared)
    _tell(actor, analysis, paper, now)
    return analysis


def _check_days(paper: Paper, today: date) -> None:
    if not paper.consultation_from < paper.consultation_to < paper.council_on:
        raise Refused(_("Решението е преди края на общественото обсъждане."), rule=_("чл. 42 НПСУ"))
    if paper.council_on > today:
        raise Refused(_("Решението не може да е с бъдеща дата."))


def _write(
    analysis: NeedsAnalysis,
    actor: Actor,
    texts: Mapping[str, str],
    proposals: Mapping[str, Mapping[str, Any]],
    now: datetime,
    shared: Country | None,
) -> None:
    AnalysisSection.objects.bulk_create(
        AnalysisSection(
            analysis=analysis, code=code, text=text, edited_at=now, edited_by_id=actor.user_id
        )
        for code, text in texts.items()
    )
    content = whole(analysis, timezone.localdate(now), shared, proposals=proposals)
    rows = [
        PlanningProposal(
            analysis=analysis,
            planned_service_id=service["code"],
            **proposals.get(service["code"], {}),
        )
        for service in content["services"]
    ]
    PlanningProposal.objects.bulk_create(count_all(rows, content))


def _tell(actor: Actor, analysis: NeedsAnalysis, paper: Paper, now: datetime) -> None:
    for event, article, happened_on in (
        (rules.OPEN.event, rules.OPEN.by, None),
        (STEPS["record_council"].event, STEPS["record_council"].by, paper.council_on),
    ):
        journal.record(
            actor,
            event,
            kind=KIND,
            record_id=analysis.pk,
            version=1,
            happened_on=happened_on,
            recorded_at=now,
            article=article,
            details={"number": paper.council_number} if happened_on else None,
        )
