"""Asking the other authority for an opinion or an addition; the owner's clock keeps running."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from opora.accounts.models import Organization
from opora.accounts.rules import AUTHORITIES
from opora.lib.actor import Actor
from opora.lib.refusals import Refused

from ..models import Consultation, ServiceRequest
from ..rules import Participants
from .steps import begin, finish, join, leave


@transaction.atomic
def ask(
    actor: Actor,
    *,
    request: ServiceRequest,
    asked: Organization,
    kind: str,
    question: str,
    seen: int,
    now: datetime,
) -> ServiceRequest:
    """Ask another authority; from now on it takes part and sees the request."""
    act = begin(actor, request, "ask", seen=seen, now=now)
    if asked.pk == actor.organization_id or asked.kind not in AUTHORITIES:
        raise Refused(_("Становище се иска от друга община или от ДСП."), field="asked")
    if not question.strip():
        raise Refused(_("Напишете какво питате."), field="question")
    if act.request.consultations.filter(asked_organization=asked, answered_at=None).exists():
        raise Refused(_("Вече чакате отговор от тази организация."), field="asked")
    Consultation.objects.create(
        request=act.request,
        organization_id=actor.organization_id,
        asked_organization=asked,
        kind=kind,
        question=question,
        asked_at=now,
    )
    join(act, asked.pk, Participants.ASKED)
    return finish(act, details={"organization": asked.pk, "kind": kind, "question": question})


@transaction.atomic
def answer(
    actor: Actor, *, request: ServiceRequest, text: str, seen: int, now: datetime
) -> ServiceRequest:
    """Answer the open question; it stands on the owner's screen at once."""
    act = begin(actor, request, "answer", seen=seen, now=now)
    if not text.strip():
        raise Refused(_("Напишете отговора."), field="answer")
    question = act.request.consultations.filter(
        asked_organization=actor.organization_id, answered_at=None
    ).get()
    question.answer = text
    question.answered_at = now
    question.save()
    join(act, actor.organization_id, Participants.AUTHORITY)  # first: who left lets nobody in
    leave(act, actor.organization_id, Participants.ASKED)
    return finish(act, details={"answer": text})
