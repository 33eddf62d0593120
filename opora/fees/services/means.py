"""What is known of a person's income, and why they pay nothing or the whole cost."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from opora.cases.models import Case, CaseParty
from opora.cases.rules import Part
from opora.journal.services import record
from opora.lib.actor import Actor
from opora.lib.labels import gettext_noop as _
from opora.lib.refusals import NotVisible, Refused

from .. import rules
from ..models import CaseGround, FeeGround, Income


@transaction.atomic
def add_income(
    actor: Actor,
    *,
    case: Case,
    source: str,
    cents: int,
    document: str,
    valid_from: date,
    valid_to: date | None = None,
    currency: str = "EUR",
    is_countable: bool = True,
    now: datetime,
) -> Income:
    """A monthly income from one source, from a day on; the former of this source ends then.

    „No income“ is a row of its own, of nothing. Refused below zero.
    """
    _own(actor, case)
    rules.check_amount(cents, field="cents")
    rules.check_currency(currency, valid_from)
    _check_days(valid_from, valid_to)
    if source == rules.IncomeSource.NONE and cents:
        raise Refused(_("„Няма доходи“ не може да е със сума."), field="cents")
    former = _give_way(case, source, valid_from, valid_to)
    made = Income.objects.create(
        case=case,
        organization_id=actor.organization_id,
        source=source,
        cents=cents,
        currency=currency,
        is_countable=is_countable,
        document=document,
        valid_from=valid_from,
        valid_to=valid_to,
        former=former,
        former_to=former.valid_to if former else None,
        user_id=actor.user_id,
    )
    tell(actor, "fees.income_added", case, now)
    return made


@transaction.atomic
def end_income(actor: Actor, *, row: Income, valid_to: date, now: datetime) -> None:
    """The income is no longer received from a day on."""
    _end(actor, row, valid_to)
    tell(actor, "fees.income_ended", row.case, now)


@transaction.atomic
def mistake_income(actor: Actor, *, row: Income, reason: str, now: datetime) -> None:
    """The income should not have been written; it stays to be seen, and the one of the same source
    that it ended holds again."""
    _mistake(actor, row, reason)
    if row.former_id:
        Income.objects.filter(pk=row.former_id, mistake="", valid_to=row.valid_from).update(
            valid_to=row.former_to
        )
    tell(actor, "fees.income_mistaken", row.case, now)


@transaction.atomic
def correct_income(
    actor: Actor, *, row: Income, reason: str, now: datetime, **facts: Any
) -> Income:
    """The income as it should have been written, in place of a mistaken one."""
    mistake_income(actor, row=row, reason=reason, now=now)
    return add_income(actor, case=row.case, now=now, **facts)


@transaction.atomic
def add_ground(
    actor: Actor,
    *,
    case: Case,
    ground: FeeGround,
    document: str,
    valid_from: date,
    valid_to: date | None = None,
    now: datetime,
) -> CaseGround:
    """Why the person pays nothing, or the whole cost, between two days; one at a time."""
    _own(actor, case)
    _check_days(valid_from, valid_to)
    others = CaseGround.objects.filter(case=case, mistake="").filter(
        Q(valid_to=None) | Q(valid_to__gt=valid_from)
    )
    if valid_to:
        others = others.filter(valid_from__lt=valid_to)
    if others.exists():
        raise Refused(
            _("За част от тези дни вече има друго основание."),
            remedy=_("Прекратете го или изберете други дни."),
            field="valid_from",
        )
    made = CaseGround.objects.create(
        case=case,
        organization_id=actor.organization_id,
        ground=ground,
        document=document,
        valid_from=valid_from,
        valid_to=valid_to,
        user_id=actor.user_id,
    )
    tell(actor, "fees.ground_added", case, now)
    return made


@transaction.atomic
def end_ground(actor: Actor, *, row: CaseGround, valid_to: date, now: datetime) -> None:
    """The ground no longer holds from a day on."""
    _end(actor, row, valid_to)
    tell(actor, "fees.ground_ended", row.case, now)


@transaction.atomic
def mistake_ground(actor: Actor, *, row: CaseGround, reason: str, now: datetime) -> None:
    """The ground should not have been written; it stays to be seen and is not counted."""
    _mistake(actor, row, reason)
    tell(actor, "fees.ground_mistaken", row.case, now)


@transaction.atomic
def correct_ground(
    actor: Actor, *, row: CaseGround, reason: str, now: datetime, **facts: Any
) -> CaseGround:
    """The ground as it should have been written, in place of a mistaken one."""
    mistake_ground(actor, row=row, reason=reason, now=now)
    return add_ground(actor, case=row.case, now=now, **facts)


def _end(actor: Actor, row: Income | CaseGround, valid_to: date) -> None:
    _own(actor, row.case)
    _check_days(row.valid_from, valid_to)
    _check_stands(row)
    if row.valid_to and row.valid_to < valid_to:
        raise Refused(
            _("Това вече е прекратено от по-ранен ден."),
            remedy=_("Ако продължава, впишете го наново от деня, в който прекъсва."),
            field="valid_to",
        )
    type(row).objects.filter(pk=row.pk).update(valid_to=valid_to)


def _mistake(actor: Actor, row: Income | CaseGround, reason: str) -> None:
    _own(actor, row.case)
    _check_stands(row)
    if not reason.strip():
        raise Refused(_("Напишете защо е грешка."), field="reason")
    type(row).objects.filter(pk=row.pk).update(mistake=reason.strip())


def _check_stands(row: Income | CaseGround) -> None:
    row.refresh_from_db(fields=["mistake", "valid_to"])
    if row.mistake:
        raise Refused(_("Това вече е отбелязано като грешка."))


def _give_way(case: Case, source: str, first: date, last: date | None) -> Income | None:
    """End the income of the same source that runs on the first day, and say what it was; refused
    where a later one would be covered."""
    same = Income.objects.filter(case=case, source=source, mistake="")
    later = same.filter(valid_from__gte=first)
    _check_later((later.filter(valid_from__lt=last) if last else later).exists())
    former = same.filter(Q(valid_to=None) | Q(valid_to__gt=first), valid_from__lt=first).first()
    if former:
        Income.objects.filter(pk=former.pk).update(valid_to=first)
    return former


def _own(actor: Actor, case: Case) -> None:
    if case.organization_id != actor.organization_id:
        raise NotVisible


def _check_days(first: date, last: date | None) -> None:
    if last and last <= first:
        raise Refused(_("Краят на периода е преди началото му."), field="valid_to")


def _check_later(is_there: bool) -> None:
    if is_there:
        raise Refused(
            _("От този или от по-късен ден вече има вписан доход от същия източник."),
            remedy=_("Впишете новия доход от по-късен ден."),
            field="valid_from",
        )


def tell(
    actor: Actor, name: str, case: Case, now: datetime, details: dict[str, str] | None = None
) -> None:
    """On the course of the case, to who may see its fees; amounts are not told."""
    heard = CaseParty.objects.filter(case=case, until=None, parts__contains=[Part.FEES])
    record(
        actor,
        name,
        kind="case",
        record_id=case.pk,
        audience=heard.values_list("organization_id", flat=True),
        subject_id=case.person_id,
        recorded_at=now,
        details=details,
    )
