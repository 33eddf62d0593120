"""Agreements of those who have a place, and half a year of the day book.

Months are closed and approved one after another; the last one waits in some services, one has a
gap, one was corrected. What is marked comes from the person's own agreement and chance.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
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
from opora.lib.words import SOFIA
from opora.places.rules import PlacementState
from opora.register.models import Service
from opora.support import queries as support
from opora.usage import measures, queries, rules, services, working
from opora.usage.models import AbsenceReason
from opora.usage.rules import Mark

from . import texts_of_usage as texts
from .days import Days
from .facilities import KEYS
from .stage import Stage

MONTHS = 6  # before this one
ABSENT = 0.07
LEFT_OPEN = {"csri-sam"}  # last month has a gap
WAITS = {"slance", "zzh-sam"}  # last month waits for the head
TODAY_UNMARKED = {"slance"}
SIX_HOURS, TEN_HOURS = 6 * 60, 10 * 60


def stage_usage(stage: Stage, days: Days) -> None:
    """Every service with somebody in it."""
    for key, service in stage.services.items():
        Diary(stage, days, key, service).keep()


class Diary:
    """One service's agreements and days, kept by its head."""

    def __init__(self, stage: Stage, days: Days, key: str, service: Service) -> None:
        self.days, self.key, self.service = days, key, service
        self.head: Actor = stage.staff.head(KEYS[key].provider)
        self.chance = Random(f"use {key}")  # noqa: S311

    def keep(self) -> None:
        """Agreements, the days of each month, and what happened to the months."""
        with acting(self.head):
            signed = [row for case in self._cases() if (row := self._agree(case))]
            if not signed:
                return
            if self.service.mode == Mode.HOURLY:
                self._open_week(len(signed))
            self.reasons = list(AbsenceReason.objects.values_list("pk", flat=True))
            for month in rules.months_back(self.days.today, MONTHS + 1):
                self._month(month)
            self._tell_of(signed)

    def _cases(self) -> list[Case]:
        led = cases.led(self.head).filter(service=self.service, state=CaseState.OPEN)
        return list(led.select_related("placement", "service", "person").order_by("pk"))

    # Agreements

    def _agree(self, case: Case) -> ServiceAgreement | None:
        """Signed on the day of the plan; a case without one has at most a draft."""
        plan = support.plan_agreed(self.head, case)
        placement = case.placement
        if placement is None or (plan is None and case.ground != Ground.URGENT):
            return None
        if placement.state == PlacementState.HELD:
            self._prepare(case)
            return None
        began = placement.started_on or case.opened_on
        start = max(began, plan.starts_on or began) if plan else began
        return self._sign(case, start)

    def _prepare(self, case: Case) -> None:
        """Given to the person, who reads it."""
        today, now = self.days.today, self.days.now
        row = agreements.draft(self.head, case=case, terms=self._terms(today), now=now)
        agreements.give(self.head, agreement=row, given_on=today, seen=row.version, now=now)

    def _sign(self, case: Case, start: date) -> ServiceAgreement:
        moment = at(start)
        row = agreements.draft(self.head, case=case, terms=self._terms(start), now=moment)
        agreements.give(self.head, agreement=row, given_on=start, seen=1, now=moment)
        return agreements.sign(
            self.head,
            agreement=row,
            signed_on=start,
            signed_by="",
            seen=2,
            now=min(moment + timedelta(hours=1), self.days.now),
        )

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

    def _open_week(self, n_people: int) -> None:
        """How many hours the team can give each working day: a round number near what is used."""
        minutes = max(SIX_HOURS, min(TEN_HOURS, 60 * n_people))
        services.set_week(
            self.head,
            service=self.service,
            week=(minutes,) * 5 + (0, 0),
            valid_from=self.service.opened_on,
            now=self.days.now,
        )

    # Days and months

    def _month(self, month: date) -> None:
        last = min(rules.last_of(month), self.days.today)
        found = list(
            agreement_queries.within(self.head, service_id=self.service.pk, first=month, last=last)
        )
        marks = dict(self._marks(found, month, last))
        if not marks:
            return
        services.mark_days(self.head, service=self.service, days=marks, seen={}, now=self.days.now)
        if rules.last_of(month) < self.days.today:
            self._finish(month)

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

    def _finish(self, month: date) -> None:
        """Closed in the first days of the next month, approved some days later."""
        is_last_month = rules.last_of(month) + DAY == rules.first_of(self.days.today)
        if is_last_month and self.key in LEFT_OPEN:
            return
        closed = min(at(rules.last_of(month) + 3 * DAY), self.days.now)
        services.close_month(self.head, service=self.service, month=month, now=closed)
        if is_last_month and self.key in WAITS:
            return
        approved = min(closed + 2 * DAY, self.days.now)
        services.approve_month(self.head, service=self.service, month=month, now=approved)

    def _tell_of(self, signed: list[ServiceAgreement]) -> None:
        """A correction, an incident, activities of this week, in the first day center."""
        first = signed[0]
        self._deliver(signed)
        if self.key != "slance":
            return
        self._correct(first)
        for n, (kind, severity, what, done, told) in enumerate(texts.INCIDENTS):
            case = signed[n % len(signed)].case
            found = Happening(
                kind=kind,
                severity=severity,
                happened_at=self.days.now - timedelta(days=9 + 17 * n),
                what=what,
                done=done,
                told=told,
                is_child_at_risk=False,
            )
            incidents.write(
                self.head,
                service=self.service,
                case=case,
                found=found,
                now=self.days.now - timedelta(days=8 + 17 * n),
            )

    def _correct(self, row: ServiceAgreement) -> None:
        """A day of the month before the last, found wrong afterwards."""
        month = rules.months_back(self.days.today, 3)[0]
        marks = queries.attendance(self.head, service=self.service, month=month)
        mine = [each for each in marks if each.agreement_id == row.pk and each.reason_id is None]
        if mine:
            reason = AbsenceReason.objects.get(code="hospital")
            services.correct(
                self.head,
                agreement=row,
                day=mine[-1].day,
                mark=Mark(0, reason.pk),
                why=texts.CORRECTION,
                now=self.days.now - timedelta(days=2),
            )

    def _deliver(self, signed: list[ServiceAgreement]) -> None:
        """What was given by the plan in the last days, on which the person was there."""
        month = rules.first_of(self.days.today)
        marks = queries.attendance(self.head, service=self.service, month=month)
        for row in signed[:3]:
            plan = support.plan_in_force(self.head, row.case)
            here = [each for each in marks if each.agreement_id == row.pk and not each.reason_id]
            activities = list(support.activities_of(plan)[:2]) if plan else []
            for each, activity in zip(here[-2:], activities, strict=False):
                if activity.organization_id == self.head.organization_id:
                    deliveries.deliver(
                        self.head,
                        case=row.case,
                        activity=activity,
                        day=each.day,
                        minutes=30 if each.unit == "m" else 45,
                        now=self.days.now,
                    )


def expected(row: ServiceAgreement, day: date) -> bool:
    """Whether use is agreed for a day."""
    return queries.is_planned(row, day)


def at(day: date) -> datetime:
    """Ten o'clock in the morning."""
    return datetime.combine(day, time(10), SOFIA)
