"""What is wrong with a month of assistance: findings with a sentence and how grave they are. Pure.

A blocking finding must be put right; another is let through with a reason that an officer writes.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from opora.assistance.others import Other, Period, asking
from opora.assistance.rules import AbsenceKind, Kind
from opora.assistants.reading import DAY_MINUTES, Worked, hours
from opora.lib.labels import gettext_noop as _
from opora.lib.labels import translated


class Severity(StrEnum):
    """How grave a finding is."""

    BLOCKS = "blocks"
    REASON = "reason"


SEVERITY_LABELS = {
    Severity.BLOCKS: _("спира утвърждаването"),
    Severity.REASON: _("иска причина"),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One assistant's month at one user, with all that it is checked against.

    `directions` and `agreements` are periods with minutes a month; `others` are organizations'
    answers: a kind of other support and its period, with the name of whom to ask as `kind`.
    """

    id: int
    enrollment_id: int
    assistant_id: int
    assistant: str
    user: str
    days: Mapping[date, Worked]
    kind: Kind = Kind.PERSONAL
    directions: tuple[Period, ...] = ()
    agreements: tuple[Period, ...] = ()
    absences: tuple[Period, ...] = ()
    others: tuple[Other, ...] = ()
    worked_elsewhere: Mapping[date, str] = field(default_factory=dict)
    stated_minutes: int | None = None

    @property
    def total(self) -> int:
        """All minutes of the month."""
        return sum(each.minutes for each in self.days.values())


@dataclass(frozen=True, slots=True)
class Limits:
    """Dated rows of the month, None where no number is known."""

    working_days: frozenset[date] = frozenset()
    day_of_work: int | None = None  # minutes of a working day of one assistant
    day_of_support: int | None = None  # minutes of assistant support on a working day


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: a code, the sentence, how grave, and the rule's confidence."""

    code: str
    severity: Severity
    sentence: str
    days: tuple[date, ...] = ()
    confidence: str = ""

    @property
    def blocks(self) -> bool:
        """Whether nothing can be approved before it is put right."""
        return self.severity == Severity.BLOCKS


@dataclass(frozen=True, slots=True)
class Month:
    """All sheets of a municipality's month: a sheet is checked against its neighbors too."""

    sheets: Sequence[Sheet]
    limits: Limits
    of_user: Mapping[int, list[Sheet]] = field(init=False)
    of_assistant: Mapping[int, list[Sheet]] = field(init=False)

    def __post_init__(self) -> None:
        users: defaultdict[int, list[Sheet]] = defaultdict(list)
        assistants: defaultdict[int, list[Sheet]] = defaultdict(list)
        for sheet in self.sheets:
            users[sheet.enrollment_id].append(sheet)
            assistants[sheet.assistant_id].append(sheet)
        object.__setattr__(self, "of_user", users)
        object.__setattr__(self, "of_assistant", assistants)


def findings(sheet: Sheet, month: Month) -> list[Finding]:
    """Everything that is wrong with a sheet; what blocks comes first."""
    found = [each for check in CHECKS for each in check(sheet, month)]
    return sorted(found, key=lambda each: not each.blocks)


def _days(days: Sequence[date]) -> str:
    return ", ".join(f"{day:%d.%m}" for day in days)


def _blocks(code: str, sentence: str, days: Sequence[date] = (), **values: str) -> Finding:
    words = translated(sentence) % {"days": _days(days), **values}
    return Finding(code, Severity.BLOCKS, words, tuple(days))


def _asks(
    code: str, sentence: str, days: Sequence[date] = (), confidence: str = "", **values: str
) -> Finding:
    words = translated(sentence) % {"days": _days(days), **values}
    return Finding(code, Severity.REASON, words, tuple(days), confidence)


def over_direction(sheet: Sheet, month: Month) -> Iterator[Finding]:
    """All assistants of the user together within the hours of the direction. With two directions in
    the month the greater is the limit: no rule for parts of a month is known."""
    if sheet.kind != Kind.PERSONAL or not sheet.directions:
        return
    most = max(each.minutes for each in sheet.directions)
    total = sum(each.total for each in month.of_user[sheet.enrollment_id])
    if total > most:
        yield _blocks(
            "over_direction",
            _("Часовете на потребителя за месеца са %(total)s, а направлението е за %(most)s."),
            total=hours(total),
            most=hours(most),
        )
    least = min(each.minutes for each in sheet.directions)
    if least < total <= most:
        yield _asks(
            "direction_changed",
            _("Направлението е променено в месеца: от %(least)s на %(most)s часа или обратно."),
            least=hours(least),
            most=hours(most),
        )


def no_direction(sheet: Sheet, month: Month) -> Iterator[Finding]:
    """Every worked day has a direction in force."""
    if sheet.kind != Kind.PERSONAL:
        return
    days = [day for day in sheet.days if not any(each.has(day) for each in sheet.directions)]
    if days:
        yield _blocks("no_direction", _("Няма действащо направление на %(days)s."), days)


def no_agreement(sheet: Sheet, month: Month) -> Iterator[Finding]:
    """Every worked day is within a signed agreement."""
    days = [day for day in sheet.days if not any(each.has(day) for each in sheet.agreements)]
    if days:
        yield _blocks(
            "no_agreement",
            _("Няма подписано споразумение на %(days)s, или то вече е прекратено."),
            days,
        )


def over_agreement(sheet: Sheet, month: Month) -> Iterator[Finding]:
    """More hours than this assistant agreed to."""
    most = max((each.minutes for each in sheet.agreements), default=0)
    if sheet.agreements and sheet.total > most:
        yield _asks(
            "over_agreement",
            _("Асистентът е отчел %(total)s часа, а по споразумението са %(most)s."),
            total=hours(sheet.total),
            most=hours(most),
        )


def _overlap(one: Worked, two: Worked) -> bool:
    return any(
        start < other_end and other_start < end
        for start, end in one.spans
        for other_start, other_end in two.spans
    )


def _together(sheet: Sheet, others: Sequence[Sheet]) -> dict[str, list[date]]:
    found: defaultdict[str, list[date]] = defaultdict(list)
    for other in others:
        if other.id == sheet.id:
            continue
        for day in sorted(sheet.days.keys() & other.days.keys()):
            if _overlap(sheet.days[day], other.days[day]):
                name = other.assistant if other.enrollment_id == sheet.enrollment_id else other.user
                found[name].append(day)
    return found


def two_assistants(sheet: Sheet, month: Month) -> Iterator[Finding]:
    """Two assistants at one user in the same hours."""
    for name, days in _together(sheet, month.of_user[sheet.enrollment_id]).items():
        yield _asks(
            "two_assistants",
            _("В същите часове помага и %(name)s: %(days)s."),
            days,
            name=name,
        )


def two_users(sheet: Sheet, month: Month) -> Iterator[Finding]:
    """One assistant cannot be at two users at once."""
    for name, days in _together(sheet, month.of_assistant[sheet.assistant_id]).items():
        yield _blocks(
            "two_users",
            _("Асистентът е отчетен в същите часове и при %(name)s: %(days)s."),
            days,
            name=name,
        )


def long_days(sheet: Sheet, month: Month) -> Iterator[Finding]:
    """All users of the assistant together within 24 hours of a day."""
    sums: defaultdict[date, int] = defaultdict(int)
    for other in month.of_assistant[sheet.assistant_id]:
        for day, worked in other.days.items():
            sums[day] += worked.minutes
    days = [day for day in sorted(sheet.days) if sums[day] > DAY_MINUTES]
    if days:
        yield _blocks(
            "over_day",
            _("При всички потребители заедно асистентът има повече от 24 часа в ден: %(days)s."),
            days,
        )


def absent(sheet: Sheet, month: Month) -> Iterator[Finding]:
    """In hospital or elsewhere: the days between block, the day of going and coming asks why."""
    for absence in sheet.absences:
        days = [day for day in sorted(sheet.days) if absence.has(day)]
        between = [day for day in days if day not in {absence.since, absence.until}]
        if absence.kind == AbsenceKind.AWAY and days:
            yield _asks("away", _("Потребителят е бил извън дома: %(days)s."), days)
        elif between:
            yield _blocks(absence.kind, ABSENT[absence.kind], between)
        elif days:
            yield _asks(f"{absence.kind}_edge", ABSENT_EDGE[absence.kind], days)


ABSENT: dict[str, str] = {
    AbsenceKind.HOSPITAL: _("Потребителят е бил в болница: %(days)s."),
    AbsenceKind.RESIDENTIAL: _("Потребителят е бил в услуга с настаняване: %(days)s."),
}
ABSENT_EDGE: dict[str, str] = {
    AbsenceKind.HOSPITAL: _("В този ден потребителят е приет в болница или изписан: %(days)s."),
    AbsenceKind.RESIDENTIAL: _("В този ден потребителят е настанен или е напуснал: %(days)s."),
}
OTHER_SENTENCES = {
    "residential": _("По същото време лицето ползва услуга с настаняване: %(days)s. %(ask)s"),
    "personal": _("По същото време лицето е включено в лична помощ и другаде: %(days)s. %(ask)s"),
    "support": _("По същото време лицето ползва асистентска подкрепа: %(days)s. %(ask)s"),
    "attendance": _("В същия ден лицето е отбелязано и в друга услуга: %(days)s. %(ask)s"),
}


def other_support(sheet: Sheet, month: Month) -> Iterator[Finding]:
    """The same need is not paid twice; a service of the same day may have other hours."""
    found: defaultdict[tuple[str, str], set[date]] = defaultdict(set)
    for other in sheet.others:
        found[other.what, other.ask] |= {day for day in sheet.days if other.period.has(day)}
    for (what, ask), days in found.items():
        if days:
            make = _asks if what == "attendance" else _blocks
            sentence = OTHER_SENTENCES[what]
            yield make(f"other_{what}", sentence, sorted(days), ask=asking(ask))


def worked_elsewhere(sheet: Sheet, month: Month) -> Iterator[Finding]:
    """The assistant has hours of the same day at another municipality."""
    names: defaultdict[str, list[date]] = defaultdict(list)
    for day in sorted(sheet.days.keys() & sheet.worked_elsewhere.keys()):
        names[sheet.worked_elsewhere[day]].append(day)
    for name, days in names.items():
        yield _asks(
            "worked_elsewhere",
            _("В същия ден асистентът е отчел часове и другаде: %(days)s. %(ask)s"),
            days,
            ask=asking(name),
        )


def over_working_time(sheet: Sheet, month: Month) -> Iterator[Finding]:
    """All users of one assistant together above the working time of the month."""
    if month.limits.day_of_work is None:
        return
    most = month.limits.day_of_work * len(month.limits.working_days)
    total = sum(each.total for each in month.of_assistant[sheet.assistant_id])
    if total > most:
        yield _asks(
            "over_working_time",
            _("Асистентът има общо %(total)s часа, а работното време за месеца е %(most)s."),
            confidence="weak",
            total=hours(total),
            most=hours(most),
        )


def support_hours(sheet: Sheet, month: Month) -> Iterator[Finding]:
    """Assistant support: so many hours on a working day, by practice."""
    most = month.limits.day_of_support
    if sheet.kind != Kind.SUPPORT or most is None:
        return
    sums: defaultdict[date, int] = defaultdict(int)
    for other in month.of_user[sheet.enrollment_id]:
        for day, worked in other.days.items():
            sums[day] += worked.minutes
    long = [day for day in sorted(sheet.days) if sums[day] > most]
    if long:
        yield _asks(
            "over_support_day",
            _("Асистентската подкрепа е над %(most)s часа на ден: %(days)s."),
            long,
            "practice",
            most=hours(most),
        )
    free = [day for day in sorted(sheet.days) if day not in month.limits.working_days]
    if free:
        yield _asks(
            "support_on_holiday",
            _("Посещение в неработен ден: %(days)s."),
            free,
            "practice",
        )


def stated_total(sheet: Sheet, month: Month) -> Iterator[Finding]:
    """The sum that the paper says is the sum of its days."""
    if sheet.stated_minutes is not None and sheet.stated_minutes != sheet.total:
        yield _blocks(
            "stated_total",
            _("Сборът по отчета е %(stated)s часа, а дните дават %(total)s."),
            stated=hours(sheet.stated_minutes),
            total=hours(sheet.total),
        )


Check = Callable[[Sheet, Month], Iterator[Finding]]
CHECKS: tuple[Check, ...] = (
    no_direction, over_direction, no_agreement, over_agreement, two_users, two_assistants,
    long_days, absent, other_support, worked_elsewhere, over_working_time, support_hours,
    stated_total,
)  # fmt: skip
