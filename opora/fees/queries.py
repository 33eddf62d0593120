"""Reading fees: what a month costs each person and why, what is owed, by which tariff."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from django.db.models import Q, QuerySet

from opora.accounts.rules import CASEWORK
from opora.agreements import queries as agreements
from opora.agreements import rules as agreed
from opora.agreements.models import ServiceAgreement
from opora.cases import queries as cases
from opora.cases.models import Case
from opora.cases.rules import Part
from opora.lib.actor import Actor
from opora.people import queries as people
from opora.register.models import Service
from opora.register.rules import Users
from opora.usage import queries as usage
from opora.usage import working
from opora.usage.measures import Used
from opora.usage.rules import days_of, last_of

from . import rules
from .models import CaseGround, Charge, FeeGround, Income, Payment, RealCost, Tariff
from .rules import Balance, Effect, Entry, Facts, Fee

Row = TypeVar("Row", Income, CaseGround)


def in_force(day: date) -> Q:
    """The dated rows of a day; an empty first day is from always."""
    return (Q(valid_from=None) | Q(valid_from__lte=day)) & (Q(valid_to=None) | Q(valid_to__gt=day))


def tariffs(actor: Actor) -> QuerySet[Tariff]:
    """The own tariff, all its periods."""
    return Tariff.objects.filter(organization=actor.organization_id).select_related("named_service")


def old_tariff() -> QuerySet[Tariff]:
    """The old national tariff: history."""
    return Tariff.objects.filter(organization=None).select_related("named_service")


def costs(actor: Actor) -> QuerySet[RealCost]:
    """The real monthly cost of a person in the own services."""
    return RealCost.objects.filter(organization=actor.organization_id).select_related("service")


def tariff_of(service: Service, day: date) -> Tariff | None:
    """The price of a service on a day: the provider's own, else its municipality's."""
    rows = Tariff.objects.filter(in_force(day), named_service=service.named_service_id).filter(
        Q(organization=service.provider_id)
        | Q(
            organization__kind="municipality",
            organization__municipality=service.municipality_id,
            organization__municipality__isnull=False,
        )
    )
    found = {row.organization_id: row for row in rows}
    return found.pop(service.provider_id, None) or next(iter(found.values()), None)


def ground_of_service(service: Service, day: date) -> FeeGround | None:
    """Why nobody pays in this service, where that is so by itself."""
    names = {f"named:{service.named_service_id}"}
    if service.users == Users.CHILDREN:
        names.add("children")
    if agreements.is_general(service, day):
        names.add("general")
    return FeeGround.objects.filter(in_force(day), applies_to__in=names).first()


# A month of a service


@dataclass(slots=True)
class Line:
    """One person of a month: from what the fee comes, what it is, what was charged already."""

    case: Case
    name: str
    facts: Facts
    fee: Fee
    due_on: date | None
    charges: list[Charge] = field(default_factory=list)

    @property
    def charged(self) -> rules.Money | None:
        """What was charged until now, with corrections; None when nothing was."""
        if not self.charges:
            return None
        return rules.Money(sum(one.cents for one in self.charges), self.fee.amount.currency)

    @property
    def difference(self) -> int:
        """Cents between what it should be and what was charged."""
        charged = self.charged
        return 0 if charged is None else self.fee.amount.cents - charged.cents

    @property
    def change(self) -> rules.Money:
        """The same as money."""
        return rules.Money(self.difference, self.fee.amount.currency)

    @property
    def explained(self) -> list[tuple[str, str]]:
        """„Как е сметнато?“."""
        return rules.explained(self.facts)


def month(actor: Actor, *, service: Service, month: date, case: Case | None = None) -> list[Line]:
    """Everybody with an agreement for an own service in a month, or one case only; by name; a
    constant number of queries."""
    rows = agreements.within(actor, service_id=service.pk, first=month, last=last_of(month))
    found = list(rows.filter(case=case) if case else rows)
    by_case: defaultdict[int, list[ServiceAgreement]] = defaultdict(list)
    for each in found:
        by_case[each.case_id].append(each)
    names = usage.names(actor, found)
    case_rows = cases.led(actor).in_bulk(list(by_case))
    month_facts = _Month(actor, service, month, list(by_case))
    charges = _charges(actor, list(by_case), month)
    lines = []
    for case_id, held in by_case.items():
        facts = month_facts.of(case_id, held)
        lines.append(
            Line(
                case=case_rows[case_id],
                name=names[held[0].pk],
                facts=facts,
                fee=rules.fee(facts),
                due_on=month_facts.due_on,
                charges=charges[case_id],
            )
        )
    return sorted(lines, key=lambda line: (line.name, line.case.pk))


def differences(actor: Actor, case: Case) -> list[Line]:
    """The months charged for a case that would cost otherwise by what is written now, or can no
    longer be computed; the oldest first."""
    firsts = Charge.objects.filter(case=case, organization=actor.organization_id, corrects=None)
    found = []
    for first in firsts.select_related("service").order_by("month"):
        found += month(actor, service=first.service, month=first.month, case=case)
    return [line for line in found if line.fee.missing or line.difference]


class _Month:
    """What all people of one service in one month share, read once."""

    def __init__(self, actor: Actor, service: Service, month: date, case_ids: list[int]) -> None:
        self.month, self.service = month, service
        self.tariff = tariff_of(service, month)
        self.cost = RealCost.objects.filter(in_force(month), service=service).first()
        self.ground = ground_of_service(service, month)
        self.works = working.opening_amounts(service, days_of(month))
        self.used = usage.used(actor, case_ids=case_ids, month=month)
        self.incomes = _by_case(Income.objects.filter(case__in=case_ids, mistake=""))
        self.grounds = _by_case(
            CaseGround.objects.filter(case__in=case_ids, mistake="").select_related("ground")
        )

    @property
    def due_on(self) -> date | None:
        """The day of the next month by which the tariff says to pay."""
        if self.tariff is None or self.tariff.due_day is None:
            return None
        return rules.next_month(self.month).replace(day=self.tariff.due_day)

    def of(self, case_id: int, held: list[ServiceAgreement]) -> Facts:
        """The facts of one case. Incomes and grounds are those of the first day of use."""
        held = sorted(held, key=lambda each: each.starts_on)
        day = max(self.month, held[0].starts_on)
        terms = agreements.terms_of(held[0], day)
        unit = agreed.UNIT_OF[agreed.Mode(terms.mode)].value
        incomes = [row for row in self.incomes[case_id] if _holds(row, day)]
        ground = next((row for row in self.grounds[case_id] if _holds(row, day)), None)
        effect = ground.ground.effect if ground else ""
        tariff = self.tariff
        return Facts(
            month=self.month,
            used=used_units(self.used.get(case_id), unit),
            planned=self._planned(held),
            unit=unit,
            kind=tariff.kind if tariff else "",
            rate_tenths=tariff.rate_tenths if tariff else 0,
            fixed=tariff.fixed if tariff else None,
            act=tariff.act if tariff else "",
            is_unverified=bool(self.ground and not self.ground.is_checked),
            incomes=tuple(
                rules.Source(str(row.get_source_display()), row.amount, row.is_countable)
                for row in incomes
            )
            if incomes
            else None,
            cost=self.cost.amount if self.cost else None,
            exempt=_exempt(self.ground, ground if effect == Effect.EXEMPT else None),
            full_cost=f"{ground} ({ground.document})"
            if ground and effect == Effect.FULL_COST
            else "",
        )

    def _planned(self, held: list[ServiceAgreement]) -> int:
        """What a whole month would be by the agreed week on days when the service works, so that
        a month begun in the middle costs its part."""
        amount = 0
        for day in days_of(self.month):
            if self.works[day]:
                at = next((one for one in reversed(held) if one.starts_on <= day), held[0])
                terms = agreements.terms_of(at, day)
                amount += agreed.planned(terms.mode, terms.week, day)
        return amount


def used_units(used: Used | None, unit: str) -> int:
    """Minutes for use by the hour, else marks of presence."""
    if used is None:
        return 0
    return used.minutes if unit == "m" else used.n_marks


def _exempt(of_service: FeeGround | None, of_case: CaseGround | None) -> str:
    if of_case:
        return f"{of_case} ({of_case.document})"
    return str(of_service) if of_service else ""


def _holds(row: Income | CaseGround, day: date) -> bool:
    return row.valid_from <= day and (row.valid_to is None or day < row.valid_to)


def _by_case(rows: Iterable[Row]) -> defaultdict[int, list[Row]]:
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.case_id].append(row)
    return found


def _charges(actor: Actor, case_ids: list[int], month: date) -> defaultdict[int, list[Charge]]:
    found: defaultdict[int, list[Charge]] = defaultdict(list)
    for row in Charge.objects.filter(
        organization=actor.organization_id, case__in=case_ids, month=month
    ).order_by("pk"):
        found[row.case_id].append(row)
    return found


# A case


@dataclass(frozen=True, slots=True)
class Account:
    """Everything about the fees of one case."""

    incomes: list[Income]
    grounds: list[CaseGround]
    charges: list[Charge]
    payments: list[Payment]
    balance: Balance


def account(actor: Actor, case: Case, today: date) -> Account:
    """The fees of a case that the actor may see."""
    seen = cases.visible(actor, Part.FEES).filter(pk=case.pk).values("pk")
    charges = list(Charge.objects.filter(case__in=seen))
    payments = list(Payment.objects.filter(case__in=seen).select_related("reversed_by"))
    return Account(
        list(Income.objects.filter(case__in=seen)),
        list(CaseGround.objects.filter(case__in=seen).select_related("ground")),
        charges,
        payments,
        _balance(charges, payments, today),
    )


@dataclass(frozen=True, slots=True)
class Debt:
    """What one person owes. Of whom the organization no longer works with, `name` is the number
    of the case."""

    case: Case
    name: str
    balance: Balance


def debts(actor: Actor, today: date) -> list[Debt]:
    """The own cases with something owed, the most overdue first; five queries."""
    if actor.roles.isdisjoint(CASEWORK | {"system"}):
        return []
    own = {"organization": actor.organization_id}
    charges, payments = defaultdict(list), defaultdict(list)
    for charge in Charge.objects.filter(**own):
        charges[charge.case_id].append(charge)
    for payment in Payment.objects.filter(**own):
        payments[payment.case_id].append(payment)
    balances = {pk: _balance(rows, payments[pk], today) for pk, rows in charges.items()}
    owing = {pk: one for pk, one in balances.items() if one.owed.cents > 0}
    rows = list(cases.led(actor).filter(pk__in=owing).select_related("service"))
    known = people.core(actor).in_bulk({case.person_id for case in rows})
    found = [
        Debt(
            case,
            known[case.person_id].short_name if case.person_id in known else case.number,
            owing[case.pk],
        )
        for case in rows
    ]
    return sorted(found, key=lambda each: (-each.balance.overdue.cents, -each.balance.owed.cents))


def _balance(charges: Iterable[Charge], payments: Iterable[Payment], today: date) -> Balance:
    return rules.balance(
        [Entry(one.amount, one.month, one.due_on) for one in charges],
        [Entry(one.amount, one.paid_on) for one in payments],
        today,
    )


# Months


@dataclass(slots=True)
class MonthRow:
    """A month of a service: how far it is, what was charged for it."""

    service: Service
    month: date
    state: str
    state_label: str
    n_people: int
    n_charged: int = 0
    amount: rules.Money | None = None


def month_rows(actor: Actor, *, since: date) -> list[MonthRow]:
    """The months of the own services with use, the newest first; two queries."""
    rows = [
        MonthRow(
            each.service,
            each.month,
            each.state,
            str(each.get_state_display()),
            each.n_people,
        )
        for each in usage.months(actor, since=since).order_by("-month", "service__name")
    ]
    charged: defaultdict[tuple[int, date], list[Charge]] = defaultdict(list)
    for one in Charge.objects.filter(organization=actor.organization_id, month__gte=since):
        charged[one.service_id, one.month].append(one)
    for row in rows:
        held = charged[row.service.pk, row.month]
        row.n_charged = len({one.case_id for one in held})
        if held:
            row.amount = rules.Money(sum(one.cents for one in held), rules.currency_of(row.month))
    return rows


@dataclass(frozen=True, slots=True)
class Sums:
    """The totals of a month."""

    fee: rules.Money
    charged: rules.Money
    n_missing: int


def sums(lines: list[Line], month: date) -> Sums:
    """What the month should bring, and what was charged."""
    currency = rules.currency_of(month)
    return Sums(
        rules.Money(sum(one.fee.amount.cents for one in lines), currency),
        rules.Money(sum(one.charged.cents for one in lines if one.charged), currency),
        sum(bool(one.fee.missing) for one in lines),
    )
