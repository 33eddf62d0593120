"""The population of a municipality to the horizon, from the figures of `territory`."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from opora.lib import words
from opora.territory import queries as territory

from .model.projection import BANDS, Projection, Start, calibrate, project

RESIDENTS = "residents"
HORIZON = 2035


@dataclass(frozen=True, slots=True)
class Ahead:
    """A municipality's projection, twice, and what it stands on."""

    unit: str
    moving: Projection
    still: Projection
    census_on: date
    counted_on: date
    counted: int
    census: int

    @property
    def years(self) -> tuple[int, ...]:
        """From the later count to the horizon."""
        return self.moving.years

    @property
    def is_doubtful(self) -> bool:
        """Whether its residents changed at once, so that the change is not repeated."""
        return self.moving.calibration.is_doubtful(self.unit)

    @property
    def residual(self) -> str:
        """By what share the counted residents differ from the projected ones: +2,3 %."""
        share = Decimal(str(round(100 * (self.moving.calibration.residuals[self.unit] - 1), 1)))
        return f"{'+' if share > 0 else ''}{share}".replace(".", ",") + "\u00a0%"

    @property
    def exit_rate(self) -> str:
        """The yearly share of 65+ that leaves, in percent."""
        return f"{100 * self.moving.calibration.exit_rate:.2f}".replace(".", ",") + "\u00a0%"

    def totals(self, moves: bool = True) -> list[int]:
        """Residents at the end of each year."""
        chosen = self.moving if moves else self.still
        return [chosen.total(self.unit, year) for year in self.years]

    @property
    def change(self) -> int:
        """Residents at the horizon less today's."""
        return self.totals()[-1] - self.counted

    def series(self) -> dict[str, list[int]]:
        """What the chart draws."""
        return {
            _("Жители, ако движението продължи"): self.totals(),
            _("Жители, ако движението спре"): self.totals(moves=False),
        }

    def bands(self) -> list[tuple[str, str, str, str]]:
        """Every band now and at the horizon, and the change."""
        labels = ("0–14", "15–29", "30–44", "45–64", "65+")
        now = self.moving.bands(self.unit, self.years[0])
        then = self.moving.bands(self.unit, self.years[-1])
        return [
            (label, words.number(round(a)), words.number(round(b)), _signed(round(b) - round(a)))
            for label, a, b in zip(labels, now, then, strict=True)
        ]


def _signed(n: int) -> str:
    return f"+{words.number(n)}" if n > 0 else words.number(n).replace("-", "−")


def starts(on: date) -> tuple[dict[str, Start], date, date] | None:
    """What is counted in every municipality that has both counts, and when; None without them."""
    values = territory.values([*BANDS, RESIDENTS], on=on)
    residents = values[RESIDENTS]
    units = set(residents).intersection(*(values[band] for band in BANDS))
    if not units:
        return None
    found = {
        unit: Start(
            tuple(float(values[band][unit].value) for band in BANDS),  # type: ignore[arg-type]
            int(residents[unit].value),
        )
        for unit in sorted(units)
    }
    census = max(values[BANDS[0]][unit].as_of for unit in units)
    return found, census, max(residents[unit].as_of for unit in units)


def of(on: date, unit: str, horizon: int = HORIZON) -> Ahead | None:
    """The projection of one municipality as of a day; None while a count is missing for it."""
    given = starts(on)
    if given is None or unit not in given[0]:
        return None
    counted, census_on, counted_on = given
    found = calibrate(counted, census=census_on, counted=counted_on)
    moving, still = (
        project(
            counted,
            census=census_on,
            counted=counted_on,
            horizon=horizon,
            moves=moves,
            calibration=found,
        )
        for moves in (True, False)
    )
    return Ahead(
        unit,
        moving,
        still,
        census_on,
        counted_on,
        counted[unit].residents,
        round(sum(counted[unit].bands)),
    )
