"""The acts of the procedure by which places are changed."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.models import Organization
from opora.accounts.queries import allowed
from opora.documents import services as documents
from opora.documents.models import IssuedDocument
from opora.documents.paper import Fields, Paper, Section, Signature
from opora.documents.rules import ORDERS, OUTGOING
from opora.journal.services import record
from opora.lib import words
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused, Stale
from opora.referral import services as referral
from opora.register import queries
from opora.register import services as register
from opora.register.models import Provider, Service
from opora.register.rules import Funding, LegalForm, ServiceFacts

from . import rules
from .models import CapacityRequest
from .rules import OPEN, STEPS, RequestKind, RequestState, Side

EVENTS = "register.capacity_"


def needs_procedure(legal_form: str, funding: str) -> bool:
    """Whether the places of a service are set by order and decision: what the state delegates to a
    municipality's own provider. A private service is changed directly."""
    return legal_form != LegalForm.PRIVATE and funding == Funding.STATE_DELEGATED


def visible(actor: Actor) -> QuerySet[CapacityRequest]:
    """The requests of the actor's municipality, and those sent to it or about its service."""
    sent = ~Q(state=RequestState.DRAFT) & Q(audience__contains=[actor.organization_id])
    return CapacityRequest.objects.filter(
        Q(organization_id=actor.organization_id) | sent
    ).select_related("service")


def sides(actor: Actor, row: CapacityRequest) -> frozenset[Side]:
    """What the actor is to a request."""
    found: set[Side] = set()
    if row.organization_id == actor.organization_id and allowed(actor, "capacity.request"):
        found.add(Side.MUNICIPALITY)
    if actor.organization_id in row.audience and allowed(actor, "capacity.approve"):
        found.add(Side.AGENCY)
    return frozenset(found)


@transaction.atomic
def begin(
    actor: Actor,
    *,
    service: Service | None,
    provider: Provider,
    title: str,
    n_asked: int,
    wanted_from: date,
    reason: str,
    facts: Mapping[str, Any] | None = None,
    now: datetime,
) -> CapacityRequest:
    """A request for other places of a service, or for a new one (`facts` as its form holds them).

    Refused for a service of another municipality, the places that it already has, and while
    another request for the same service is open.
    """
    if not allowed(actor, "capacity.request"):
        raise Refused(_("Промяна на места иска общината."), rule=rules.PRACTICE)
    agency = Organization.objects.filter(kind="assistance_agency", is_active=True).first()
    if agency is None:
        raise Refused(_("Агенцията за социално подпомагане още не е вписана в Опора."))
    n_before = queries.capacity_on(service.pk, timezone.localdate(now)) if service else 0
    _check(actor, service, provider, n_asked, n_before, reason)
    row = CapacityRequest.objects.create(
        kind=RequestKind.CHANGE if service else RequestKind.OPENING,
        state=RequestState.DRAFT,
        organization_id=actor.organization_id,
        audience=sorted({actor.organization_id, agency.pk, provider.pk}),
        service=service,
        facts=dict(facts or {}, provider=provider.pk),
        title=title,
        n_before=n_before,
        n_asked=n_asked,
        wanted_from=wanted_from,
        reason=reason,
        created_at=now,
    )
    _tell(actor, rules.BEGIN.event, row, now)
    return row


def _check(
    actor: Actor,
    service: Service | None,
    provider: Provider,
    n_asked: int,
    n_before: int,
    reason: str,
) -> None:
    own = queries.my_providers(actor).filter(pk=provider.pk).exists()
    if not own or (service and not queries.may_manage(actor, service)):
        raise Refused(_("Искането е за услуга на територията на общината."), rule=rules.PRACTICE)
    if service and CapacityRequest.objects.filter(service=service, state__in=OPEN).exists():
        raise Refused(
            _("За тази услуга вече има неприключено искане."), remedy=_("Довършете него.")
        )
    if n_asked == n_before:
        raise Refused(_("Услугата вече има толкова места."), field="n_asked")
    if len(reason.split()) < 3:
        raise Refused(_("Напишете защо: колко чакат, какво се промени."), field="reason")


def lock(actor: Actor, row: CapacityRequest, action: str, *, seen: int) -> CapacityRequest:
    """The request, locked, with the state to which `action` leads.

    Raises NotVisible, Stale or Refused.
    """
    found = visible(actor).select_for_update(of=("self",)).filter(pk=row.pk).first()
    if found is None:
        raise NotVisible
    if found.version != seen:
        raise Stale
    found.state = rules.next_state(found.state, action, sides(actor, found))
    return found


def finish(
    actor: Actor,
    row: CapacityRequest,
    action: str,
    fields: Iterable[str],
    now: datetime,
    **details: Any,
) -> CapacityRequest:
    """Write the new state with the changed `fields` and record the event."""
    row.version += 1
    row.save(update_fields=["state", "version", *fields])
    _tell(actor, STEPS[action].event, row, now, **details)
    return row


def _tell(actor: Actor, name: str, row: CapacityRequest, now: datetime, **details: Any) -> None:
    sent = row.state != RequestState.DRAFT
    kind, record_id = record_of(row)
    record(
        actor,
        name,
        kind=kind,
        record_id=record_id,
        audience=row.audience if sent else [row.organization_id],
        happened_on=timezone.localdate(now),
        recorded_at=now,
        details={"request": row.pk, **details},
    )


@transaction.atomic
def send(actor: Actor, *, row: CapacityRequest, seen: int, now: datetime) -> CapacityRequest:
    """Send the request to АСП as a letter with a number."""
    found = lock(actor, row, "send", seen=seen)
    found.sent_on = timezone.localdate(now)
    letter = _issue(actor, found, _request_paper(found), OUTGOING, now)
    found.number = letter.full_number
    return finish(actor, found, "send", ["sent_on", "number"], now)


@transaction.atomic
def drop(actor: Actor, *, row: CapacityRequest, seen: int, now: datetime) -> CapacityRequest:
    """The municipality no longer wants it."""
    return finish(actor, lock(actor, row, "drop", seen=seen), "drop", [], now)


@transaction.atomic
def give_back(
    actor: Actor, *, row: CapacityRequest, answer: str, seen: int, now: datetime
) -> CapacityRequest:
    """АСП asks for more before it decides."""
    return _answer(actor, row, "return", answer, seen, now)


@transaction.atomic
def refuse(
    actor: Actor, *, row: CapacityRequest, answer: str, seen: int, now: datetime
) -> CapacityRequest:
    """АСП does not allow it, with reasons."""
    return _answer(actor, row, "refuse", answer, seen, now)


def _answer(
    actor: Actor, row: CapacityRequest, action: str, answer: str, seen: int, now: datetime
) -> CapacityRequest:
    found = lock(actor, row, action, seen=seen)
    if len(answer.split()) < 3:
        raise Refused(_("Напишете мотивите: поне няколко думи."), field="answer")
    found.answer = answer
    return finish(actor, found, action, ["answer"], now, reason=answer)


@transaction.atomic
def order(
    actor: Actor,
    *,
    row: CapacityRequest,
    n_approved: int,
    order_number: str = "",
    answer: str = "",
    seen: int,
    now: datetime,
) -> CapacityRequest:
    """The order of АСП: how many places are allowed. Without a typed number it takes the next of
    the agency's register of orders."""
    found = lock(actor, row, "order", seen=seen)
    found.n_approved, found.order_on = n_approved, timezone.localdate(now)
    found.answer, found.order_number = answer, order_number.strip()
    paper = _issue(actor, found, _order_paper(found), ORDERS, now)
    found.order_number = found.order_number or paper.full_number
    fields = ["n_approved", "order_number", "order_on", "answer"]
    return finish(actor, found, "order", fields, now, n_places=n_approved)


@transaction.atomic
def decide(
    actor: Actor,
    *,
    row: CapacityRequest,
    decision_number: str,
    decision_on: date,
    effective_from: date,
    seen: int,
    now: datetime,
) -> CapacityRequest:
    """Write down the decision of the municipal council and since when it holds."""
    found = lock(actor, row, "decide", seen=seen)
    if decision_on > timezone.localdate(now):
        raise Refused(_("Денят на решението е в бъдещето."), field="decision_on")
    if found.order_on and decision_on < found.order_on:
        raise Refused(
            _("Решението е преди заповедта на АСП."),
            rule=_("Първо е разрешението на АСП, после решението на съвета."),
            field="decision_on",
        )
    if effective_from < decision_on:
        raise Refused(_("Промяната не може да важи отпреди решението."), field="effective_from")
    found.decision_number, found.decision_on = decision_number, decision_on
    found.effective_from = effective_from
    fields = ["decision_number", "decision_on", "effective_from"]
    return finish(actor, found, "decide", fields, now)


@transaction.atomic
def enter(actor: Actor, *, row: CapacityRequest, seen: int, now: datetime) -> CapacityRequest:
    """Let the order and the decision act: the new places, offered to those who wait, or the new
    service. Refused below the number of users, as every change of places."""
    found = lock(actor, row, "apply", seen=seen)
    basis, document = basis_of(found)
    since = found.effective_from or found.wanted_from
    facts: dict[str, Any] = {
        "n_places": found.n_approved,
        "basis": basis,
        "document": document,
        "now": now,
    }
    if found.service_id:
        referral.change_capacity(actor, service_id=found.service_id, valid_from=since, **facts)
    else:
        typed = {name: found.facts[name] for name in ServiceFacts.__slots__}
        typed["target_groups"] = tuple(typed["target_groups"])
        found.service = register.create_service(
            actor,
            provider_id=found.facts["provider"],
            facts=ServiceFacts(**typed),
            opened_on=since,
            **facts,
        )
    return finish(actor, found, "apply", ["service"], now)


def basis_of(row: CapacityRequest) -> tuple[str, str]:
    """The ground of the new places: the order and the decision, each with its day."""
    order_on = words.day(row.order_on) if row.order_on else ""
    decision_on = words.day(row.decision_on) if row.decision_on else ""
    return (
        _("Заповед № %(n)s от %(day)s на АСП") % {"n": row.order_number, "day": order_on},
        _("Решение № %(n)s от %(day)s на общинския съвет")
        % {"n": row.decision_number, "day": decision_on},
    )


def record_of(row: CapacityRequest) -> tuple[str, int]:
    """Under which record its events and papers stand: the service, or who will give the new one."""
    if row.service_id:
        return "service", row.service_id
    return "provider", row.facts["provider"]


# Papers


def _issue(
    actor: Actor, row: CapacityRequest, paper: Paper, series: str, now: datetime
) -> IssuedDocument:
    kind, record_id = record_of(row)
    return documents.issue(
        actor,
        paper=paper,
        kind="capacity",
        record_kind=kind,
        record_id=record_id,
        audience=row.audience,
        series=series,
        now=now,
    )


def _fields(row: CapacityRequest) -> list[tuple[str, str]]:
    return [
        (_("Услуга"), row.title),
        (_("Места досега"), str(row.n_before)),
        (_("Искани места"), str(row.n_asked)),
        (_("Искано от"), words.day(row.wanted_from)),
    ]


def _request_paper(row: CapacityRequest) -> Paper:
    what = _("за нова услуга") if row.kind == RequestKind.OPENING else _("за промяна на капацитет")
    return Paper(
        title=_("Искане %(what)s") % {"what": what},
        sections=[Section([Fields(_fields(row))]), Section([row.reason], _("Защо"))],
        signatures=[Signature(_("Кмет"))],
        confidence="practice",
        to=_("До изпълнителния директор на Агенцията за социално подпомагане"),
        is_letter=True,
    )


def _order_paper(row: CapacityRequest) -> Paper:
    fields = [*_fields(row), (_("Разрешени места"), str(row.n_approved))]
    sections = [Section([Fields(fields)])]
    if row.answer:
        sections.append(Section([row.answer], _("Условия")))
    return Paper(
        title=_("Заповед за капацитет на социална услуга"),
        sections=sections,
        signatures=[Signature(_("Изпълнителен директор"))],
        confidence="practice",
    )
