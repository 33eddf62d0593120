"""Reviews of the plan in force, periodic and on change, with how far each goal was reached."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from opora.lib.actor import Actor
from opora.lib.refusals import Refused

from .. import papers, rules
from ..models import GoalScore, Review, SupportPlan
from ..rules import ReviewKind, Verdict
from .agreeing import next_review
from .plans import draft_plan
from .steps import begin, check_past, write

Score = tuple[int, str]  # from −2 to +2, and what it is judged by


@transaction.atomic
def hold_review(
    actor: Actor,
    *,
    plan: SupportPlan,
    kind: ReviewKind,
    held_on: date,
    change: str,
    own_words: str,
    summary: str,
    took_part: bool,
    verdict: Verdict,
    scores: Mapping[int, Score],
    now: datetime,
) -> Review:
    """Write a review of the plan in force; the clock of the next one (D4) starts from its day.

    `scores`: by id of a goal. A periodic and a final one judge every goal; one on a change says
    what changed. When the plan is to be changed, its next version is begun at once.
    """
    case, held = begin(actor, plan, "review")
    check_past(held_on, now, field="held_on")
    _check(held, kind, held_on, change)
    review = Review.objects.create(
        case=case,
        plan=held,
        organization_id=actor.organization_id,
        kind=kind,
        held_on=held_on,
        change=change,
        own_words=own_words,
        summary=summary,
        took_part=took_part,
        verdict=verdict,
        author_id=actor.user_id,
        recorded_at=now,
    )
    _judge(review, scores)
    _follow(actor, review, held, now)
    return review


def _check(plan: SupportPlan, kind: ReviewKind, held_on: date, change: str) -> None:
    if plan.starts_on and held_on < plan.starts_on:
        raise Refused(_("Прегледът не може да е преди плана."), field="held_on")
    if kind == ReviewKind.CHANGE and not change.strip():
        raise Refused(_("Напишете какво се е променило."), field="change")


def _judge(review: Review, scores: Mapping[int, Score]) -> None:
    """How far each goal was reached; all of them, unless the review is on a change."""
    goals = {goal.pk: goal for goal in review.plan.goals.all()}
    if review.kind != ReviewKind.CHANGE and set(goals) - set(scores):
        raise Refused(_("Преценете постигането на всяка цел."), field="scores")
    for goal_id, (score, note) in scores.items():
        if goal_id not in goals or score not in rules.SCALE:
            raise Refused(_("Оценката на целта е извън скалата."), field="scores")
        GoalScore.objects.create(
            review=review, case_id=review.case_id, goal=goals[goal_id], score=score, note=note
        )


def _follow(actor: Actor, review: Review, plan: SupportPlan, now: datetime) -> None:
    """The paper, the next review, and the plan's next version where it is to be changed."""
    case = review.case
    papers.issue(actor, case, papers.review(review), "plan_review", now=now)
    is_last = review.verdict == Verdict.CLOSE
    plan.review_on = None if is_last else next_review(actor, case, review.held_on)
    told = {"why": review.summary}
    write(actor, case, plan, "review", now=now, happened_on=review.held_on, details=told)
    if review.verdict == Verdict.REVISE:
        draft_plan(actor, case=case, why=review.change or review.summary[:400], now=now)
