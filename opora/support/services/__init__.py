"""One function for every verb of assessment, plan, review and question; one file per thing."""

from .agreeing import agree, end_plans, enter_force, propose, sign_jointly, take_back
from .assessments import finish_assessment, save_assessment, start_assessment
from .plans import (
    Activity,
    describe_plan,
    draft_plan,
    remove_goal,
    write_goal,
    write_own_activities,
)
from .questions import answer_question, ask_outside
from .reviews import hold_review

__all__ = [
    "Activity",
    "agree",
    "answer_question",
    "ask_outside",
    "describe_plan",
    "draft_plan",
    "end_plans",
    "enter_force",
    "finish_assessment",
    "hold_review",
    "propose",
    "remove_goal",
    "save_assessment",
    "sign_jointly",
    "start_assessment",
    "take_back",
    "write_goal",
    "write_own_activities",
]
