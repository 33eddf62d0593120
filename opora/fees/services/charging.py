"""Charging a month of a service; correcting by another charge."""

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction

from opora.cases.models import Case
from opora.journal.services import record
from opora.lib.actor import Actor
from opora.lib.labels import gettext_noop as _
from opora.lib.refusals import NotVisible, Refused
from opora.places.models import PlaceBook
from opora.register.models import Service
from opora.usage import queries as usage
from opora.usage.rules import MonthState

from .. import queries
from ..models import Charge
from ..queries import Line
from .means import tell


@transaction.atomic
def charge_month(
    actor: Actor, *, service: Service, month: date, now: datetime
) -> tuple[list[Charge], list[Line]]:
    """Charge everybody of an approved month who has not been charged for it: what was charged, and
    the people left out because something is not written yet. A second run charges only those."""
    if service.provider_id != actor.organization_id:
        raise NotVisible
    if usage.month_of(actor, service, month).state != MonthState.APPROVED:
        raise Refused(
            _("Месецът на услугата още не е утвърден."),
            remedy=_("Приключете и утвърдете месеца в дневника; после начислете таксите."),
        )
    _alone(service.pk)
    lines = [one for one in queries.month(actor, service=service, month=month) if not one.charges]
    ready = [one for one in lines if not one.fee.missing]
    made = Charge.objects.bulk_create(_charge(actor, one, service, now) for one in ready)
    if made:
        record(
            actor,
            "fees.month_charged",
            kind="service",
            record_id=service.pk,
            recorded_at=now,
            happened_on=month,
            details={"n": len(made)},
        )
    for one in ready:
        tell(actor, "fees.charged", one.case, now, {"month": f"{month:%m.%Y}"})
    return made, [one for one in lines if one.fee.missing]


@transaction.atomic
def correct(actor: Actor, *, case: Case, month: date, reason: str, now: datetime) -> Charge:
    """A further charge with the difference between what the month should cost by what is written
    now, and what was charged for it; by the rule of that month."""
    if case.organization_id != actor.organization_id:
        raise NotVisible
    _alone(case.service_id)
    first = Charge.objects.filter(case=case, month=month, corrects=None).first()
    if first is None:
        raise Refused(_("За този месец още не е начислена такса."))
    if not reason.strip():
        raise Refused(_("Напишете защо поправяте таксата."), field="reason")
    line = next(iter(queries.month(actor, service=first.service, month=month, case=case)), None)
    if line is None or line.fee.missing:
        raise Refused(
            _("Таксата не може да се сметне отново."), remedy=line.fee.missing if line else ""
        )
    if not line.difference:
        raise Refused(_("Няма разлика: начисленото е вярно по вписаното досега."))
    made = _charge(actor, line, first.service, now)
    made.cents, made.corrects, made.reason = line.difference, first, reason.strip()
    made.save(force_insert=True)
    tell(actor, "fees.corrected", case, now, {"month": f"{month:%m.%Y}", "reason": made.reason})
    return made


@transaction.atomic
def settle(
    actor: Actor, *, case: Case, act: Callable[[], object], reason: str, now: datetime
) -> list[Charge]:
    """Do an act on what is known of a person's means, and charge the difference that it makes for
    every month charged before. Differences that were there already are left for their own act."""
    before = {one.facts.month for one in queries.differences(actor, case)}
    act()
    return [
        correct(actor, case=case, month=one.facts.month, reason=reason, now=now)
        for one in queries.differences(actor, case)
        if not one.fee.missing and one.facts.month not in before
    ]


def foreseen(actor: Actor, *, case: Case, act: Callable[[], object]) -> list[Line]:
    """What an act would change in the months charged; the act itself is undone."""
    with transaction.atomic():
        before = {one.facts.month for one in queries.differences(actor, case)}
        act()
        found = queries.differences(actor, case)
        transaction.set_rollback(True)
    return [one for one in found if one.facts.month not in before]


def _alone(service_id: int) -> None:
    """Of two who press at once, the second waits and finds the month charged."""
    PlaceBook.objects.select_for_update().filter(service=service_id).first()


def _charge(actor: Actor, line: Line, service: Service, now: datetime) -> Charge:
    return Charge(
        case=line.case,
        organization_id=actor.organization_id,
        service=service,
        month=line.facts.month,
        cents=line.fee.amount.cents,
        currency=line.fee.amount.currency.value,
        facts=line.facts.plain,
        due_on=line.due_on,
        charged_at=now,
        user_id=actor.user_id,
    )
