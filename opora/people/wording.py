"""Turns the problems that rules find into sentences in the person's language."""

from collections.abc import Iterable

from django.utils.translation import gettext

from opora.lib.refusals import Refused

from .rules import Problem


def sentence(problem: Problem) -> str:
    """What is wrong, in words."""
    values = {name: gettext(text) if text else "" for name, text in problem.values.items()}
    return gettext(problem.sentence) % values if values else gettext(problem.sentence)


def remedy(problem: Problem) -> str:
    """What to do about it; empty when the sentence says it all."""
    return gettext(problem.remedy) if problem.remedy else ""


def refuse(problems: Iterable[Problem | None]) -> None:
    """Raise for the first problem; return when there is none."""
    for problem in problems:
        if problem:
            raise Refused(sentence(problem), remedy=remedy(problem), field=problem.field)
