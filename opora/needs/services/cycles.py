"""The rounds of planning: the agency opens one and closes it."""

from datetime import date, datetime
from itertools import count

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.queries import allowed
from opora.journal import services as journal
from opora.lib import words
from opora.lib.actor import Actor
from opora.lib.refusals import Refused

from ..models import Cycle

KIND = "cycle"
LONGEST_HORIZON = 30  # years; more is a year that was mistyped


@transaction.atomic
def open_cycle(
    actor: Actor,
    *,
    code: str,
    name: str,
    name_en: str,
    base_on: date,
    opened_on: date,
    horizon_year: int,
    closed_on: date | None = None,
    now: datetime,
) -> Cycle:
    """A new round of planning; the agency opens it. Refused: a code or a name that is taken, data
    of a day after the opening, an opening in the future, a horizon that is already over."""
    _check_right(actor)
    _check_names(code, name)
    _check_days(base_on, opened_on, horizon_year, timezone.localdate(now))
    if closed_on is not None:
        _check_closing(opened_on, closed_on, timezone.localdate(now))
    cycle = Cycle.objects.create(
        code=code,
        name=name.strip(),
        name_en=name_en.strip(),
        base_on=base_on,
        opened_on=opened_on,
        closed_on=closed_on,
        horizon_year=horizon_year,
    )
    _tell(actor, "needs.cycle_opened", cycle, opened_on, now)
    return cycle


def free_code(opened_on: date, horizon_year: int) -> str:
    """A code for a new round: its first and last year, with a number when there is one already."""
    code = f"{opened_on.year}-{horizon_year}"
    taken = set(Cycle.objects.filter(code__startswith=code).values_list("code", flat=True))
    return next(each for n in count(1) if (each := code if n == 1 else f"{code}-{n}") not in taken)


@transaction.atomic
def close_cycle(actor: Actor, *, cycle: Cycle, closed_on: date, now: datetime) -> Cycle:
    """After that day no municipality begins an analysis in it; what is begun goes on to its end.

    Refused when it is closed already, for a day before its opening or in the future.
    """
    _check_right(actor)
    found = Cycle.objects.select_for_update().get(pk=cycle.pk)
    if found.closed_on is not None:
        raise Refused(
            _("Цикълът вече е приключен на %(day)s.") % {"day": words.day(found.closed_on)}
        )
    _check_closing(found.opened_on, closed_on, timezone.localdate(now))
    found.closed_on = closed_on
    found.save(update_fields=["closed_on"])
    _tell(actor, "needs.cycle_closed", found, closed_on, now)
    return found


def _check_right(actor: Actor) -> None:
    if not allowed(actor, "planning.national"):
        raise Refused(
            _("Цикъл на планиране открива и приключва Агенцията за социално подпомагане.")
        )


def _check_names(code: str, name: str) -> None:
    if Cycle.objects.filter(name__iexact=name.strip()).exists():
        raise Refused(
            _("Вече има цикъл с това име."),
            remedy=_("Напишете име, по което се различават."),
            field="name",
        )
    if Cycle.objects.filter(pk=code).exists():
        raise Refused(_("Вече има цикъл с този код."), field="code")


def _check_days(base_on: date, opened_on: date, horizon_year: int, today: date) -> None:
    if opened_on > today:
        raise Refused(_("Цикълът не може да е открит в бъдещето."), field="opened_on")
    if base_on > today:
        raise Refused(_("Няма данни към ден в бъдещето."), field="base_on")
    if not opened_on.year < horizon_year <= opened_on.year + LONGEST_HORIZON:
        raise Refused(
            _("Хоризонтът е година между %(first)s и %(last)s.")
            % {"first": opened_on.year + 1, "last": opened_on.year + LONGEST_HORIZON},
            field="horizon_year",
        )


def _check_closing(opened_on: date, closed_on: date, today: date) -> None:
    if not opened_on <= closed_on <= today:
        raise Refused(
            _("Цикълът се приключва след откриването си на %(day)s и не в бъдещето.")
            % {"day": words.day(opened_on)},
            field="closed_on",
        )


def _tell(actor: Actor, event: str, cycle: Cycle, happened_on: date, now: datetime) -> None:
    journal.record(
        actor,
        event,
        kind=KIND,
        record_id=cycle.horizon_year,
        audience=[0],
        happened_on=happened_on,
        recorded_at=now,
        details={"code": cycle.pk},
    )
