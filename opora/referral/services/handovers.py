"""Handover of the whole request between municipality and directorate.

The owner stays owner until the receiver accepts; one conditional update moves it.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from opora.accounts.models import Organization
from opora.accounts.rules import AUTHORITIES
from opora.law import services as law
from opora.lib.actor import Actor
from opora.lib.refusals import Refused
from opora.notices import services as notices

from ..models import Handover, ServiceRequest
from ..rules import Participants
from .steps import KIND, Act, begin, finish, follow_case, join, leave


@transaction.atomic
def propose_handover(
    actor: Actor,
    *,
    request: ServiceRequest,
    to: Organization,
    reason: str,
    seen: int,
    now: datetime,
) -> ServiceRequest:
    """Offer the request to another municipality or directorate, with the reason.

    Refused: to oneself, to somebody who does not refer, without a reason, while another one waits.
    """
    act = begin(actor, request, "propose_handover", seen=seen, now=now)
    if to.pk == actor.organization_id or to.kind not in AUTHORITIES or not to.is_active:
        raise Refused(
            _("Преписката се предава само на друга община или дирекция „Социално подпомагане“."),
            field="to",
        )
    if not reason.strip():
        raise Refused(_("Напишете защо предавате преписката."), field="reason")
    if act.request.handovers.filter(state="proposed").exists():
        raise Refused(
            _("Вече е предложено предаване, на което още не е отговорено."),
            remedy=_("Върнете първо него."),
        )
    Handover.objects.create(
        request=act.request,
        from_organization_id=actor.organization_id,
        to_organization=to,
        reason=reason,
        proposed_at=now,
    )
    join(act, to.pk, Participants.RECEIVER)
    _tell(act, to.pk, "handover.offered")
    return finish(act, details={"organization": to.pk, "reason": reason})


@transaction.atomic
def accept_handover(
    actor: Actor, *, request: ServiceRequest, seen: int, now: datetime
) -> ServiceRequest:
    """Take the request over: from this moment the actor's organization is its one owner."""
    act = begin(actor, request, "accept_handover", seen=seen, now=now)
    handover = _close(act, "accepted")
    _tell(act, handover.from_organization_id, "handover.accepted")
    leave(act, handover.from_organization_id, Participants.OWNER)
    join(act, actor.organization_id, Participants.OWNER, officer_id=actor.user_id)
    for basis in (Participants.RECEIVER, Participants.AUTHORITY, Participants.ASKED):
        leave(act, actor.organization_id, basis)
    act.request.owner_organization_id = actor.organization_id
    _move(act, actor.organization_id)
    follow_case(act, handover.from_organization_id)
    audience = act.request.participations.filter(until=None)
    law.pass_clocks(
        actor,
        kind=KIND,
        record_id=act.request.pk,
        responsible_id=actor.organization_id,
        audience=audience.values_list("organization_id", flat=True),
    )
    return finish(act, details={"organization": handover.from_organization_id})


def _move(act: Act, owner_id: int) -> None:
    """With another municipality goes that municipality: the person moved there."""
    place = Organization.objects.filter(pk=owner_id).values_list("municipality_id", flat=True)
    act.request.municipality_id = place[0] or act.request.municipality_id


@transaction.atomic
def decline_handover(
    actor: Actor, *, request: ServiceRequest, answer: str, seen: int, now: datetime
) -> ServiceRequest:
    """Do not take the request; it never left its owner. Asks why."""
    act = begin(actor, request, "decline_handover", seen=seen, now=now)
    if not answer.strip():
        raise Refused(_("Напишете защо не поемате преписката."), field="answer")
    handover = _close(act, "declined", answer)
    _tell(act, handover.from_organization_id, "handover.declined")
    leave(act, actor.organization_id, Participants.RECEIVER)
    return finish(act, details={"answer": answer}, as_owner=True)


@transaction.atomic
def cancel_handover(
    actor: Actor, *, request: ServiceRequest, seen: int, now: datetime
) -> ServiceRequest:
    """The owner takes the proposal back before it is answered."""
    act = begin(actor, request, "cancel_handover", seen=seen, now=now)
    handover = _close(act, "canceled")
    leave(act, handover.to_organization_id, Participants.RECEIVER)
    return finish(act, details={"organization": handover.to_organization_id})


def _tell(act: Act, organization_id: int, kind: str) -> None:
    notices.notify(
        act.actor,
        organization_id=organization_id,
        role="head",
        kind=kind,
        record_kind=KIND,
        record_id=act.request.pk,
        now=act.now,
    )


def _close(act: Act, state: str, answer: str = "") -> Handover:
    handover = act.request.handovers.filter(state="proposed").first()
    if handover is None:
        raise Refused(_("Няма предложено предаване, на което да се отговори."))
    handover.state = state
    handover.answer = answer
    handover.answered_at = act.now
    handover.save()
    return handover
