"""Whole tables of how numbers, days, moments and money are said."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.lib import words

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 14, 30, tzinfo=words.SOFIA)


def plain(text: str) -> str:
    """With ordinary spaces, as one reads it."""
    return text.replace(words.NBSP, " ")


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (0, "0 места"), (1, "1 място"), (2, "2 места"), (5, "5 места"), (11, "11 места"),
        (21, "21 места"), (101, "101 места"), (1000, "1 000 места"), (-1, "-1 място"),
    ],
)  # fmt: skip
def test_plural(n: int, said: str) -> None:
    assert plain(words.plural(n, "място", "места")) == said


@pytest.mark.parametrize(
    ("cents", "currency", "bulgarian", "english"),
    [
        (0, "EUR", "0,00 €", "€0.00"),
        (5, "EUR", "0,05 €", "€0.05"),
        (466100, "EUR", "4 661,00 €", "€4,661.00"),
        (389680, "EUR", "3 896,80 €", "€3,896.80"),
        (123456789012, "EUR", "1 234 567 890,12 €", "€1,234,567,890.12"),
        (-12550, "EUR", "−125,50 €", "−€125.50"),
        (195583, "BGN", "1 955,83 лв.", "BGN 1,955.83"),
    ],
)
def test_money(cents: int, currency: str, bulgarian: str, english: str) -> None:
    assert plain(words.money(cents, currency)) == bulgarian
    assert plain(words.money(cents, currency, "en")) == english


@given(st.integers(-(10**12), 10**12))
def test_no_cent_is_lost_in_words(cents: int) -> None:
    digits = plain(words.money(cents)).removesuffix(" €").replace(" ", "").replace(",", "")
    assert int(digits.replace("−", "-")) == cents


@pytest.mark.parametrize(
    ("days", "bulgarian", "english", "tone"),
    [
        (-30, "просрочено с 30 дни", "overdue by 30 days", "late"),
        (-1, "просрочено с 1 ден", "overdue by 1 day", "late"),
        (0, "срокът е днес", "due today", "soon"),
        (1, "остава 1 ден", "1 day left", "soon"),
        (3, "остават 3 дни", "3 days left", "soon"),
        (4, "остават 4 дни", "4 days left", "plain"),
        (21, "остават 21 дни", "21 days left", "plain"),
    ],
)
def test_due(days: int, bulgarian: str, english: str, tone: str) -> None:
    on = TODAY + timedelta(days=days)
    assert plain(words.due(on, TODAY)) == bulgarian
    assert plain(words.due(on, TODAY, "en")) == english
    assert words.urgency(on, TODAY) == tone


def test_no_due_date() -> None:
    assert (words.due(None, TODAY), words.due(None, TODAY, "en")) == ("няма срок", "no deadline")
    assert words.urgency(None, TODAY) == "plain"


@pytest.mark.parametrize(
    ("before", "bulgarian", "english"),
    [
        (timedelta(seconds=-3), "току-що", "just now"),
        (timedelta(0), "току-що", "just now"),
        (timedelta(seconds=1), "преди 1 секунда", "1 second ago"),
        (timedelta(seconds=59), "преди 59 секунди", "59 seconds ago"),
        (timedelta(seconds=60), "преди 1 минута", "1 minute ago"),
        (timedelta(minutes=59, seconds=59), "преди 59 минути", "59 minutes ago"),
        (timedelta(hours=1), "днес, 13:30", "today, 13:30"),
        (timedelta(hours=14, minutes=30), "днес, 00:00", "today, 00:00"),
        (timedelta(hours=14, minutes=31), "вчера, 23:59", "yesterday, 23:59"),
        (timedelta(days=2), "18.11.2026 г., 14:30", "18.11.2026, 14:30"),
    ],
)
def test_ago(before: timedelta, bulgarian: str, english: str) -> None:
    assert plain(words.ago(NOW - before, NOW)) == bulgarian
    assert plain(words.ago(NOW - before, NOW, "en")) == english


@pytest.mark.parametrize(
    ("after", "bulgarian", "english"),
    [
        (timedelta(seconds=-1), "изтекло", "expired"),
        (timedelta(minutes=1), "след 1 минута", "in 1 minute"),
        (timedelta(minutes=40), "след 40 минути", "in 40 minutes"),
        (timedelta(hours=1), "след 1 час", "in 1 hour"),
        (timedelta(hours=5), "след 5 часа", "in 5 hours"),
        (timedelta(hours=47, minutes=59), "след 47 часа", "in 47 hours"),
        (timedelta(hours=48), "след 2 дни", "in 2 days"),
    ],
)
def test_ahead(after: timedelta, bulgarian: str, english: str) -> None:
    assert plain(words.ahead(NOW + after, NOW)) == bulgarian
    assert plain(words.ahead(NOW + after, NOW, "en")) == english


def test_days_and_moments_are_sofias() -> None:
    late = datetime.fromisoformat("2026-11-20T22:30:05+00:00")
    assert plain(words.moment(late)) == "21.11.2026 г., 00:30:05"
    assert plain(words.moment(late, "en")) == "21.11.2026, 00:30:05"
    assert plain(words.day(TODAY)) == "20.11.2026 г."


@pytest.mark.parametrize(
    ("n", "bulgarian", "english"),
    [(1, "след 1 работен ден", "in 1 working day"), (3, "след 3 работни дни", "in 3 working days")],
)
def test_working_days(n: int, bulgarian: str, english: str) -> None:
    assert plain(words.working_days(n)) == bulgarian
    assert plain(words.working_days(n, "en")) == english


@pytest.mark.parametrize(
    ("born_on", "years"),
    [
        (date(2012, 11, 20), 14), (date(2012, 11, 21), 13), (date(2026, 11, 20), 0),
        (date(2008, 2, 29), 18),
    ],
)  # fmt: skip
def test_age(born_on: date, years: int) -> None:
    assert words.age(born_on, TODAY) == years


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(0, 40, "0 %"), (37, 40, "93 %"), (1, 200, "1 %"), (1, 201, "0 %"), (52, 40, "130 %")],
)
def test_percent_rounds_half_up(part: int, whole: int, said: str) -> None:
    assert plain(words.percent(part, whole)) == said


def test_small_words() -> None:
    assert words.filled(37, 40) == "37 от 40"
    assert words.filled(37, 40, "en") == "37 of 40"
    assert [words.initials(each) for each in ("Мария Илиева", "Мария П. Илиева", "елена")] == [
        "МИ", "МИ", "Е",
    ]  # fmt: skip


def test_every_kind_of_organization_has_its_own_letter() -> None:
    for position in (0, 1):
        letters = [pair[position] for pair in words.ORGANIZATION_LETTERS.values()]
        assert len(set(letters)) == len(letters)
    assert words.organization_letter("municipality") == "О"
    assert words.organization_letter("municipality", "en") == "M"
