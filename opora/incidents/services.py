"""The verbs: write an incident, write the signal about a child at risk (чл. 7 ЗЗД)."""

from dataclasses import asdict
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

from . import rules
from .models import Incident
from .rules import Happening

ARTICLE = "чл. 7 ЗЗД"


@transaction.atomic
def write(
    actor: Actor, *, service: Service, case: Case | None, found: Happening, now: datetime
) -> Incident:
    """Write what went wrong in a service, with or without naming whose case it concerns.

    A child at risk leaves the incident open until the signal is written (`report`).
    """
    service = cases.own_service(actor, service.pk)
    rules.check(found, now)
    row = Incident(
        service=service,
        organization_id=actor.organization_id,
        case=_own_case(actor, case, service) if case else None,
        user_id=actor.user_id,
        written_at=now,
        **asdict(found),
    )
    row.what, row.done, row.told = row.what.strip(), row.done.strip(), row.told.strip()
    row.reported_to = row.reported_to.strip()
    row.save()
    _tell(actor, "written", row, now)
    return row


def _own_case(actor: Actor, case: Case, service: Service) -> Case:
    found = cases.led(actor).filter(pk=case.pk, service=service).first()
    if found is None:
        raise NotVisible
    return found


@transaction.atomic
def report(
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
    _tell(actor, "reported", row, now)
    return row


def _tell(actor: Actor, name: str, row: Incident, now: datetime) -> None:
    journal.record(
        actor,
        f"incidents.{name}",
        kind="case" if row.case else "attendance",
        record_id=row.case.pk if row.case else row.service_id,
        audience=hearing(row.case, Part.USE) if row.case else (),
        happened_on=timezone.localdate(row.happened_at, words.SOFIA),
        recorded_at=now,
        article=ARTICLE if row.is_child_at_risk else "",
        subject_id=row.case.person_id if row.case else None,
    )
