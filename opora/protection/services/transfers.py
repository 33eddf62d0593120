"""Another directorate takes a case over by the child's current address. The terms do not stop."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from opora.accounts.models import Organization
from opora.accounts.rules import OrganizationKind
from opora.journal import context
from opora.law import services as law
from opora.lib.actor import Actor
from opora.lib.refusals import Refused
from opora.notices import services as notices
from opora.people import services as people
from opora.people.rules import Basis

from ..models import ChildCase, Reporter, Signal
from ..rules import CHECKED_FIRST, CaseState
from .acts import KIND, MEASURE_KIND, Act, begin, finish, ground, involve, system, told
from .signals import run_check


@transaction.atomic
def transfer(
    actor: Actor,
    *,
    case: ChildCase,
    to: Organization,
    reason: str,
    seen: int,
    now: datetime,
) -> ChildCase:
    """Propose the case to the directorate of the child's current address.

    Until it answers, this directorate leads the case and its terms run here.
    """
    act = begin(actor, case, "transfer", seen=seen, now=now)
    told(reason, _("Напишете защо предавате случая."), "reason")
    if act.case.transfer_to_id:
        raise Refused(_("Случаят вече е предложен на друга дирекция."))
    if to.kind != OrganizationKind.DIRECTORATE or to.pk == actor.organization_id:
        raise Refused(_("Случай се предава само на друга дирекция."), field="to")
    act.case.transfer_to = to
    involve(actor, act.case, to.pk, now)
    _restate_clocks(act, [actor.organization_id, to.pk])
    for signal in _signals(act):
        _save_audience(signal, {*signal.audience, to.pk})
    notices.notify(
        actor,
        organization_id=to.pk,
        role="officer",
        kind="protection.transfer",
        record_kind=KIND,
        record_id=act.case.pk,
        now=now,
    )
    return finish(act, details={"organization": to.pk, "reason": reason}, heard_by=[to.pk])


@transaction.atomic
def accept_transfer(actor: Actor, *, case: ChildCase, seen: int, now: datetime) -> ChildCase:
    """Take the case over: from now on this directorate leads it, with the same terms.

    When the child already has an open case here, the two become one: that one goes on.
    """
    act = begin(actor, case, "accept_transfer", seen=seen, now=now)
    former = act.case.organization_id
    with context.acting(system(actor.organization_id)):  # also one that the actor may not see
        mine = ChildCase.objects.filter(
            organization=actor.organization_id, person=act.case.person_id, closed_at=None
        ).first()
    act.case.organization_id, act.case.transfer_to = actor.organization_id, None
    act.case.lead_id = actor.officer_id
    _take(act, former)
    if act.case.person_id and mine:
        return _unite(act, mine, former)
    return finish(act, details={"organization": former}, heard_by=[former])


def _unite(act: Act, mine: ChildCase, former: int) -> ChildCase:
    """What was handed over joins the case that is led here; returns the one that goes on."""
    home = system(act.actor.organization_id)
    is_checked = act.case.state not in CHECKED_FIRST
    with context.acting(home):
        act.case.state, act.case.joined_to = CaseState.JOINED, mine
        details = {"organization": former, "to": mine.number}
        finish(act, details=details, heard_by=[former], as_owner=True)
        act.case.signals.update(case=mine)
        act.case.measures.update(case=mine)
        onward = Act(act.actor, "join", mine, act.now)
        mine.is_confidential = mine.is_confidential or act.case.is_confidential
        if not is_checked:
            since = act.case.danger_at or act.case.received_at
            run_check(onward, is_dangerous=act.case.is_dangerous, since=since)
        return finish(onward, details={"from": act.case.number}, as_owner=True)


@transaction.atomic
def decline_transfer(
    actor: Actor, *, case: ChildCase, reason: str, seen: int, now: datetime
) -> ChildCase:
    """Do not take the case; it never left its directorate."""
    act = begin(actor, case, "decline_transfer", seen=seen, now=now)
    told(reason, _("Напишете защо не поемате случая."), "reason")
    _leave(act, actor.organization_id)
    details = {"organization": actor.organization_id, "reason": reason}
    return finish(act, details=details, as_owner=True)


@transaction.atomic
def cancel_transfer(actor: Actor, *, case: ChildCase, seen: int, now: datetime) -> ChildCase:
    """Take the proposal back before it is answered."""
    act = begin(actor, case, "cancel_transfer", seen=seen, now=now)
    if act.case.transfer_to_id is None:
        raise Refused(_("Случаят не е предложен на друга дирекция."))
    receiver = act.case.transfer_to_id
    _leave(act, receiver)
    return finish(act, details={"organization": receiver}, heard_by=[receiver])


def _leave(act: Act, receiver: int) -> None:
    """The directorate that does not take the case sees it no longer."""
    owner = act.case.organization_id
    with context.acting(system(owner)):
        _restate_clocks(act, [owner])
        for signal in _signals(act):
            _save_audience(signal, set(signal.audience) - {receiver})
    if act.case.person_id:
        _end_involvement(act, receiver)
    act.case.transfer_to = None


def _take(act: Act, former: int) -> None:
    """The terms, the signals and who gave them go with the case; the days stay."""
    for kind, record_id in _records(act):
        law.pass_clocks(
            act.actor,
            kind=kind,
            record_id=record_id,
            responsible_id=act.actor.organization_id,
            audience=[act.actor.organization_id],
        )
    ids = [signal.pk for signal in _signals(act)]
    with context.acting(system(former)):  # who knows the reporter says it to the next
        for reporter in Reporter.objects.filter(signal__in=ids):
            reporter.audience = sorted({*reporter.audience, act.actor.organization_id})
            reporter.save(update_fields=["audience"])
    for signal in _signals(act):
        if not signal.children.exclude(case=act.case).exists():
            _save_audience(signal, set(signal.audience) - {former})
    if act.case.person_id:
        _end_involvement(act, former)


def _signals(act: Act) -> list[Signal]:
    return list(Signal.objects.filter(pk__in=act.case.signals.values("signal_id")))


def _save_audience(signal: Signal, audience: set[int]) -> None:
    signal.audience = sorted(audience)
    signal.save(update_fields=["audience"])


def _records(act: Act) -> list[tuple[str, int]]:
    measures = act.case.measures.values_list("pk", flat=True)
    return [(KIND, act.case.pk), *((MEASURE_KIND, pk) for pk in measures)]


def _restate_clocks(act: Act, audience: list[int]) -> None:
    for kind, record_id in _records(act):
        law.restate_audience(act.actor, kind=kind, record_id=record_id, audience=audience)


def _end_involvement(act: Act, organization_id: int) -> None:
    people.end_involvement(
        act.actor,
        person_id=act.case.person_id or 0,
        organization_id=organization_id,
        basis=Basis.PROTECTION,
        ground=ground(act.case),
        now=act.now,
    )
