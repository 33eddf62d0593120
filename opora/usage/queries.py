"""Reading daily use: the sheet of a day, the gaps of a month, what a case used."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from opora.agreements import queries as agreements
from opora.agreements import rules as agreed
from opora.agreements.models import AgreementTerms, ServiceAgreement
from opora.cases import queries as cases
from opora.cases.models import Case
from opora.cases.rules import Part
from opora.lib.actor import Actor
from opora.people import naming
from opora.people import queries as people
from opora.register import queries as register
from opora.register.models import Service

from . import rules
from .measures import Used
from .models import AbsenceReason, Attendance, Correction, ServiceMonth
from .rules import Mark, MonthState
from .working import opening_amounts


@dataclass(slots=True)
class Line:
    """One person of a day's sheet: what is agreed for it, and how it was marked, if it was."""

    agreement: ServiceAgreement
    terms: AgreementTerms
    name: str
    planned: int
    mark: Mark | None

    @property
    def unit(self) -> str:
        """In what this person's use is counted."""
        return agreed.UNIT_OF[agreed.Mode(self.terms.mode)].value

    @property
    def usual(self) -> Mark | None:
        """Presence as agreed; nothing for an hourly person outside the agreed days."""
        if self.unit == agreed.UseUnit.MINUTE:
            return Mark(self.planned) if self.planned else None
        return Mark(1)


@dataclass(frozen=True, slots=True)
class Gap:
    """A day for which use was agreed and nothing is written about so many people."""

    day: date
    n_missing: int


def names(actor: Actor, found: Iterable[ServiceAgreement]) -> dict[int, str]:
    """The names of the people of some agreements by agreement, told apart where two share one. Of
    whom the organization no longer works with, only the number of the case is told."""
    rows = list(found)
    known = people.core(actor).in_bulk({each.person_id for each in rows})
    numbers = dict(
        Case.objects.filter(
            pk__in={each.case_id for each in rows if each.person_id not in known}
        ).values_list("pk", "number")
    )
    called = naming.called(known.values())
    return {
        each.pk: called[each.person_id]
        if each.person_id in called
        else numbers.get(each.case_id, each.number)
        for each in rows
    }


def sheet(actor: Actor, *, service: Service, day: date) -> list[Line]:
    """Everybody with an agreement on a day, by name; five queries whatever their number."""
    found = agreements.in_force(actor, service_id=service.pk, day=day)
    marks = marks_on(actor, service, day)
    called = names(actor, found)
    works = opening_amounts(service, [day])[day]
    lines = [
        Line(
            agreement=each,
            terms=each.terms_then,
            name=called[each.pk],
            planned=agreed.planned(each.terms_then.mode, each.terms_then.week, day) if works else 0,
            mark=marks.get(each.pk),
        )
        for each in found
    ]
    return sorted(lines, key=lambda line: (line.planned == 0, line.name, line.agreement.pk))


def marks_on(actor: Actor, service: Service, day: date) -> dict[int, Mark]:
    """How the day is marked, by agreement."""
    rows = Attendance.objects.filter(
        service=service, day=day, organization=actor.organization_id
    ).values_list("agreement_id", "amount", "reason_id")
    return {agreement: Mark(amount, reason) for agreement, amount, reason in rows}


def reasons(day: date) -> QuerySet[AbsenceReason]:
    """The reasons of absence that may be told of a day."""
    return AbsenceReason.objects.filter(register.in_force(day))


# Months


def month_of(actor: Actor, service: Service, month: date) -> ServiceMonth:
    """The month of a service as it stands, or a new open one that is not saved yet."""
    found = ServiceMonth.objects.filter(service=service, month=month).first()
    return found or ServiceMonth(
        service=service, organization_id=actor.organization_id, month=month
    )


@dataclass(slots=True)
class Check:
    """What stands in the way of closing a month."""

    gaps: list[Gap]
    outside: list[Attendance]

    @property
    def n_missing(self) -> int:
        """How many marks are missing in all."""
        return sum(gap.n_missing for gap in self.gaps)

    @property
    def is_clean(self) -> bool:
        """Whether the month may be closed."""
        return not self.gaps and not self.outside


def check(actor: Actor, *, service: Service, month: date, today: date) -> Check:
    """The days of a month with something missing, and marks outside of any agreement."""
    first, last = month, min(rules.last_of(month), today)
    found = list(agreements.within(actor, service_id=service.pk, first=first, last=last))
    days = [day for day in rules.days_of(month) if day <= today]
    open_days = {day for day, amount in opening_amounts(service, days).items() if amount}
    marked = list(
        Attendance.objects.filter(
            service=service, day__range=(first, rules.last_of(month))
        ).select_related("reason")
    )
    have = {(each.agreement_id, each.day) for each in marked}
    missing: Counter[date] = Counter()
    for each in found:
        for day in days:
            if day in open_days and (each.pk, day) not in have and is_planned(each, day):
                missing[day] += 1
    spans = {each.pk: each for each in found}
    outside = [
        row
        for row in marked
        if row.agreement_id not in spans or not holds(spans[row.agreement_id], row.day)
    ]
    return Check([Gap(day, missing[day]) for day in sorted(missing)], outside)


def holds(found: ServiceAgreement, day: date) -> bool:
    """Whether an agreement holds on a day."""
    last = found.ended_on or found.ends_on
    return found.starts_on <= day and (last is None or day <= last)


def is_planned(found: ServiceAgreement, day: date) -> bool:
    """Whether use is agreed for a day on which the service works."""
    if not holds(found, day):
        return False
    terms = agreements.terms_of(found, day)
    return agreed.planned(terms.mode, terms.week, day) > 0


def months(actor: Actor, *, since: date) -> QuerySet[ServiceMonth]:
    """The own months of services since one, the newest first."""
    return ServiceMonth.objects.filter(
        organization=actor.organization_id, month__gte=since
    ).select_related("service")


def attendance(actor: Actor, *, service: Service, month: date) -> list[Attendance]:
    """Every mark of a month."""
    return list(
        Attendance.objects.filter(
            service=service,
            organization=actor.organization_id,
            day__range=(month, rules.last_of(month)),
        ).select_related("reason")
    )


def corrections(actor: Actor, *, service: Service, month: date) -> QuerySet[Correction]:
    """What was corrected in an approved month, the newest first."""
    return Correction.objects.filter(
        service=service,
        organization=actor.organization_id,
        day__range=(month, rules.last_of(month)),
    ).select_related("agreement", "old_reason", "new_reason", "user")


# Of a case


def used(actor: Actor, *, case_ids: Iterable[int], month: date) -> dict[int, Used]:
    """What each case used in a month; cases without a mark are left out. One query."""
    present = Q(reason=None)
    rows = (
        _of_cases(actor, case_ids)
        .filter(day__range=(month, rules.last_of(month)))
        .values("case_id")
        .annotate(
            minutes=Sum("amount", filter=Q(unit="m"), default=0),
            half_days=Count("day", filter=present & Q(unit="h")),
            days=Count("day", filter=present & Q(unit="d")),
            nights=Count("day", filter=present & Q(unit="n")),
            absences=Count("day", filter=Q(reason__isnull=False)),
        )
        .order_by("case_id")
    )
    return {
        row["case_id"]: Used(
            row["minutes"], row["half_days"], row["days"], row["nights"], row["absences"]
        )
        for row in rows
    }


def _of_cases(actor: Actor, case_ids: Iterable[int]) -> QuerySet[Attendance]:
    """Through the agreements, whose key the rows are sorted by."""
    seen = cases.visible(actor, Part.USE).filter(pk__in=list(case_ids)).values("pk")
    return Attendance.objects.filter(
        agreement__in=ServiceAgreement.objects.filter(case__in=seen).values("pk")
    )


def marks_of_case(actor: Actor, case: Case, month: date) -> list[Attendance]:
    """The marks of one case in a month, by day."""
    rows = _of_cases(actor, [case.pk]).filter(day__range=(month, rules.last_of(month)))
    return list(rows.select_related("reason").order_by("day"))


# What the rail counts


def awaiting(actor: Actor, today: date) -> int:
    """The months that have passed and wait: open ones for everybody, closed ones for the head."""
    before = rules.first_of(today)
    waits = Q(state=MonthState.OPEN)
    if actor.has(rules.HEAD):
        waits |= Q(state=MonthState.CLOSED)
    found = ServiceMonth.objects.filter(waits, organization=actor.organization_id, month__lt=before)
    return found.count()
