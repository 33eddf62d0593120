"""The second method, against numbers computed by hand and what must always hold."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from opora.criteria.model.evidence import (
    Observed,
    Prior,
    estimate,
    expected,
    fit_gamma,
    marshall,
    posterior,
    rates,
    standardized,
)


def test_indirect_standardization_by_hand() -> None:
    """Two strata: 10 of 1000 and 90 of 3000 in the reference."""
    reference = rates([10, 90], [1000, 3000])
    assert reference == (0.01, 0.03)
    assert expected(reference, [200, 100]) == pytest.approx(5.0)
    assert rates([3], [0]) == (0.0,)


def test_three_municipalities_by_hand() -> None:
    """30 of 3000 people: 1 of 100. Expected 10, 5 and 15; observed 20, 0 and 10."""
    units = [Observed("a", 20, (1000,)), Observed("b", 0, (500,)), Observed("c", 10, (1500,))]
    found = estimate(units)
    assert [each.expected for each in found.estimates] == pytest.approx([10, 5, 15])
    assert [each.ratio for each in found.estimates] == pytest.approx([2, 0, 2 / 3])
    # m = 1; s² = (10·1 + 5·1 + 15/9) / 30 = 5/9; A = 5/9 − 3/30 = 41/90.
    between = 41 / 90
    by_hand = [
        1 + between / (between + 1 / each) * (ratio - 1)
        for each, ratio in zip([10, 5, 15], [2, 0, 2 / 3], strict=True)
    ]
    assert [each.marshall for each in found.estimates] == pytest.approx(by_hand)
    assert by_hand[0] == pytest.approx(1.82)
    assert found.n_observed == 30


def test_the_gamma_prior_solves_its_own_equations() -> None:
    """Where the iteration ends, both moment equations of Clayton and Kaldor hold."""
    counts, expectations = [40, 3, 12, 0, 25, 7], [20.0, 6.0, 15.0, 4.0, 30.0, 12.0]
    prior = fit_gamma(counts, expectations)
    thetas = [
        (count + prior.nu) / (each + prior.alpha)
        for count, each in zip(counts, expectations, strict=True)
    ]
    mean = sum(thetas) / 6
    spread = sum(
        (1 + prior.alpha / each) * (theta - mean) ** 2
        for theta, each in zip(thetas, expectations, strict=True)
    )
    assert prior.nu / prior.alpha == pytest.approx(mean, rel=1e-6)
    assert prior.nu / prior.alpha**2 == pytest.approx(spread / 5, rel=1e-6)


def test_the_posterior_by_hand() -> None:
    """Gamma(1, 1): the exponential distribution, whose quantiles are −ln(1 − p)."""
    mean, low, high = posterior(0, 0.5, Prior(1.0, 0.5, 2.0), share=0.9)
    assert mean == pytest.approx(1.0)
    assert low == pytest.approx(-math.log(0.95))
    assert high == pytest.approx(-math.log(0.05))


def test_when_all_are_alike_all_are_the_mean() -> None:
    """As many as expected everywhere: chance explains it, nobody stands out."""
    found = standardized({"a": (10, 10.0), "b": (20, 20.0), "c": (5, 5.0)})
    assert found.prior is not None
    assert math.isinf(found.prior.alpha)
    assert [each.ratio_shrunk for each in found.estimates] == [1.0, 1.0, 1.0]
    assert all(each.low <= each.users <= each.high for each in found.estimates)


def test_nothing_observed_is_no_estimate() -> None:
    assert estimate([Observed("a", 0, (10,)), Observed("b", 0, (10,))]).estimates == ()
    assert estimate([]).estimates == ()


def test_one_municipality_has_nothing_to_borrow_from() -> None:
    found = estimate([Observed("a", 7, (100,))])
    assert found.estimates[0].users == 7
    assert found.estimates[0].low < 7 < found.estimates[0].high


def test_where_nobody_of_the_group_lives_there_is_no_estimate() -> None:
    found = estimate([Observed("a", 7, (100,)), Observed("b", 0, (0,)), Observed("c", 2, (50,))])
    assert [each.unit for each in found.estimates] == ["a", "c"]
    assert found.of("b") is None


UNITS = st.lists(
    st.tuples(st.integers(0, 400), st.integers(1, 100_000)), min_size=2, max_size=30
).map(lambda rows: [Observed(f"u{n}", count, (people,)) for n, (count, people) in enumerate(rows)])


@given(UNITS)
def test_what_always_holds(units: list[Observed]) -> None:
    found = estimate(units)
    assume(found.estimates)
    assert sum(each.expected for each in found.estimates) == pytest.approx(found.n_observed)
    mean = found.prior.mean if found.prior else 1.0
    for each in found.estimates:
        assert each.ratio is not None
        low, high = sorted([each.ratio, 1.0])
        assert low - 1e-9 <= each.marshall <= high + 1e-9  # drawn to the mean, never past it
        low, high = sorted([each.ratio, mean])
        assert low - 1e-6 <= each.ratio_shrunk <= high + 1e-6
        assert 0 <= each.low <= each.high


@given(st.floats(0, 5), st.floats(0.5, 50), st.floats(1.1, 100))
def test_larger_populations_shrink_less(ratio: float, size: float, times: float) -> None:
    """Two municipalities with the same ratio among the same others: the larger keeps more of it."""
    others = [(30, 10.0), (2, 10.0), (8, 12.0)]
    counts = [*(count for count, _each in others), round(ratio * size), round(ratio * size * times)]
    sizes = [*(each for _count, each in others), size, size * times]
    kept = []
    mean = sum(counts) / sum(sizes)
    for count, each, smoothed in zip(counts, sizes, marshall(counts, sizes), strict=True):
        off = count / each - mean
        kept.append((smoothed - mean) / off if abs(off) > 1e-9 else None)
    if kept[3] is not None and kept[4] is not None:
        assert kept[3] <= kept[4] + 1e-9
