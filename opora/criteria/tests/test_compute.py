"""The legal criteria: whole tables by hand, and what must hold for every criterion."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.criteria.model import compute as model
from opora.criteria.model.compute import compute, facilities_for, pool, total
from opora.criteria.model.formula import evaluate, formula, spreadsheet
from opora.criteria.model.terms import (
    Base,
    Criterion,
    Facilities,
    Input,
    MissingKind,
    Rounding,
    StepKind,
)
from opora.criteria.model.wording import explain, figure, formula_words, missing_words

DAY = date(2021, 9, 7)


def given_(value: object) -> Input:
    """A figure of the census."""
    return Input(Decimal(str(value)), DAY, "НСИ, Преброяване 2021")


def criterion(*coefficients: str | None, per: int = 100, **changed: object) -> Criterion:
    """A criterion with bases b0, b1 …"""
    bases = tuple(
        Base(f"b{n}", None if each is None else Decimal(each), per)
        for n, each in enumerate(coefficients)
    )
    return replace(Criterion("AS", bases, Rounding.HALF_UP), **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("coefficient", "people", "per", "rounding", "users"),
    [
        ("1.5", 1000, 100, Rounding.HALF_UP, 15),
        ("0.41", 25481, 100, Rounding.HALF_UP, 104),  # 104.4721
        ("0.41", 25481, 100, Rounding.UP, 105),
        ("0.41", 25481, 100, Rounding.DOWN, 104),
        ("0.5", 1, 1, Rounding.HALF_UP, 1),  # exactly a half goes up
        ("0.285", 100, 1, Rounding.HALF_UP, 29),  # 28.5: in binary a hair under
        ("1.36", 10000, 100, Rounding.UP, 136),  # in binary a hair over, so 137
        ("0.499999", 1, 1, Rounding.HALF_UP, 0),
        ("0.000001", 1, 1, Rounding.UP, 1),
        ("2", 3, 1, Rounding.UP, 6),
        ("0", 25481, 100, Rounding.UP, 0),  # a coefficient of 0 is known
        ("1.5", 0, 100, Rounding.HALF_UP, 0),  # and so is a figure of 0
    ],
)
def test_one_base(coefficient: str, people: int, per: int, rounding: Rounding, users: int) -> None:
    found = compute(criterion(coefficient, per=per, rounding=rounding), {"b0": given_(people)})
    assert found.max_users == users


def test_bases_are_summed_before_rounding() -> None:
    found = compute(criterion("0.4", "0.4", per=1), {"b0": given_(1), "b1": given_(1)})
    assert found.max_users == 1
    kinds = [step.kind for step in found.steps]
    assert kinds == [StepKind.TERM, StepKind.TERM, StepKind.SUM, StepKind.ROUND]
    assert [step.value for step in found.steps[:3]] == [Decimal("0.4")] * 2 + [Decimal("0.8")]


def test_a_missing_coefficient_is_no_zero() -> None:
    found = compute(criterion("1", None), {"b0": given_(100), "b1": given_(100)})
    assert found.max_users is None
    assert not found.is_known
    assert [(each.kind, each.what) for each in found.missing] == [(MissingKind.CRITERION, "b1")]


def test_a_missing_figure_is_no_zero() -> None:
    found = compute(criterion("1", "1"), {"b0": given_(100)})
    assert found.max_users is None
    assert [(each.kind, each.what) for each in found.missing] == [(MissingKind.INDICATOR, "b1")]


def test_everything_that_is_missing_is_named() -> None:
    found = compute(criterion(None, rounding=Rounding.UNKNOWN, threshold=5000), {})
    assert [missing_words(each) for each in found.missing] == [
        "липсва критерий: коефициент за „b0“",
        "липсва критерий: не е вписано как се закръгля",
        "липсва показател: „b0“",
        "липсва показател: население",
    ]
    assert compute(criterion(), {}).missing[0].what == "bases"


@pytest.mark.parametrize(("population", "users"), [(4999, 0), (5000, 10), (5001, 10)])
def test_threshold(population: int, users: int) -> None:
    """Below the threshold the number is a known 0."""
    figures = {"b0": given_(1000), "population": given_(population)}
    found = compute(criterion("1", threshold=5000), figures)
    assert found.max_users == users
    assert found.is_below_threshold == (population < 5000)


@pytest.mark.parametrize(
    ("users", "least", "most", "found"),
    [
        (35, None, None, None),
        (0, 10, 30, Facilities(0)),
        (9, 10, 30, Facilities(0, 9)),  # too few for one
        (10, 10, 30, Facilities(1)),
        (30, 10, 30, Facilities(1)),
        (31, 10, 30, Facilities(2)),
        (35, 20, 30, Facilities(1, 5)),  # two would be under the least size
        (40, 20, 30, Facilities(2)),
        (91, None, 30, Facilities(4)),
        (500, 10, None, Facilities(1)),  # no greatest size: one holds everybody
        (5, 10, None, Facilities(0, 5)),
        (0, 10, None, Facilities(0)),
    ],
)
def test_facilities(
    users: int, least: int | None, most: int | None, found: Facilities | None
) -> None:
    assert facilities_for(users, least, most) == found


def test_sums_say_what_is_not_in_them() -> None:
    known = compute(criterion("1"), {"b0": given_(1000)})
    unknown = compute(replace(criterion(None), service="TR"), {"b0": given_(1000)})
    found = total([known, unknown, known])
    assert (found.value, found.n_known, found.n_missing) == (20, 2, 1)
    assert found.missing == ("TR",)
    assert not found.is_complete
    assert total([unknown]).value is None
    assert total([known]).is_complete


def test_a_district_lacks_what_one_municipality_lacks() -> None:
    rows = [{"a": given_(5), "b": given_(1)}, {"a": given_(7)}]
    found = pool(rows, ["a", "b"], 2)
    assert set(found) == {"a"}
    assert found["a"].value == 12
    assert found["a"].source == "НСИ, Преброяване 2021"


def test_a_number_explains_itself() -> None:
    figures = {"b0": given_(25481), "population": given_(25481)}
    asked = criterion("0.41", threshold=5000, min_size=4, max_size=60)
    lines = explain(compute(asked, figures))
    assert [(line.text, line.figure) for line in lines] == [
        ("0,41 на всеки 100 от „b0“", "104,4721"),
        ("закръгляне: до най-близкото цяло число; половината – нагоре", "104"),
        ("прагът от 5\u00a0000 жители е достигнат", ""),
        ("обекти (от 4 до 60 потребители в един)", "2"),
    ]
    assert lines[0].source == "b0: 25\u00a0481 · 07.09.2021\u00a0г. · НСИ, Преброяване 2021"
    assert formula_words(asked).startswith("0,41 на всеки 100 от „b0“; ")
    assert "липсва критерий" in formula_words(criterion(None))


@pytest.mark.parametrize(
    ("value", "bulgarian", "english"),
    [
        (None, "—", "—"),
        (Decimal(0), "0", "0"),
        (Decimal("1500.250"), "1\u00a0500,25", "1\u00a0500.25"),
        (Decimal("-0.5"), "−0,5", "−0.5"),
        (7364570, "7\u00a0364\u00a0570", "7\u00a0364\u00a0570"),
    ],
)
def test_figures(value: Decimal | int | None, bulgarian: str, english: str) -> None:
    assert figure(value) == bulgarian
    assert figure(value, "en") == english


COEFFICIENT = st.decimals(0, 200, places=6)
PEOPLE = st.integers(0, 2_000_000)
ROUNDING = st.sampled_from([Rounding.HALF_UP, Rounding.UP, Rounding.DOWN])


@st.composite
def cases(draw: st.DrawFn) -> tuple[Criterion, dict[str, Input]]:
    """A criterion of one to four bases, some of whose parts may be missing."""
    n = draw(st.integers(1, 4))
    bases = tuple(
        Base(f"b{k}", draw(st.none() | COEFFICIENT), draw(st.sampled_from([1, 100, 1000])))
        for k in range(n)
    )
    threshold = draw(st.none() | st.integers(0, 100_000))
    least = draw(st.none() | st.integers(1, 40))
    most = draw(st.none() | st.integers(least or 1, 80))
    figures = {
        code: given_(people)
        for code in [base.indicator for base in bases] + ["population"]
        if (people := draw(st.none() | PEOPLE)) is not None
    }
    return Criterion("X", bases, draw(ROUNDING), "municipal", threshold, least, most), figures


@given(cases())
def test_the_tree_means_what_compute_does(case: tuple[Criterion, dict[str, Input]]) -> None:
    asked, figures = case
    tree = formula(asked)
    assert tree is not None
    coefficients = {base.indicator: base.coefficient for base in asked.bases}
    values = {code: each.value for code, each in figures.items()}
    found = compute(asked, figures).max_users
    assert evaluate(tree, coefficients, values) == (None if found is None else Decimal(found))


@given(cases())
def test_what_always_holds(case: tuple[Criterion, dict[str, Input]]) -> None:
    asked, figures = case
    found = compute(asked, figures)
    assert (found.max_users is None) == bool(found.missing)
    if found.max_users is None:
        assert found.facilities is None
        return
    assert found.max_users >= 0
    if found.facilities is not None:
        most = asked.max_size or found.max_users
        assert 0 <= found.facilities.beyond <= found.max_users
        assert found.max_users - found.facilities.beyond <= found.facilities.count * most
        assert found.facilities.count * (asked.min_size or 0) <= found.max_users


@given(cases(), st.integers(0, 3), st.integers(0, 1000))
def test_more_people_never_need_fewer_places(
    case: tuple[Criterion, dict[str, Input]], index: int, more: int
) -> None:
    asked, figures = case
    before = compute(asked, figures).max_users
    code = f"b{index}"
    if before is None or code not in figures:
        return
    grown = figures | {code: given_(figures[code].value + more)}
    after = compute(asked, grown).max_users
    assert after is not None
    assert after >= before


def test_as_a_formula_of_a_workbook() -> None:
    tree = formula(criterion("1.5", "2", threshold=5000))
    assert tree is not None
    cells = {
        ("coefficient", "b0"): "C2",
        ("coefficient", "b1"): "C3",
        ("input", "b0"): "D2",
        ("input", "b1"): "D3",
        ("input", "population"): "D4",
    }
    found = spreadsheet(tree, lambda kind, name: cells[kind, name], "липсва критерий")
    assert found == (
        'IF(COUNT(C2,C3,D2,D3,D4)<5,"липсва критерий",'
        "IF(D4>=5000,ROUND(ROUND(C2*D2/100+C3*D3/100,9),0),0))"
    )
    assert formula(criterion("1", rounding=Rounding.UNKNOWN)) is None


def test_no_digit_is_lost_before_the_stated_rounding() -> None:
    """Sums of a million people with six places stay exact."""
    asked = criterion("0.333333", "0.166667", per=1000, rounding=Rounding.DOWN)
    found = compute(asked, {"b0": given_(6519789), "b1": given_(6519789)})
    assert found.steps[2].value == Decimal("3259.8945")
    assert found.max_users == 3259
    assert model.DIGITS == 40
