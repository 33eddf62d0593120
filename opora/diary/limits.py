"""What runs out: agreements by their term, and use by the limits of the law and of practice."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils.translation import gettext as _

from opora.agreements import queries as agreements
from opora.agreements import rules as agreed
from opora.agreements.models import LimitRule
from opora.cases import queries as cases
from opora.cases.models import Case
from opora.cases.rules import CaseState
from opora.lib.actor import Actor
from opora.people import naming
from opora.usage import queries as usage
from opora.usage.rules import DAY

from . import rules
from .rules import Standing

SOON = 30  # days before its last day an agreement stands in the list; Opora's own choice
_DAYS = "select person_id, n_days, last_day from usage_days_of_people(%s, %s, %s, %s)"


@dataclass(frozen=True, slots=True)
class RunningOut:
    """One line of „Изтичат“. `used` is told where days are counted; `left` may be below zero."""

    what: str
    about: str
    service_id: int
    service: str
    url_name: str
    url_id: int
    left: int
    runs_out_on: date | None
    basis: str
    is_statute: bool | None = None
    used: str = ""

    @property
    def is_exceeded(self) -> bool:
        """Whether the limit has passed."""
        return self.left < 0


@dataclass(frozen=True, slots=True)
class CaseLimit:
    """A limit that concerns a case, and how it stands."""

    rule: LimitRule
    standing: Standing

    @property
    def warns(self) -> bool:
        """Whether it is near or passed."""
        return self.standing.left <= self.rule.warn_days


BY_COURT = "ground:court"
# What packages above add of their own (site/urls.py): the use of general services.
SOURCES: list[Callable[[Actor, date], list[RunningOut]]] = []


def of_cases(found: Iterable[Case], today: date) -> dict[int, list[CaseLimit]]:
    """The limits of some cases, by case; real use is counted over all providers of the person."""
    rows = list(found)
    known = list(agreements.limit_rules(today))
    concerned = [(case, rule) for case in rows for rule in agreements.limits_of(case, known, today)]
    used = _used_this_year(concerned, today)
    limits: defaultdict[int, list[CaseLimit]] = defaultdict(list)
    for case, rule in concerned:
        n_days, last_day = used.get((rule.code, case.person_id), (0, None))
        limits[case.pk].append(CaseLimit(rule, _standing(case, rule, n_days, last_day, today)))
    return dict(limits)


def _standing(
    case: Case, rule: LimitRule, n_days: int, last_day: date | None, today: date
) -> Standing:
    first = (case.placement and case.placement.started_on) or case.opened_on
    if rule.scope == BY_COURT and case.decided_on:  # the court's own term, not the placement's
        last = case.placed_until or agreed.term_end(case.decided_on, rule.amount, rule.unit)
        return rules.of_term(case.decided_on, last, today)
    if rule.counts == "term":
        return rules.of_term(first, agreed.term_end(first, rule.amount, rule.unit), today)
    since = max(first, date(today.year, 1, 1))
    return rules.of_year(n_days, agreed.allowed_days(since, rule.amount, rule.unit), last_day)


def _used_this_year(
    concerned: list[tuple[Case, LimitRule]], today: date
) -> dict[tuple[str, int], tuple[int, date | None]]:
    """Days of presence this year, by rule and person; one query for each rule."""
    people: defaultdict[str, set[int]] = defaultdict(set)
    kinds: defaultdict[str, set[str]] = defaultdict(set)
    for case, rule in concerned:
        if rule.counts == "year":
            people[rule.code].add(case.person_id)
            kinds[rule.code].add(case.service.named_service_id)
    found = {}
    with connection.cursor() as cursor:
        for code, ids in people.items():
            year = (date(today.year, 1, 1), date(today.year, 12, 31))
            cursor.execute(_DAYS, [sorted(ids), sorted(kinds[code]), *year])
            for person_id, n_days, last_day in cursor:
                found[code, person_id] = (n_days, last_day)
    return found


def running_out(actor: Actor, today: date) -> list[RunningOut]:
    """Everything of the organization that runs out soon or has, the nearest first."""
    lines = _terms(actor, today) + _limits(actor, today)
    for source in SOURCES:
        lines += source(actor, today)
    return sorted(lines, key=lambda line: (line.left, line.service, line.about))


def _terms(actor: Actor, today: date) -> list[RunningOut]:
    found = agreements.expiring(actor, until=today + SOON * DAY)
    rows = list(found.filter(case__state=CaseState.OPEN))
    called = usage.names(actor, rows)
    return [
        RunningOut(
            what=_("договор № %(number)s") % {"number": row.number},
            about=called[row.pk],
            service_id=row.service_id,
            service=row.service.name,
            url_name="agreements:agreement",
            url_id=row.case_id,
            left=(row.ends_on - today).days,
            runs_out_on=row.ends_on,
            basis=_("последен ден на договора"),
        )
        for row in rows
        if row.ends_on
    ]


def _limits(actor: Actor, today: date) -> list[RunningOut]:
    led = cases.led(actor).filter(state=CaseState.OPEN)
    rows = list(led.select_related("service", "placement", "person"))
    limits = of_cases(rows, today)
    called = naming.called({case.person for case in rows})
    return [
        RunningOut(
            what=str(limit.rule),
            about=called[case.person_id],
            service_id=case.service_id,
            service=case.service.name,
            url_name="diary:case",
            url_id=case.pk,
            left=limit.standing.left,
            runs_out_on=limit.standing.runs_out_on,
            basis=limit.rule.article,
            is_statute=limit.rule.is_statute,
            used=_("%(used)s от %(allowed)s дни")
            % {"used": limit.standing.used, "allowed": limit.standing.allowed},
        )
        for case in rows
        for limit in limits.get(case.pk, [])
        if limit.warns
    ]
