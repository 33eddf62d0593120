"""The directorate directs: issues, changes from a day, withdraws."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from opora.accounts import queries as accounts
from opora.accounts.models import Organization
from opora.accounts.services import require
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused
from opora.lib.words import day as written
from opora.people import queries as people_seen
from opora.people import services as people
from opora.people.rules import Basis

from .. import queries, rules
from ..models import Direction
from ..rules import DirectionState, Who
from .common import fresh, not_in_future, number, reason_given, tell

DAY = timedelta(days=1)
LETTERS = "НЛП"
ISSUER = frozenset({Who.DIRECTORATE})


@transaction.atomic
def issue(
    actor: Actor,
    *,
    person_id: int,
    office: Organization,
    degree: str,
    n_hours: int,
    issued_on: date,
    valid_from: date,
    valid_until: date | None,
    now: datetime,
    assessment: str = "",
    replaces: Direction | None = None,
) -> Direction:
    """A direction for a municipality that the directorate serves; it appears there at once. Refused
    above the hours of the degree (dated rows), for somebody else's municipality, for a day when the
    person has another direction, and when issued in the future."""
    require(actor, "assistance.direct")
    person = people_seen.worked_with(actor, person_id)
    not_in_future(issued_on, now, "issued_on")
    _check_hours(degree, n_hours, valid_from)
    _check_office(actor, office, valid_from)
    _check_period(actor, person_id, valid_from, valid_until, replaces)
    made = Direction.objects.create(
        organization_id=actor.organization_id,
        office=office,
        audience=sorted({actor.organization_id, office.pk}),
        person=person,
        number=number(actor, LETTERS, issued_on.year),
        assessment=assessment.strip(),
        degree=degree,
        n_hours=n_hours,
        issued_on=issued_on,
        valid_from=valid_from,
        valid_until=valid_until,
        replaces=replaces,
        changed_at=now,
    )
    _send(actor, made, now)
    return made


def _send(actor: Actor, made: Direction, now: datetime) -> None:
    """From now on the municipality works with the person."""
    people.involve(
        actor,
        person_id=made.person_id,
        organization_id=made.office_id,
        basis=Basis.ASSISTANCE,
        ground=f"assistance:{made.pk}",
        now=now,
    )
    _tell(actor, "directed", made, now, degree=made.degree, hours=made.n_hours)


def _check_hours(degree: str, n_hours: int, on: date) -> None:
    rule = queries.rules_on(on).get(f"degree.{degree}")
    if rule is None or rule.amount is None:
        raise Refused(_("За този ден няма вписани часове за степента."), field="degree")
    if not 0 < n_hours <= rule.amount:
        raise Refused(
            _("При %(degree)s часовете са най-много %(most)s на месец, а тук са %(hours)s.")
            % {
                "degree": _(rules.DEGREE_LABELS[rules.Degree(degree)]),
                "most": int(rule.amount),
                "hours": n_hours,
            },
            rule=rule.basis,
            field="n_hours",
        )


def _check_office(actor: Actor, office: Organization, on: date) -> None:
    served = accounts.directorate_of(str(office.municipality_id), on)
    if served is None or served.pk != actor.organization_id:
        raise Refused(
            _("%(name)s не е на територията на Вашата дирекция.") % {"name": office.short_name},
            remedy=_("Направлението се издава от дирекцията по настоящ адрес."),
            field="office",
        )


def _check_period(
    actor: Actor,
    person_id: int,
    valid_from: date,
    valid_until: date | None,
    replaces: Direction | None,
) -> None:
    if valid_until and valid_until < valid_from:
        raise Refused(_("Срокът свършва, преди да започне."), field="valid_until")
    last = valid_until or date.max
    for each in queries.directions(actor).filter(person=person_id):
        overlaps = each.valid_from <= last and (
            each.valid_until is None or each.valid_until >= valid_from
        )
        if each.state != DirectionState.VOID and overlaps and each != replaces:
            raise Refused(
                _("Лицето вече има направление %(number)s за тези дни.") % {"number": each.number},
                rule=_("Едно направление в един ден."),
                remedy=_("Отворете го и го променете от ден или го оттеглете."),
                field="valid_from",
            )
    if ask := queries.directed_elsewhere(person_id, valid_from, last):
        raise Refused(
            _("Лицето вече има направление за тези дни от друга дирекция."),
            rule=_("Едно направление в един ден."),
            remedy=_("Попитайте %(name)s.") % {"name": ask},
            field="valid_from",
        )


@transaction.atomic
def change(
    actor: Actor,
    *,
    direction: Direction,
    seen: int | None,
    effective_on: date,
    office: Organization,
    degree: str,
    n_hours: int,
    valid_until: date | None,
    reason: str,
    now: datetime,
    assessment: str = "",
) -> Direction:
    """From a day on other hours, another degree or another municipality: a new direction, and this
    one ends the day before. A new person's address is such a change too."""
    held = _held(actor, direction.pk, seen)
    rules.next_state(
        rules.DIRECTION_STEPS, held.state, "change", queries.who(actor), rules.DIRECTION_LABELS
    )
    _check_after_beginning(held, effective_on)
    _end(held, effective_on, reason, DirectionState.REPLACED, now)
    made = issue(
        actor,
        person_id=held.person_id,
        office=office,
        degree=degree,
        n_hours=n_hours,
        issued_on=min(effective_on, now.date()),
        valid_from=effective_on,
        valid_until=valid_until,
        assessment=assessment or held.assessment,
        replaces=held,
        now=now,
    )
    _tell(actor, "direction_changed", held, now, since=effective_on)
    return made


def _check_after_beginning(held: Direction, effective_on: date) -> None:
    if effective_on <= held.valid_from:
        raise Refused(
            _("Промяната започва след първия ден на направлението (%s).")
            % written(held.valid_from),
            remedy=_("Ако е сгрешено от начало, отменете го и издайте ново."),
            field="effective_on",
        )


@transaction.atomic
def withdraw(
    actor: Actor,
    *,
    direction: Direction,
    seen: int | None,
    effective_on: date,
    reason: str,
    now: datetime,
) -> Direction:
    """The direction holds no more from a day on; from its first day, it never held."""
    held = _held(actor, direction.pk, seen)
    verb = "withdraw" if effective_on > held.valid_from else "void"
    state = rules.next_state(
        rules.DIRECTION_STEPS, held.state, verb, queries.who(actor), rules.DIRECTION_LABELS
    )
    _end(held, effective_on, reason, DirectionState(state), now)
    _tell(actor, "direction_withdrawn", held, now, since=effective_on)
    return held


def _end(
    held: Direction, effective_on: date, reason: str, state: DirectionState, now: datetime
) -> None:
    if held.valid_until and effective_on > held.valid_until:
        raise Refused(
            _("Направлението изтича преди това, на %s.") % written(held.valid_until),
            field="effective_on",
        )
    held.end_reason = reason_given(reason)
    held.state = state.value
    if state != DirectionState.VOID:
        held.valid_until = effective_on - DAY
    held.version += 1
    held.changed_at = now
    held.save(update_fields=["end_reason", "state", "valid_until", "version", "changed_at"])


def _held(actor: Actor, pk: int, seen: int | None) -> Direction:
    found = (
        Direction.objects.select_for_update()
        .filter(pk=pk, organization_id=actor.organization_id)
        .first()
    )
    if found is None:
        raise NotVisible
    fresh(found.version, seen)
    return found


def _tell(actor: Actor, name: str, direction: Direction, now: datetime, **details: object) -> None:
    tell(
        actor,
        name,
        direction.pk,
        now=now,
        audience=direction.audience,
        subject_id=direction.person_id,
        details=details,
    )
