"""A refusal in writing, told to the person, appealed, decided, and what follows.

The term of the appeal is a dated row of the law (D22).
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.documents import services as documents
from opora.journal import services as journal
from opora.law import queries as law_queries
from opora.law import services as law
from opora.law.rules import Unit, due_on
from opora.lib.actor import Actor
from opora.lib.labels import gettext_noop
from opora.lib.refusals import NotVisible, Refused
from opora.register.models import Service

from .. import appeal_rules, papers, queries
from ..appeal_rules import APPEAL_OPEN, APPEAL_STEPS, TERM, WON, AppealState
from ..models import Appeal, AppealBody, Refusal, ServiceRequest
from ..rules import Participants, State, Who, check_day
from .steps import KIND, Act, begin, finish, join

APPEAL = gettext_noop(
    "Отказът се обжалва пред административния съд по реда на АПК; за срока предстои проверка."
)


def refuse_in_writing(
    act: Act,
    *,
    reason: str,
    rule: str,
    refused_on: date,
    service_id: int | None = None,
    alternative: str = "",
) -> Refusal:
    """Keep a refusal with its reasons and how it is appealed, and write it as an act on paper."""
    refusal = Refusal.objects.create(
        request=act.request,
        organization_id=act.actor.organization_id,
        service_id=service_id,
        reason=reason,
        rule=rule,
        alternative=alternative,
        appeal=APPEAL,
        refused_on=refused_on,
    )
    documents.issue(
        act.actor,
        paper=papers.refusal(refusal),
        kind="refusal",
        record_kind=KIND,
        record_id=act.request.pk,
        audience=act.request.audience,
        person_id=act.request.person_id,
        now=act.now,
    )
    return refusal


def lead(actor: Actor, request: ServiceRequest) -> ServiceRequest:
    """The request under a lock, for the organ that leads it; it writes what concerns appeals."""
    locked = (
        ServiceRequest.objects.select_for_update(of=("self",))
        .select_related("owner_organization")
        .filter(pk=request.pk)
        .first()
    )
    if locked is None:
        raise NotVisible
    if Who.OWNER not in queries.who_is(actor, locked):
        raise Refused(
            _("Съобщаването и обжалването вписва органът, при който е преписката."),
            remedy=_("Съобщете му по телефон или поискайте становище."),
        )
    return locked


@transaction.atomic
def serve(actor: Actor, *, refusal: Refusal, how: str, happened_on: date, now: datetime) -> Refusal:
    """Write when and how the person got the refusal: from that day the term for an appeal runs."""
    request = lead(actor, refusal.request)
    check_day(happened_on, timezone.localdate(now), how)
    appeal_rules.check_served(happened_on, refusal.refused_on)
    refusal.served_on, refusal.served_how = happened_on, how
    refusal.appeal_until = last_day(happened_on)
    refusal.save(update_fields=["served_on", "served_how", "appeal_until"])
    _tell(actor, request, "refusal_served", happened_on, now)
    return refusal


def last_day(served_on: date) -> date | None:
    """The last day of the term for an appeal by the row in force; none without a row."""
    rule = law_queries.rule_in_force(TERM, served_on)
    if rule is None or rule.amount is None:
        return None
    return due_on(served_on, rule.amount, Unit(rule.unit), law_queries.calendar())


@transaction.atomic
def file_appeal(
    actor: Actor,
    *,
    refusal: Refusal,
    filed_by: str,
    text: str,
    happened_on: date,
    now: datetime,
) -> Appeal:
    """Take an appeal through the organ that refused. A late one is taken and marked: whether it is
    heard, decides the body to which it is sent. Refused before the refusal was served."""
    request = lead(actor, refusal.request)
    check_day(happened_on, timezone.localdate(now), text)
    if refusal.served_on is None:
        raise Refused(appeal_rules.NOT_SERVED)
    if happened_on < refusal.served_on:
        raise Refused(appeal_rules.BEFORE_NOTICE, field="happened_on")
    if not filed_by.strip() or not text.strip():
        raise Refused(_("Впишете кой обжалва и какво оспорва."), field="text")
    if Appeal.objects.filter(refusal=refusal, state__in=sorted(APPEAL_OPEN)).exists():
        raise Refused(_("По този отказ вече има жалба, която чака решение."))
    appeal = Appeal.objects.create(
        request=request,
        refusal=refusal,
        filed_on=happened_on,
        filed_by=filed_by,
        text=text,
        is_late=appeal_rules.is_late(happened_on, refusal.appeal_until),
    )
    _tell(actor, request, "appeal_filed", happened_on, now)
    return appeal


@transaction.atomic
def send_appeal(
    actor: Actor,
    *,
    appeal: Appeal,
    body: AppealBody,
    happened_on: date,
    seen: int,
    now: datetime,
) -> Appeal:
    """Send it with the papers to the court or the superior body; a letter is written."""
    request, sent = _begin(actor, appeal, "send", seen, happened_on, now)
    if happened_on < sent.filed_on:
        raise Refused(_("Изпращането е преди жалбата."), field="happened_on")
    sent.body, sent.sent_on = body, happened_on
    sent.save()
    documents.issue(
        actor,
        paper=papers.forwarding(sent),
        kind="appeal",
        record_kind=KIND,
        record_id=request.pk,
        audience=[actor.organization_id],
        person_id=request.person_id,
        now=now,
    )
    _tell(actor, request, "appeal_sent", happened_on, now, body=body.name)
    return sent


@transaction.atomic
def decide_appeal(
    actor: Actor,
    *,
    appeal: Appeal,
    action: str,
    decision: str,
    result: str,
    happened_on: date,
    seen: int,
    now: datetime,
) -> Appeal:
    """Write what was decided (`uphold`, `annul`, `return`); after the last two the request goes on
    anew where the law lets it (`follow_up`)."""
    request, decided = _begin(actor, appeal, action, seen, happened_on, now)
    if not decision.strip():
        raise Refused(_("Впишете номера и датата на решението."), field="decision")
    if decided.sent_on and happened_on < decided.sent_on:
        raise Refused(_("Решението е преди изпращането на жалбата."), field="happened_on")
    decided.decision, decided.result, decided.decided_on = decision, result, happened_on
    decided.save()
    event = APPEAL_STEPS[action].event
    _tell(actor, request, event, happened_on, now, reason=decision)
    if decided.state in WON:
        follow_up(actor, decided, now=now)
    return decided


@transaction.atomic
def withdraw_appeal(actor: Actor, *, appeal: Appeal, seen: int, now: datetime) -> Appeal:
    """The person takes the appeal back."""
    today = timezone.localdate(now)
    request, withdrawn = _begin(actor, appeal, "withdraw", seen, today, now)
    withdrawn.decided_on = today
    withdrawn.save()
    _tell(actor, request, "appeal_withdrawn", today, now)
    return withdrawn


def follow_up(actor: Actor, appeal: Appeal, *, now: datetime) -> ServiceRequest | None:
    """What a won appeal sets going: a refusal to refer reopens the request and its term; a
    provider's refusal sends it to the same service again. None when the request went on by itself.
    """
    request = ServiceRequest.objects.get(pk=appeal.request_id)
    if request.state == State.NOT_REFERRED and appeal.refusal.service_id is None:
        done = reopen(actor, request=request, seen=request.version, now=now)
    elif request.state == State.REFERRED and appeal.refusal.service is not None:
        done = _send_again(actor, request, appeal.refusal.service, now)
    else:
        return None
    Appeal.objects.filter(pk=appeal.pk).update(followed_on=timezone.localdate(now))
    return done


@transaction.atomic
def reopen(actor: Actor, *, request: ServiceRequest, seen: int, now: datetime) -> ServiceRequest:
    """The request is decided anew. The term of the assessment runs again from today (practice).

    Refused while the person has a newer open wish for the same service.
    """
    act = begin(actor, request, "reopen", seen=seen, now=now)
    newer = ServiceRequest.objects.filter(
        person=act.request.person_id, named_service=act.request.named_service_id, closed_at=None
    ).first()
    if newer:
        raise Refused(
            _("Лицето вече има открита преписка %(number)s за същата услуга.") % {"number": newer},
            remedy=_("Продължете в нея."),
        )
    act.request.closed_at = None
    assessment = getattr(act.request, "assessment", None)
    if assessment:
        assessment.finished_on = None
        assessment.save(update_fields=["finished_on"])
    law.start_clock(
        actor,
        code="D1",
        kind=KIND,
        record_id=act.request.pk,
        started_on=act.today,
        responsible_id=act.request.owner_organization_id,
        audience=act.request.audience,
    )
    return finish(act)


def _send_again(
    actor: Actor, request: ServiceRequest, service: Service, now: datetime
) -> ServiceRequest:
    act = begin(actor, request, "choose", seen=request.version, now=now)
    act.request.service = service
    act.request.provider_organization = service.provider.organization
    join(act, service.provider.organization_id, Participants.PROVIDER)
    return finish(act, details={"service": service.pk})


def _begin(
    actor: Actor, appeal: Appeal, action: str, seen: int, happened_on: date, now: datetime
) -> tuple[ServiceRequest, Appeal]:
    request = lead(actor, appeal.request)
    locked = Appeal.objects.select_for_update().get(pk=appeal.pk)
    if locked.version != seen:
        raise Refused(_("Жалбата е променена междувременно."), remedy=appeal_rules.LOOK_AGAIN)
    check_day(happened_on, timezone.localdate(now), action)
    locked.state = appeal_rules.next_state(AppealState(locked.state), action)
    locked.version += 1
    return request, locked


def _tell(
    actor: Actor,
    request: ServiceRequest,
    event: str,
    happened_on: date,
    now: datetime,
    **details: Any,
) -> None:
    journal.record(
        actor,
        f"referral.{event}",
        kind=KIND,
        record_id=request.pk,
        audience=request.audience,
        happened_on=happened_on,
        recorded_at=now,
        subject_id=request.person_id,
        details=details,
    )


@transaction.atomic
def add_body(actor: Actor, *, kind: str, name: str, address: str, now: datetime) -> AppealBody:
    """One more court or superior body to which the organization sends appeals."""
    body = AppealBody.objects.create(
        organization_id=actor.organization_id, kind=kind, name=name, address=address
    )
    journal.record(
        actor,
        "referral.appeal_body_added",
        kind="organization",
        record_id=actor.organization_id,
        recorded_at=now,
    )
    return body


@transaction.atomic
def end_body(actor: Actor, *, body: AppealBody, now: datetime) -> None:
    """No more appeals are sent to it; those that were, keep its name."""
    AppealBody.objects.filter(pk=body.pk, organization=actor.organization_id).update(
        valid_to=timezone.localdate(now)
    )
    journal.record(
        actor,
        "referral.appeal_body_ended",
        kind="organization",
        record_id=actor.organization_id,
        recorded_at=now,
    )
