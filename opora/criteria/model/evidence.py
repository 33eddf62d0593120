"""The second method: what need the observed use and waiting speak of, without an act's coefficient.

Indirect standardization. With O_i the observed (people who use the service or wait for it) and P_ik
the people of stratum k of the target group in municipality i, the reference (country or district)
has the rates r_k = Σ O_k / Σ P_k, and the expected number is E_i = Σ_k r_k · P_ik. The standardized
ratio is O_i / E_i. In the reference Σ E = Σ O.

Empirical Bayes, so that a small municipality does not stand out by chance:

*Marshall 1991*, global, method of moments. m = Σ O / Σ E, s² = Σ E_i (x_i − m)² / Σ E with
x_i = O_i / E_i, A = max(0, s² − m / Ē) with Ē = Σ E / n, and
θ_i = m + A / (A + m / E_i) · (x_i − m).

*Clayton & Kaldor 1987*, gamma. θ_i ~ Gamma(ν, α) and O_i | θ_i ~ Poisson(θ_i E_i), so
θ_i | O_i ~ Gamma(O_i + ν, E_i + α) with mean (O_i + ν) / (E_i + α). ν and α are found by iterating
the moments (their equation 8): ν/α = (1/n) Σ θ_i and
ν/α² = 1/(n − 1) Σ (1 + α/E_i) (θ_i − ν/α)². Intervals are quantiles of the posterior gamma.

Sources: D. Clayton, J. Kaldor, Empirical Bayes estimates of age-standardized relative risks for use
in disease mapping, Biometrics 43 (1987) 671–681. R. J. Marshall, Mapping disease and mortality
rates using empirical Bayes estimators, Applied Statistics 40 (1991) 283–294.
These are estimates: floating point, told in whole people; no act is decided by them alone.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaincinv

SHARE = 0.95
MOST_ROUNDS = 500
CLOSE = 1e-10
# Above this strength of the prior the municipalities do not differ more than chance lets them.
ALIKE = 1e9


@dataclass(frozen=True, slots=True)
class Observed:
    """What is seen in one municipality: users and people who wait, and its people by stratum."""

    unit: str
    count: int
    population: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Prior:
    """The gamma prior of Clayton and Kaldor: mean ν/α. `alpha` is infinite when all are alike."""

    nu: float
    alpha: float
    mean: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """The evidence for one municipality. `users` is the shrunk ratio × expected, in whole people;
    `low` and `high` bound it with the stated share of the posterior."""

    unit: str
    observed: int
    expected: float
    ratio: float | None
    marshall: float
    ratio_shrunk: float
    users: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """All municipalities of a reference. Empty `estimates`: nothing was observed in it."""

    estimates: tuple[Estimate, ...]
    n_observed: int
    population: float
    prior: Prior | None
    share: float = SHARE

    def of(self, unit: str) -> Estimate | None:
        """The estimate of one municipality."""
        return next((each for each in self.estimates if each.unit == unit), None)


def rates(counts: Sequence[float], populations: Sequence[float]) -> tuple[float, ...]:
    """The reference's rate of each stratum; 0 where nobody lives."""
    return tuple(
        count / people if people else 0.0 for count, people in zip(counts, populations, strict=True)
    )


def expected(reference: Sequence[float], population: Sequence[float]) -> float:
    """How many there would be with the reference's rates: E = Σ rate × people."""
    return math.fsum(rate * people for rate, people in zip(reference, population, strict=True))


def estimate(units: Sequence[Observed], *, share: float = SHARE) -> Evidence:
    """Standardize and shrink all municipalities of one reference.

    Observed use is not known by stratum, so every stratum has the same rate: the strata then say
    only who belongs to the group. Municipalities where nobody of the group lives are left out.
    """
    people = [math.fsum(unit.population) for unit in units]
    n_observed, population = sum(unit.count for unit in units), math.fsum(people)
    if not n_observed or not population:
        return Evidence((), n_observed, population, None, share)
    rate = n_observed / population
    return standardized(
        {unit.unit: (unit.count, rate * lives) for unit, lives in zip(units, people, strict=True)},
        population=population,
        share=share,
    )


def standardized(
    pairs: Mapping[str, tuple[int, float]], *, population: float = 0.0, share: float = SHARE
) -> Evidence:
    """Estimates from pairs of observed and expected by municipality; expected 0 is left out."""
    found = {unit: pair for unit, pair in pairs.items() if pair[1] > 0}
    counts = [count for count, _expected in found.values()]
    expectations = [each for _count, each in found.values()]
    smoothed = marshall(counts, expectations)
    prior = fit_gamma(counts, expectations)
    ratios, lows, highs = posteriors(counts, expectations, prior, share=share)
    estimates = tuple(
        Estimate(
            unit=unit,
            observed=count,
            expected=expects,
            ratio=count / expects,
            marshall=moment,
            ratio_shrunk=ratio,
            users=round(ratio * expects),
            low=math.floor(low * expects),
            high=math.ceil(high * expects),
        )
        for (unit, (count, expects)), moment, ratio, low, high in zip(
            found.items(), smoothed, ratios, lows, highs, strict=True
        )
    )
    return Evidence(estimates, sum(counts), population, prior, share)


def marshall(counts: Sequence[int], expectations: Sequence[float]) -> list[float]:
    """The ratios drawn to their common mean by Marshall's global estimator."""
    n, all_expected = len(counts), math.fsum(expectations)
    mean = sum(counts) / all_expected
    ratios = [count / each for count, each in zip(counts, expectations, strict=True)]
    variance = (
        math.fsum(
            each * (ratio - mean) ** 2 for each, ratio in zip(expectations, ratios, strict=True)
        )
        / all_expected
    )
    between = max(0.0, variance - mean * n / all_expected)
    return [
        mean + (between / (between + mean / each) * (ratio - mean) if between else 0.0)
        for each, ratio in zip(expectations, ratios, strict=True)
    ]


def fit_gamma(counts: Sequence[int], expectations: Sequence[float]) -> Prior:
    """ν and α by iterating the moments; an infinite α when chance alone explains the differences.

    With fewer than two municipalities there is nothing to learn a prior from.
    """
    n = len(counts)
    mean = sum(counts) / math.fsum(expectations)
    if n < 2:
        return Prior(math.inf, math.inf, mean)
    observed, expects = np.asarray(counts, float), np.asarray(expectations, float)
    alpha, nu = 1.0, mean
    for _round in range(MOST_ROUNDS):
        thetas = (observed + nu) / (expects + alpha)
        center = float(thetas.mean())
        spread = float(((1 + alpha / expects) * (thetas - center) ** 2).sum()) / (n - 1)
        if spread * ALIKE <= center:
            return Prior(math.inf, math.inf, mean)
        before, alpha = alpha, center / spread
        nu = alpha * center
        if abs(alpha - before) <= CLOSE * alpha:
            break
    return Prior(nu, alpha, nu / alpha)


def posterior(
    count: int, expects: float, prior: Prior, *, share: float = SHARE
) -> tuple[float, float, float]:
    """The mean ratio and the bounds that hold `share` of the posterior gamma.

    With an infinite α the ratio is the common mean; the bounds are then those of a count that big.
    """
    means, lows, highs = posteriors([count], [expects], prior, share=share)
    return means[0], lows[0], highs[0]


def posteriors(
    counts: Sequence[int], expectations: Sequence[float], prior: Prior, *, share: float = SHARE
) -> tuple[list[float], list[float], list[float]]:
    """`posterior` of many municipalities at once: the mean ratios, the lower and upper bounds."""
    observed, expects = np.asarray(counts, float), np.asarray(expectations, float)
    if math.isinf(prior.alpha):
        shapes, scales = prior.mean * expects, expects
        means = np.full(len(observed), prior.mean)
    else:
        shapes, scales = observed + prior.nu, expects + prior.alpha
        means = shapes / scales
    tail = (1 - share) / 2
    lows = gammaincinv(shapes, tail) / scales
    highs = gammaincinv(shapes, 1 - tail) / scales
    return means.tolist(), lows.tolist(), highs.tolist()
