"""Moments of the story: office hours of working days, counted back from the moment of loading."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from opora.law.rules import Calendar
from opora.lib.words import SOFIA

LATEST = timedelta(minutes=4)  # nothing happens in the last minutes before the load
BREATH = timedelta(minutes=13)  # between two acts on one record
TOKEN = re.compile(r"(?P<verb>[a-z_]*)(\+(?P<after>\d+)|@(?P<ago>\d+)(?P<unit>[hd]))?")


@dataclass(frozen=True, slots=True)
class Days:
    """Turns what a story says about time into moments."""

    now: datetime
    calendar: Calendar

    @property
    def today(self) -> date:
        """The day of loading in Sofia."""
        return self.now.astimezone(SOFIA).date()

    def ago(self, n: int, unit: str, chance: Random) -> datetime:
        """So many hours before the load exactly, or so many days before it in office hours."""
        if unit == "h":
            return self.now - timedelta(hours=n)
        day = self.today - timedelta(days=n)
        while not self.calendar.is_working(day):
            day -= timedelta(days=1)
        return self._office_hour(day, chance)

    def after(self, moment: datetime, n: int, chance: Random) -> datetime:
        """So many working days after a moment, in office hours."""
        day = moment.astimezone(SOFIA).date()
        for _ in range(n):
            day = self.calendar.roll(day + timedelta(days=1))
        return self._office_hour(day, chance)

    def step(self, token: str, before: datetime, chance: Random) -> tuple[str, datetime]:
        """The verb of a token and its moment, after `before` and before the load.

        `refer` comes one to three working days later, `refer+5` five, `refer@2d` two days before
        the load, `refer@5h` five hours before it.
        """
        found = TOKEN.fullmatch(token)
        if found is None:
            raise ValueError(f"a story says {token!r}")
        if found["ago"]:
            moment = self.ago(int(found["ago"]), found["unit"], chance)
        else:
            moment = self.after(before, int(found["after"] or chance.randint(1, 3)), chance)
        moment = max(moment, before + BREATH)
        return found["verb"], min(moment, max(self.now - LATEST, before + timedelta(seconds=1)))

    def _office_hour(self, day: date, chance: Random) -> datetime:
        minute = chance.randint(8 * 60 + 30, 17 * 60)
        moment = datetime.combine(day, time(minute // 60, minute % 60), SOFIA)
        return min(moment, self.now - LATEST)
