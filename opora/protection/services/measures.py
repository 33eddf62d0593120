"""A measure: proposed, ordered by the director, asked of the court, decided, changed, ended."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.documents.rules import ORDERS, OUTGOING
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused
from opora.referral import queries as requests
from opora.referral import services as referral
from opora.referral.models import ServiceRequest
from opora.referral.rules import Channel, Wisher, check_day
from opora.referral.services.appeals import last_day as last_day_of_appeal
from opora.register.models import NamedService, Service

from .. import papers, rules
from ..models import ChildCase, Measure
from ..rules import COURT_REQUEST, POLICE_LASTS, CaseState, MeasureKind, Part
from .acts import Act, begin, begin_measure, finish, issue, start, stop, told, warn
from .plans import restart_review


@transaction.atomic
def propose(
    actor: Actor,
    *,
    case: ChildCase,
    kind: MeasureKind,
    reason: str,
    whom: str = "",
    starts_at: datetime | None = None,
    replaces: Measure | None = None,
    seen: int,
    now: datetime,
) -> Measure:
    """Propose a measure to the director; the director is told.

    Police protection is what the police already did: `starts_at` is its hour, and its end runs in
    hours from then on (D9-2).
    """
    act = begin(actor, case, "propose_measure", seen=seen, now=now)
    told(reason, _("Напишете защо е нужна мярката."), "reason")
    if act.case.person_id is None:
        raise Refused(_("Първо установете кое е детето."))
    if kind == MeasureKind.POLICE and (starts_at is None or starts_at > now):
        raise Refused(
            _("Впишете кога полицията е предприела закрилата: ден и час в миналото."),
            field="starts_at",
        )
    measure = Measure.objects.create(
        case=act.case,
        kind=kind,
        reason=reason,
        whom=whom,
        starts_at=starts_at,
        replaces=replaces,
    )
    if kind == MeasureKind.POLICE and starts_at:
        start(act, POLICE_LASTS, timezone.localdate(starts_at), measure=measure)
    warn(act, "protection.proposed")
    finish(act, details={"measure": measure.kind, "reason": reason}, part=Part.MEASURES)
    return measure


@transaction.atomic
def order(
    actor: Actor, *, measure: Measure, happened_on: date, seen: int, now: datetime
) -> Measure:
    """The director issues the order: the measure is in force. A placement must go to the court
    within its term (D9), which begins to run."""
    act = begin_measure(actor, measure, "order", seen=seen, now=now)
    check_day(happened_on, act.today, _("заповедта е издадена в този ден"))
    ordered = _of(act)
    ordered.ordered_on = happened_on
    paper = issue(
        act, papers.order(act.case, ordered), "protection_order", part=Part.MEASURES, series=ORDERS
    )
    ordered.order_number = paper.register_number
    ordered.starts_at = ordered.starts_at or now
    if ordered.kind in rules.BEFORE_COURT:
        start(act, COURT_REQUEST, happened_on, measure=ordered)
    ordered.save()
    if act.case.state == CaseState.PLANNED:
        restart_review(act, happened_on)
    _finish(act, happened_on, order=ordered.order_number)
    return ordered


@transaction.atomic
def serve(
    actor: Actor, *, measure: Measure, happened_on: date, seen: int, now: datetime
) -> Measure:
    """Write when the parents or the carers got the order: from then on it may be appealed (D22)."""
    act = begin_measure(actor, measure, "serve", seen=seen, now=now)
    served = _of(act)
    check_day(happened_on, act.today, _("заповедта е съобщена в този ден"))
    if served.ordered_on and happened_on < served.ordered_on:
        raise Refused(_("Съобщаването е преди заповедта."), field="happened_on")
    served.served_on, served.appeal_until = happened_on, last_day_of_appeal(happened_on)
    _finish(act, happened_on, order=served.order_number)
    return served


@transaction.atomic
def drop(actor: Actor, *, measure: Measure, reason: str, seen: int, now: datetime) -> Measure:
    """The director does not issue the order, with the reason."""
    act = begin_measure(actor, measure, "drop", seen=seen, now=now)
    told(reason, _("Напишете защо не се издава заповед."), "reason")
    dropped = _of(act)
    dropped.end_reason, dropped.ended_on = reason, act.today
    stop(act, POLICE_LASTS, on=act.today, measure=dropped)
    _finish(act, act.today, reason=reason)
    return dropped


@transaction.atomic
def file(
    actor: Actor,
    *,
    measure: Measure,
    court: str,
    happened_on: date,
    seen: int,
    now: datetime,
) -> Measure:
    """The director asks the court to decide about the placement (чл. 28 ЗЗД). Stops D9.

    Refused for a measure that no court decides about.
    """
    act = begin_measure(actor, measure, "file", seen=seen, now=now)
    filed = _of(act)
    check_day(happened_on, act.today, _("искането е внесено в този ден"))
    told(court, _("Впишете до кой съд е искането."), "court")
    if filed.kind not in rules.BEFORE_COURT:
        raise Refused(
            _("За мярката „%(measure)s“ не се иска решение на съда.") % {"measure": filed}
        )
    if filed.ordered_on and happened_on < filed.ordered_on:
        raise Refused(_("Искането е преди заповедта."), field="happened_on")
    filed.court, filed.filed_on = court, happened_on
    stop(act, COURT_REQUEST, on=happened_on, measure=filed)
    asked = papers.court_request(act.case, filed)
    issue(act, asked, "protection_court", part=Part.MEASURES, series=OUTGOING)
    _finish(act, happened_on, court=court)
    return filed


@transaction.atomic
def grant(
    actor: Actor,
    *,
    measure: Measure,
    decision: str,
    until: date | None,
    happened_on: date,
    seen: int,
    now: datetime,
) -> Measure:
    """Write that the court placed the child, and until when."""
    act = begin_measure(actor, measure, "grant", seen=seen, now=now)
    granted = _of(act)
    _decided(act, decision, happened_on)
    if until and until <= happened_on:
        raise Refused(_("Срокът на настаняването е преди решението."), field="until")
    granted.until = until
    request = ServiceRequest.objects.filter(pk=granted.request_id or 0).first()
    if request:
        referral.set_term(request, decided_on=happened_on, placed_until=until, now=now)
    _finish(act, happened_on, decision=decision)
    return granted


@transaction.atomic
def reject(
    actor: Actor, *, measure: Measure, decision: str, happened_on: date, seen: int, now: datetime
) -> Measure:
    """Write that the court did not place the child: the measure ends with the decision."""
    act = begin_measure(actor, measure, "reject", seen=seen, now=now)
    rejected = _of(act)
    _decided(act, decision, happened_on)
    rejected.ended_on, rejected.end_reason = happened_on, _("съдът отхвърли искането")
    _free_place(act, happened_on)
    _finish(act, happened_on, decision=decision)
    return rejected


def _decided(act: Act, decision: str, happened_on: date) -> None:
    measure = _of(act)
    told(decision, _("Впишете номера и датата на съдебния акт."), "decision")
    check_day(happened_on, act.today, decision)
    if measure.filed_on and happened_on < measure.filed_on:
        raise Refused(_("Решението е преди искането."), field="happened_on")
    measure.decision, measure.decided_on = decision, happened_on


@transaction.atomic
def change(
    actor: Actor,
    *,
    measure: Measure,
    kind: MeasureKind,
    reason: str,
    whom: str,
    happened_on: date,
    seen: int,
    now: datetime,
) -> Measure:
    """Replace a measure: this one ends, another is proposed in its stead. Returns the new one."""
    act = begin_measure(actor, measure, "change", seen=seen, now=now)
    told(reason, _("Напишете защо се сменя мярката."), "reason")
    if kind == MeasureKind.POLICE:
        raise Refused(
            _("Полицейската закрила не се избира на мястото на друга мярка."), field="kind"
        )
    _end(act, reason, happened_on)
    case = _finish(act, happened_on, reason=reason)
    return propose(
        actor,
        case=case,
        kind=kind,
        reason=reason,
        whom=whom,
        replaces=act.measure,
        seen=case.version,
        now=now,
    )


@transaction.atomic
def end(
    actor: Actor, *, measure: Measure, reason: str, happened_on: date, seen: int, now: datetime
) -> Measure:
    """The director ends a measure. The place that the child took by it is free at once."""
    act = begin_measure(actor, measure, "end", seen=seen, now=now)
    told(reason, _("Напишете защо мярката приключва."), "reason")
    _end(act, reason, happened_on)
    ended = papers.ending(act.case, _of(act))
    issue(act, ended, "protection_order", part=Part.MEASURES, series=ORDERS)
    _finish(act, happened_on, reason=reason)
    return _of(act)


def _end(act: Act, reason: str, on: date) -> None:
    measure = _of(act)
    check_day(on, act.today, reason)
    if measure.ordered_on and on < measure.ordered_on:
        raise Refused(_("Краят е преди заповедта."), field="happened_on")
    measure.ended_on, measure.end_reason = on, reason
    stop(act, COURT_REQUEST, POLICE_LASTS, on=on, measure=measure)
    _free_place(act, on)


def _free_place(act: Act, on: date) -> None:
    """Whoever was placed by the measure is placed no longer: the place does not stay taken."""
    measure = _of(act)
    request = ServiceRequest.objects.filter(pk=measure.request_id or 0).first()
    if request:
        note = _("Мярката приключи: %(why)s") % {"why": measure.end_reason}
        referral.end_ground(request, note=note, ended_on=on, now=act.now)


@transaction.atomic
def direct(
    actor: Actor,
    *,
    measure: Measure,
    named_service: NamedService,
    wish: str,
    seen: int,
    now: datetime,
) -> ServiceRequest:
    """Open a request for the service that the measure needs; it goes on as every other, or at once
    by `place`. Refused for a measure without a service and for one that has its request."""
    act = begin_measure(actor, measure, "direct", seen=seen, now=now)
    directed = _of(act)
    if directed.kind not in rules.THROUGH_SERVICE:
        raise Refused(_("Мярката „%(measure)s“ не е в социална услуга.") % {"measure": directed})
    if directed.request_id:
        raise Refused(_("По тази мярка вече има преписка за услуга."))
    if act.case.person is None:
        raise Refused(_("Първо установете кое е детето."))
    request = referral.record_wish(
        actor,
        person=act.case.person,
        municipality_id=act.case.municipality_id,
        named_service=named_service,
        channel=Channel.WRITTEN,
        wisher=Wisher.OWN_INITIATIVE,
        wish=wish,
        wished_on=act.today,
        is_urgent=directed.kind == MeasureKind.EMERGENCY,
        include_other=not act.case.is_confidential,
        is_confidential=act.case.is_confidential,
        now=now,
    )
    directed.request_id = request.pk
    _finish(act, act.today, request=request.number)
    return request


@transaction.atomic
def place(
    actor: Actor, *, measure: Measure, service: Service, seen: int, now: datetime
) -> ServiceRequest:
    """The child gets the place by the order or the decision, if need be over the capacity; its
    provider's case opens. Refused while no request was opened by `direct`, and for support in the
    family, where the person chooses the provider."""
    act = begin_measure(actor, measure, "place", seen=seen, now=now)
    placed = _of(act)
    if placed.kind == MeasureKind.FAMILY_SUPPORT:
        raise Refused(
            _("При подкрепа в семейството доставчикът се избира, както при всяко желание."),
            remedy=_("Продължете в преписката за услугата."),
        )
    request = requests.visible(actor).filter(pk=placed.request_id or 0).first()
    if request is None:
        raise Refused(
            _("Още няма преписка за услуга."), remedy=_("Първо насочете към вида услуга.")
        )
    done = referral.place_by_measure(
        actor,
        request=request,
        service=service,
        document=ground_of(placed),
        happened_on=act.today,
        seen=request.version,
        now=now,
    )
    placed.whom = placed.whom or service.name
    if placed.decided_on:
        referral.set_term(done, decided_on=placed.decided_on, placed_until=placed.until, now=now)
    _finish(act, act.today, request=request.number)
    return done


def ground_of(measure: Measure) -> str:
    """The paper on which a child is placed: the decision, or until it comes the order."""
    if measure.decision:
        return _("Решение %(what)s") % {"what": measure.decision}
    ordered = measure.ordered_on
    return _("Заповед %(number)s/%(day)s г.") % {
        "number": measure.order_number,
        "day": f"{ordered:%d.%m.%Y}" if ordered else "",
    }


def _of(act: Act) -> Measure:
    """The measure of the step; every act of this file begins with one."""
    if act.measure is None:
        raise NotVisible
    return act.measure


def _finish(act: Act, happened_on: date, **details: str) -> ChildCase:
    words = {"measure": _of(act).kind, **details}
    return finish(act, happened_on=happened_on, details=words, part=Part.MEASURES)
