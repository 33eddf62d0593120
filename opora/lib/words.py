"""Numbers, days, moments and money as a person says them, in Bulgarian and in English."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

SOFIA = ZoneInfo("Europe/Sofia")
NBSP = "\u00a0"
BULGARIAN = "bg"

# Inside how many days a due date is near: the worklist's tab is „До 3 дни“.
NEAR_DAYS = 3

SIGNS = {"EUR": "€", "BGN": "лв."}
SIGNS_EN = {"EUR": "€", "BGN": "BGN"}

# The letter on the small badge of whose turn it is, and the badge's tone.
ORGANIZATION_LETTERS = {
    "municipality": ("О", "M"),
    "directorate": ("С", "S"),
    "regional_directorate": ("Р", "R"),
    "provider": ("П", "P"),
    "district": ("Б", "D"),
    "assistance_agency": ("А", "A"),
    "quality_agency": ("К", "Q"),
    "ministry": ("М", "N"),
}


def plural(n: int, one: str, many: str) -> str:
    """The count with the form of the noun that goes with it: 1 място, 2 места, 21 места."""
    return f"{number(n)}{NBSP}{one if abs(n) == 1 else many}"


def number(n: int) -> str:
    """A whole number with its thousands apart: 7 364 570."""
    return f"{n:,}".replace(",", NBSP)


def money(cents: int, currency: str = "EUR", language: str = BULGARIAN) -> str:
    """Whole cents as money: 3 896,80 €; in English €3,896.80."""
    sign = "−" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    if language == BULGARIAN:
        return f"{sign}{number(whole)},{rest:02d}{NBSP}{SIGNS[currency]}"
    symbol = SIGNS_EN[currency]
    return f"{sign}{symbol}{'' if symbol == '€' else NBSP}{whole:,}.{rest:02d}"


def day(value: date, language: str = BULGARIAN) -> str:
    """A date as it is written: 21.11.2026 г.; in English 21.11.2026."""
    return f"{value:%d.%m.%Y}" + (f"{NBSP}г." if language == BULGARIAN else "")


def moment(value: datetime, language: str = BULGARIAN) -> str:
    """An exact moment on Sofia's clock, to the second."""
    local = value.astimezone(SOFIA)
    return f"{day(local.date(), language)}, {local:%H:%M:%S}"


def due(on: date | None, today: date, language: str = BULGARIAN) -> str:
    """How near a due date is: просрочено с 1 ден, днес, остава 1 ден, остават 12 дни, няма срок."""
    if language != BULGARIAN:
        return _due_en(on, today)
    if on is None:
        return "няма срок"
    left = (on - today).days
    if left < 0:
        return f"просрочено с{NBSP}{plural(-left, 'ден', 'дни')}"
    if left == 0:
        return "срокът е днес"
    return f"{'остава' if left == 1 else 'остават'} {plural(left, 'ден', 'дни')}"


def _due_en(on: date | None, today: date) -> str:
    if on is None:
        return "no deadline"
    left = (on - today).days
    if left < 0:
        return f"overdue by {plural(-left, 'day', 'days')}"
    return "due today" if left == 0 else f"{plural(left, 'day', 'days')} left"


def urgency(on: date | None, today: date) -> str:
    """The tone of a due date: late, soon or plain."""
    if on is None or on > today + timedelta(days=NEAR_DAYS):
        return "plain"
    return "late" if on < today else "soon"


def ago(value: datetime, now: datetime, language: str = BULGARIAN) -> str:
    """A past moment: току-що, преди 4 секунди, преди 2 минути, днес, 09:40; older ones in full."""
    bulgarian = language == BULGARIAN
    seconds = int((now - value).total_seconds())
    local, local_now = value.astimezone(SOFIA), now.astimezone(SOFIA)
    clock = f"{local:%H:%M}"
    if seconds < 1:
        return "току-що" if bulgarian else "just now"
    if seconds < 60:
        if bulgarian:
            return f"преди {plural(seconds, 'секунда', 'секунди')}"
        return f"{plural(seconds, 'second', 'seconds')} ago"
    if seconds < 3600:
        minutes = seconds // 60
        if bulgarian:
            return f"преди {plural(minutes, 'минута', 'минути')}"
        return f"{plural(minutes, 'minute', 'minutes')} ago"
    days = (local_now.date() - local.date()).days
    if days == 0:
        return f"днес, {clock}" if bulgarian else f"today, {clock}"
    if days == 1:
        return f"вчера, {clock}" if bulgarian else f"yesterday, {clock}"
    return f"{day(local.date(), language)}, {clock}"


def ahead(value: datetime, now: datetime, language: str = BULGARIAN) -> str:
    """A coming moment: след 40 минути, след 5 часа, след 2 дни; изтекло when it has passed."""
    bulgarian = language == BULGARIAN
    minutes = int((value - now).total_seconds() // 60)
    if minutes < 0:
        return "изтекло" if bulgarian else "expired"
    if minutes < 60:
        count, forms = minutes, (("минута", "минути"), ("minute", "minutes"))
    elif minutes < 48 * 60:
        count, forms = minutes // 60, (("час", "часа"), ("hour", "hours"))
    else:
        count, forms = minutes // (24 * 60), (("ден", "дни"), ("day", "days"))
    words = plural(count, *forms[0 if bulgarian else 1])
    return f"след {words}" if bulgarian else f"in {words}"


def working_days(n: int, language: str = BULGARIAN) -> str:
    """A term in working days: след 3 работни дни."""
    if language == BULGARIAN:
        return f"след {plural(n, 'работен ден', 'работни дни')}"
    return f"in {plural(n, 'working day', 'working days')}"


def age(born_on: date, today: date) -> int:
    """Full years on a day."""
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))


def filled(taken: int, capacity: int, language: str = BULGARIAN) -> str:
    """How full: 37 от 40."""
    return f"{number(taken)} {'от' if language == BULGARIAN else 'of'} {number(capacity)}"


def percent(part: int, whole: int) -> str:
    """A share, rounded half up to whole percent: 92 %."""
    return f"{(200 * part + whole) // (2 * whole)}{NBSP}%"


def initials(name: str) -> str:
    """The first letters of the first and the last name: МИ."""
    names = name.split()
    return "".join(part[0] for part in ([names[0], names[-1]] if len(names) > 1 else names)).upper()


def organization_letter(kind: str, language: str = BULGARIAN) -> str:
    """The letter that stands for a kind of organization on its badge."""
    return ORGANIZATION_LETTERS[kind][0 if language == BULGARIAN else 1]
