"""The statutory non-working days of Bulgaria (Labor Code, чл. 154). Pure.

Not computed: days that the Council of Ministers moves for one year; those are rows of the calendar.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from opora.lib.labels import gettext_noop as _

from .rules import DAY, SATURDAY

SOURCE = "чл. 154, ал. 1 КТ"
MOVED_SOURCE = "чл. 154, ал. 2 КТ"
# Since this year a holiday on a weekend, other than Easter, frees the next working day.
MOVED_SINCE = 2017
FIXED = {
    (1, 1): _("Нова година"),
    (3, 3): _("Ден на Освобождението – национален празник"),
    (5, 1): _("Ден на труда"),
    (5, 6): _("Гергьовден"),
    (5, 24): _("Ден на българската просвета и култура"),
    (9, 6): _("Ден на Съединението"),
    (9, 22): _("Ден на Независимостта"),
    (12, 24): _("Бъдни вечер"),
    (12, 25): _("Рождество Христово"),
    (12, 26): _("Рождество Христово"),
}
EASTER = {
    -2: _("Разпети петък"),
    -1: _("Велика събота"),
    0: _("Великден"),
    1: _("Велики понеделник"),
}


def orthodox_easter(year: int) -> date:
    """Easter Sunday of the Bulgarian Orthodox Church (Meeus, Julian; 1900–2099)."""
    lunar = (19 * (year % 19) + 15) % 30
    weekday = (2 * (year % 4) + 4 * (year % 7) - lunar + 34) % 7
    month, day = divmod(lunar + weekday + 114, 31)
    return date(year, month, day + 1) + timedelta(days=13)


def statutory_days(year: int) -> Iterator[tuple[date, str, str]]:
    """Each non-working day of the year by law: the day, its name, its source."""
    fixed = {date(year, month, day): name for (month, day), name in FIXED.items()}
    easter = {orthodox_easter(year) + n * DAY: name for n, name in EASTER.items()}
    taken = easter | fixed
    yield from ((day, name, SOURCE) for day, name in sorted(taken.items()))
    if year < MOVED_SINCE:
        return
    for holiday, name in sorted(fixed.items()):
        if holiday.weekday() >= SATURDAY:
            day = holiday
            while day in taken or day.weekday() >= SATURDAY:
                day += DAY
            taken[day] = name
            yield day, name, MOVED_SOURCE
