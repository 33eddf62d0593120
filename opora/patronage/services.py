"""The acts of home patronage."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.documents.services import next_number
from opora.journal.services import record
from opora.lib.actor import Actor
from opora.lib.refusals import Refused
from opora.people import queries as people

from . import queries, rules
from .models import MealDelivery, MealStop, PatronageMonth, PatronageRoute, PatronageUser
from .rules import Outcome, UserState

TYPED = ("ground", "ground_document", "diet", "weekdays", "address", "phone", "note")


@transaction.atomic
def apply(
    actor: Actor, *, person_id: int, applied_on: date, facts: Mapping[str, Any], now: datetime
) -> PatronageUser:
    """Write down an application to the municipality. Refused for who is served already."""
    state = rules.next_state("apply", "", actor, actor.organization_id)
    person = people.worked_with(actor, person_id)
    _not_future(applied_on, now, "applied_on")
    running = queries.users(actor).filter(person=person)
    if running.filter(state__in=[UserState.APPLIED, UserState.SERVED]).exists():
        raise Refused(_("Това лице вече има молба или се обслужва."))
    if not facts["weekdays"]:
        raise Refused(_("Изберете поне един ден."), field="weekdays")
    number = next_number(actor, series="patronage", year=applied_on.year)
    made = PatronageUser.objects.create(
        organization_id=actor.organization_id,
        person=person,
        number=f"ДП-{number}/{applied_on.year}",
        state=state,
        applied_on=applied_on,
        **{name: facts[name] for name in TYPED},
    )
    _tell(actor, "patronage.applied", made, now)
    return made


@transaction.atomic
def accept(
    actor: Actor,
    *,
    user: PatronageUser,
    route: PatronageRoute,
    stop_order: int,
    begins_on: date,
    now: datetime,
) -> PatronageUser:
    """Serve the person from a day on, at a place of a route."""
    found = _locked(actor, user)
    found.state = rules.next_state("accept", found.state, actor, found.organization_id)
    if begins_on < found.applied_on:
        raise Refused(_("Първият ден е преди молбата."), field="begins_on")
    found.route = queries.route(actor, route.pk)
    found.stop_order, found.begins_on = stop_order, begins_on
    found.save()
    _tell(actor, "patronage.accepted", found, now)
    return found


@transaction.atomic
def close(
    actor: Actor, *, user: PatronageUser, action: str, reason: str, day: date, now: datetime
) -> PatronageUser:
    """Refuse an application or end the service with its last day."""
    found = _locked(actor, user)
    found.state = rules.next_state(action, found.state, actor, found.organization_id)
    if not reason.strip():
        raise Refused(_("Посочете причината."), field="reason")
    if action == "end":
        if found.begins_on and day < found.begins_on:
            raise Refused(_("Последният ден е преди първия."), field="day")
        found.ended_on = day
    found.reason = reason.strip()
    found.save()
    names = {"refuse": "patronage.refused", "end": "patronage.ended"}
    _tell(actor, names[action], found, now, {"reason": found.reason})
    return found


@transaction.atomic
def stop_meals(
    actor: Actor,
    *,
    user: PatronageUser,
    since: date,
    until: date | None,
    reason: str,
    now: datetime,
) -> MealStop:
    """No meals on these days: hospital, away. Refused for a month that is closed."""
    found = _locked(actor, user)
    if found.state != UserState.SERVED:
        raise Refused(_("Лицето не се обслужва сега."))
    if until and until < since:
        raise Refused(_("Краят е преди началото."), field="until")
    if not reason.strip():
        raise Refused(_("Посочете причината."), field="reason")
    _open_month(actor, since)
    made = MealStop.objects.create(
        user=found,
        organization_id=found.organization_id,
        since=since,
        until=until,
        reason=reason.strip(),
    )
    _tell(actor, "patronage.stopped", found, now)
    return made


@transaction.atomic
def resume_meals(actor: Actor, *, stop: MealStop, until: date, now: datetime) -> MealStop:
    """The last day without meals of an open stop."""
    found = _locked(actor, stop.user)
    if until < stop.since:
        raise Refused(_("Краят е преди началото."), field="until")
    _open_month(actor, until)
    MealStop.objects.filter(pk=stop.pk).update(until=until)
    _tell(actor, "patronage.resumed", found, now)
    return MealStop.objects.get(pk=stop.pk)


@transaction.atomic
def mark(
    actor: Actor,
    *,
    user: PatronageUser,
    day: date,
    outcome: str,
    reason: str = "",
    now: datetime,
) -> MealDelivery:
    """What happened at the door; marking again corrects it while the month is open."""
    found = _locked(actor, user)
    _not_future(day, now, "day")
    _open_month(actor, day)
    stops = [(stop.since, stop.until) for stop in found.stops.all()]
    if not queries.served(found, stops).on(day):
        raise Refused(_("За този ден няма поръчана храна."))
    if outcome == Outcome.NOT_FOUND and not reason.strip():
        raise Refused(_("Напишете защо храната не е предадена."), field="reason")
    row, _made = MealDelivery.objects.update_or_create(
        user=found,
        day=day,
        defaults={
            "organization_id": found.organization_id,
            "outcome": Outcome(outcome),
            "reason": reason.strip() if outcome == Outcome.NOT_FOUND else "",
            "marked_by_id": actor.user_id,
            "marked_at": now,
        },
    )
    _tell(actor, "patronage.marked", found, now, {"outcome": outcome, "day": day})
    return row


@transaction.atomic
def make_route(actor: Actor, *, name: str, driver: str, now: datetime) -> PatronageRoute:
    """One more tour."""
    rules.next_state("apply", "", actor, actor.organization_id)
    if queries.routes(actor).filter(name=name.strip()).exists():
        raise Refused(_("Вече има маршрут с това име."), field="name")
    made = PatronageRoute.objects.create(
        organization_id=actor.organization_id, name=name.strip(), driver=driver.strip()
    )
    record(
        actor,
        "patronage.route_made",
        kind="organization",
        record_id=actor.organization_id,
        recorded_at=now,
    )
    return made


@transaction.atomic
def close_month(actor: Actor, *, month: date, now: datetime) -> list[PatronageMonth]:
    """Keep how many meals each had; the fee is charged from these counts. Once."""
    rules.next_state("apply", "", actor, actor.organization_id)
    last = rules.month_days(month)[-1]
    if last >= timezone.localdate(now):
        raise Refused(_("Месецът още не е свършил."))
    if queries.is_closed(actor, month):
        raise Refused(_("Месецът вече е приключен."))
    made = PatronageMonth.objects.bulk_create(
        PatronageMonth(
            user=each.user,
            organization_id=actor.organization_id,
            month=month,
            n_meals=each.n_meals,
            closed_at=now,
        )
        for each in queries.month(actor, month)
    )
    record(
        actor,
        "patronage.month_closed",
        kind="organization",
        record_id=actor.organization_id,
        recorded_at=now,
        details={"month": f"{month:%Y-%m}", "users": len(made)},
    )
    return made


def _locked(actor: Actor, user: PatronageUser) -> PatronageUser:
    queries.user(actor, user.pk)
    rules.next_state("apply", "", actor, user.organization_id)
    return PatronageUser.objects.select_for_update().get(pk=user.pk)


def _open_month(actor: Actor, day: date) -> None:
    if queries.is_closed(actor, day):
        raise Refused(
            _("Месецът е приключен и не се променя."),
            remedy=_("Разликата се уточнява при следващата такса."),
        )


def _not_future(day: date, now: datetime, field: str) -> None:
    if day > timezone.localdate(now):
        raise Refused(_("Денят не може да е в бъдещето."), field=field)


def _tell(
    actor: Actor,
    name: str,
    user: PatronageUser,
    now: datetime,
    details: Mapping[str, Any] | None = None,
) -> None:
    record(
        actor,
        name,
        kind="patronage",
        record_id=user.pk,
        recorded_at=now,
        subject_id=user.person_id,
        details=details,
    )
