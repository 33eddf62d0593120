"""Incidents, and the signal about a child at risk (чл. 7 ЗЗД)."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.cases import queries as cases
from opora.cases.models import Case
from opora.cases.rules import Part
from opora.cases.services.steps import hearing
from opora.journal import services as journal
from opora.lib import words
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused
from opora.register.models import Service

from .. import queries, rules
from ..models import Incident

ARTICLE = "чл. 7 ЗЗД"


@transaction.atomic
def write_incident(
    actor: Actor,
    *,
    service: Service,
    case: Case | None,
    kind: str,
    severity: str,
    happened_at: datetime,
    what: str,
    done: str,
    told: str,
    is_child_at_risk: bool,
    reported_on: date | None = None,
    reported_to: str = "",
    now: datetime,
) -> Incident:
    """Write what went wrong in a service, with or without naming whose case it concerns.

    A child at risk leaves the incident open until the signal is written (`report_incident`).
    """
    service = queries.own_service(actor, service.pk)
    if case is not None:
        case = cases.led(actor).filter(pk=case.pk, service=service).first()
        if case is None:
            raise NotVisible
    rules.check_moment(happened_at, now)
    if not what.strip() or not done.strip():
        raise Refused(
            _("Опишете какво се случи и какво беше направено."),
            field="what" if not what.strip() else "done",
        )
    row = Incident.objects.create(
        service=service,
        organization_id=actor.organization_id,
        case=case,
        kind=kind,
        severity=severity,
        happened_at=happened_at,
        what=what.strip(),
        done=done.strip(),
        told=told.strip(),
        is_child_at_risk=is_child_at_risk,
        reported_on=reported_on,
        reported_to=reported_to.strip(),
        user_id=actor.user_id,
        written_at=now,
    )
    _tell(actor, "incident_written", row, now)
    return row


@transaction.atomic
def report_incident(
    actor: Actor, *, incident: Incident, reported_on: date, reported_to: str, now: datetime
) -> Incident:
    """Write to whom and when the signal about the child at risk was given."""
    row = (
        Incident.objects.select_for_update()
        .filter(pk=incident.pk, organization=actor.organization_id)
        .first()
    )
    if row is None:
        raise NotVisible
    happened_on = timezone.localdate(row.happened_at, words.SOFIA)
    if not happened_on <= reported_on <= timezone.localdate(now, words.SOFIA):
        raise Refused(
            _("Сигналът е между деня на случката и днес."),
            remedy=_("Проверете деня."),
            field="reported_on",
        )
    if not reported_to.strip():
        raise Refused(_("Напишете на кого е подаден сигналът."), field="reported_to")
    row.reported_on, row.reported_to = reported_on, reported_to.strip()
    row.save(update_fields=["reported_on", "reported_to"])
    _tell(actor, "incident_reported", row, now)
    return row


def _tell(actor: Actor, name: str, row: Incident, now: datetime) -> None:
    journal.record(
        actor,
        f"usage.{name}",
        kind="case" if row.case else "attendance",
        record_id=row.case.pk if row.case else row.service_id,
        audience=hearing(row.case, Part.USE) if row.case else (),
        happened_on=timezone.localdate(row.happened_at, words.SOFIA),
        recorded_at=now,
        article=ARTICLE if row.is_child_at_risk else "",
        subject_id=row.case.person_id if row.case else None,
    )
