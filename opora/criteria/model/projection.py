"""The population of every municipality to a horizon year: a simple cohort projection.

It uses two counts and invents no rate: the census of 2021 in five age bands, and the residents at
a later day (31.12.2025). Between and after them, year by year:

1. Ageing. Ages are taken as evenly spread inside a band, so 1/width of it passes on each year.
2. Births. The band 0–14 is the municipality's own ratio of 0–14 to 15–44 at the census, kept.
3. Exit. One yearly share of the people of 65+ leaves, the same everywhere. It is found so that the
   country's total at the later day is the counted one: it stands for all deaths and for what the
   country loses or gains across its borders.
4. Migration. What then remains of a municipality's counted residents, more or fewer, is spread over
   its bands by their size and goes on at the same yearly rate. It only moves people between
   municipalities: each year it is scaled so that the country neither gains nor loses by it. Of a
   residual above a tenth of the residents the rest is one event, not a trend: a tenth goes on.

The estimate is shown twice, with migration that goes on and with migration that stops. Floating
point, told in whole people.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

BANDS = ("age_0_14", "age_15_29", "age_30_44", "age_45_64", "age_65_plus")
WIDTHS = (15, 15, 15, 20)
DAYS_IN_YEAR = 365.25
# What of a residual is above this share of the residents is rather one event than a trend.
SUDDEN = 0.10
_HALVINGS = 60

Bands = tuple[float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class Start:
    """What is counted in one municipality: the bands of the census and the residents later."""

    bands: Bands
    residents: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """What the two counts say: `exit_rate` of 65+ a year, and each municipality's `residual`, the
    counted over the projected residents. `is_exact` when the country's total was met."""

    exit_rate: float
    residuals: Mapping[str, float]
    years: float
    is_exact: bool

    def yearly(self, unit: str) -> float:
        """By what a municipality's people multiply each year by moving; of a sudden change only as
        much goes on as of one that just is none, so that more residents never mean fewer later."""
        lasting = min(max(self.residuals[unit], 1 - SUDDEN), 1 + SUDDEN)
        return float(lasting ** (1 / self.years))

    def is_doubtful(self, unit: str) -> bool:
        """Whether the residual is too large to go on whole for years."""
        return abs(self.residuals[unit] - 1) > SUDDEN


@dataclass(frozen=True, slots=True)
class Projection:
    """The bands of every municipality at the end of each year from the later count on."""

    years: tuple[int, ...]
    units: Mapping[str, tuple[Bands, ...]]
    calibration: Calibration

    def total(self, unit: str, year: int) -> int:
        """Residents at the end of a year, in whole people."""
        return round(sum(self.units[unit][self.years.index(year)]))

    def bands(self, unit: str, year: int) -> Bands:
        """The five bands at the end of a year."""
        return self.units[unit][self.years.index(year)]


def children_ratio(bands: Bands) -> float:
    """People of 0–14 for each person of 15–44; 0 where nobody of that age lives."""
    parents = bands[1] + bands[2]
    return bands[0] / parents if parents else 0.0


def age(bands: Bands, *, ratio: float, exit_rate: float, years: float = 1.0) -> Bands:
    """One step of at most a year: ageing, exit of 65+, children by the kept ratio."""
    to_15, to_30, to_45, to_65 = (
        years * band / width for band, width in zip(bands[:4], WIDTHS, strict=True)
    )
    young = bands[1] + to_15 - to_30
    middle = bands[2] + to_30 - to_45
    older = bands[3] + to_45 - to_65
    oldest = bands[4] * (1 - exit_rate) ** years + to_65
    return ratio * (young + middle), young, middle, older, oldest


def run(bands: Bands, *, ratio: float, exit_rate: float, years: float) -> Bands:
    """Whole years and then the rest of one."""
    whole = int(years)
    for _year in range(whole):
        bands = age(bands, ratio=ratio, exit_rate=exit_rate)
    return age(bands, ratio=ratio, exit_rate=exit_rate, years=years - whole)


def calibrate(starts: Mapping[str, Start], *, census: date, counted: date) -> Calibration:
    """The exit rate that meets the country's counted total, and what each municipality adds.

    When no rate between 0 and 1 meets it (more people than ageing and births give), the nearest is
    taken and the country's difference stands in the residuals too; `is_exact` then says no.
    """
    years = (counted - census).days / DAYS_IN_YEAR
    wanted = sum(start.residents for start in starts.values())

    def country(exit_rate: float) -> float:
        return sum(sum(_later(start, exit_rate, years)) for start in starts.values())

    low, high = 0.0, 1.0
    is_exact = country(high) <= wanted <= country(low)
    for _halving in range(_HALVINGS):
        middle = (low + high) / 2
        if country(middle) > wanted:
            low = middle
        else:
            high = middle
    residuals = {}
    for unit, start in starts.items():
        reached = sum(_later(start, high, years))
        residuals[unit] = start.residents / reached if reached else 1.0
    return Calibration(high, residuals, years, is_exact)


def _later(start: Start, exit_rate: float, years: float) -> Bands:
    ratio = children_ratio(start.bands)
    return run(start.bands, ratio=ratio, exit_rate=exit_rate, years=years)


def project(
    starts: Mapping[str, Start],
    *,
    census: date,
    counted: date,
    horizon: int,
    moves: bool = True,
    calibration: Calibration | None = None,
) -> Projection:
    """Every municipality from the later count to the end of `horizon`.

    The first year's totals are the counted residents. `moves` lets migration between municipalities
    go on at its yearly rate; without it nobody moves after the later count. `calibration` is that
    of the same counts, when it is already at hand.
    """
    calibration = calibration or calibrate(starts, census=census, counted=counted)
    now = {
        unit: _scaled(
            _later(start, calibration.exit_rate, calibration.years), calibration.residuals[unit]
        )
        for unit, start in starts.items()
    }
    ratios = {unit: children_ratio(start.bands) for unit, start in starts.items()}
    years = range(counted.year, horizon + 1)
    found = {unit: [bands] for unit, bands in now.items()}
    for _year in years[1:]:
        now = {
            unit: age(bands, ratio=ratios[unit], exit_rate=calibration.exit_rate)
            for unit, bands in now.items()
        }
        if moves:
            now = move(now, {unit: calibration.yearly(unit) for unit in now})
        for unit, bands in now.items():
            found[unit].append(bands)
    return Projection(
        tuple(years), {unit: tuple(bands) for unit, bands in found.items()}, calibration
    )


def move(now: Mapping[str, Bands], factors: Mapping[str, float]) -> dict[str, Bands]:
    """People moved between municipalities by their factors; the country's sum stays."""
    before = sum(sum(bands) for bands in now.values())
    moved = {unit: _scaled(bands, factors[unit]) for unit, bands in now.items()}
    after = sum(sum(bands) for bands in moved.values())
    kept = before / after if after else 1.0
    return {unit: _scaled(bands, kept) for unit, bands in moved.items()}


def _scaled(bands: Bands, factor: float) -> Bands:
    zero, young, middle, older, oldest = bands
    return zero * factor, young * factor, middle * factor, older * factor, oldest * factor
