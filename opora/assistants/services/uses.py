"""The use of assistance ends, and with it every agreement that still holds."""

from datetime import date, datetime

from django.db import transaction

from opora.assistance import services as assistance
from opora.assistance.models import Enrollment
from opora.lib.actor import Actor

from ..models import AssistanceAgreement
from ..rules import AgreementState


@transaction.atomic
def end_use(
    actor: Actor,
    *,
    enrollment: Enrollment,
    seen: int | None,
    ended_on: date,
    reason: str,
    now: datetime,
) -> Enrollment:
    """The use ends with a day: signed agreements until it, drafts are dropped."""
    ended = assistance.end(
        actor, enrollment=enrollment, seen=seen, ended_on=ended_on, reason=reason, now=now
    )
    agreements = AssistanceAgreement.objects.filter(enrollment=ended)
    for each in agreements.filter(state=AgreementState.SIGNED).select_for_update():
        if each.valid_until is None or each.valid_until > ended_on:
            each.valid_until = max(ended_on, each.valid_from)
        each.state, each.end_reason = AgreementState.ENDED.value, ended.reason
        each.version, each.changed_at = each.version + 1, now
        each.save()
    agreements.filter(state=AgreementState.DRAFT).update(state=AgreementState.DROPPED)
    return ended
