"""A family from the application to the end: assessed, entered, paused, struck off."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.models import Organization
from opora.documents.services import next_number
from opora.journal.services import record
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused
from opora.people import queries as people
from opora.people.models import Person
from opora.people.rules import Basis
from opora.people.services import involve

from .. import queries, rules
from ..models import FamilyTraining, FosterContact, FosterFamily
from ..rules import FAMILY_STEPS, FamilyState, StayState

PROFILE = (
    "settlement",
    "is_professional",
    "age_from",
    "age_to",
    "sex",
    "n_places",
    "kinds",
    "takes_disability",
    "takes_siblings",
)


@transaction.atomic
def apply(
    actor: Actor,
    *,
    parent_id: int,
    payer: Organization,
    profile: Mapping[str, Any],
    address: str,
    phone: str,
    applied_on: date,
    now: datetime,
) -> FosterFamily:
    """Write down a candidate with whom they wish to take. Refused for a child, and for somebody who
    already has a running record."""
    today = timezone.localdate(now)
    state = rules.next_state(FAMILY_STEPS, "apply", "", actor, actor.organization_id)
    parent = _parent(actor, parent_id, today)
    _check(profile, applied_on, today)
    number = next_number(actor, series="foster", year=today.year)
    made = FosterFamily.objects.create(
        organization_id=actor.organization_id,
        audience=sorted({actor.organization_id, payer.pk}),
        number=f"ПС-{number}/{today.year}",
        parent=parent,
        payer=payer,
        municipality_id=payer.municipality_id or "",
        state=state,
        applied_on=applied_on,
        **{name: profile[name] for name in PROFILE},
    )
    FosterContact.objects.create(
        family=made, organization_id=actor.organization_id, address=address, phone=phone
    )
    tell(actor, "foster.applied", made, now=now)
    return made


def _parent(actor: Actor, parent_id: int, today: date) -> Person:
    """An adult who has no running record yet."""
    parent = people.worked_with(actor, parent_id)
    if parent.age_on(today) < rules.ADULT_AGE:
        raise Refused(_("Приемен родител може да бъде само пълнолетно лице."), field="parent")
    running = queries.families(actor).exclude(state__in=[FamilyState.REFUSED, FamilyState.ENDED])
    if running.filter(parent=parent).exists():
        raise Refused(
            _("Това лице вече е записано като приемен родител."),
            remedy=_("Отворете семейството от списъка."),
        )
    return parent


def _check(profile: Mapping[str, Any], day: date, today: date) -> None:
    if profile["age_to"] < profile["age_from"]:
        raise Refused(_("Възрастта „до“ е по-малка от възрастта „от“."), field="age_to")
    if not profile["kinds"]:
        raise Refused(_("Изберете поне един вид грижа."), field="kinds")
    not_future(day, today, "applied_on")


def not_future(day: date, today: date, field: str) -> None:
    """What is written down has happened."""
    if day > today:
        raise Refused(
            _("Денят не може да е в бъдещето."),
            remedy=_("Впишете днешна или минала дата."),
            field=field,
        )


def locked(actor: Actor, family: FosterFamily) -> FosterFamily:
    """The row as it stands, locked until the transaction ends."""
    if queries.family(actor, family.pk).organization_id != actor.organization_id:
        raise NotVisible
    return FosterFamily.objects.select_for_update().get(pk=family.pk)


@transaction.atomic
def act(
    actor: Actor, *, family: FosterFamily, action: str, text: str, day: date, now: datetime
) -> FosterFamily:
    """One step of a family by `rules.FAMILY_STEPS`, with its words and its day."""
    found = locked(actor, family)
    state = rules.next_state(FAMILY_STEPS, action, found.state, actor, found.organization_id)
    if not text.strip():
        raise Refused(_("Попълнете основанието."), field="text")
    not_future(day, timezone.localdate(now), "day")
    running = found.stays.filter(state=StayState.RUNNING)
    if action == "end" and running.exists():
        raise Refused(
            _("В семейството има настанено дете."),
            remedy=_("Първо приключете престоя му или го преместете."),
        )
    field = {"assess": "conclusion", "enter": "decision"}.get(action, "reason")
    setattr(found, field, text.strip())
    dated = {"assess": "assessed_on", "enter": "entered_on", "end": "ended_on"}
    if action in dated:
        setattr(found, dated[action], day)
    if action == "resume" and running.exists():
        state = FamilyState.IN_USE
    found.state, found.version = state, found.version + 1
    found.save()
    if action == "enter":  # from now on the municipality pays this person
        involve(
            actor,
            person_id=found.parent_id,
            organization_id=found.payer_id,
            basis=Basis.FOSTER,
            core_only=True,
            ground=f"foster:{found.pk}",
            now=now,
        )
    tell(actor, f"foster.{action}", found, now=now, day=day, details={"text": text.strip()})
    return found


@transaction.atomic
def change_profile(
    actor: Actor, *, family: FosterFamily, profile: Mapping[str, Any], now: datetime
) -> FosterFamily:
    """Whom the family takes from now on; running stays go on."""
    found = locked(actor, family)
    _owned(actor, found)
    _check(profile, found.applied_on, timezone.localdate(now))
    for name in PROFILE:
        setattr(found, name, profile[name])
    found.version += 1
    found.save()
    tell(actor, "foster.profile_changed", found, now=now)
    return found


@transaction.atomic
def record_contact(
    actor: Actor, *, family: FosterFamily, address: str, phone: str, now: datetime
) -> FosterContact:
    """Where the family lives now and how it is called."""
    found = locked(actor, family)
    _owned(actor, found)
    contact, _made = FosterContact.objects.update_or_create(
        family=found,
        defaults={
            "organization_id": found.organization_id,
            "address": address.strip(),
            "phone": phone.strip(),
        },
    )
    tell(actor, "foster.contact_changed", found, now=now)
    return contact


@transaction.atomic
def record_training(
    actor: Actor,
    *,
    family: FosterFamily,
    topic: str,
    n_hours: int,
    held_on: date,
    held_by: str,
    now: datetime,
) -> FamilyTraining:
    """A training that the foster parents have passed."""
    found = locked(actor, family)
    _owned(actor, found)
    not_future(held_on, timezone.localdate(now), "held_on")
    made = FamilyTraining.objects.create(
        family=found,
        organization_id=found.organization_id,
        topic=topic.strip(),
        n_hours=n_hours,
        held_on=held_on,
        held_by=held_by.strip(),
    )
    tell(actor, "foster.trained", found, now=now, day=held_on)
    return made


def _owned(actor: Actor, family: FosterFamily) -> None:
    """Details are kept by the officers of the owner, in whatever state the family is."""
    rules.next_state(
        {"keep": rules.Step(frozenset({family.state}), family.state, "")},
        "keep",
        family.state,
        actor,
        family.organization_id,
    )


def tell(
    actor: Actor,
    name: str,
    family: FosterFamily,
    *,
    now: datetime,
    day: date | None = None,
    subject_id: int | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Record what happened for who works with the family."""
    record(
        actor,
        name,
        kind="foster",
        record_id=family.pk,
        version=family.version,
        audience=family.audience,
        happened_on=day,
        recorded_at=now,
        subject_id=subject_id or family.parent_id,
        details=details,
    )
