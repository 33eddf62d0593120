"""The application to the mayor: enroll, refuse, end; and when the user was not at home."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.models import Organization
from opora.accounts.services import require
from opora.lib.actor import Actor
from opora.lib.labels import translated
from opora.lib.refusals import NotVisible, Refused
from opora.lib.words import day as written
from opora.people import queries as people
from opora.people.models import PersonAddress

from .. import queries, rules
from ..models import Direction, Enrollment, UserAbsence
from ..others import asking
from ..rules import EnrollmentState, Kind
from .common import fresh, not_in_future, number, reason_given, tell

LETTERS = {Kind.PERSONAL: "ЛП", Kind.SUPPORT: "АП"}
OPEN_STATES = (EnrollmentState.APPLIED, EnrollmentState.ACTIVE)


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that is looked at before somebody is enrolled, and whether it holds."""

    label: str
    holds: bool
    sentence: str = ""


@transaction.atomic
def apply(
    actor: Actor,
    *,
    person_id: int,
    applied_on: date,
    now: datetime,
    direction: Direction | None = None,
    ground: str = "",
) -> Enrollment:
    """An application at the municipality of the current address: with a direction for personal
    assistance, with a ground for assistant support. Refused elsewhere, and a second time."""
    organization = require(actor, "assistance.manage")
    person = people.worked_with(actor, person_id)
    not_in_future(applied_on, now, "applied_on")
    address = _address_here(actor, person_id, organization)
    if queries.own(actor).filter(person=person_id, state__in=OPEN_STATES).exists():
        raise Refused(
            _("Лицето вече има заявление или е включено."),
            rule=_("Една лична помощ или асистентска подкрепа наведнъж."),
        )
    kind = Kind.PERSONAL if direction else Kind.SUPPORT
    audience = {actor.organization_id} | ({direction.organization_id} if direction else set())
    made = Enrollment.objects.create(
        organization_id=actor.organization_id,
        audience=sorted(audience),
        kind=kind.value,
        person=person,
        direction=direction,
        ground="" if direction else ground or rules.Ground.DISABILITY.value,
        number=number(actor, LETTERS[kind], applied_on.year),
        applied_on=applied_on,
        settlement=address.settlement,
        changed_at=now,
    )
    _tell(actor, "applied", made, now, happened_on=applied_on)
    return made


def _address_here(actor: Actor, person_id: int, organization: Organization) -> PersonAddress:
    """Personal assistance is asked of the mayor by current address."""
    address = people.current_address(actor, person_id)
    rule = _("Заявлението се подава до кмета по настоящ адрес.")
    if address is None:
        raise Refused(
            _("Настоящият адрес на лицето не е вписан."),
            rule=rule,
            remedy=_("Впишете го на страницата на лицето и опитайте пак."),
        )
    if address.municipality_id != organization.municipality_id:
        raise Refused(
            _("Настоящият адрес е в община %(name)s.") % {"name": address.municipality},
            rule=rule,
            remedy=_("Насочете лицето към нея."),
        )
    return address


def conditions(actor: Actor, enrollment: Enrollment, day: date) -> list[Condition]:
    """What is checked before enrolling from a day, each with its answer in words."""
    others = queries.elsewhere([enrollment.person_id], day, day).get(enrollment.person_id, [])
    found = {each.what: each for each in others}
    listed = [_direction(enrollment, day)] if enrollment.direction else [_place(actor, day)]
    for what, label, sentence in (
        ("personal", _("Не е включено в лична помощ другаде"), _("Включено е другаде.")),
        (
            "support",
            _("Не ползва асистентска подкрепа"),
            _("Ползва асистентска подкрепа: същите потребности не се финансират два пъти."),
        ),
        (
            "residential",
            _("Не ползва услуга с настаняване"),
            _("Ползва услуга с настаняване: същите потребности не се финансират два пъти."),
        ),
    ):
        other = found.get(what)
        words = f"{sentence} {asking(other.ask)}" if other else ""
        listed.append(Condition(label, other is None, words))
    return listed


def _direction(enrollment: Enrollment, day: date) -> Condition:
    direction = enrollment.direction
    label = _("Има действащо направление")
    holds = (
        direction is not None
        and direction.is_in_force(day)
        and direction.office_id == enrollment.organization_id
    )
    sentence = _("На %s няма действащо направление за тази община.") % written(day)
    return Condition(label, holds, "" if holds else sentence)


def _place(actor: Actor, day: date) -> Condition:
    """Assistant support is allocated within the number that АСП approved."""
    label = _("Има свободно място в утвърдения брой")
    capacity = queries.capacity_on(actor, day)
    if capacity is None:
        return Condition(label, False, _("Утвърденият брой потребители не е вписан."))
    n = queries.own(actor, Kind.SUPPORT).filter(state=EnrollmentState.ACTIVE).count()
    words = _("Заети са %(n)s от %(all)s утвърдени места.") % {"n": n, "all": capacity.n_users}
    return Condition(label, n < capacity.n_users, words)


@transaction.atomic
def enroll(
    actor: Actor, *, enrollment: Enrollment, seen: int | None, begins_on: date, now: datetime
) -> Enrollment:
    """The person is in from a day on. Refused while a condition does not hold, with its words."""
    Organization.objects.select_for_update(no_key=True).get(pk=actor.organization_id)
    held = _held(actor, enrollment.pk, seen, "enroll")
    if begins_on < held.applied_on:
        raise Refused(_("Включването не може да е преди заявлението."), field="begins_on")
    for condition in conditions(actor, held, begins_on):
        if not condition.holds:
            raise Refused(
                condition.sentence,
                rule=translated(rules.BY_ASSISTANCE if held.direction_id else rules.BY_SUPPORT),
                field="begins_on",
            )
    held.begins_on = begins_on
    try:
        with transaction.atomic():
            _move(held, EnrollmentState.ACTIVE, now, "begins_on")
    except IntegrityError:
        raise Refused(_("Лицето междувременно е включено другаде.")) from None
    _tell(actor, "enrolled", held, now, happened_on=min(begins_on, timezone.localdate(now)))
    return held


@transaction.atomic
def refuse(
    actor: Actor, *, enrollment: Enrollment, seen: int | None, reason: str, now: datetime
) -> Enrollment:
    """The application is refused, with the reason; `appeals.services.refuse` writes the letter."""
    held = _held(actor, enrollment.pk, seen, "refuse")
    held.reason = reason_given(reason)
    _move(held, EnrollmentState.REFUSED, now, "reason")
    _tell(actor, "refused", held, now)
    return held


@transaction.atomic
def reopen(actor: Actor, *, enrollment: Enrollment, now: datetime) -> Enrollment | None:
    """A refusal was annulled or sent back: the application waits again. None when the person has
    meanwhile applied anew."""
    if queries.own(actor).filter(person=enrollment.person_id, state__in=OPEN_STATES).exists():
        return None
    held = _held(actor, enrollment.pk, None, "reopen")
    held.reason = ""
    _move(held, EnrollmentState.APPLIED, now, "reason")
    _tell(actor, "reopened", held, now)
    return held


@transaction.atomic
def end(
    actor: Actor,
    *,
    enrollment: Enrollment,
    seen: int | None,
    ended_on: date,
    reason: str,
    now: datetime,
) -> Enrollment:
    """The use ends with a day; `assistants.services.end_use` ends the agreements with it."""
    held = _held(actor, enrollment.pk, seen, "end")
    not_in_future(ended_on, now, "ended_on")
    if held.begins_on and ended_on < held.begins_on:
        raise Refused(_("Краят не може да е преди включването."), field="ended_on")
    held.ended_on, held.reason = ended_on, reason_given(reason)
    _move(held, EnrollmentState.ENDED, now, "ended_on", "reason")
    _tell(actor, "ended", held, now, happened_on=ended_on)
    return held


@transaction.atomic
def record_absence(
    actor: Actor,
    *,
    enrollment: Enrollment,
    kind: str,
    since: date,
    until: date | None,
    source: str,
    now: datetime,
) -> UserAbsence:
    """The user was in hospital, in a residential service or away; both days are counted."""
    require(actor, "assistance.manage")
    if until and until < since:
        raise Refused(_("Последният ден е преди първия."), field="until")
    not_in_future(since, now, "since")
    made = UserAbsence.objects.create(
        organization_id=actor.organization_id,
        enrollment=enrollment,
        kind=kind,
        since=since,
        until=until,
        source=reason_given(source, "source"),
        recorded_at=now,
    )
    _tell(actor, "absence_recorded", enrollment, now)
    return made


@transaction.atomic
def remove_absence(actor: Actor, *, absence: UserAbsence, now: datetime) -> None:
    """It was written by mistake."""
    require(actor, "assistance.manage")
    _tell(
        actor,
        "absence_removed",
        absence.enrollment,
        now,
        kind=absence.kind,
        since=absence.since,
        until=absence.until,
    )
    absence.delete()


def _held(actor: Actor, pk: int, seen: int | None, action: str) -> Enrollment:
    found = (
        Enrollment.objects.select_for_update(of=("self",))
        .select_related("direction")
        .filter(pk=pk, organization_id=actor.organization_id)
        .first()
    )
    if found is None:
        raise NotVisible
    fresh(found.version, seen)
    rules.next_state(
        rules.ENROLLMENT_STEPS, found.state, action, queries.who(actor), rules.ENROLLMENT_LABELS
    )
    return found


def _move(held: Enrollment, state: EnrollmentState, now: datetime, *fields: str) -> None:
    held.state = state.value
    held.version += 1
    held.changed_at = now
    held.save(update_fields=["state", "version", "changed_at", *fields])


def _tell(
    actor: Actor,
    name: str,
    enrollment: Enrollment,
    now: datetime,
    happened_on: date | None = None,
    **details: object,
) -> None:
    tell(
        actor,
        name,
        enrollment.pk,
        now=now,
        happened_on=happened_on,
        audience=enrollment.audience,
        subject_id=enrollment.person_id,
        details=details,
    )
