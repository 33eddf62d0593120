"""Marking a day for a whole group at once."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.agreements import queries as agreements
from opora.agreements.models import ServiceAgreement
from opora.agreements.rules import UNIT_OF, Mode
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


def lock_month(actor: Actor, service: Service, month: date) -> ServiceMonth:
    """The month's row, made when it is first needed; whoever else marks or closes it waits."""
    ServiceMonth.objects.bulk_create(
        [ServiceMonth(service=service, organization_id=actor.organization_id, month=month)],
        ignore_conflicts=True,
    )
    return ServiceMonth.objects.select_for_update().get(service=service, month=month)


@transaction.atomic
def mark_day(
    actor: Actor,
    *,
    service: Service,
    day: date,
    marks: Mapping[int, Mark],
    seen: Mapping[int, Mark | None],
    now: datetime,
) -> int:
    """Write how people used a service on a day, by agreement; how many rows that changed.

    `seen` is what stood there when the actor looked: where somebody else wrote something different
    meanwhile, nothing is saved and both values are told (`Stale`). Refused in a closed month, in
    the future, outside an agreement, after the end of a case.
    """
    service = queries.own_service(actor, service.pk)
    _check_day(service, day, now)
    month = lock_month(actor, service, rules.first_of(day))
    rules.next_state(month.state, "mark", actor)
    found = _agreements(actor, service, day, marks)
    called = queries.names(actor, found.values())
    there = queries.marks_on(actor, service, day)
    _check_stale(marks, seen, there, found, called)
    _check_reasons(marks, day)
    changed = {key: mark for key, mark in marks.items() if there.get(key) != mark}
    for key, mark in changed.items():
        rules.check_mark(mark, unit_of(found[key]), called[key])
    write(changed, found, day)
    _tell(actor, month, day, changed, now)
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


def unit_of(agreement: ServiceAgreement) -> str:
    """In what the use of the day that was asked about is counted."""
    return UNIT_OF[Mode(agreement.terms_then.mode)].value


def _agreements(
    actor: Actor, service: Service, day: date, marks: Iterable[int]
) -> dict[int, ServiceAgreement]:
    """The agreements of the day; refused when a mark is for none of them, or after the end."""
    found = {each.pk: each for each in agreements.in_force(actor, service_id=service.pk, day=day)}
    for key in marks:
        if key not in found:
            raise _outside(actor, service, key, day)
    ended = Case.objects.filter(
        pk__in={found[key].case_id for key in marks}, ended_on__lt=day
    ).first()
    if ended:
        raise _after_end(ended)
    return found


def _outside(actor: Actor, service: Service, key: int, day: date) -> Refused:
    mine = agreements.visible(actor).filter(pk=key, service=service).select_related("case")
    agreement = mine.first()
    if agreement and agreement.case.ended_on and agreement.case.ended_on < day:
        return _after_end(agreement.case)
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
    )


def _after_end(case: Case) -> Refused:
    is_death = case.end_reason == "death"
    sentence = _("Лицето е починало на %(day)s.") if is_death else _("Случаят приключи на %(day)s.")
    return Refused(
        sentence % {"day": words.day(case.ended_on) if case.ended_on else ""},
        rule=_("След края на случая ползване не се отбелязва."),
        remedy=_("Проверете деня; ако краят е вписан погрешно, поправете него."),
    )


def _check_stale(
    marks: Mapping[int, Mark],
    seen: Mapping[int, Mark | None],
    there: Mapping[int, Mark],
    found: Mapping[int, ServiceAgreement],
    called: Mapping[int, str],
) -> None:
    """Two who mark different people do not meet; the same person differently: both are told."""
    changes = [
        Change(
            label=called[key],
            before=said(seen.get(key), unit_of(found[key])),
            now=said(there.get(key), unit_of(found[key])),
            typed=said(mark, unit_of(found[key])),
        )
        for key, mark in marks.items()
        if there.get(key) != seen.get(key) and there.get(key) != mark
    ]
    if changes:
        raise Stale(changes)


def said(mark: Mark | None, unit: str) -> str:
    """A mark in words."""
    if mark is None:
        return _("не е отбелязано")
    if mark.is_present:
        return _("присъства, %(amount)s") % {"amount": rules.amount_words(mark.amount, unit)}
    reason = AbsenceReason.objects.get(pk=mark.reason_id or 0)
    return _("отсъства: %(reason)s") % {"reason": reason}


def _check_reasons(marks: Mapping[int, Mark], day: date) -> None:
    told = {mark.reason_id for mark in marks.values() if mark.reason_id is not None}
    if told - set(queries.reasons(day).values_list("pk", flat=True)):
        raise Refused(
            _("Тази причина за отсъствие не е в сила на този ден."),
            remedy=_("Изберете причина от списъка."),
        )


def write(marks: Mapping[int, Mark], found: Mapping[int, ServiceAgreement], day: date) -> None:
    """All marks of a day in one statement."""
    Attendance.objects.bulk_create(
        [
            Attendance(
                agreement_id=key,
                day=day,
                service_id=found[key].service_id,
                case_id=found[key].case_id,
                organization_id=found[key].organization_id,
                unit=unit_of(found[key]),
                amount=mark.amount if mark.is_present else 0,
                reason_id=mark.reason_id,
            )
            for key, mark in marks.items()
        ],
        update_conflicts=True,
        unique_fields=["agreement", "day"],
        update_fields=["unit", "amount", "reason"],
    )


def _tell(
    actor: Actor, month: ServiceMonth, day: date, changed: Mapping[int, Mark], now: datetime
) -> None:
    n_absent = sum(not mark.is_present for mark in changed.values())
    journal.record(
        actor,
        "usage.day_marked",
        kind=KIND,
        record_id=month.service_id,
        happened_on=day,
        recorded_at=now,
        details={"n_present": len(changed) - n_absent, "n_absent": n_absent},
    )
