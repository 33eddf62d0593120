"""Personal assistance and assistant support: directions, agreements and months of timesheets.

Five municipalities; in Самоков the most people and every kind of finding. Where a municipality has
no head, its months wait for approval and no rate is typed.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from opora.accounts.rules import Role
from opora.assistance import services as assistance
from opora.assistance.models import Enrollment
from opora.assistance.rules import Ground
from opora.assistants import services as assistants
from opora.assistants.models import AssistanceAgreement, Assistant
from opora.assistants.reading import days_of, previous_month, read_schedule, written
from opora.assistants.rules import CRITERIA
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.lib.words import SOFIA
from opora.payroll import services as payroll
from opora.people import services as people
from opora.people.models import Person
from opora.people.rules import Basis
from opora.timesheets import board
from opora.timesheets import services as timesheets
from opora.timesheets.board import Line
from opora.timesheets.services.sheets import Entry

from .days import LATEST, Days
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
    officer: Actor
    head: Actor
    turn: int
    assistants: list[Assistant] = field(default_factory=list)
    special: dict[int, dict[int, str]] = field(default_factory=dict)  # hours by enrollment

    @property
    def directorate(self) -> Actor:
        """Who directs for this municipality."""
        return self.stage.staff.first(OTHER[self.slug])

    @property
    def has_head(self) -> bool:
        """Whether anybody may approve."""
        return self.head.has(Role.HEAD)

    def at(self, day: date, hour: int = 10) -> datetime:
        """A moment of a day, never after the load."""
        return min(datetime.combine(day, time(hour, 15), SOFIA), self.days.now - LATEST)

    def person(self, actor: Actor, group: str, day: date) -> Person:
        """One more invented person, living in the municipality as this actor knows it."""
        self.turn += 1
        citizen = self.stage.people.get(f"{group}{FIRST_KEY + self.turn}")
        office = self.stage.office(self.slug)
        with acting(actor):
            made = people.create_person(
                actor,
                first_name=citizen.first_name,
                middle_name=citizen.middle_name,
                last_name=citizen.last_name,
                birth_date=citizen.birth_date,
                sex=citizen.sex,
                identifier_kind=citizen.identifier_kind,
                identifier=citizen.identifier,
                basis=Basis.ASSISTANCE,
                is_demo=True,
                now=self.at(day, 9),
            )
            self.lives(actor, made, f"{office.municipality.seat}, {citizen.line}", day)  # type: ignore[union-attr]
        return made

    def lives(self, actor: Actor, person: Person, text: str, day: date) -> None:
        """The current address."""
        people.record_address(
            actor,
            person_id=person.pk,
            kind="current",
            municipality_id=str(self.stage.office(self.slug).municipality_id),
            text=text,
            now=self.at(day, 9),
        )


def stage_assistance(stage: Stage, days: Days) -> None:
    """Everything of assistance in the five municipalities, up to the load."""
    months = [days.today.replace(day=1)]
    for _ in range(MONTHS):
        months.insert(0, previous_month(months[0]))
    turn = 0
    for slug, n_users in OFFICES.items():
        house = House(stage, days, slug, stage.staff.first(slug), stage.staff.head(slug), turn)
        since = 0 if slug == "ob-samokov" else 1
        settle(house, months[since])
        agreements = [enroll(house, n, months[since]) for n in range(n_users)]
        agreements += [support(house, n, months[since]) for n in range(SUPPORTED)]
        wait(house, months[-1])
        if slug == "ob-samokov":
            complicate(house, agreements, months)
        for month in months[since:-1]:
            report(house, month, is_last=month == months[-2])
        turn = house.turn


def settle(house: House, first: date) -> None:
    """Assistants on the list; the rate and the approved number where somebody may set them."""
    n = OFFICES[house.slug] + 2
    day = first - timedelta(days=20)
    for turn in range(n):
        person = house.person(house.officer, "a", day)
        with acting(house.officer):
            house.assistants.append(
                assistants.register_assistant(
                    house.officer,
                    person_id=person.pk,
                    n_hours=168 if turn % 3 else 84,
                    settlement=None,
                    criteria=list(CRITERIA)[: 4 if turn < n - 1 else 2],
                    experience="Въвеждащо обучение" if turn % 2 else "",
                    registered_on=day,
                    now=house.at(day),
                )
            )
    with acting(house.head):
        assistance.set_capacity(
            house.head,
            n_users=SUPPORTED + 3,
            order="Заповед № РД-01-0099 на АСП (измислен пример)",
            decision="Решение № 45 на общинския съвет (измислен пример)",
            valid_from=first,
            now=house.at(day),
        )
        for kind in ("personal", "support") if house.has_head else ():
            payroll.set_rate(
                house.head,
                kind=kind,
                cents=RATE_CENTS,
                act=INVENTED_ACT,
                valid_from=date(first.year, 1, 1),
                now=house.at(day),
            )


def enroll(house: House, n: int, first: date) -> AssistanceAgreement:
    """One user from the direction to the signed agreement."""
    degree = DEGREES[n % len(DEGREES)]
    day = first - timedelta(days=12)
    person = house.person(house.directorate, "e", day)
    with acting(house.directorate):
        direction = assistance.issue(
            house.directorate,
            person_id=person.pk,
            office=house.stage.office(house.slug),
            degree=degree,
            n_hours=HOURS[degree],
            issued_on=day,
            valid_from=first,
            valid_until=None,
            assessment=f"ИО-{1200 + n}",
            now=house.at(day, 11),
        )
    with acting(house.officer):
        house.lives(house.officer, person, "ул. „Показна“ 7", day)
        made = assistance.apply(
            house.officer,
            person_id=person.pk,
            direction=direction,
            applied_on=day + timedelta(days=4),
            now=house.at(day + timedelta(days=4)),
        )
    return agree(house, made, house.assistants[n], WEEKS[degree], HOURS[degree], first)


def support(house: House, n: int, first: date) -> AssistanceAgreement:
    """One user of assistant support; both are visited by the same assistant."""
    day = first - timedelta(days=8)
    person = house.person(house.officer, "e", day)
    with acting(house.officer):
        made = assistance.apply(
            house.officer,
            person_id=person.pk,
            ground=Ground.ELDERLY if n else Ground.DISABILITY,
            applied_on=day,
            now=house.at(day),
        )
    visits = [cell.replace("10-12", "13-15") if n else cell for cell in VISITS]
    return agree(house, made, house.assistants[-2], visits, 40, first)


def agree(
    house: House,
    enrollment: Enrollment,
    assistant: Assistant,
    week: list[str],
    n_hours: int,
    first: date,
) -> AssistanceAgreement:
    """Enrolled, drafted, signed."""
    schedule = read_schedule(week)
    if not isinstance(schedule, list):
        raise TypeError(schedule.sentence)
    now = house.at(first, 11)
    with acting(house.officer):
        assistance.enroll(
            house.officer, enrollment=enrollment, seen=1, begins_on=first, now=house.at(first)
        )
        enrollment.refresh_from_db()
        drafted = assistants.draft_agreement(
            house.officer,
            enrollment=enrollment,
            assistant=assistant,
            n_minutes=n_hours * 60,
            schedule=schedule,
            valid_from=first,
            now=now,
        )
        return assistants.sign(house.officer, agreement=drafted, seen=1, signed_on=first, now=now)


def wait(house: House, current: date) -> None:
    """One direction has come and nobody has applied yet."""
    day = min(current + timedelta(days=2), house.days.today)
    person = house.person(house.directorate, "e", day)
    with acting(house.directorate):
        assistance.issue(
            house.directorate,
            person_id=person.pk,
            office=house.stage.office(house.slug),
            degree="II",
            n_hours=42,
            issued_on=day,
            valid_from=day,
            valid_until=None,
            now=house.at(day, 12),
        )


def complicate(house: House, agreements: list[AssistanceAgreement], months: list[date]) -> None:
    """A hospital stay, a withdrawn direction, too many hours: what the checks will find."""
    last = months[-2]
    house.special = {
        agreements[1].enrollment_id: {6: "8-12", 7: "8-12"},
        agreements[5].enrollment_id: dict.fromkeys(range(1, 21), "8-17"),
    }
    with acting(house.officer):
        assistance.record_absence(
            house.officer,
            enrollment=agreements[1].enrollment,
            kind="hospital",
            since=last + timedelta(days=4),
            until=last + timedelta(days=11),
            source="епикриза (измислен пример)",
            now=house.at(last + timedelta(days=12)),
        )
    direction = agreements[3].enrollment.direction
    with acting(house.directorate):
        if direction:
            direction.refresh_from_db()
            assistance.withdraw(
                house.directorate,
                direction=direction,
                seen=direction.version,
                effective_on=last + timedelta(days=20),
                reason="Лицето се премества при близки в друга община.",
                now=house.at(last + timedelta(days=18)),
            )


def report(house: House, month: date, *, is_last: bool) -> None:
    """A month's timesheets; the former months are locked, the last one stands in every state."""
    after = days_of(month)[-1] + timedelta(days=2)
    with acting(house.officer):
        lines = board.load(house.officer, month).lines
        entries = [
            Entry(line.enrollment.pk, line.assistant.pk, cells(house, line, n, month, is_last))
            for n, line in enumerate(lines)
            if not (is_last and n % 6 == 5)
        ]
        outcomes = timesheets.enter_many(
            house.officer, entries=entries, month=month, now=house.at(after)
        )
        sheets = [each.timesheet for each in outcomes if each.timesheet]
        confirmed = sheets[: len(sheets) * 2 // 3] if is_last else sheets
        for sheet in confirmed:
            timesheets.confirm(
                house.officer,
                timesheet=sheet,
                seen=sheet.version,
                confirmed_on=after,
                now=house.at(after, 12),
            )
        if is_last and len(sheets) > len(confirmed):
            timesheets.return_sheet(
                house.officer,
                timesheet=sheets[-1],
                seen=sheets[-1].version,
                reason="Часовете на 3-то число са записани два пъти.",
                now=house.at(after, 13),
            )
    if house.has_head:
        finish(house, month, after, is_last=is_last)


def cells(house: House, line: Line, n: int, month: date, is_last: bool) -> dict[date, str]:
    """The days as the assistant reports them: mostly the schedule, with a day off now and then."""
    chance = Random(f"{house.slug} {n} {month}")  # noqa: S311  not a secret
    typed = {day: written(worked) for day, worked in line.days.items() if chance.random() > 0.06}
    if is_last:
        for day, hours in house.special.get(line.enrollment.pk, {}).items():
            typed[month.replace(day=day)] = hours
    return typed


def finish(house: House, month: date, after: date, *, is_last: bool) -> None:
    """The head approves what is clear; a former month is closed, locked and reported."""
    with acting(house.head):
        whole = board.load(house.head, month)
        clear = [line.timesheet for line in whole.in_state(board.SheetState.CONFIRMED)
                 if line.timesheet and line.is_clear]  # fmt: skip
        blocked = [line for line in whole.entered if not line.is_clear]
        if is_last:
            clear = clear[: len(clear) // 2]
        for line in () if is_last else blocked:
            explain(house, line, after)
            if line.timesheet and not line.blocking:
                clear.append(line.timesheet)
        timesheets.approve(house.head, timesheets=clear, month=month, now=house.at(after, 14))
        if is_last:
            return
        timesheets.close_month(house.head, month=month, note="", now=house.at(after, 15))
        timesheets.approve_month(house.head, month=month, now=house.at(after, 16))
        timesheets.report_month(house.head, month=month, reported_on=after, now=house.at(after, 17))


def explain(house: House, line: Line, after: date) -> None:
    """The officer's reason for what only asks for one."""
    for finding in line.unexplained:
        if line.timesheet:
            timesheets.explain(
                house.officer,
                timesheet=line.timesheet,
                code=finding.code,
                text="Проверено с потребителя и асистента; часовете са верни.",
                now=house.at(after, 13),
            )
