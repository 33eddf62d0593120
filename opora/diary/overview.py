"""The first page of the day book: each service's today and its months, set-based."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from opora.agreements import queries as agreements
from opora.agreements import rules as agreed
from opora.agreements.models import AgreementTerms
from opora.cases import queries as cases
from opora.lib.actor import Actor
from opora.register.models import Service
from opora.usage import rules
from opora.usage.models import Attendance, ServiceMonth
from opora.usage.rules import MonthState
from opora.usage.working import opening_amounts

MONTHS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One month of a service, as the list shows it."""

    month: date
    words: str
    state: str
    label: str

    @property
    def slug(self) -> str:
        """2026-10 for the address."""
        return f"{self.month:%Y-%m}"

    @property
    def tone(self) -> str:
        """The tone of its chip."""
        tones = {MonthState.OPEN: "soon", MonthState.CLOSED: "wait", MonthState.APPROVED: "ok"}
        return tones[MonthState(self.state)]


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """A service today: how many are expected, how many are marked."""

    service: Service
    n_agreements: int
    n_planned: int
    n_marked: int
    months: list[MonthLine]

    @property
    def is_done(self) -> bool:
        """Whether nobody is left to mark."""
        return self.n_marked >= self.n_planned


def lines(actor: Actor, today: date) -> list[ServiceLine]:
    """The own open services with somebody in them, then the others."""
    services = list(cases.own_services(actor, today))
    ids = [service.pk for service in services]
    everybody, planned = _expected(ids, services, today)
    marked = dict(
        Attendance.objects.filter(service__in=ids, day=today)
        .values_list("service")
        .annotate(n=Count("day"))
        .order_by("service")
    )
    months = _months(actor, services, today)
    found = [
        ServiceLine(
            service,
            everybody[service.pk],
            planned[service.pk],
            marked.get(service.pk, 0),
            months.get(service.pk, []),
        )
        for service in services
    ]
    return sorted(found, key=lambda line: not line.n_agreements)


def _expected(
    ids: list[int], services: list[Service], today: date
) -> tuple[Counter[int], Counter[int]]:
    """How many have an agreement today, and for how many of them use is agreed; by service."""
    everybody: Counter[int] = Counter()
    planned: Counter[int] = Counter()
    works = {service.pk: opening_amounts(service, [today])[today] for service in services}
    rows = AgreementTerms.objects.filter(
        agreements.terms_on(today),
        agreements.in_force_on(today, "agreement__"),
        agreement__service__in=ids,
    ).values_list("agreement__service", "mode", "week")
    for service_id, mode, week in rows:
        everybody[service_id] += 1
        planned[service_id] += bool(works[service_id] and agreed.planned(mode, week, today))
    return everybody, planned


def _months(actor: Actor, services: list[Service], today: date) -> dict[int, list[MonthLine]]:
    """The last months that wait or were approved; only where something was written."""
    shown = rules.months_back(today, MONTHS_SHOWN)
    found: dict[int, list[MonthLine]] = {}
    rows = ServiceMonth.objects.filter(
        organization=actor.organization_id,
        service__in=[service.pk for service in services],
        month__in=shown,
    ).order_by("-month")
    for row in rows:
        line = MonthLine(
            row.month, rules.month_words(row.month), row.state, row.get_state_display()
        )
        found.setdefault(row.service_id, []).append(line)
    return found
