"""How a coefficient is typed, and where a set may stand in time."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.criteria import rules
from opora.criteria.rules import Period, check_publication, parse_coefficient
from opora.lib.refusals import Refused


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("  ", None),
        ("0", "0"),
        ("1,5", "1.5"),  # one and a half, never fifteen
        ("1,500", "1.5"),  # a comma is always the decimal one
        ("1.5", "1.5"),
        ("1.25", "1.25"),
        ("1.2345", "1.2345"),
        ("0.500", "0.5"),  # nobody writes thousands after a zero
        ("1500", "1500"),
        ("1 500", "1500"),
        ("1\u00a0500,25", "1500.25"),
        ("1.500,25", "1500.25"),
        ("1.234.567,5", None),  # too large, see below
        ("0,000001", "0.000001"),
        (" 0,41 ", "0.41"),
    ],
)
def test_typed_coefficients(text: str, value: str | None) -> None:
    if text == "1.234.567,5":
        with pytest.raises(Refused, match="твърде голям"):
            parse_coefficient(text)
        return
    assert parse_coefficient(text) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("text", "small", "large"),
    [("1.500", "1,5", "1500"), ("12.000", "12", "12000"), ("2.125", "2,125", "2125")],
)
def test_a_point_before_three_digits_is_asked_about(text: str, small: str, large: str) -> None:
    """Both readings are offered, none is chosen."""
    with pytest.raises(Refused) as refused:
        parse_coefficient(text, field="coefficient")
    assert refused.value.sentence == f"„{text}“ може да значи {small} или {large}."
    assert f"„{small}“" in refused.value.remedy
    assert f"„{large}“" in refused.value.remedy
    assert refused.value.field == "coefficient"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("-1", "отрицателен"),
        ("−0,5", "отрицателен"),
        ("едно", "не е число"),
        ("1,5 %", "не е число"),
        ("1,5,2", "не е число"),
        ("1,500.5", "не е число"),
        ("1..5", "не е число"),
        (",5", "не е число"),
        ("0,0000001", "шест знака"),
        ("1000000", "твърде голям"),
    ],
)
def test_refused_coefficients(text: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        parse_coefficient(text)


@given(st.decimals(0, 999_999, places=6))
def test_what_is_shown_can_be_typed_back(value: Decimal) -> None:
    assert parse_coefficient(rules.typed(value)) == value


OLD = Period("Стар набор", date(2021, 4, 9), date(2025, 1, 1))
OPEN = Period("Сегашен набор", date(2025, 1, 1), None)
ENDED = Period("Сегашен набор", date(2025, 1, 1), date(2027, 1, 1))


@pytest.mark.parametrize(
    ("line", "valid_from", "says"),
    [
        ([], date(2020, 1, 1), None),
        ([OLD, OPEN], date(2027, 1, 1), None),  # it closes the open one
        ([OLD, OPEN], date(2025, 1, 1), None),  # it corrects it from its first day
        ([OLD, OPEN], date(2024, 12, 31), "е в сила „Сегашен набор“. Два набора"),
        ([OLD, OPEN], date(2021, 4, 9), "Два набора"),
        ([OLD, ENDED], date(2027, 1, 1), None),  # exactly where it ended
        ([OLD, ENDED], date(2027, 1, 2), "няма да важат никакви критерии"),  # a gap of a day
        ([OLD, ENDED], date(2026, 12, 31), "До 01.01.2027"),  # an overlap of a day
        ([OLD, ENDED], date(2024, 6, 1), "Два набора"),
    ],
)
def test_publication(line: list[Period], valid_from: date, says: str | None) -> None:
    if says is None:
        check_publication(line, valid_from)
        return
    with pytest.raises(Refused, match=says) as refused:
        check_publication(line, valid_from)
    assert refused.value.remedy.startswith("Изберете")
    assert refused.value.field == "valid_from"


DAYS = st.dates(date(2021, 1, 1), date(2024, 12, 31))


@given(st.lists(st.tuples(st.booleans(), DAYS), max_size=12))
def test_whatever_is_published_and_ended_leaves_no_gap_and_no_overlap(
    acts: list[tuple[bool, date]],
) -> None:
    """Publishing closes an open set, as the service does; what is refused changes nothing."""
    line: list[Period] = []
    for is_published, day in acts:
        last = line[-1] if line else None
        if not is_published:
            if last and last.valid_to is None and day > last.valid_from:
                line[-1] = Period(last.name, last.valid_from, day)
            continue
        try:
            check_publication(line, day)
        except Refused:
            continue
        if last and last.valid_to is None:
            line[-1] = Period(last.name, last.valid_from, day)
        line = [each for each in line if each.valid_from != each.valid_to]  # corrected ones
        line.append(Period(str(len(line)), day, None))
    for former, later in pairwise(line):
        assert former.valid_to == later.valid_from


@pytest.mark.parametrize(
    ("state", "first", "last", "word"),
    [
        ("working", None, None, "работен"),
        ("in_force", date(2026, 1, 1), None, "в сила"),
        ("in_force", date(2026, 11, 22), None, "в сила"),
        ("in_force", date(2026, 11, 23), None, "предстои"),
        ("repealed", date(2026, 1, 1), date(2026, 11, 22), "отменен"),
        ("repealed", date(2026, 1, 1), date(2026, 11, 23), "в сила"),
    ],
)
def test_standing(state: str, first: date | None, last: date | None, word: str) -> None:
    assert rules.standing(state, first, last, date(2026, 11, 22)) == word


@pytest.mark.parametrize(
    ("least", "most", "is_right"),
    [(None, None, True), (5, None, True), (None, 5, True), (5, 5, True), (6, 5, False)],
)
def test_sizes(least: int | None, most: int | None, is_right: bool) -> None:
    if is_right:
        rules.check_sizes(least, most)
    else:
        with pytest.raises(Refused, match="не може да е по-голям"):
            rules.check_sizes(least, most)
