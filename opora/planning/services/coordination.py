"""Agreement of all municipalities on who hosts a district-level service."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from opora.journal import services as journal
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused, Stale
from opora.territory import queries as territory
from opora.territory.models import Municipality

from .. import queries, rules
from ..models import Coordination, HostAgreement, MapVersion
from ..rules import STEPS, Answer, State
from .steps import KIND, begin, tell


@transaction.atomic
def ask(
    actor: Actor, *, version: MapVersion, now: datetime, seen: int | None = None
) -> list[Coordination]:
    """Ask every municipality of the district about the hosts of all district-level services.

    What was asked about the same hosts keeps its answers; changed hosts are asked anew. Refused
    when the variant has no district-level service.
    """
    act = begin(actor, version, "ask", seen=seen, now=now)
    own = queries.district_level(queries.rows(act.version))
    if not own:
        raise Refused(
            _("Във варианта няма услуга на областно ниво."),
            remedy=_("Съгласуват се само домакините на услуги на областно ниво."),
        )
    audience = queries.readers(str(act.version.district_id))
    known = {each.planned_service_id: each for each in queries.coordination_rows(act.version)}
    asked = []
    for service, found in own.items():
        hosts = queries.hosts_of(found)
        row = known.get(service) or Coordination(
            cycle_id=act.version.cycle_id,
            district_id=str(act.version.district_id),
            planned_service_id=service,
            organization_id=actor.organization_id,
            version=0,
        )
        if row.hosts != hosts or row.pk is None:
            row.hosts, row.asked_at, row.version = hosts, now, row.version + 1
        row.map_version, row.audience = act.version, audience
        row.save()
        asked.append(row)
    act.version.version += 1
    act.version.save(update_fields=["version"])
    tell(act, act.version, audience=audience, details={"n": len(asked)})
    return asked


@transaction.atomic
def answer(
    actor: Actor,
    *,
    coordination_id: int,
    seen: int,
    answer: str,
    now: datetime,
    reason: str = "",
) -> HostAgreement:
    """A municipality agrees or disagrees (with its reason) with the hosts as they are now.

    `seen` is the version of the question that was read; Stale when the hosts changed meanwhile.
    """
    found = _question(actor, coordination_id, seen, "answer")
    home = territory.municipalities(found.district_id).filter(organization=actor.organization_id)
    return _write(actor, "answer", found, home.get(), answer, reason, now=now)


@transaction.atomic
def record_answer(
    actor: Actor,
    *,
    coordination_id: int,
    seen: int,
    municipality: Municipality,
    answer: str,
    document: str,
    now: datetime,
    reason: str = "",
) -> HostAgreement:
    """The district enters what a municipality answered by letter; the document is named.

    Refused when the municipality answered itself: its own answer is not replaced by another.
    """
    found = _question(actor, coordination_id, seen, "record_answer")
    if not document.strip():
        raise Refused(_("Посочете писмото, с което общината е отговорила."), field="document")
    if municipality.district_id != found.district_id:
        raise Refused(_("Общината не е от тази област."), field="municipality")
    own = found.answers.filter(coordination_version=found.version, municipality=municipality)
    if own.exclude(organization_id=actor.organization_id).exists():
        raise Refused(
            _("Общината вече е отговорила сама."),
            remedy=_("Само тя може да промени отговора си."),
        )
    return _write(
        actor, "record_answer", found, municipality, answer, reason, now=now, document=document
    )


def _question(actor: Actor, coordination_id: int, seen: int, action: str) -> Coordination:
    """The question as it is now. Municipalities read it, not the variant from which it was asked:
    after the final map is adopted it is closed."""
    found = (
        Coordination.objects.select_related("planned_service").filter(pk=coordination_id).first()
    )
    if found is None:
        raise NotVisible
    state = State.FINAL if found.closed_on else State.WORKING
    rules.next_state(state, action, queries.who_is(actor, found.district_id))
    if found.version != seen:
        raise Stale
    return found


def _write(
    actor: Actor,
    action: str,
    found: Coordination,
    municipality: Municipality,
    answer: str,
    reason: str,
    *,
    now: datetime,
    document: str = "",
) -> HostAgreement:
    said = Answer(answer)
    if said == Answer.DISAGREE and not reason.strip():
        raise Refused(
            _("Напишете защо общината не е съгласна."),
            rule=rules.PRACTICE,
            remedy=_("Мотивите се четат от другите общини и влизат в заключената версия."),
            field="reason",
        )
    row, _is_new = HostAgreement.objects.update_or_create(
        coordination=found,
        coordination_version=found.version,
        municipality=municipality,
        defaults={
            "organization_id": actor.organization_id,
            "answer": said,
            "reason": reason.strip(),
            "document": document.strip(),
            "answered_at": now,
        },
    )
    _tell(actor, action, found, row)
    return row


def _tell(actor: Actor, action: str, found: Coordination, row: HostAgreement) -> None:
    journal.record(
        actor,
        STEPS[action].event,
        kind=KIND,
        record_id=found.map_version_id,
        audience=[found.organization_id, *found.audience],
        recorded_at=row.answered_at,
        details={
            "service": str(found.planned_service),
            "municipality": str(row.municipality),
            "answer": row.answer,
            "reason": row.reason,
        },
    )
