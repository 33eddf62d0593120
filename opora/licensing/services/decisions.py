"""The agency's acts on an application: ask for more, grant, refuse, hand the decision over."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from opora.law import queries as law
from opora.lib.actor import Actor
from opora.lib.refusals import Refused

from .. import papers, rules
from ..models import License, LicenseApplication
from ..rules import HAND_OVER, VALIDITY, Kind
from . import licenses
from .acts import Act, begin_act, check_day, finish, start_clock, stop_clocks


@transaction.atomic
def ask(
    actor: Actor, *, application: LicenseApplication, asked_for: str, seen: int, now: datetime
) -> LicenseApplication:
    """Ask the provider to add something. The agency's term goes on: no rule stops it."""
    act = begin_act(actor, application, "ask", seen=seen, now=now)
    rules.check_reason(asked_for, "asked_for")
    act.row.asked_for = asked_for
    return finish(act, ["asked_for"], details={"asked_for": asked_for})


@transaction.atomic
def grant(
    actor: Actor,
    *,
    application: LicenseApplication,
    order_number: str,
    decided_on: date,
    valid_from: date | None = None,
    license_number: str = "",
    seen: int,
    now: datetime,
) -> LicenseApplication:
    """Decide for the provider: a new license, a changed one, or one more term of it.

    A term lasts as the table of terms says. A renewed license begins when the old one ends.
    """
    act = begin_act(actor, application, "grant", seen=seen, now=now)
    _decide(act, order_number, decided_on)
    if act.row.kind == Kind.CHANGE:
        act.row.made = None
        licenses.change(act, valid_from or decided_on)
    else:
        act.row.made = _new_license(act, license_number, valid_from)
    return finish(
        act,
        ["decided_on", "order_number", "made"],
        happened_on=decided_on,
        details={"number": order_number},
    )


def _new_license(act: Act, license_number: str, valid_from: date | None) -> License:
    row, old = act.row, act.row.license
    decided_on = row.decided_on or act.today
    begins = old.valid_to if old else valid_from or decided_on
    if begins < decided_on:
        raise Refused(
            _("Лицензът не може да важи отпреди решението."),
            rule=_("Заповедта действа занапред."),
            field="valid_from",
        )
    rule = law.rule_in_force(VALIDITY, decided_on)
    if rule is None or rule.amount is None:
        raise Refused(
            _("В таблицата на сроковете няма срок на действие на лиценза."),
            remedy=_("Помолете администратора на АСП да го въведе."),
        )
    return licenses.write(
        act,
        number=license_number,
        valid_from=begins,
        valid_to=rules.years_after(begins, rule.amount),
    )


@transaction.atomic
def refuse(
    actor: Actor,
    *,
    application: LicenseApplication,
    order_number: str,
    decided_on: date,
    reason: str,
    seen: int,
    now: datetime,
) -> LicenseApplication:
    """Decide against the provider, with reasons; the order may be appealed."""
    act = begin_act(actor, application, "refuse", seen=seen, now=now)
    rules.check_reason(reason)
    act.row.reason = reason
    _decide(act, order_number, decided_on)
    return finish(
        act,
        ["decided_on", "order_number", "reason"],
        happened_on=decided_on,
        details={"reason": reason},
    )


def _decide(act: Act, order_number: str, decided_on: date) -> None:
    check_day(decided_on, act.today, field="decided_on", earliest=act.row.submitted_on)
    act.row.order_number, act.row.decided_on = order_number.strip(), decided_on
    order = papers.issue_decision(act.actor, act.row, now=act.now)
    act.row.order_number = act.row.order_number or order.full_number
    stop_clocks(act, decided_on)
    if act.row.kind == Kind.RENEWAL:
        start_clock(act, HAND_OVER, decided_on, act.actor.organization_id)


@transaction.atomic
def hand_over(
    actor: Actor, *, application: LicenseApplication, notified_on: date, seen: int, now: datetime
) -> LicenseApplication:
    """Write down when the provider was given the decision; from then on it may be appealed."""
    act = begin_act(actor, application, "notify", seen=seen, now=now)
    if act.row.notified_on:
        raise Refused(_("Решението вече е връчено."))
    check_day(notified_on, act.today, field="notified_on", earliest=act.row.decided_on)
    act.row.notified_on = notified_on
    stop_clocks(act, notified_on)
    return finish(act, ["notified_on"], happened_on=notified_on)
