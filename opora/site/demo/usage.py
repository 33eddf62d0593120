"""Agreements of those who have a place, and half a year of the day book.

Months are closed and approved one after another; the last one waits in some services, one has a
gap, one was corrected. What is marked comes from the person's own agreement and chance.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

from opora.agreements import queries as agreement_queries
from opora.agreements import services as agreements
from opora.agreements.models import ServiceAgreement
from opora.agreements.rules import DAY, Mode, Terms, planned
from opora.cases import queries as cases
from opora.cases.models import Case
from opora.cases.rules import CaseState, Ground
from opora.deliveries import services as deliveries
from opora.incidents import services as incidents
from opora.incidents.rules import Happening
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.places.rules import PlacementState
from opora.register.models import Service
from opora.support import queries as support
from opora.usage import measures, queries, rules, services, working
from opora.usage.models import AbsenceReason
from opora.usage.rules import Mark

from . import texts_of_usage as texts
from .days import Days
from .facilities import KEYS
from .schedule import Tale
from .stage import Stage, Story

BEFORE_PAPERS = {Ground.URGENT, Ground.COURT, Ground.PROTECTION}
MONTHS = 6  # before this one
OPENED_WEEK = 290  # days ago the hours of the team were told
ABSENT = 0.07
LEFT_OPEN = {"csri-sam"}  # last month has a gap
WAITS = {"slance", "zzh-sam"}  # last month waits for the head
TODAY_UNMARKED = {"slance"}
SIX_HOURS, TEN_HOURS = 6 * 60, 10 * 60


def stage_usage(stage: Stage, days: Days, stories: list[Story]) -> list[Tale]:
    """Every service with somebody in it. Its day book is the stage's, so that lives may sign."""
    tales: list[Tale] = []
    for key in KEYS:
        stay = [one for one in stories if one.at == key and "begin" in one.path]
        diary = stage.diaries[key] = Diary(stage, days, key, len(stay))
        tales += [diary.keep(), *diary.extras()]
    return tales


class Diary:
    """One service's agreements and days, kept by its head."""

    def __init__(self, stage: Stage, days: Days, key: str, n_people: int) -> None:
        self.stage, self.days, self.key, self.n_people = stage, days, key, n_people
        self.head: Actor = stage.staff.head(KEYS[key].provider)
        self.chance = Random(f"use {key}")  # noqa: S311

    @property
    def service(self) -> Service:
        """Whose book it is."""
        return self.stage.services[self.key]

    @property
    def now(self) -> datetime:
        """The moment that it is."""
        return self.stage.now

    def keep(self) -> Tale:
        """Month after month: the days, then the end of the month, then its approval."""
        yield self.days.office(OPENED_WEEK)
        self.reasons = list(AbsenceReason.objects.values_list("pk", flat=True))
        if self.n_people and self.service.mode == Mode.HOURLY:
            with acting(self.head):
                self._open_week()
        for month in rules.months_back(self.days.today, MONTHS + 1)[:-1]:
            yield self.days.on(rules.last_of(month) + DAY, 9, 20)
            if self._month(month, rules.last_of(month)):
                yield from self._finish(month)
        yield self.days.evening(is_every_day=False)
        with acting(self.head):
            self._sign_others()
        yield self.days.evening(is_every_day=self.service.mode == Mode.ROUND_THE_CLOCK)
        if self._month(rules.first_of(self.days.today), self.now.date()):
            self._deliver()

    # Agreements

    def sign(self, case: Case) -> None:
        """Signed when there is a plan; for a place that is only held a draft is given."""
        if case.placement is None or case.agreements.exists():
            return
        plan = support.plan_agreed(self.head, case)
        if plan is None and case.ground != Ground.URGENT:
            return
        today = self.now.date()
        is_held = case.placement.state == PlacementState.HELD
        start = max(case.placement.started_on or today, (plan and plan.starts_on) or date.min)
        if is_held or case.ground not in BEFORE_PAPERS:
            start = max(start, today)
        row = agreements.draft(self.head, case=case, terms=self._terms(start), now=self.now)
        agreements.give(self.head, agreement=row, given_on=today, seen=row.version, now=self.now)
        if not is_held:
            agreements.sign(
                self.head, agreement=row, signed_on=today, signed_by="", seen=2, now=self.now
            )

    def _sign_others(self) -> None:
        """Those for whom nobody has signed yet."""
        led = cases.led(self.head).filter(service=self.service, state=CaseState.OPEN)
        for case in led.select_related("placement", "service", "person").order_by("pk"):
            self.sign(case)

    def _terms(self, start: date) -> Terms:
        """As the service works; some run out in the coming weeks."""
        mode = self.service.mode
        week: tuple[int, ...] = measures.ALWAYS
        if mode != Mode.ROUND_THE_CLOCK:
            week = measures.WORKDAYS
        if mode == Mode.HOURLY:
            first, second = self.chance.sample(range(5), 2)
            minutes = self.chance.choice((60, 90, 120, 180))
            week = tuple(minutes * (n in (first, second)) for n in range(7))
        soon = self.days.today + timedelta(days=self.chance.randint(4, 28))
        year = start + timedelta(days=364)
        ends_on = soon if self.chance.random() < 0.2 and soon > start else year
        if ends_on < self.days.today:
            ends_on = soon
        fee = texts.FREE if mode == Mode.HOURLY else texts.BY_TARIFF
        return Terms(mode, week, start, ends_on, fee_text=fee)

    def _open_week(self) -> None:
        """How many hours the team can give each working day: a round number near what is used."""
        minutes = max(SIX_HOURS, min(TEN_HOURS, 60 * self.n_people))
        services.set_week(
            self.head,
            service=self.service,
            week=(minutes,) * 5 + (0, 0),
            valid_from=self.service.opened_on,
            now=self.now,
        )

    # Days and months

    def _month(self, month: date, last: date) -> bool:
        """Everything up to a day of a month; whether there was anything."""
        with acting(self.head):
            self._sign_others()
            found = list(
                agreement_queries.within(
                    self.head, service_id=self.service.pk, first=month, last=last
                )
            )
            marks = dict(self._marks(found, month, last))
            if marks:
                services.mark_days(
                    self.head, service=self.service, days=marks, seen={}, now=self.now
                )
        return bool(marks)

    def _marks(
        self, found: list[ServiceAgreement], month: date, last: date
    ) -> Iterator[tuple[date, dict[int, Mark]]]:
        every = [day for day in rules.days_of(month) if day <= last]
        is_last_month = rules.last_of(month) + DAY == rules.first_of(self.days.today)
        for day, works in working.opening_amounts(self.service, every).items():
            if not works or (day == self.days.today and self.key in TODAY_UNMARKED):
                continue
            if is_last_month and self.key in LEFT_OPEN and 12 <= day.day <= 16:
                continue
            marks = {each.pk: self._mark(each, day) for each in found if expected(each, day)}
            if marks:
                yield day, marks

    def _mark(self, row: ServiceAgreement, day: date) -> Mark:
        if self.chance.random() < ABSENT:
            return Mark(0, self.chance.choice(self.reasons[:6]))
        terms = agreement_queries.terms_of(row, day)
        if terms.mode != Mode.HOURLY:
            return Mark(1)
        return Mark(planned(terms.mode, terms.week, day) + self.chance.choice((0, 0, 0, 30)))

    def _finish(self, month: date) -> Tale:
        """Closed in the first days of the next month, approved some days later."""
        is_last_month = rules.last_of(month) + DAY == rules.first_of(self.days.today)
        if is_last_month and self.key in LEFT_OPEN:
            return
        yield self.days.on(rules.last_of(month) + 3 * DAY)
        with acting(self.head):
            services.close_month(self.head, service=self.service, month=month, now=self.now)
        if is_last_month and self.key in WAITS:
            return
        yield self.days.on(self.now.date() + 2 * DAY, 11)
        with acting(self.head):
            services.approve_month(self.head, service=self.service, month=month, now=self.now)

    def extras(self) -> list[Tale]:
        """A correction and incidents, in the first day center."""
        if self.key != "slance":
            return []
        told = [self._incident(n, *each) for n, each in enumerate(texts.INCIDENTS)]
        return [self._correct(), *told]

    def _signed(self) -> list[ServiceAgreement]:
        today = self.now.date()
        held = agreement_queries.within(
            self.head, service_id=self.service.pk, first=today, last=today
        )
        return list(held.select_related("case__person", "case__service").order_by("pk"))

    def _incident(self, n: int, kind: str, severity: str, what: str, done: str, told: str) -> Tale:
        yield self.days.office(8 + 17 * n)
        with acting(self.head):
            signed = self._signed()
            found = Happening(
                kind=kind,
                severity=severity,
                happened_at=self.days.office(9 + 17 * n) + timedelta(minutes=-25),
                what=what,
                done=done,
                told=told,
                is_child_at_risk=False,
            )
            incidents.write(
                self.head,
                service=self.service,
                case=signed[n % len(signed)].case,
                found=found,
                now=self.now,
            )

    def _correct(self) -> Tale:
        """A day of the month before the last, found wrong afterwards."""
        yield self.days.office(2)
        month = rules.months_back(self.days.today, 3)[0]
        reason = AbsenceReason.objects.get(code="hospital")
        with acting(self.head):
            marks = queries.attendance(self.head, service=self.service, month=month)
            row = self._signed()[0]
            mine = [each for each in marks if each.agreement_id == row.pk and not each.reason_id]
            for each in mine[-1:]:
                services.correct(
                    self.head,
                    agreement=row,
                    day=each.day,
                    mark=Mark(0, reason.pk),
                    why=texts.CORRECTION,
                    now=self.now,
                )

    def _deliver(self) -> None:
        """What was given by the plan in the last days, on which the person was there."""
        month = rules.first_of(self.days.today)
        with acting(self.head):
            marks = queries.attendance(self.head, service=self.service, month=month)
            for row in self._signed()[:3]:
                plan = support.plan_in_force(self.head, row.case)
                here = [
                    each for each in marks if each.agreement_id == row.pk and not each.reason_id
                ]
                activities = list(support.activities_of(plan)[:2]) if plan else []
                for each, activity in zip(here[-2:], activities, strict=False):
                    if activity.organization_id == self.head.organization_id:
                        deliveries.deliver(
                            self.head,
                            case=row.case,
                            activity=activity,
                            day=each.day,
                            minutes=30 if each.unit == "m" else 45,
                            now=self.now,
                        )


def expected(row: ServiceAgreement, day: date) -> bool:
    """Whether use is agreed for a day."""
    return queries.is_planned(row, day)
