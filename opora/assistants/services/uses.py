"""The use of assistance ends: with it every agreement, and then the work with the person."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from opora.assistance import queries as right
from opora.assistance import services as assistance
from opora.assistance.models import Enrollment
from opora.assistance.rules import DirectionState, EnrollmentState
from opora.lib.actor import Actor
from opora.people import services as people
from opora.people.rules import Basis

from .. import queries
from ..models import AssistanceAgreement
from ..rules import AgreementState, AssistantState


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
    """The use ends with a day: signed agreements until it, drafts are dropped. Where nobody ever
    helped, no month has to be reported, and the work with the person ends too."""
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
    if not agreements.exclude(state=AgreementState.DROPPED).exists():
        let_go(actor, enrollment=ended, now=now)
    return ended


@transaction.atomic
def let_go(actor: Actor, *, enrollment: Enrollment, now: datetime) -> bool:
    """The municipality works with the person no more on the ground of an ended use; whether it did.

    Kept while something else of assistance stands: another application or use, a direction in
    force, the person on the list of assistants. Other grounds (a request, a case) stay as they are.
    The locked months keep saying whose they are: only the names stay known for them.
    """
    if _is_kept(actor, enrollment, now):
        return False
    person_id, own = enrollment.person_id, actor.organization_id
    people.involve(
        actor,
        person_id=person_id,
        organization_id=own,
        basis=Basis.ASSISTANCE,
        core_only=True,
        ground=f"{queries.MONTHS}{enrollment.pk}",
        now=now,
    )
    for ground in ("", f"assistance:{enrollment.direction_id}"):
        people.end_involvement(
            actor,
            person_id=person_id,
            organization_id=own,
            basis=Basis.ASSISTANCE,
            ground=ground,
            now=now,
        )
    return True


def _is_kept(actor: Actor, enrollment: Enrollment, now: datetime) -> bool:
    """Whether another reason of assistance stands for working with the person."""
    person_id, today = enrollment.person_id, timezone.localdate(now)
    open_uses = right.own(actor).filter(
        person=person_id, state__in=[EnrollmentState.APPLIED, EnrollmentState.ACTIVE]
    )
    in_force = right.directions(actor).filter(
        Q(valid_until=None) | Q(valid_until__gte=today),
        person=person_id,
        office=actor.organization_id,
        state=DirectionState.ACTIVE,
    )
    listed = queries.assistants(actor).filter(person=person_id).exclude(state=AssistantState.LEFT)
    return open_uses.exists() or in_force.exists() or listed.exists()
