"""The check of a signal and its outcome."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.lib.actor import Actor
from opora.lib.refusals import Refused
from opora.referral.rules import check_day

from .. import papers, rules
from ..models import ChildCase, RiskCheck, Signal
from ..rules import CHECK, CHECK_IN_DANGER
from .acts import Act, begin, finish, issue, start, stop, told
from .signals import run_check


@transaction.atomic
def start_check(actor: Actor, *, case: ChildCase, seen: int, now: datetime) -> ChildCase:
    """Begin to check the signal; whoever begins leads the case until somebody else is named."""
    act = begin(actor, case, "start_check", seen=seen, now=now)
    RiskCheck.objects.create(case=act.case, started_at=now, author_id=actor.officer_id)
    act.case.lead_id = act.case.lead_id or actor.officer_id
    Signal.objects.filter(pk__in=act.case.signals.values("signal_id"), taken_at=None).update(
        taken_at=now
    )
    return finish(act)


@transaction.atomic
def raise_danger(
    actor: Actor, *, case: ChildCase, reason: str, seen: int, now: datetime
) -> ChildCase:
    """What was heard turns out to threaten life or health: from now on hours run, not days."""
    act = begin(actor, case, "raise_danger", seen=seen, now=now)
    told(reason, _("Напишете какво застрашава живота или здравето на детето."), "reason")
    if act.case.is_dangerous:
        raise Refused(_("Вече тече срокът при риск за живота или здравето."))
    run_check(act, is_dangerous=True, since=now)
    return finish(act, details={"reason": reason})


@transaction.atomic
def open_case(
    actor: Actor,
    *,
    case: ChildCase,
    visited_on: date | None,
    findings: str,
    child_words: str,
    conclusion: str,
    happened_on: date,
    seen: int,
    now: datetime,
) -> ChildCase:
    """The check found a risk: the case is opened and its assessment has its own term (D11-3).

    Refused while it is not known which child it is.
    """
    act = begin(actor, case, "open_case", seen=seen, now=now)
    if act.case.person_id is None:
        raise Refused(
            _("Още не е установено кое е детето. Случай се открива за дете с име."),
            remedy=_("Изберете „Установи кое е детето“, после отворете случая."),
        )
    written = (visited_on, findings, child_words, conclusion)
    check = _finish_check(act, written, happened_on, is_at_risk=True)
    start(act, rules.ASSESSMENT, timezone.localdate(act.case.received_at))
    issue(act, papers.check_report(act.case, check), "protection_check")
    return finish(act, happened_on=happened_on)


@transaction.atomic
def no_risk(
    actor: Actor,
    *,
    case: ChildCase,
    visited_on: date | None,
    findings: str,
    child_words: str,
    conclusion: str,
    happened_on: date,
    seen: int,
    now: datetime,
) -> ChildCase:
    """The check found no risk: the signal is closed with its reasons. Refused while a measure is
    proposed or in force."""
    act = begin(actor, case, "no_risk", seen=seen, now=now)
    no_open_measure(act)
    written = (visited_on, findings, child_words, conclusion)
    check = _finish_check(act, written, happened_on, is_at_risk=False)
    issue(act, papers.check_report(act.case, check), "protection_check")
    return finish(act, happened_on=happened_on)


@transaction.atomic
def recheck(
    actor: Actor,
    *,
    case: ChildCase,
    visited_on: date | None,
    findings: str,
    child_words: str,
    conclusion: str,
    happened_on: date,
    seen: int,
    now: datetime,
) -> ChildCase:
    """Write what a later signal about a child with an open case came to."""
    act = begin(actor, case, "recheck", seen=seen, now=now)
    if not act.case.checks.filter(finished_on=None).exists():
        raise Refused(_("Няма нов сигнал, който да чака проверка."))
    written = (visited_on, findings, child_words, conclusion)
    check = _finish_check(act, written, happened_on, is_at_risk=True)
    issue(act, papers.check_report(act.case, check), "protection_check")
    return finish(act, happened_on=happened_on)


def _finish_check(
    act: Act,
    written: tuple[date | None, str, str, str],
    happened_on: date,
    *,
    is_at_risk: bool,
) -> RiskCheck:
    visited_on, findings, child_words, conclusion = written
    check_day(happened_on, act.today, findings)
    told(findings, _("Напишете какво установи проверката."), "findings")
    told(conclusion, _("Напишете заключението от проверката."), "conclusion")
    received_on = timezone.localdate(act.case.received_at)
    if visited_on and not received_on <= visited_on <= act.today:
        raise Refused(
            _("Денят, в който е видяно детето, е между сигнала и днес."), field="visited_on"
        )
    check = act.case.checks.get(finished_on=None)
    check.visited_on, check.findings, check.child_words = visited_on, findings, child_words
    check.conclusion, check.is_at_risk, check.finished_on = conclusion, is_at_risk, happened_on
    check.author_id = act.actor.officer_id
    check.save()
    stop(act, CHECK, CHECK_IN_DANGER, on=happened_on)
    act.case.is_dangerous = False
    return check


def no_open_measure(act: Act) -> None:
    """Refuse an end while something still protects the child, or waits for an order."""
    measure = act.case.measures.filter(
        state__in=sorted(one.value for one in rules.MEASURE_OPEN)
    ).first()
    if measure:
        raise Refused(
            _("Мярката „%(measure)s“ не е приключила.") % {"measure": measure},
            remedy=_("Първо прекратете мярката или впишете, че не е издадена заповед."),
        )
