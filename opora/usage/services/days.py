"""Marking days for a whole group at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.agreements import queries as agreements
from opora.agreements.models import ServiceAgreement
from opora.agreements.rules import UNIT_OF, Mode
from opora.cases import queries as cases
from opora.cases.models import Case
from opora.journal import services as journal
from opora.lib import words
from opora.lib.actor import Actor
from opora.lib.refusals import Change, Refused, Stale
from opora.register.models import Service

from .. import queries, rules
from ..models import AbsenceReason, Attendance, ServiceMonth
from ..rules import Mark

KIND = "attendance"
Marks = Mapping[int, Mark]
Seen = Mapping[int, Mark | None]


class Entry(NamedTuple):
    """A mark with everything that its row holds."""

    agreement: ServiceAgreement
    day: date
    unit: str
    mark: Mark


def lock_month(actor: Actor, service: Service, month: date) -> ServiceMonth:
    """The month's row, made when it is first needed; whoever else marks or closes it waits."""
    ServiceMonth.objects.bulk_create(
        [ServiceMonth(service=service, organization_id=actor.organization_id, month=month)],
        ignore_conflicts=True,
    )
    return ServiceMonth.objects.select_for_update().get(service=service, month=month)


def mark_day(
    actor: Actor, *, service: Service, day: date, marks: Marks, seen: Seen, now: datetime
) -> int:
    """Write how people used a service on a day, by agreement; how many rows that changed.

    `seen` is what stood there when the actor looked: where somebody else wrote something different
    meanwhile, nothing is saved and both values are told (`Stale`). Refused in a closed month, in
    the future, outside an agreement, after the end of a case.
    """
    return mark_days(actor, service=service, days={day: marks}, seen={day: seen}, now=now)


@transaction.atomic
def mark_days(
    actor: Actor,
    *,
    service: Service,
    days: Mapping[date, Marks],
    seen: Mapping[date, Seen],
    now: datetime,
) -> int:
    """The same for several days at once, for example from a book on paper; all or nothing.

    The number of statements does not grow with people or days.
    """
    service = cases.own_service(actor, service.pk)
    for day in days:
        _check_day(service, day, now)
    for month in sorted({rules.first_of(day) for day in days}):
        rules.next_state(lock_month(actor, service, month).state, "mark", actor)
    book = _open_book(actor, service, min(days), max(days))
    entries = [
        book.entry(key, day, mark) for day, marks in days.items() for key, mark in marks.items()
    ]
    book.check_stale(entries, seen)
    changed = [
        each for each in entries if book.there.get((each.agreement.pk, each.day)) != each.mark
    ]
    for each in changed:
        book.check(each)
    write(changed)
    _tell(actor, service, changed, now)
    return len(changed)


def _check_day(service: Service, day: date, now: datetime) -> None:
    if day > timezone.localdate(now, words.SOFIA):
        raise Refused(
            _("Денят е в бъдещето."),
            rule=_("Отбелязва се това, което се е случило."),
            remedy=_("Изберете днешния или по-ранен ден."),
        )
    if day < service.opened_on or (service.closed_on and day >= service.closed_on):
        raise Refused(_("Услугата не работи на този ден."), remedy=_("Изберете друг ден."))


@dataclass
class Book:
    """What stands in the days between two, read once."""

    actor: Actor
    service: Service
    found: dict[int, ServiceAgreement]
    there: dict[tuple[int, date], Mark]
    ended: dict[int, Case]
    reasons: list[AbsenceReason]

    def entry(self, key: int, day: date, mark: Mark) -> Entry:
        """A mark with its agreement; refused outside of it, or after the end of its case."""
        agreement = self.found.get(key)
        if agreement is None or not queries.holds(agreement, day):
            raise self._outside(key, day)
        case = self.ended.get(agreement.case_id)
        if case and case.ended_on and case.ended_on < day:
            raise _after_end(case)
        return Entry(agreement, day, unit_of(agreement, day), mark)

    def _outside(self, key: int, day: date) -> Refused:
        mine = agreements.visible(self.actor).filter(pk=key, service=self.service)
        agreement = mine.select_related("case").first()
        if agreement and agreement.case.ended_on and agreement.case.ended_on < day:
            return _after_end(agreement.case)
        return outside(agreement, day)

    def check(self, entry: Entry) -> None:
        """Refuse what a day cannot hold, and a reason that is not in force."""
        if entry.mark.is_present:
            # The name is asked for only when it is needed: there are many marks.
            if not 0 < entry.mark.amount <= rules.most_of(entry.unit):
                rules.check_mark(entry.mark, entry.unit, self.name(entry.agreement))
        elif not any(
            each.pk == entry.mark.reason_id
            and each.valid_from <= entry.day
            and (each.valid_to is None or entry.day < each.valid_to)
            for each in self.reasons
        ):
            raise Refused(
                _("Тази причина за отсъствие не е в сила на този ден."),
                remedy=_("Изберете причина от списъка."),
            )

    def name(self, agreement: ServiceAgreement) -> str:
        """Whose agreement it is, for what is said to the person who types."""
        return queries.names(self.actor, [agreement])[agreement.pk]

    def said(self, mark: Mark | None, unit: str) -> str:
        """A mark in words."""
        if mark is None:
            return _("не е отбелязано")
        if mark.is_present:
            return _("присъства, %(amount)s") % {"amount": rules.amount_words(mark.amount, unit)}
        reason = next((each for each in self.reasons if each.pk == mark.reason_id), "")
        return _("отсъства: %(reason)s") % {"reason": reason}

    def check_stale(self, entries: Iterable[Entry], seen: Mapping[date, Seen]) -> None:
        """Two who mark different people do not meet; the same person differently: both are told."""
        changes = []
        for each in entries:
            now = self.there.get((each.agreement.pk, each.day))
            before = seen.get(each.day, {}).get(each.agreement.pk)
            if now not in (before, each.mark):
                changes.append(
                    Change(
                        label=self.name(each.agreement),
                        before=self.said(before, each.unit),
                        now=self.said(now, each.unit),
                        typed=self.said(each.mark, each.unit),
                    )
                )
        if changes:
            raise Stale(changes)


def _open_book(actor: Actor, service: Service, first: date, last: date) -> Book:
    found = {
        each.pk: each
        for each in agreements.within(actor, service_id=service.pk, first=first, last=last)
    }
    rows = Attendance.objects.filter(
        service=service, day__range=(first, last), organization=actor.organization_id
    ).values_list("agreement_id", "day", "amount", "reason_id")
    ended = Case.objects.filter(
        pk__in={each.case_id for each in found.values()}, ended_on__isnull=False
    )
    return Book(
        actor,
        service,
        found,
        {(key, day): Mark(amount, reason) for key, day, amount, reason in rows},
        {case.pk: case for case in ended},
        list(AbsenceReason.objects.all()),
    )


def unit_of(agreement: ServiceAgreement, day: date) -> str:
    """In what the use of a day is counted, by the terms of that day."""
    return UNIT_OF[Mode(agreements.terms_of(agreement, day).mode)].value


def outside(agreement: ServiceAgreement | None, day: date) -> Refused:
    """Why a day that is not within the agreement takes no mark."""
    last = agreement and (agreement.ended_on or agreement.ends_on)
    term = (
        _("Договор № %(number)s е от %(first)s до %(last)s.")
        % {
            "number": agreement.number,
            "first": words.day(agreement.starts_on),
            "last": words.day(last) if last else "…",
        }
        if agreement
        else ""
    )
    return Refused(
        _("%(day)s не е в срока на договора на лицето.") % {"day": words.day(day)},
        rule=term or _("Ползване се отбелязва по действащ договор."),
        remedy=_("Изберете ден от срока, или продължете договора, преди да е изтекъл."),
        field="day",
    )


def _after_end(case: Case) -> Refused:
    is_death = case.end_reason == "death"
    sentence = _("Лицето е починало на %(day)s.") if is_death else _("Случаят приключи на %(day)s.")
    return Refused(
        sentence % {"day": words.day(case.ended_on) if case.ended_on else ""},
        rule=_("След края на случая ползване не се отбелязва."),
        remedy=_("Проверете деня; ако краят е вписан погрешно, поправете него."),
    )


def write(entries: Iterable[Entry]) -> None:
    """All marks in one statement."""
    Attendance.objects.bulk_create(
        [
            Attendance(
                agreement_id=each.agreement.pk,
                day=each.day,
                service_id=each.agreement.service_id,
                case_id=each.agreement.case_id,
                organization_id=each.agreement.organization_id,
                unit=each.unit,
                amount=each.mark.amount if each.mark.is_present else 0,
                reason_id=each.mark.reason_id,
            )
            for each in entries
        ],
        update_conflicts=True,
        unique_fields=["agreement", "day"],
        update_fields=["unit", "amount", "reason"],
    )


def _tell(actor: Actor, service: Service, changed: list[Entry], now: datetime) -> None:
    """One event for what was saved together, without names; on its last day."""
    n_absent = sum(not each.mark.is_present for each in changed)
    journal.record(
        actor,
        "usage.day_marked",
        kind=KIND,
        record_id=service.pk,
        happened_on=max((each.day for each in changed), default=None),
        recorded_at=now,
        details={
            "n_present": len(changed) - n_absent,
            "n_absent": n_absent,
            "n_days": len({each.day for each in changed}),
        },
    )
