"""How the pages show a plan: its steps, what comes next, two versions side by side."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from opora.lib import words

from . import rules
from .models import NeedsAssessment, PlanActivity, PlanGoal, SupportPlan
from .rules import AssessmentState, Frequency, PlanState

STAGES = [PlanState.DRAFT, PlanState.PROPOSED, PlanState.AGREED, PlanState.IN_FORCE]


def steps(assessment: NeedsAssessment | None, plan: SupportPlan | None) -> list[dict[str, str]]:
    """The bar of steps from the assessment to the plan in force."""
    is_assessed = assessment is not None and assessment.state == AssessmentState.FINISHED
    at = STAGES.index(PlanState(plan.state)) if plan and plan.state in STAGES else -1
    labels = [_("План"), _("Предложен на лицето"), _("Съгласуван"), _("В сила")]
    done = _state(is_assessed or at >= 0, is_now=not is_assessed and at < 0)
    bar = [{"label": _("Индивидуална оценка"), "state": done}]
    for i, label in enumerate(labels):
        last = at == len(STAGES) - 1
        is_now = i == at or (at < 0 and is_assessed and i == 0)
        bar.append({"label": label, "state": _state(i < at or last, is_now=is_now)})
    return bar


def _state(is_done: bool, *, is_now: bool) -> str:  # read at once above
    return "done" if is_done else "now" if is_now else "next"


def frequency(activity: PlanActivity) -> str:
    """How often: 2 пъти на седмица; еднократно."""
    if activity.per == Frequency.ONCE:
        return _("еднократно")
    times = words.plural(activity.n_times, _("път"), _("пъти"))
    return f"{times} {_(rules.FREQUENCY_LABELS[Frequency(activity.per)])}"


def goals(plan: SupportPlan) -> list[dict[str, Any]]:
    """The goals with their activities in words; two queries."""
    found = plan.goals.select_related("area").prefetch_related("activities__organization")
    return [
        {
            "goal": goal,
            "activities": [
                {"activity": one, "frequency": frequency(one)} for one in goal.activities.all()
            ],
        }
        for goal in found
    ]


@dataclass(frozen=True, slots=True)
class Compared:
    """One goal or activity in two versions: its lines, and whether it is new, gone or changed."""

    kind: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def mark(self) -> str:
        """new, gone, changed or same."""
        if not self.before:
            return "new"
        if not self.after:
            return "gone"
        return "same" if self.before == self.after else "changed"


def comparison(before: SupportPlan, after: SupportPlan) -> list[Compared]:
    """What differs between two versions, goal by goal, each followed by its activities."""
    old, new = _by_mark(before.goals.all()), _by_mark(after.goals.all())
    found = []
    for mark in sorted({*old, *new}):
        first, second = old.get(mark), new.get(mark)
        found.append(Compared("goal", _goal_lines(first), _goal_lines(second)))
        was = _by_mark(first.activities.all()) if first else {}
        now = _by_mark(second.activities.all()) if second else {}
        found += [
            Compared("activity", _activity_lines(was.get(one)), _activity_lines(now.get(one)))
            for one in sorted({*was, *now})
        ]
    return found


def _by_mark(rows: Iterable[Any]) -> dict[int, Any]:
    return {row.mark: row for row in rows}


def _goal_lines(goal: PlanGoal | None) -> tuple[str, ...]:
    if goal is None:
        return ()
    until = _("до %(on)s") % {"on": words.day(goal.due_on)} if goal.due_on else ""
    return tuple(line for line in (goal.text, goal.indicator, until) if line)


def _activity_lines(activity: PlanActivity | None) -> tuple[str, ...]:
    if activity is None:
        return ()
    lines = (activity.text, frequency(activity), activity.responsible, activity.place)
    return tuple(line for line in lines if line)
