"""The fee of a closed month by the municipality's own tariff, what was paid, who owes.

The formula is that of `fees`: the price of a meal × meals, or the price of a month × meals ÷ all
ordered days, never above the real monthly cost of one person where that is written.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.fees import queries as fees
from opora.fees import rules
from opora.fees.rules import Balance, Entry, Facts, Fee, PriceKind
from opora.journal.services import record
from opora.lib.actor import Actor
from opora.lib.money import Money
from opora.lib.refusals import Refused
from opora.people.models import Person

from . import queries
from .models import PatronageCharge, PatronageMonth, PatronagePayment, PatronageUser
from .rules import month_days

NAMED = "dsp-m"  # home patronage among the named services, under which its tariff stands


@dataclass(slots=True)
class Line:
    """One user of a closed month: the fee by what is written now, and what was charged."""

    user: PatronageUser
    person: Person | None
    facts: Facts
    fee: Fee
    due_on: date | None
    charges: list[PatronageCharge] = field(default_factory=list)

    @property
    def missing(self) -> str:
        """Why it cannot be computed."""
        if self.facts.kind == PriceKind.PERCENT:
            return _("тарифата е процент от дохода: впишете цена на храна или за месец")
        return _(self.fee.missing) if self.fee.missing else ""

    @property
    def charged(self) -> Money | None:
        """With corrections; None when nothing was."""
        if not self.charges:
            return None
        return Money(sum(one.cents for one in self.charges), self.fee.amount.currency)

    @property
    def difference(self) -> int:
        """Cents between what it should be and what was charged."""
        return self.fee.amount.cents - self.charged.cents if self.charged else 0

    @property
    def explained(self) -> list[tuple[str, str]]:
        """„Как е сметнато?“."""
        return rules.explained(self.facts)


def lines(actor: Actor, month: date) -> list[Line]:
    """Everybody counted in a closed month, in the order of the routes; nobody before it is
    closed. A constant number of queries."""
    closed = list(
        PatronageMonth.objects.filter(organization=actor.organization_id, month=month)
        .select_related("user")
        .order_by("user__route", "user__stop_order", "pk")
    )
    tariff = fees.tariffs(actor).filter(fees.in_force(month), named_service=NAMED).first()
    costs = fees.costs(actor).filter(fees.in_force(month), service__named_service=NAMED)
    cost = costs.first()
    due = None
    if tariff and tariff.due_day:
        due = rules.next_month(month).replace(day=tariff.due_day)
    named = queries.names(actor, [one.user for one in closed])
    charged = defaultdict(list)
    for each in PatronageCharge.objects.filter(user__in=[one.user_id for one in closed]):
        if each.month == month:
            charged[each.user_id].append(each)
    found = []
    for one in closed:
        facts = Facts(
            month=month,
            used=one.n_meals,
            planned=sum(day.weekday() in one.user.weekdays for day in month_days(month)),
            unit="f",
            kind=tariff.kind if tariff else "",
            fixed=tariff.fixed if tariff else None,
            act=tariff.act if tariff else "",
            cost=cost.amount if cost else None,
        )
        person = named.get(one.user.person_id)
        found.append(Line(one.user, person, facts, rules.fee(facts), due, charged[one.user_id]))
    return found


@transaction.atomic
def charge_month(
    actor: Actor, *, month: date, now: datetime
) -> tuple[list[PatronageCharge], list[Line]]:
    """Charge everybody of a closed month who is not charged yet; and who is left out because
    something is not written. A second run charges only those."""
    months = PatronageMonth.objects.filter(organization=actor.organization_id, month=month)
    if not list(months.select_for_update()):
        raise Refused(
            _("Месецът още не е приключен."),
            remedy=_("Приключете го; таксата се начислява по броя, който тогава остава."),
        )
    open_lines = [one for one in lines(actor, month) if not one.charges]
    ready = [one for one in open_lines if not one.missing]
    made = PatronageCharge.objects.bulk_create(_charge(actor, one, now) for one in ready)
    for one in ready:
        _tell(actor, "patronage.charged", one.user, now, month)
    return made, [one for one in open_lines if one.missing]


@transaction.atomic
def correct(
    actor: Actor, *, user: PatronageUser, month: date, reason: str, now: datetime
) -> PatronageCharge:
    """A further charge with the difference between what the month costs by what is written now
    and what was charged."""
    queries.user(actor, user.pk)
    list(PatronageMonth.objects.filter(user=user, month=month).select_for_update())
    line = next((one for one in lines(actor, month) if one.user.pk == user.pk), None)
    if line is None or not line.charges:
        raise Refused(_("За този месец още не е начислена такса."))
    if line.missing or not line.difference:
        raise Refused(_("Няма разлика: начисленото е вярно по вписаното досега."))
    if not reason.strip():
        raise Refused(_("Напишете защо поправяте таксата."), field="reason")
    made = _charge(actor, line, now)
    first = next(one for one in line.charges if one.corrects_id is None)
    made.cents, made.corrects, made.reason = line.difference, first, reason.strip()
    made.save(force_insert=True)
    _tell(actor, "patronage.charge_corrected", user, now, month)
    return made


@transaction.atomic
def pay(
    actor: Actor,
    *,
    user: PatronageUser,
    cents: int,
    paid_on: date,
    method: str,
    document: str = "",
    now: datetime,
) -> PatronagePayment:
    """Money received from a user."""
    found = queries.user(actor, user.pk)
    rules.check_amount(cents, field="cents")
    if cents == 0:
        raise Refused(_("Впишете платената сума."), field="cents")
    if paid_on > timezone.localdate(now):
        raise Refused(_("Денят на плащането е в бъдещето."), field="paid_on")
    made = PatronagePayment.objects.create(
        user=found,
        organization_id=actor.organization_id,
        cents=cents,
        paid_on=paid_on,
        method=method,
        document=document,
        recorded_at=now,
        recorded_by_id=actor.user_id,
    )
    _tell(actor, "patronage.paid", found, now)
    return made


@transaction.atomic
def reverse(actor: Actor, *, payment: PatronagePayment, now: datetime) -> PatronagePayment:
    """Undo a payment written by mistake, by a row of the same amount below zero."""
    user = queries.user(actor, payment.user_id)
    if payment.reverses_id or PatronagePayment.objects.filter(reverses=payment).exists():
        raise Refused(_("Това плащане вече е сторнирано."))
    made = PatronagePayment.objects.create(
        user=user,
        organization_id=actor.organization_id,
        cents=-payment.cents,
        paid_on=payment.paid_on,
        method=payment.method,
        document=payment.document,
        reverses=payment,
        recorded_at=now,
        recorded_by_id=actor.user_id,
    )
    _tell(actor, "patronage.payment_reversed", user, now)
    return made


def balance(user: PatronageUser, today: date) -> Balance:
    """What one user owes."""
    return _balance(user.charges.all(), user.payments.all(), today)


@dataclass(frozen=True, slots=True)
class Debt:
    """What one user owes."""

    user: PatronageUser
    person: Person | None
    balance: Balance


def debts(actor: Actor, today: date) -> list[Debt]:
    """The users with something owed, the most overdue first."""
    found = queries.users(actor).filter(charges__isnull=False).distinct()
    rows = list(found.prefetch_related("charges", "payments"))
    named = queries.names(actor, rows)
    owed = [Debt(one, named.get(one.person_id), balance(one, today)) for one in rows]
    return sorted(
        (one for one in owed if one.balance.owed.cents > 0),
        key=lambda one: (-one.balance.overdue.cents, -one.balance.owed.cents),
    )


def _balance(
    charges: Iterable[PatronageCharge], payments: Iterable[PatronagePayment], today: date
) -> Balance:
    return rules.balance(
        [Entry(one.amount, one.month, one.due_on) for one in charges],
        [Entry(one.amount, one.paid_on) for one in payments],
        today,
    )


def _charge(actor: Actor, line: Line, now: datetime) -> PatronageCharge:
    return PatronageCharge(
        user=line.user,
        organization_id=actor.organization_id,
        month=line.facts.month,
        cents=line.fee.amount.cents,
        currency=line.fee.amount.currency.value,
        facts=line.facts.plain,
        due_on=line.due_on,
        charged_at=now,
        charged_by_id=actor.user_id,
    )


def _tell(
    actor: Actor, name: str, user: PatronageUser, now: datetime, month: date | None = None
) -> None:
    record(
        actor,
        name,
        kind="patronage",
        record_id=user.pk,
        recorded_at=now,
        subject_id=user.person_id,
        happened_on=month,
    )
