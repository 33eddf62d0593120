"""What every act on an application shares: lock the row, check the step, write, record."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from opora.journal.services import record
from opora.law import queries as law
from opora.law import services as clocks
from opora.lib.actor import Actor
from opora.lib.refusals import Change, NotVisible, Refused, Stale
from opora.register.models import NamedService

from .. import queries, rules
from ..models import LicenseApplication
from ..rules import STEPS, State

KIND = "license"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a license says: whose it is, where, who speaks for them, for which kinds of services."""

    holder: str
    seat: str
    manager: str
    kinds: tuple[str, ...]
    note: str = ""


@dataclass(slots=True)
class Act:
    """One step under way: the locked row and what is being done to it."""

    actor: Actor
    action: str
    row: LicenseApplication
    now: datetime

    @property
    def today(self) -> date:
        """The day of the act in Sofia."""
        return timezone.localdate(self.now)


def begin_act(
    actor: Actor, application: LicenseApplication, action: str, *, seen: int, now: datetime
) -> Act:
    """Lock the application, check that it is as the actor saw it and that the step is allowed.

    Raises NotVisible, Stale (what changed meanwhile) or Refused.
    """
    rows = queries.visible(actor).select_for_update(of=("self",))
    locked = rows.filter(pk=application.pk).first()
    if locked is None:
        raise NotVisible
    if locked.version != seen:
        label = str(LicenseApplication._meta.get_field("state").verbose_name)
        before, after = application.get_state_display(), locked.get_state_display()
        raise Stale([Change(label, before, after)] if before != after else [])
    who = queries.who_is(actor, locked)
    locked.state = rules.next_state(State(locked.state), action, who)
    return Act(actor, action, locked, now)


def finish(
    act: Act,
    fields: Iterable[str] = (),
    *,
    happened_on: date | None = None,
    details: Mapping[str, Any] | None = None,
) -> LicenseApplication:
    """Write the new state with the changed `fields` and record the event."""
    act.row.version += 1
    act.row.save(update_fields=["state", "version", *fields])
    tell(act.actor, STEPS[act.action].event, act.row, act.now, happened_on, details)
    return act.row


def tell(
    actor: Actor,
    name: str,
    row: LicenseApplication,
    now: datetime,
    happened_on: date | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Record what was done with an application; the agency hears of it once it is submitted."""
    heard = row.audience if row.state != State.DRAFT else [row.organization_id]
    record(
        actor,
        name,
        kind=KIND,
        record_id=row.pk,
        version=row.version,
        audience=heard,
        happened_on=happened_on or timezone.localdate(now),
        recorded_at=now,
        details=details,
    )


def check_day(day: date, today: date, *, field: str, earliest: date | None = None) -> None:
    """A day that has come, and not before `earliest`."""
    if day > today:
        raise Refused(
            _("Денят е в бъдещето."), rule=_("Вписва се това, което вече е станало."), field=field
        )
    if earliest and day < earliest:
        raise Refused(_("Денят е преди %(day)s.") % {"day": f"{earliest:%d.%m.%Y} г."}, field=field)


def check_kinds(kinds: Iterable[str]) -> None:
    """A license names at least one kind of service that the register knows."""
    chosen = set(kinds)
    if not chosen or NamedService.objects.filter(pk__in=chosen).count() != len(chosen):
        raise Refused(_("Изберете поне един вид услуга от списъка."), field="kinds")


def start_clock(act: Act, code: str, started_on: date, responsible_id: int) -> None:
    """Start a term for the application, when the table of terms has it."""
    rule = law.rule_in_force(code, started_on)
    if rule is None or rule.amount is None:
        return
    clocks.start_clock(
        act.actor,
        code=code,
        kind=KIND,
        record_id=act.row.pk,
        started_on=started_on,
        responsible_id=responsible_id,
        audience=act.row.audience,
    )


def stop_clocks(act: Act, on: date) -> None:
    """Whatever runs for the application stops."""
    clocks.stop_clock(act.actor, kind=KIND, record_id=act.row.pk, stopped_on=on)
