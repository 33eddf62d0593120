"""The signal: received, sent from inside Opora, joined; whose case it is; who gave it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NotRequired, TypedDict, Unpack

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts import queries as accounts
from opora.accounts.models import Organization, User
from opora.accounts.rules import OrganizationKind
from opora.documents import services as documents
from opora.journal import context
from opora.journal import services as journal
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused
from opora.people import queries as people
from opora.people import services as people_services
from opora.people.models import Person
from opora.people.rules import Basis
from opora.referral import services as referral
from opora.referral.models import ServiceRequest

from .. import queries, rules
from ..models import CaseOfficer, ChildCase, Reporter, RiskCheck, Signal, SignalChild
from ..rules import AT_RISK, CHECK, CHECK_IN_DANGER, CaseState, Channel, Source
from .acts import (
    KIND,
    Act,
    begin,
    check_officer,
    finish,
    involve,
    running,
    start,
    stop,
    system,
    told,
    warn,
)

LOCK = 7007  # of two signals about one child at the same moment
MOST_CHILDREN = 12


@dataclass(frozen=True, slots=True)
class Told:
    """A child as the reporter told; `person` when it is known which."""

    described: str = ""
    person: Person | None = None


class Facts(TypedDict):
    """What was told, when, by whom, about where."""

    source: Source
    channel: Channel
    received_at: datetime
    municipality_id: str
    text: str
    place: NotRequired[str]
    is_violence: NotRequired[bool]
    is_dangerous: NotRequired[bool]


@transaction.atomic
def report(
    actor: Actor,
    *,
    children: Sequence[Told],
    reporter: str = "",
    contact: str = "",
    now: datetime,
    **facts: Unpack[Facts],
) -> Signal:
    """Take a signal about children at risk (чл. 7 ЗЗД): a case for each, its term runs at once.

    A municipality, a provider or a mediator sends it to the directorate of the place; the
    directorate writes what it received itself. A child whose case is open there is joined to it.
    """
    organization = Organization.objects.get(pk=actor.organization_id)
    directorate = _directorate(organization, facts["municipality_id"], now)
    _check(facts, children, reporter, now)
    is_inside = directorate.pk != organization.pk
    if is_inside:
        facts["channel"], facts["received_at"] = Channel.OPORA, now
        reporter = f"{User.objects.get(pk=actor.officer_id).name}, {organization}"
    _share(actor, children, directorate.pk, facts, now)
    receiver = system(directorate.pk) if is_inside else actor
    # Past the second wall: the child's open case may be one that this officer is not admitted to.
    with context.acting(system(directorate.pk)):
        signal = _write(receiver, directorate, organization if is_inside else None, facts, now)
        if reporter:
            Reporter.objects.create(
                signal=signal, audience=[directorate.pk], name=reporter, contact=contact
            )
        for child in children:
            _case_of(receiver, signal, child, now)
    if is_inside:
        _tell_sender(actor, signal, now)
    return signal


def _directorate(organization: Organization, municipality_id: str, now: datetime) -> Organization:
    if organization.kind == OrganizationKind.DIRECTORATE:
        return organization
    found = accounts.directorate_of(municipality_id, timezone.localdate(now))
    if found is None:
        raise Refused(
            _("За тази община не е вписана дирекция „Социално подпомагане“."),
            remedy=_("При опасност се обадете на 112 или на 116 111."),
            field="municipality",
        )
    return found


def _check(facts: Facts, children: Sequence[Told], reporter: str, now: datetime) -> None:
    today = timezone.localdate(now)
    rules.check_moment(facts["received_at"], now)
    told(facts["text"], _("Напишете какво се съобщава."), "text")
    if not children:
        raise Refused(_("Впишете поне едно дете, дори и името му да не е известно."), field="child")
    if len(children) > MOST_CHILDREN:
        raise Refused(_("В един сигнал се вписват най-много 12 деца."), field="child")
    if facts["source"] == Source.ANONYMOUS and reporter.strip():
        raise Refused(
            _("Анонимният сигнал няма име на подател."),
            remedy=_("Изберете друг вид подател или изтрийте името."),
            field="reporter",
        )
    known = [child.person.pk for child in children if child.person]
    if len(known) != len(set(known)):
        raise Refused(_("Едно и също дете е вписано два пъти."), field="child")
    for child in children:
        if child.person:
            rules.check_child(child.person.birth_date, today)


def _share(
    actor: Actor, children: Sequence[Told], directorate_id: int, facts: Facts, now: datetime
) -> None:
    """The directorate sees the known children; of violence nobody is told who works with them."""
    for child in children:
        if child.person:
            people_services.involve(
                actor,
                person_id=child.person.pk,
                organization_id=directorate_id,
                basis=Basis.PROTECTION,
                ground="signal",
                is_confidential=facts.get("is_violence", False),
                now=now,
            )


def _write(
    actor: Actor,
    directorate: Organization,
    sender: Organization | None,
    facts: Facts,
    now: datetime,
) -> Signal:
    return Signal.objects.create(
        **facts,
        number=_number(actor, directorate, "signal", "СГ", now),
        organization=directorate,
        audience=[directorate.pk],
        sender_organization=sender,
        recorded_at=now,
    )


def _number(
    actor: Actor, organization: Organization, series: str, letters: str, now: datetime
) -> str:
    year = timezone.localdate(now).year
    number = documents.next_number(actor, series=series, year=year)
    return f"{organization.number_prefix or 'ДСП'}-{letters}-{year}-{number:05}"


def _case_of(actor: Actor, signal: Signal, child: Told, now: datetime) -> None:
    """The child's open case, which the signal joins, or a new one."""
    found = _open_case(actor.organization_id, child.person.pk) if child.person else None
    case = found or ChildCase.objects.create(
        number=_number(actor, signal.organization, "child_case", "ЗД", now),
        version=0,
        organization=signal.organization,
        audience=[signal.organization_id],
        person=child.person,
        described=child.described,
        municipality_id=signal.municipality_id,
        received_at=signal.received_at,
        changed_at=now,
    )
    if found is None and actor.user_id:  # who took the signal knows what it says
        CaseOfficer.objects.create(case=case, user_id=actor.user_id, since=now)
    case.is_confidential = case.is_confidential or signal.is_violence
    if signal.is_violence:
        _hide(case, now)
    SignalChild.objects.create(signal=signal, case=case, described=child.described)
    act = Act(actor, "join" if found else "report", case, now)
    _take_in(actor, case, now)
    run_check(act, is_dangerous=signal.is_dangerous, since=signal.received_at)
    details = {"signal": signal.number, "source": signal.get_source_display()}
    finish(act, details=details, as_owner=True)
    if found is None:
        tell_elsewhere(act)
    if found and case.lead_id:
        warn(act, "protection.joined", user_id=case.lead_id)
    if signal.is_dangerous:
        warn(act, "protection.danger")
    elif not found:
        warn(act, "protection.received", role="head" if case.is_confidential else "officer")


def _hide(case: ChildCase, now: datetime) -> None:
    """Where the child is may not be known any more: what already led to a service is hidden too."""
    ids = [pk for pk in case.measures.values_list("request_id", flat=True) if pk]
    for request in ServiceRequest.objects.filter(pk__in=ids, is_confidential=False):
        referral.hide(request, reason=_("поверителен случай за закрила"), now=now)


def _take_in(actor: Actor, case: ChildCase, now: datetime) -> None:
    """The directorate works with the child because of the case from now on, and no longer because
    somebody entered it or told of it."""
    if case.person_id is None:
        return
    involve(actor, case, case.organization_id, now)
    for basis, ground in (
        (Basis.PROTECTION, "signal"),
        (Basis.PROTECTION, ""),
        (Basis.REFERRAL, ""),
    ):
        people_services.end_involvement(
            actor,
            person_id=case.person_id,
            organization_id=case.organization_id,
            basis=basis,
            ground=ground,
            now=now,
        )


def _open_case(organization_id: int, person_id: int) -> ChildCase | None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, %s)", [LOCK, person_id])
    return (
        ChildCase.objects.select_for_update(of=("self",))
        .filter(organization=organization_id, person=person_id, closed_at=None)
        .first()
    )


def run_check(act: Act, *, is_dangerous: bool, since: datetime) -> None:
    """Let the term of the check run: hours when life or health is at risk. The shorter one wins;
    a second signal never gives more time. A case past its check is checked once more."""
    case, day = act.case, timezone.localdate(since)
    now_running = {clock.code for clock in running(act.actor, case)}
    if case.state in AT_RISK and not case.checks.filter(finished_on=None).exists():
        RiskCheck.objects.create(case=case, started_at=act.now, author_id=act.actor.user_id)
    if is_dangerous:
        case.is_dangerous = True
        if CHECK_IN_DANGER not in now_running:
            case.danger_at = since
            stop(act, CHECK, on=act.today)
            start(act, CHECK_IN_DANGER, day)
    elif now_running.isdisjoint({CHECK, CHECK_IN_DANGER}):
        start(act, CHECK, day)


def _tell_sender(actor: Actor, signal: Signal, now: datetime) -> None:
    """The sender keeps a proof that it reported; what follows it does not see."""
    journal.record(
        actor,
        "protection.signal_sent",
        kind="signal",
        record_id=signal.pk,
        audience=[signal.organization_id],
        recorded_at=now,
        article=rules.REPORTING,
    )


@transaction.atomic
def assign(
    actor: Actor, *, case: ChildCase, officer_id: int, seen: int, now: datetime
) -> ChildCase:
    """Give the case to an officer of the directorate."""
    act = begin(actor, case, "assign", seen=seen, now=now)
    check_officer(actor, officer_id)
    act.case.lead_id = officer_id
    if officer_id != actor.user_id:
        warn(act, "protection.assigned", user_id=officer_id)
    return finish(act, details={"officer": officer_id})


@transaction.atomic
def identify(
    actor: Actor, *, case: ChildCase, person: Person, seen: int, now: datetime
) -> ChildCase:
    """Say which child it is. When that child has an open case, this one is joined to it.

    Returns the case that goes on. Refused for a case whose child is known, and for an adult.
    """
    act = begin(actor, case, "identify", seen=seen, now=now)
    if act.case.person_id is not None:
        raise Refused(_("Вече е установено кое е детето."))
    if not people.fully_visible(actor).filter(pk=person.pk).exists():
        raise NotVisible
    rules.check_child(person.birth_date, act.today)
    # Past the second wall: that case may be one that this officer is not admitted to.
    with context.acting(system(actor.organization_id)):
        other = _open_case(actor.organization_id, person.pk)
        if other:
            return _join(act, other)
    act.case.person = person
    _take_in(actor, act.case, now)
    done = finish(act)
    with context.acting(system(actor.organization_id)):
        tell_elsewhere(act)
    return done


def _join(act: Act, other: ChildCase) -> ChildCase:
    if act.case.state not in rules.CHECKED_FIRST:
        raise Refused(
            _("За това дете вече се води случай %(number)s.") % {"number": other},
            remedy=_("Приключете единия от двата случая и продължете в другия."),
        )
    act.case.signals.update(case=other)
    act.case.measures.update(case=other)
    act.case.state, act.case.joined_to = CaseState.JOINED, other
    finish(act, details={"to": other.number}, as_owner=True)
    onward = Act(act.actor, "join", other, act.now)
    other.is_confidential = other.is_confidential or act.case.is_confidential
    run_check(
        onward,
        is_dangerous=act.case.is_dangerous,
        since=act.case.danger_at or act.case.received_at,
    )
    return finish(onward, details={"from": act.case.number}, as_owner=True)


def tell_elsewhere(act: Act) -> None:
    """Two directorates that work for one child learn of each other: the name, since when, and no
    more. Each sees it on the page of its own case; the other one is told now."""
    for other in queries.elsewhere(system(act.case.organization_id), act.case):
        receiver = system(other.organization.pk)
        with context.acting(receiver):
            theirs = ChildCase.objects.filter(
                organization=other.organization, person=act.case.person_id, closed_at=None
            ).first()
            if theirs is None:
                continue
            journal.record(
                receiver,
                "protection.elsewhere",
                kind=KIND,
                record_id=theirs.pk,
                recorded_at=act.now,
                details={"organization": act.case.organization_id},
            )
            onward = Act(receiver, "join", theirs, act.now)
            warn(onward, "protection.elsewhere", user_id=theirs.lead_id)


@transaction.atomic
def show_reporter(actor: Actor, *, case: ChildCase, signal: Signal, now: datetime) -> Reporter:
    """Who gave the signal; that somebody asked is recorded in the course of the case."""
    found = Reporter.objects.filter(signal=signal, audience__contains=[actor.organization_id])
    reporter = found.first()
    if reporter is None or not case.signals.filter(signal=signal).exists():
        raise NotVisible
    journal.record(
        actor,
        "protection.reporter_shown",
        kind=KIND,
        record_id=case.pk,
        recorded_at=now,
        subject_id=case.person_id,
    )
    return reporter
