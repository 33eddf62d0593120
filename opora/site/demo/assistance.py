"""Personal assistance and assistant support: directions, agreements and months of timesheets.

Five municipalities; in Самоков the most people and every kind of finding.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from opora.assistance import services as assistance
from opora.assistance.models import Enrollment
from opora.assistance.rules import Ground
from opora.assistants import services as assistants
from opora.assistants.models import AssistanceAgreement, Assistant
from opora.assistants.reading import days_of, previous_month, read_schedule, written
from opora.assistants.rules import CRITERIA
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.payroll import services as payroll
from opora.people import services as people
from opora.people.models import Person
from opora.people.rules import Basis
from opora.timesheets import board
from opora.timesheets import services as timesheets
from opora.timesheets.board import Line
from opora.timesheets.models import Timesheet
from opora.timesheets.services.sheets import Entry

from .days import Days
from .schedule import Tale
from .stage import OTHER, Stage

OFFICES = {
    "ob-samokov": 12,
    "ob-sozopol": 5,
    "ob-bansko": 4,
    "ob-mineralni-bani": 4,
    "ob-elena": 5,
}
SUPPORTED = 2  # in assistant support, in every municipality
MONTHS = 5
FIRST_KEY = 300  # of the invented people; below are those of the requests
WEEKS = {
    "I": ["", "9-10", "", "9-10", "", "", ""],
    "II": ["8-10", "8-10", "8-10", "8-10", "8-10", "", ""],
    "III": ["8-12", "8-12", "8-12", "8-12", "8-11", "", ""],
    "IV": ["8-15:30", "8-15:30", "8-15:30", "8-15:30", "8-15:30", "", ""],
}
HOURS = {"I": 15, "II": 42, "III": 84, "IV": 168}
DEGREES = ("II", "III", "IV", "II", "I", "III")
VISITS = ["10-12", "10-12", "", "10-12", "10-12", "", ""]
RATE_CENTS = 600  # invented, as the act that it stands with
INVENTED_ACT = "Заповед № РД-05-12 (измислен пример)"


@dataclass
class House:
    """One municipality's assistance as it is staged."""

    stage: Stage
    days: Days
    slug: str
    turns: Iterator[int]
    months: list[date]
    assistants: list[Assistant] = field(default_factory=list)
    agreements: dict[int, AssistanceAgreement] = field(default_factory=dict)
    special: dict[int, dict[int, str]] = field(default_factory=dict)  # hours by enrollment

    def __post_init__(self) -> None:
        staff = self.stage.staff
        self.officer, self.head = staff.first(self.slug), staff.head(self.slug)
        self.directorate = staff.first(OTHER[self.slug])

    @property
    def now(self) -> datetime:
        """The moment that it is."""
        return self.stage.now

    @property
    def first(self) -> date:
        """The month from which people are assisted."""
        return self.months[0]

    def person(self, actor: Actor, group: str) -> Person:
        """One more invented person, living in the municipality as this actor knows it."""
        citizen = self.stage.people.get(f"{group}{next(self.turns)}")
        office = self.stage.office(self.slug)
        seat = office.municipality.seat if office.municipality else ""
        with acting(actor):
            made = self.stage.enter(actor, citizen, Basis.ASSISTANCE)
            self.lives(actor, made, f"{seat}, {citizen.line}")
        return made

    def lives(self, actor: Actor, person: Person, text: str) -> None:
        """The current address."""
        people.record_address(
            actor,
            person_id=person.pk,
            kind="current",
            municipality_id=str(self.stage.office(self.slug).municipality_id),
            text=text,
            now=self.now,
        )


def stage_assistance(stage: Stage, days: Days) -> list[Tale]:
    """Everything of assistance in the five municipalities, up to the load."""
    months = [days.today.replace(day=1)]
    for _ in range(MONTHS):
        months.insert(0, previous_month(months[0]))
    turns = count(FIRST_KEY)
    tales: list[Tale] = []
    for slug, n_users in OFFICES.items():
        since = 0 if slug == "ob-samokov" else 1
        house = House(stage, days, slug, turns, months[since:])
        tales += [settle(house), *[enroll(house, n) for n in range(n_users)]]
        tales += [support(house, n) for n in range(SUPPORTED)]
        tales += [wait(house), *[report(house, month) for month in house.months[:-1]]]
        if slug == "ob-samokov":
            tales += [fall_ill(house), withdraw(house)]
    return tales


def settle(house: House) -> Tale:
    """Assistants on the list; the rate and the approved number."""
    yield house.days.on(house.first - timedelta(days=20))
    n = OFFICES[house.slug] + 2
    for turn in range(n):
        person = house.person(house.officer, "a")
        with acting(house.officer):
            house.assistants.append(
                assistants.register_assistant(
                    house.officer,
                    person_id=person.pk,
                    n_hours=168 if turn % 3 else 84,
                    settlement=None,
                    criteria=list(CRITERIA)[: 4 if turn < n - 1 else 2],
                    experience="Въвеждащо обучение" if turn % 2 else "",
                    registered_on=house.now.date(),
                    now=house.now,
                )
            )
    with acting(house.head):
        assistance.set_capacity(
            house.head,
            n_users=SUPPORTED + 3,
            order="Заповед № РД-01-0099 на АСП (измислен пример)",
            decision="Решение № 45 на общинския съвет (измислен пример)",
            valid_from=house.first,
            now=house.now,
        )
        for kind in ("personal", "support"):
            payroll.set_rate(
                house.head,
                kind=kind,
                cents=RATE_CENTS,
                act=INVENTED_ACT,
                valid_from=date(house.first.year, 1, 1),
                now=house.now,
            )


def enroll(house: House, n: int) -> Tale:
    """One user from the direction to the signed agreement."""
    degree, days = DEGREES[n % len(DEGREES)], house.days
    yield days.on(house.first - timedelta(days=12), 10 + n % 4, 7 * (n % 8))
    person = house.person(house.directorate, "e")
    with acting(house.directorate):
        direction = assistance.issue(
            house.directorate,
            person_id=person.pk,
            office=house.stage.office(house.slug),
            degree=degree,
            n_hours=HOURS[degree],
            issued_on=house.now.date(),
            valid_from=house.first,
            valid_until=None,
            assessment=f"ИО-{1200 + n}",
            now=house.now,
        )
    yield days.on(house.now.date() + timedelta(days=4), 11 + n % 4, 5 * (n % 8))
    with acting(house.officer):
        house.lives(house.officer, person, "ул. „Показна“ 7")
        made = assistance.apply(
            house.officer,
            person_id=person.pk,
            direction=direction,
            applied_on=house.now.date(),
            now=house.now,
        )
    yield from agree(house, n, made, house.assistants[n], WEEKS[degree], HOURS[degree])


def support(house: House, n: int) -> Tale:
    """One user of assistant support; both are visited by the same assistant."""
    yield house.days.on(house.first - timedelta(days=8), 14, 10 * n)
    person = house.person(house.officer, "e")
    with acting(house.officer):
        made = assistance.apply(
            house.officer,
            person_id=person.pk,
            ground=Ground.ELDERLY if n else Ground.DISABILITY,
            applied_on=house.now.date(),
            now=house.now,
        )
    visits = [cell.replace("10-12", "13-15") if n else cell for cell in VISITS]
    yield from agree(house, OFFICES[house.slug] + n, made, house.assistants[-2], visits, 40)


def agree(
    house: House,
    n: int,
    enrollment: Enrollment,
    assistant: Assistant,
    week: list[str],
    n_hours: int,
) -> Tale:
    """Enrolled, drafted, signed."""
    schedule = read_schedule(week)
    if not isinstance(schedule, list):
        raise TypeError(schedule.sentence)
    yield house.days.on(house.first, 9 + n % 7, 4 * n)
    first = house.now.date()
    with acting(house.officer):
        assistance.enroll(
            house.officer, enrollment=enrollment, seen=1, begins_on=first, now=house.now
        )
        enrollment.refresh_from_db()
        drafted = assistants.draft_agreement(
            house.officer,
            enrollment=enrollment,
            assistant=assistant,
            n_minutes=n_hours * 60,
            schedule=schedule,
            valid_from=first,
            now=house.now,
        )
        house.agreements[n] = assistants.sign(
            house.officer, agreement=drafted, seen=1, signed_on=first, now=house.now
        )


def wait(house: House) -> Tale:
    """One direction has come and nobody has applied yet."""
    yield house.days.on(house.months[-1] + timedelta(days=2))
    person = house.person(house.directorate, "e")
    with acting(house.directorate):
        assistance.issue(
            house.directorate,
            person_id=person.pk,
            office=house.stage.office(house.slug),
            degree="II",
            n_hours=42,
            issued_on=house.now.date(),
            valid_from=house.now.date(),
            valid_until=None,
            now=house.now,
        )


def fall_ill(house: House) -> Tale:
    """A hospital stay, and hours that the checks will find."""
    last = house.months[-2]
    yield house.days.on(last + timedelta(days=12))
    ill, tired = house.agreements[1], house.agreements[5]
    house.special = {
        ill.enrollment_id: {6: "8-12", 7: "8-12"},
        tired.enrollment_id: dict.fromkeys(range(1, 21), "8-17"),
    }
    with acting(house.officer):
        assistance.record_absence(
            house.officer,
            enrollment=ill.enrollment,
            kind="hospital",
            since=last + timedelta(days=4),
            until=last + timedelta(days=11),
            source="епикриза (измислен пример)",
            now=house.now,
        )


def withdraw(house: House) -> Tale:
    """A direction that no longer holds."""
    last = house.months[-2]
    yield house.days.on(last + timedelta(days=18))
    direction = house.agreements[3].enrollment.direction
    with acting(house.directorate):
        if direction:
            direction.refresh_from_db()
            assistance.withdraw(
                house.directorate,
                direction=direction,
                seen=direction.version,
                effective_on=max(last + timedelta(days=20), house.now.date()),
                reason="Лицето се премества при близки в друга община.",
                now=house.now,
            )


def report(house: House, month: date) -> Tale:
    """A month's timesheets; the former months are locked, the last one stands in every state."""
    is_last, days = month == house.months[-2], house.days
    yield days.on(days_of(month)[-1] + timedelta(days=2))
    after = house.now.date()
    sheets = enter(house, month, is_last=is_last)
    yield days.on(after, 12, 15)
    for sheet in sheets[: len(sheets) * 2 // 3] if is_last else sheets:
        with acting(house.officer):
            timesheets.confirm(
                house.officer,
                timesheet=sheet,
                seen=sheet.version,
                confirmed_on=after,
                now=house.now,
            )
    yield days.on(after, 13, 15)
    if is_last and len(sheets) > 1:
        with acting(house.officer):
            timesheets.return_sheet(
                house.officer,
                timesheet=sheets[-1],
                seen=sheets[-1].version,
                reason="Часовете на 3-то число са записани два пъти.",
                now=house.now,
            )
    explained = [] if is_last else explain(house, month)
    yield days.on(after, 14, 15)
    approve(house, month, explained, is_last=is_last)
    if not is_last:
        yield days.on(after, 16, 15)
        close(house, month)


def enter(house: House, month: date, *, is_last: bool) -> list[Timesheet]:
    """The sheets that came, typed at once."""
    with acting(house.officer):
        lines = board.load(house.officer, month).lines
        entries = [
            Entry(line.enrollment.pk, line.assistant.pk, cells(house, line, n, month, is_last))
            for n, line in enumerate(lines)
            if not (is_last and n % 6 == 5)
        ]
        outcomes = timesheets.enter_many(house.officer, entries=entries, month=month, now=house.now)
    return [each.timesheet for each in outcomes if each.timesheet]


def cells(house: House, line: Line, n: int, month: date, is_last: bool) -> dict[date, str]:
    """The days as the assistant reports them: mostly the schedule, with a day off now and then."""
    chance = Random(f"{house.slug} {n} {month}")  # noqa: S311  not a secret
    typed = {day: written(worked) for day, worked in line.days.items() if chance.random() > 0.06}
    if is_last:
        for day, hours in house.special.get(line.enrollment.pk, {}).items():
            typed[month.replace(day=day)] = hours
    return typed


def explain(house: House, month: date) -> list[Timesheet]:
    """The officer's reasons for what only asks for one; the sheets that are clear by them."""
    found = []
    with acting(house.officer):
        for line in board.load(house.officer, month).entered:
            for finding in () if line.is_clear else line.unexplained:
                if line.timesheet:
                    timesheets.explain(
                        house.officer,
                        timesheet=line.timesheet,
                        code=finding.code,
                        text="Проверено с потребителя и асистента; часовете са верни.",
                        now=house.now,
                    )
            if line.timesheet and not line.is_clear and not line.blocking:
                found.append(line.timesheet)
    return found


def approve(house: House, month: date, explained: list[Timesheet], *, is_last: bool) -> None:
    """The head approves what is clear; of the last month, half of it."""
    with acting(house.head):
        whole = board.load(house.head, month)
        clear = [
            line.timesheet
            for line in whole.in_state(board.SheetState.CONFIRMED)
            if line.timesheet and line.is_clear and line.timesheet not in explained
        ]
        if is_last:
            clear = clear[: len(clear) // 2]
        timesheets.approve(house.head, timesheets=[*clear, *explained], month=month, now=house.now)


def close(house: House, month: date) -> None:
    """Closed, locked and reported."""
    facts: dict[str, Any] = {"month": month, "now": house.now}
    with acting(house.head):
        timesheets.close_month(house.head, note="", **facts)
        timesheets.approve_month(house.head, **facts)
        timesheets.report_month(house.head, reported_on=house.now.date(), **facts)
