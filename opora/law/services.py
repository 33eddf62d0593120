"""Starting, stopping and moving clocks; correcting the rows of the law.

The journal stands above this package: whoever calls records the event of the act that moved a
clock.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from opora.lib.actor import Actor
from opora.lib.refusals import Refused

from . import queries, rules
from .models import CalendarDay, Clock, DeadlineRule, PauseRule
from .rules import Unit


@transaction.atomic
def start_clock(
    actor: Actor,
    *,
    code: str,
    kind: str,
    record_id: int,
    started_on: date,
    responsible_id: int,
    audience: Iterable[int],
) -> Clock:
    """Start the term `code` for a record from Sofia midnight of `started_on`.

    The due day is fixed now from the row in force on that day. The audience always holds the
    actor's and the responsible organization. Refused without a row in force, for a term that the
    law states only in words, and when the same term already runs for the record.
    """
    rule = queries.rule_in_force(code, started_on)
    if rule is None or rule.amount is None:
        raise Refused(
            _("За този ден няма въведен срок „%(code)s“.") % {"code": code},
            rule=_("таблица на сроковете"),
            remedy=_("Помолете администратора на АСП да въведе срока."),
        )
    if Clock.objects.filter(_running(kind, record_id), code=code).exists():
        raise Refused(_("Срокът „%(rule)s“ вече тече.") % {"rule": rule})
    due = rules.due_on(started_on, rule.amount, Unit(rule.unit), queries.calendar())
    return Clock.objects.create(
        code=code,
        rule=rule,
        record_kind=kind,
        record_id=record_id,
        responsible_id=responsible_id,
        audience=sorted({*audience, actor.organization_id, responsible_id}),
        started_on=started_on,
        due_on=due,
    )


@transaction.atomic
def stop_clock(
    actor: Actor, *, kind: str, record_id: int, stopped_on: date, code: str | None = None
) -> int:
    """Stop the running clocks of a record (all of them without a code); returns how many."""
    clocks = queries.visible(actor).filter(_running(kind, record_id))
    if code is not None:
        clocks = clocks.filter(code=code)
    if clocks.filter(started_on__gt=stopped_on).exists():
        raise Refused(
            _("Срокът не може да спре преди деня, в който е започнал."),
            remedy=_("Поправете датата, на която се е случило."),
            field="happened_on",
        )
    return clocks.update(stopped_on=stopped_on)


@transaction.atomic
def pass_clocks(
    actor: Actor, *, kind: str, record_id: int, responsible_id: int, audience: Iterable[int]
) -> int:
    """Name another responsible organization and audience for the running clocks of a record.

    The due days stay: a handover does not give time. Returns how many clocks were passed.
    """
    everyone = sorted({*audience, actor.organization_id, responsible_id})
    clocks = queries.visible(actor).filter(_running(kind, record_id))
    return clocks.update(responsible_id=responsible_id, audience=everyone, escalated_on=None)


@transaction.atomic
def restate_audience(actor: Actor, *, kind: str, record_id: int, audience: Iterable[int]) -> int:
    """Say who hears the running clocks of a record, without a change of who is responsible.

    The actor must hear them now and may leave by it. Returns how many were restated.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select law_restate_audience(%s, %s, %s)", [kind, record_id, sorted(set(audience))]
        )
        return int(cursor.fetchone()[0])


@transaction.atomic
def pause_clock(actor: Actor, *, clock: Clock, ground_code: str, paused_on: date) -> Clock:
    """Let a running term stand still, only on a ground that a dated rule names."""
    in_force = Q(valid_to=None) | Q(valid_to__gt=paused_on)
    ground = PauseRule.objects.filter(
        in_force, code=ground_code, deadline_code=clock.code, valid_from__lte=paused_on
    ).first()
    if ground is None:
        raise Refused(
            _("Няма правило, по което този срок да спира временно; той продължава да тече."),
            rule=_("таблица на основанията за спиране"),
        )
    changed = (
        queries.visible(actor)
        .filter(pk=clock.pk, stopped_on=None, paused_on=None, started_on__lte=paused_on)
        .update(pause_rule=ground, paused_on=paused_on)
    )
    if not changed:
        raise Refused(_("Срокът не тече на този ден и не може да спре временно."))
    clock.refresh_from_db()
    return clock


@transaction.atomic
def resume_clock(actor: Actor, *, clock: Clock, resumed_on: date) -> Clock:
    """Let a paused term run again; the due day moves by the days it stood still."""
    paused = queries.visible(actor).select_for_update(of=("self",)).get(pk=clock.pk)
    if paused.paused_on is None or resumed_on < paused.paused_on:
        raise Refused(_("Срокът не е спрян към този ден."))
    n_days = (resumed_on - paused.paused_on).days
    paused.due_on = queries.calendar().roll(paused.due_on + timedelta(days=n_days))
    paused.n_paused_days += n_days
    paused.paused_on = None
    paused.save(update_fields=["due_on", "n_paused_days", "paused_on"])
    return paused


@transaction.atomic
def mark_escalated(actor: Actor, *, clocks: Iterable[Clock], today: date) -> list[Clock]:
    """Claim overdue clocks for escalation; returns those that nobody had escalated before."""
    claimed = []
    for clock in sorted(clocks, key=lambda clock: clock.pk):
        if Clock.objects.filter(pk=clock.pk, escalated_on=None).update(escalated_on=today):
            clock.escalated_on = today
            claimed.append(clock)
    return claimed


@transaction.atomic
def revise_rule(
    actor: Actor, *, rule: DeadlineRule, valid_from: date, **changes: Any
) -> DeadlineRule:
    """End a row of the law and begin its next version on a day; running clocks keep their days.

    `changes` are fields of the new row. Refused for a row that ended, or a day not after its start.
    """
    if valid_from <= rule.valid_from:
        raise Refused(
            _("Новият ред трябва да е в сила след началото на сегашния."), field="valid_from"
        )
    ended = DeadlineRule.objects.filter(pk=rule.pk, valid_to=None).update(valid_to=valid_from)
    if not ended:
        raise Refused(_("Този ред вече е заменен с по-нов."))
    copied = {f.name for f in DeadlineRule._meta.fields} - {"id", "valid_from", "valid_to"}
    fields = {name: getattr(rule, name) for name in copied} | changes
    return DeadlineRule.objects.create(**fields, valid_from=valid_from)


@transaction.atomic
def set_calendar_day(
    actor: Actor, *, day: date, is_working: bool, name: str, source: str, confidence: str
) -> CalendarDay:
    """Enter a day moved by decree: a free working day, or a Saturday worked in exchange."""
    values = {"is_working": is_working, "name": name, "source": source, "confidence": confidence}
    return CalendarDay.objects.update_or_create(day=day, defaults=values)[0]


def _running(kind: str, record_id: int) -> Q:
    return Q(record_kind=kind, record_id=record_id, stopped_on=None)
