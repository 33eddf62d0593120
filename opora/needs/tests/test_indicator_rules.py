"""How figures are read and which of them need a second look: whole tables, no database."""

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.lib.refusals import Refused
from opora.needs import indicator_rules as rules
from opora.needs.indicator_rules import Doubt, Figure

TODAY = date(2026, 11, 22)
WHOLE = [
    ("33375", 33375, False),
    (" 33 375 ", 33375, False),
    ("33\u00a0375", 33375, False),
    ("33\u202f375", 33375, False),
    ("33'375", 33375, False),
    ("1 234 567", 1234567, False),
    ("33.375", 33375, True),
    ("33,375", 33375, True),
    ("1.500", 1500, True),
    ("1,500", 1500, True),
    ("1.234.567", 1234567, False),
    ("1,234,567", 1234567, False),
    ("0", 0, False),
    ("-5", -5, False),
    ("−5", -5, False),
    ("12,0", 12, False),
    ("1 234,00", 1234, False),
    ("007", 7, False),
]
PARTS = [
    ("62,5", "62.5"),
    ("62.5", "62.5"),
    ("1 234,5", "1234.5"),
    ("1.234,5", "1234.5"),
    ("1,234.5", "1234.5"),
    ("1.234.567,89", "1234567.89"),
    ("0,500", "0.5"),
    ("0.5", "0.5"),
    ("12345.678", "12345.678"),
    ("1 234,500", "1234.5"),
    ("3,14159265", "3.1416"),
    ("5", "5"),
]
MISSING = ["", "  ", "-", "–", "—", "..", ":", "x", "х", "н.д.", "няма данни", "N/A", "…"]
WRONG = [
    ("около 20", "не е число"),
    ("12а", "не е число"),
    ("=1+1", "не е число"),
    ("12 34", "не делят по три"),
    ("1 2345", "не делят по три"),
    ("1.23.456", "не делят по три"),
    ("12,34,5", "не делят по три"),
    ("1,23.45,6", "не делят по три"),
    ("1 234.567.8", "не е число"),
    ("5 души", "не е число"),
    ("12%", "не е число"),
    ("1e5", "не е число"),
    ("1" * 13, "твърде голямо"),
    ("٣", "не е число"),
]


@pytest.mark.parametrize(("text", "value", "is_grouped"), WHOLE)
def test_a_whole_number_is_read_as_people_write_it(text: str, value: int, is_grouped: bool) -> None:
    assert rules.read(text, is_whole=True) == Figure(Decimal(value), is_grouped)


@pytest.mark.parametrize(("text", "value"), PARTS)
def test_comma_and_dot_are_the_same(text: str, value: str) -> None:
    assert rules.read(text, is_whole=False) == Figure(Decimal(value))


@pytest.mark.parametrize("text", MISSING)
def test_what_says_that_there_is_no_figure_is_missing_and_not_zero(text: str) -> None:
    assert rules.read(text, is_whole=True) is None


@pytest.mark.parametrize(("text", "says"), WRONG)
def test_what_is_no_number_is_refused_with_a_sentence(text: str, says: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.read(text, is_whole=True)
    assert says in refused.value.sentence


@pytest.mark.parametrize("text", ["1.500", "1,500", "2.000", "123,456"])
def test_what_could_be_both_is_asked(text: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.read(text, is_whole=False)
    assert "еднозначно" in refused.value.sentence


def test_the_question_names_both_readings() -> None:
    with pytest.raises(Refused, match=re.escape("„1.500“ може да е 1\u00a0500 или 1,5")):
        rules.read("1.500", is_whole=False)


@given(st.integers(0, 10**11))
def test_what_we_write_we_read(n: int) -> None:
    found = rules.read(rules.plain_number(Decimal(n)), is_whole=True)
    assert found == Figure(Decimal(n))


@given(st.decimals("0.0001", "999999", places=4))
def test_what_we_write_with_a_comma_we_read(value: Decimal) -> None:
    text = rules.plain_number(value)
    if "," in text and len(text.split(",")[1]) == 3 and "\u00a0" not in text:
        return  # „1,234“ is asked
    found = rules.read(text, is_whole=False)
    assert found
    assert found.value == value


@pytest.mark.parametrize(
    ("value", "is_whole", "minimum", "says"),
    [
        ("5", True, "0", ""),
        ("0", True, "0", ""),
        ("-1", True, "0", "не може да е под 0"),
        ("-0.5", False, "0", "не може да е под 0"),
        ("-1", True, None, ""),
        ("1.5", True, "0", "цяло число"),
        ("1.5", False, "0", ""),
        ("99", False, "100", "под 100"),
    ],
)
def test_bounds(value: str, is_whole: bool, minimum: str | None, says: str) -> None:
    bound = None if minimum is None else Decimal(minimum)
    if not says:
        rules.check(Decimal(value), is_whole=is_whole, minimum=bound)
        return
    with pytest.raises(Refused) as refused:
        rules.check(Decimal(value), is_whole=is_whole, minimum=bound)
    assert says in refused.value.sentence


# Days


@pytest.mark.parametrize(
    ("as_of", "period", "latest", "expected"),
    [
        (date(2025, 12, 31), "year", None, ()),
        (date(2025, 12, 31), "year", date(2024, 12, 31), ()),
        (date(2024, 12, 31), "year", None, (Doubt.OTHER_YEAR,)),
        (date(2024, 12, 31), "year", date(2025, 12, 31), (Doubt.OTHER_YEAR, Doubt.OLDER)),
        (date(2026, 6, 30), "year", None, (Doubt.NOT_YEAR_END,)),
        (date(2026, 6, 30), "day", None, ()),
        (date(2020, 5, 5), "day", None, (Doubt.OTHER_YEAR,)),
    ],
)
def test_an_unusual_day_is_said(
    as_of: date, period: str, latest: date | None, expected: tuple[Doubt, ...]
) -> None:
    assert rules.doubts_of_day(as_of, period=period, today=TODAY, latest=latest) == expected


def test_a_day_to_come_is_refused() -> None:
    rules.check_day(TODAY, TODAY)
    with pytest.raises(Refused, match="още не е дошло"):
        rules.check_day(date(2026, 11, 23), TODAY)
    assert rules.last_year_end(TODAY) == date(2025, 12, 31)


# Comparison


@pytest.mark.parametrize(
    ("before", "after", "percent"),
    [
        (100, 110, "10"),
        (110, 100, "-9.1"),
        (3, 4, "33.3"),
        (0, 5, None),
        (None, 5, None),
        (5, 0, "-100"),
    ],
)
def test_change_in_percent(before: int | None, after: int, percent: str | None) -> None:
    base = None if before is None else Decimal(before)
    found = rules.change(base, Decimal(after))
    assert found == (None if percent is None else Decimal(percent))


def series(**changed: tuple[int, int]) -> dict[str, tuple[Decimal, Decimal]]:
    """Thirty municipalities that lose about 1 %, and those that are named."""
    usual = {f"M{n:02}": (1000 + 40 * n, 990 + 40 * n + n % 3) for n in range(30)}
    return {
        key: (Decimal(before), Decimal(after)) for key, (before, after) in (usual | changed).items()
    }


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        (series(), set()),
        (series(A=(1000, 2000)), {"A"}),
        (series(A=(1000, 500)), {"A"}),
        (series(A=(1000, 1200)), set()),  # stands out, but less than a quarter
        (series(A=(4, 12)), set()),  # small counts move by themselves
        (series(A=(20, 40)), {"A"}),
        (series(A=(1000, 0)), {"A"}),
        (series(A=(0, 100)), {"A"}),
        (series(A=(0, 9)), set()),
        (series(A=(1000, 1), B=(2000, 2), C=(3000, 3)), {"A", "B", "C"}),
        ({"A": (Decimal(100), Decimal(131))}, {"A"}),
        ({"A": (Decimal(100), Decimal(130))}, set()),
        ({"A": (Decimal(10), Decimal(15))}, set()),
        ({}, set()),
    ],
)
def test_jumps(pairs: dict[str, tuple[Decimal, Decimal]], expected: set[str]) -> None:
    assert rules.jumps(pairs) == expected


def test_a_country_where_everybody_doubled_flags_nobody() -> None:
    pairs = {key: (before, after * 2) for key, (before, after) in series().items()}
    assert rules.jumps(pairs) == set()


@given(st.lists(st.integers(20, 10**6), min_size=8, max_size=40))
def test_an_unchanged_file_flags_nobody(numbers: list[int]) -> None:
    pairs = {str(n): (Decimal(each), Decimal(each)) for n, each in enumerate(numbers)}
    assert rules.jumps(pairs) == set()
    assert rules.scale(list(pairs.values())) == 0


@given(st.lists(st.integers(2000, 10**6), min_size=3, max_size=40))
def test_a_file_in_thousands_is_recognized(numbers: list[int]) -> None:
    small = [(Decimal(each), Decimal(each) * Decimal("1.02") / 1000) for each in numbers]
    assert rules.scale(small) == 1000
    assert rules.scale([(after, before) for before, after in small]) == -1000
    assert all(
        abs(rules.scaled(after, 1000) / before - 1) < Decimal("0.05") for before, after in small
    )


@pytest.mark.parametrize(
    ("before", "after", "factor"),
    [
        ("33375", "33.4", 1000),
        ("33375", "33", 1000),
        ("33.4", "33375", -1000),
        ("33375", "333", 0),
        ("33375", "33375", 0),
        ("0", "5", 0),
        ("5", "0", 0),
        (None, "5", 0),
    ],
)
def test_thousands_of_one_figure(before: str | None, after: str, factor: int) -> None:
    base = None if before is None else Decimal(before)
    assert rules.is_thousandfold(base, Decimal(after)) == factor


def test_two_figures_are_too_few_to_judge_a_file() -> None:
    assert rules.scale([(Decimal(5000), Decimal(5)), (Decimal(7000), Decimal(7))]) == 0


RATES = [Decimal(4 + n % 3) / 1000 for n in range(40)]


@pytest.mark.parametrize(
    ("value", "people", "rates", "expected"),
    [
        (50, 10000, RATES, False),
        (60, 10000, RATES, False),
        (500, 10000, RATES, True),
        (9, 100000, RATES, False),
        (500, None, RATES, False),
        (500, 10000, RATES[:19], False),
        (500, 10000, [Decimal(0)] * 40, False),
        (12, 100000, RATES, True),
    ],
)
def test_far_from_the_other_municipalities(
    value: int, people: int | None, rates: list[Decimal], expected: bool
) -> None:
    size = None if people is None else Decimal(people)
    assert rules.stands_out_of_peers(Decimal(value), size, rates) == expected
