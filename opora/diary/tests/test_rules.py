"""How much of a limit is left."""

from datetime import date

from opora.diary import rules


def test_a_limit_of_a_year_and_of_a_term() -> None:
    left = rules.of_year(28, 30, date(2026, 11, 20))
    assert (left.left, left.runs_out_on) == (2, date(2026, 11, 22))
    assert rules.of_year(31, 30, date(2026, 11, 20)).left == -1
    term = rules.of_term(date(2024, 1, 1), date(2027, 1, 1), date(2026, 12, 31))
    assert (term.left, term.runs_out_on) == (1, date(2027, 1, 1))
