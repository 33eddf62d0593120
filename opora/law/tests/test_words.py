"""How a due day and a basis are said."""

from datetime import date, timedelta

import pytest

from opora.law import rules
from opora.law.rules import Confidence, Urgency

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("days", "urgency", "said"),
    [
        (-2, Urgency.LATE, "просрочено с 2 дни"),
        (-1, Urgency.LATE, "просрочено с 1 ден"),
        (0, Urgency.SOON, "срокът е днес"),
        (1, Urgency.SOON, "остава 1 ден"),
        (3, Urgency.SOON, "остават 3 дни"),
        (4, Urgency.OK, "остават 4 дни"),
        (None, Urgency.NONE, "няма срок"),
    ],
)
def test_urgency_and_words(days: int | None, urgency: Urgency, said: str) -> None:
    due = None if days is None else TODAY + timedelta(days=days)
    assert rules.urgency(due, TODAY) is urgency
    assert rules.due_words(due, TODAY).replace("\u00a0", " ") == said


@pytest.mark.parametrize(
    ("article", "confidence", "said"),
    [
        ("чл. 73 ЗСУ", Confidence.CONFIRMED, "чл. 73 ЗСУ"),
        ("", Confidence.CONFIRMED, "предстои проверка"),
        ("чл. 84 АПК", Confidence.MEMORY, "предстои проверка"),
        ("чл. 10 ППЗЗД", Confidence.WEAK, "предстои проверка"),
        ("", Confidence.PRACTICE, "практика"),
    ],
)
def test_only_a_confirmed_article_is_printed(article: str, confidence: str, said: str) -> None:
    assert rules.article_words(article, confidence) == said
