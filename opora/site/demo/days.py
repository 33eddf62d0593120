"""Moments of the story: office hours of working days, counted back from the moment of loading."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from opora.law.rules import Calendar
from opora.lib.words import SOFIA

LATEST = timedelta(minutes=4)  # nothing happens in the last minutes before the load
OPENS, CLOSES = time(9), time(17, 30)
EVENING = time(17, 5)
BREATH = timedelta(minutes=13)  # between two acts on one record
TOKEN = re.compile(r"(?P<verb>[a-z_]*)(\+(?P<after>\d+)|@(?P<ago>\d+)(?P<unit>[hdx]))?")


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
        """So many days (`d`) or hours (`h`) before the load, at the latest, in office hours; or so
        many hours (`x`) at the most, in the daytime of any day: a place may be freed on a Sunday.
        """
        if unit == "d":
            return self._office_hour(self._working(self.today - timedelta(days=n)), chance)
        moment = self.now - timedelta(hours=n)
        if unit == "x":
            return min(_daytime(moment), self.now - LATEST)
        day = moment.date()
        if not self.calendar.is_working(day) or moment.time() < OPENS:
            day = self._working(day if moment.time() >= OPENS else day - timedelta(days=1))
            return self._office_hour(day, chance)
        return moment if moment.time() < CLOSES else self._office_hour(day, chance)

    @property
    def last(self) -> datetime:
        """The last moment at which anything happens."""
        return self.now - LATEST

    def on(self, day: date, hour: int = 10, minute: int = 0) -> datetime:
        """An hour of a day, or of the first working day after it."""
        return datetime.combine(self.calendar.roll(day), time(hour, minute), SOFIA)

    def evening(self, *, is_every_day: bool) -> datetime:
        """The last moment of work: of the last working day, or for a house that never closes of
        yesterday when it is still early."""
        day = self.today if self.last.time() >= OPENS else self.today - timedelta(days=1)
        if not is_every_day:
            day = self._working(day)
        closing = datetime.combine(day, EVENING, SOFIA)
        return min(closing, self.last)

    def office(self, n: int) -> datetime:
        """Ten o'clock so many days before the load, or on the last working day before that."""
        return datetime.combine(self._working(self.today - timedelta(days=n)), time(10), SOFIA)

    def after(self, moment: datetime, n: int, chance: Random) -> datetime:
        """So many working days after a moment, in office hours."""
        day = moment.astimezone(SOFIA).date()
        for _ in range(n):
            day = self.calendar.roll(day + timedelta(days=1))
        return self._office_hour(day, chance)

    def step(self, token: str, before: datetime, chance: Random) -> tuple[str, datetime]:
        """The verb of a token and its moment, after `before` and before the load.

        `refer` comes one to three working days later, `refer+5` five, `refer@2d` two days before
        the load, `refer@5h` five hours before it (see `ago`).
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

    def _working(self, day: date) -> date:
        """The day itself, or the last working one before it."""
        while not self.calendar.is_working(day):
            day -= timedelta(days=1)
        return day

    def _office_hour(self, day: date, chance: Random) -> datetime:
        minute = chance.randint(9 * 60, 17 * 60)
        moment = datetime.combine(day, time(minute // 60, minute % 60), SOFIA)
        return min(moment, self.now - LATEST)


def _daytime(moment: datetime) -> datetime:
    """The moment itself by day, the next morning by night."""
    if moment.time() >= CLOSES:
        moment += timedelta(days=1)
    elif moment.time() >= OPENS:
        return moment
    return moment.replace(hour=OPENS.hour, minute=moment.minute, second=0, microsecond=0)
