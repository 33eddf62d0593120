"""The assessment of a case, its action plans, their reviews, the end."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from opora.lib.actor import Actor
from opora.lib.refusals import Refused
from opora.referral.rules import check_day

from .. import papers, rules
from ..models import ActionPlan, CaseAssessment, ChildCase
from ..rules import ASSESSMENT, OUT_OF_FAMILY, REVIEW, REVIEW_OUTSIDE, Part
from .acts import Act, begin, finish, issue, start, stop, told
from .checks import no_open_measure

TEXTS = ("development", "care", "environment", "risks", "child_words", "conclusion")


@transaction.atomic
def save_assessment(
    actor: Actor, *, case: ChildCase, fields: Mapping[str, Any], seen: int, now: datetime
) -> ChildCase:
    """Keep what is written of the assessment so far."""
    act = begin(actor, case, "save_assessment", seen=seen, now=now)
    _write(act, fields)
    return finish(act)


def _write(act: Act, fields: Mapping[str, Any]) -> CaseAssessment:
    values = {name: fields[name] for name in TEXTS if name in fields}
    written, is_new = CaseAssessment.objects.get_or_create(
        case=act.case,
        defaults={**values, "author_id": act.actor.officer_id, "saved_at": act.now},
    )
    if not is_new:
        for name, value in values.items():
            setattr(written, name, value)
        written.version += 1
        written.author_id, written.saved_at = act.actor.officer_id, act.now
        written.save()
    return written


@transaction.atomic
def finish_assessment(
    actor: Actor,
    *,
    case: ChildCase,
    fields: Mapping[str, Any],
    happened_on: date,
    seen: int,
    now: datetime,
) -> ChildCase:
    """Close the assessment as a document. Refused without risks, the child's own view (from what
    age it is asked is not our rule) and a conclusion."""
    act = begin(actor, case, "finish_assessment", seen=seen, now=now)
    check_day(happened_on, act.today, _("оценката е писана в този ден"))
    written = _write(act, fields)
    wanting = {
        _("рисковете"): written.risks,
        _("мнението на детето, или защо не е взето"): written.child_words,
        _("заключението"): written.conclusion,
    }
    missing = [label for label, text in wanting.items() if not text.strip()]
    if missing:
        raise Refused(
            _("В оценката липсва: %(what)s.") % {"what": "; ".join(missing)},
            remedy=_("Допълнете и опитайте пак. Написаното стои във формата."),
        )
    written.finished_on = happened_on
    written.save(update_fields=["finished_on"])
    stop(act, ASSESSMENT, on=happened_on)
    issue(act, papers.assessment(act.case, written), "protection_assessment")
    return finish(act, happened_on=happened_on)


@transaction.atomic
def adopt_plan(
    actor: Actor,
    *,
    case: ChildCase,
    goals: str,
    actions: str,
    child_words: str,
    happened_on: date,
    seen: int,
    now: datetime,
) -> ChildCase:
    """Adopt an action plan, the first or the next version; the term of its review runs anew."""
    act = begin(actor, case, "adopt_plan", seen=seen, now=now)
    check_day(happened_on, act.today, goals)
    told(goals, _("Напишете целите на плана."), "goals")
    told(actions, _("Напишете дейностите: какво, кой, до кога."), "actions")
    newest = act.case.plans.aggregate(newest=Max("number"))["newest"] or 0
    plan = ActionPlan.objects.create(
        case=act.case,
        number=newest + 1,
        goals=goals,
        actions=actions,
        child_words=child_words,
        author_id=actor.officer_id,
        adopted_on=happened_on,
    )
    restart_review(act, happened_on)
    issue(act, papers.plan(act.case, plan), "protection_plan", part=Part.PLAN)
    return finish(act, happened_on=happened_on, details={"version": plan.number}, part=Part.PLAN)


@transaction.atomic
def review_plan(
    actor: Actor, *, case: ChildCase, review: str, happened_on: date, seen: int, now: datetime
) -> ChildCase:
    """Write that the plan was reviewed and stays; its next review has its own term."""
    act = begin(actor, case, "review_plan", seen=seen, now=now)
    told(review, _("Напишете какво показа прегледът."), "review")
    check_day(happened_on, act.today, review)
    plan = act.case.plans.order_by("-number")[0]
    if happened_on < plan.adopted_on:
        raise Refused(_("Прегледът е преди приемането на плана."), field="happened_on")
    plan.reviewed_on, plan.review = happened_on, review
    plan.save(update_fields=["reviewed_on", "review"])
    restart_review(act, happened_on)
    return finish(act, happened_on=happened_on, details={"reason": review}, part=Part.PLAN)


def restart_review(act: Act, since: date) -> None:
    """The review has a shorter term while the child lives outside the family."""
    outside = act.case.measures.filter(
        state__in=sorted(one.value for one in rules.IN_FORCE),
        kind__in=sorted(one.value for one in OUT_OF_FAMILY),
    ).exists()
    stop(act, REVIEW, REVIEW_OUTSIDE, on=act.today)
    start(act, REVIEW_OUTSIDE if outside else REVIEW, since)


@transaction.atomic
def close(
    actor: Actor, *, case: ChildCase, reason: str, happened_on: date, seen: int, now: datetime
) -> ChildCase:
    """End the work on a case; whoever was given parts of it sees it no longer."""
    act = begin(actor, case, "close", seen=seen, now=now)
    told(reason, _("Напишете защо случаят приключва."), "reason")
    check_day(happened_on, act.today, reason)
    no_open_measure(act)
    if act.case.checks.filter(finished_on=None).exists():
        raise Refused(
            _("По случая има нов сигнал, който не е проверен."),
            remedy=_("Първо впишете проверката по новия сигнал."),
        )
    issue(act, papers.closing(act.case, reason, happened_on), "protection_closing")
    return finish(act, happened_on=happened_on, details={"reason": reason})
