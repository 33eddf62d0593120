"""Reads of the law. The law itself is public; clocks only for the organizations that hear them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast

from opora.lib.actor import Actor

from .models import CalendarDay, Clock, DeadlineRule, LegalTerm
from .rules import Calendar


class RegexpDigits(Func):
    """The number inside a code: 11 of D11-2."""

    function = "substring"
    template = "%(function)s(%(expressions)s from '[0-9]+')"


def calendar() -> Calendar:
    """The legal calendar of the country: weekends, holidays, moved days."""
    return Calendar(dict(CalendarDay.objects.values_list("day", "is_working")))


def deadline_rules() -> QuerySet[DeadlineRule]:
    """Every row of every deadline in the order of the table; a code's versions by their start."""
    digits = Cast(RegexpDigits(F("code")), IntegerField())
    return DeadlineRule.objects.order_by(digits, "code", "valid_from")


def calendar_days(year: int) -> QuerySet[CalendarDay]:
    """The non-working and moved days of a year, in order."""
    return CalendarDay.objects.filter(day__year=year)


def calendar_years() -> tuple[int, int]:
    """The first and the last year whose holidays are entered."""
    days = CalendarDay.objects.values_list("day", flat=True)
    return days.earliest("day").year, days.latest("day").year


def rule_in_force(code: str, on: date) -> DeadlineRule | None:
    """The row of a deadline on a day."""
    in_force = Q(valid_to=None) | Q(valid_to__gt=on)
    return DeadlineRule.objects.filter(in_force, code=code, valid_from__lte=on).first()


def legal_terms(codes: Iterable[str] = ()) -> dict[str, LegalTerm]:
    """The explained terms by code; all of them when no codes are given."""
    terms = LegalTerm.objects.filter(code__in=codes) if codes else LegalTerm.objects.all()
    return {term.code: term for term in terms}


def visible(actor: Actor) -> QuerySet[Clock]:
    """The clocks that the actor's organization hears, with their rules."""
    return Clock.objects.filter(audience__contains=[actor.organization_id]).select_related("rule")


def clocks_of(actor: Actor, kind: str, ids: Iterable[int]) -> dict[int, list[Clock]]:
    """The clocks of some records of one kind: running ones first, the nearest due first."""
    found: defaultdict[int, list[Clock]] = defaultdict(list)
    for clock in visible(actor).filter(record_kind=kind, record_id__in=list(ids)):
        found[clock.record_id].append(clock)
    for clocks in found.values():
        clocks.sort(key=lambda clock: (clock.stopped_on is not None, clock.due_on, clock.id))
    return dict(found)


def next_due(kind: str, outer_id: str = "pk") -> Subquery:
    """For `annotate`: the nearest due day among the running clocks of the outer record."""
    running = Clock.objects.filter(
        record_kind=kind, record_id=OuterRef(outer_id), stopped_on=None, paused_on=None
    )
    return Subquery(running.order_by("due_on").values("due_on")[:1])


def overdue(actor: Actor, today: date) -> QuerySet[Clock]:
    """Running clocks of the actor's organization that are past due and not escalated yet."""
    return (
        visible(actor)
        .filter(responsible_id=actor.organization_id, stopped_on=None, paused_on=None)
        .filter(due_on__lt=today, escalated_on=None)
        .order_by("due_on", "id")
    )
