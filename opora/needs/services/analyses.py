"""The analysis: opened, written, decided by the council, submitted, accepted or returned."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.models import Organization
from opora.accounts.queries import allowed
from opora.accounts.rules import Role
from opora.documents import services as documents
from opora.journal import services as journal
from opora.lib import words
from opora.lib.actor import Actor
from opora.lib.refusals import Change, NotVisible, Refused, Stale
from opora.register.models import PlannedService

from .. import rules
from ..models import (
    AnalysisReturn,
    AnalysisSection,
    AnalysisVersion,
    Cycle,
    NeedsAnalysis,
    PlanningProposal,
)
from ..queries.figures import Country
from ..readiness import check
from .locking import lock, refresh
from .steps import KIND, Act, begin, finish, receivers, tell

PROPOSED = ("users", "year_from", "settlement", "funding", "capital_cents", "note")


@transaction.atomic
def open_analysis(
    actor: Actor, *, cycle: Cycle, now: datetime, shared: Country | None = None
) -> NeedsAnalysis:
    """The municipality begins its analysis: a row for every planned service, counted at once.

    Refused when it has one in this cycle, or the cycle is closed.
    """
    organization = Organization.objects.select_related("municipality").get(pk=actor.organization_id)
    if organization.municipality is None or not allowed(actor, "needs.write"):
        raise Refused(_("Анализ съставят експертите на общината."), rule=rules.OPEN.by)
    if cycle.closed_on and cycle.closed_on < timezone.localdate(now):
        raise Refused(_("Цикълът на планиране е приключен."))
    analysis = NeedsAnalysis(
        cycle=cycle,
        municipality=organization.municipality,
        organization=organization,
        audience=[organization.pk],
        opened_at=now,
        changed_at=now,
    )
    _insert_once(analysis)
    PlanningProposal.objects.bulk_create(
        PlanningProposal(analysis=analysis, planned_service=service)
        for service in PlannedService.objects.all()
    )
    refresh(analysis, timezone.localdate(now), shared)
    journal.record(
        actor,
        rules.OPEN.event,
        kind=KIND,
        record_id=analysis.pk,
        version=1,
        recorded_at=now,
        article=rules.OPEN.by,
    )
    return analysis


def _insert_once(analysis: NeedsAnalysis) -> None:
    try:
        with transaction.atomic():
            analysis.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(
            _("Общината вече има анализ в този цикъл."),
            remedy=_("Отворете го от списъка."),
        ) from error


@transaction.atomic
def save_section(
    actor: Actor, *, analysis: NeedsAnalysis, code: str, text: str, seen: int, now: datetime
) -> AnalysisSection:
    """Write one section. Two who write different sections do not meet; of the same one the second
    gets Stale with the first one's words."""
    if code not in rules.SECTIONS:
        raise NotVisible
    act = begin(actor, analysis, "save", now=now)
    found = act.analysis.sections.select_related("edited_by").filter(code=code).first()
    row = found or AnalysisSection(analysis=act.analysis, code=code, version=0)
    if row.version != seen:
        title = _(rules.SECTIONS[code].title)
        raise Stale([Change(title, "", row.text)], by=str(row.edited_by or ""))
    row.text, row.edited_at, row.edited_by_id = text.strip(), now, actor.user_id
    row.version += 1
    row.save()
    documents.drop_draft(actor, key=section_key(analysis.pk, code))
    finish(act, details={"section": code, "n_characters": len(row.text)})
    return row


def section_key(pk: int, code: str) -> str:
    """Under which the unfinished words of a section are kept."""
    return f"analysis-{pk}-{code}"


def proposal_key(pk: int, code: str) -> str:
    """Under which an unfinished proposal is kept."""
    return f"analysis-{pk}-{code.lower().replace('_', '-')}"


@transaction.atomic
def propose(
    actor: Actor,
    *,
    analysis: NeedsAnalysis,
    planned_service: str,
    fields: Mapping[str, Any],
    seen: int,
    now: datetime,
    shared: Country | None = None,
) -> PlanningProposal:
    """Write what the municipality proposes for one planned service; `fields` are of PROPOSED.

    More users than the criteria allow need a motive (чл. 2 НПСУ: the criteria bind all); a year
    lies between the cycle's opening and its horizon.
    """
    act = begin(actor, analysis, "save", now=now)
    row = (
        act.analysis.proposals.select_related("planned_service")
        .filter(planned_service=planned_service)
        .first()
    )
    if row is None:
        raise NotVisible
    typed = {name: fields[name] for name in PROPOSED if name in fields}
    if row.version != seen:
        raise Stale(_proposed_meanwhile(row, typed))
    before = {name: getattr(row, name) for name in typed}
    for name, value in typed.items():
        setattr(row, name, value)
    _check_proposal(act, row)
    row.version += 1
    row.save(update_fields=[*typed, "version"])
    refresh(act.analysis, act.today, shared)
    documents.drop_draft(actor, key=proposal_key(analysis.pk, planned_service))
    changed = {name: str(value) for name, value in typed.items() if before[name] != value}
    finish(act, details={"service": planned_service, "fields": sorted(changed)})
    row.refresh_from_db()
    return row


def _proposed_meanwhile(row: PlanningProposal, typed: Mapping[str, Any]) -> list[Change]:
    return [
        Change(_label(row, name), "", str(getattr(row, name) or ""))
        for name, value in typed.items()
        if getattr(row, name) != value
    ]


def _label(row: PlanningProposal, name: str) -> str:
    return str(getattr(row._meta.get_field(name), "verbose_name", name))


def _check_proposal(act: Act, row: PlanningProposal) -> None:
    opened, horizon = act.analysis.cycle.opened_on.year, act.analysis.cycle.horizon_year
    if row.year_from is not None and not opened <= row.year_from <= horizon:
        raise Refused(
            _("Годината е между %(first)s и %(last)s.") % {"first": opened, "last": horizon},
            field="year_from",
        )
    if row.users and row.computed is not None and row.users > row.computed and not row.note.strip():
        raise Refused(
            _("Предлагате повече от изчисления максимум от %(n)s. Напишете мотивите.")
            % {"n": row.computed},
            rule=_("чл. 2 НПСУ: критериите са задължителни за всички общини"),
            field="note",
        )


@transaction.atomic
def record_council(
    actor: Actor,
    *,
    analysis: NeedsAnalysis,
    number: str,
    decided_on: date,
    document: str,
    seen: int,
    now: datetime,
) -> NeedsAnalysis:
    """Write down the council's decision. Refused before the consultation's end, in the future."""
    act = begin(actor, analysis, "record_council", seen=seen, now=now)
    if not number.strip():
        raise Refused(_("Напишете номера на решението."), field="number")
    if decided_on > act.today:
        raise Refused(_("Решението не може да е с бъдеща дата."), field="decided_on")
    last = act.analysis.consultation_to
    if last and decided_on <= last:
        raise Refused(
            _("Решението е преди края на общественото обсъждане."),
            rule=_("чл. 42 НПСУ"),
            remedy=_("Проверете датата: обсъждането е до %(day)s.") % {"day": words.day(last)},
            field="decided_on",
        )
    act.analysis.council_number = number.strip()
    act.analysis.council_on = decided_on
    act.analysis.council_document = document.strip()
    content = refresh(act.analysis, act.today)
    lock(act.analysis, AnalysisVersion.Reason.COUNCIL, now=now, content=content)
    return finish(
        act,
        ["council_number", "council_on", "council_document"],
        happened_on=decided_on,
        details={"number": number, "document": document},
    )


@transaction.atomic
def submit(
    actor: Actor,
    *,
    analysis: NeedsAnalysis,
    seen: int,
    now: datetime,
    shared: Country | None = None,
) -> NeedsAnalysis:
    """Give the analysis to the district administration and the agency; its version is locked.

    Refused while the readiness check finds something missing, with the first of it.
    """
    act = begin(actor, analysis, "submit", seen=seen, now=now)
    content = refresh(act.analysis, act.today, shared)
    _refuse_unready(act)
    act.analysis.audience = sorted({*act.analysis.audience, *receivers(act.analysis)})
    act.analysis.submitted_at = now
    act.analysis.decided_at = None
    version = lock(act.analysis, AnalysisVersion.Reason.SUBMITTED, now=now, content=content)
    return finish(
        act,
        ["submitted_at", "decided_at"],
        details={"version": version.number, "digest": version.digest},
    )


def _refuse_unready(act: Act) -> None:
    missing = [line for line in check(act.analysis, "submit", today=act.today) if line.is_needed]
    if missing:
        raise Refused(
            _("Анализът още не може да се внесе: %(what)s") % {"what": missing[0].sentence},
            rule=missing[0].rule,
            remedy=_("Отворете проверката за готовност; всеки ред води до мястото за поправка."),
        )


@transaction.atomic
def accept(actor: Actor, *, analysis: NeedsAnalysis, seen: int, now: datetime) -> NeedsAnalysis:
    """The district administration or the agency accepts the submitted analysis as it is."""
    act = begin(actor, analysis, "accept", seen=seen, now=now)
    act.analysis.decided_at = now
    tell(act, "analysis.accepted", Role.OFFICER, Role.HEAD)
    return finish(act, ["decided_at"])


@transaction.atomic
def return_(
    actor: Actor, *, analysis: NeedsAnalysis, reasons: str, seen: int, now: datetime
) -> NeedsAnalysis:
    """Give the analysis back with reasons; the municipality mends it and submits it again."""
    act = begin(actor, analysis, "return", seen=seen, now=now)
    if not reasons.strip():
        raise Refused(_("Напишете какво трябва да се поправи."), field="reasons")
    AnalysisReturn.objects.create(
        analysis=act.analysis,
        organization_id=actor.organization_id,
        returned_by_id=actor.user_id,
        returned_at=now,
        reasons=reasons.strip(),
    )
    act.analysis.decided_at = now
    tell(act, "analysis.returned", Role.OFFICER, Role.HEAD)
    return finish(act, ["decided_at"])
