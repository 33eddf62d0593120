"""What one organization knows about a person: addresses, phones, notes, representatives."""

import re
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.journal import services as journal
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused
from opora.territory.models import Settlement

from .. import names, queries, rules
from ..models import Note, PersonAddress, Phone, Representative
from ..wording import refuse


@transaction.atomic
def record_address(
    actor: Actor,
    *,
    person_id: int,
    kind: str,
    municipality_id: str,
    now: datetime,
    settlement_id: str | None = None,
    text: str = "",
) -> PersonAddress:
    """A new current or permanent address; the former one of the kind ends and is kept."""
    person = queries.worked_with(actor, person_id)
    refuse([rules.text_problem("text", text, 200, required=False)])
    if settlement_id and not Settlement.objects.filter(
        pk=settlement_id, municipality=municipality_id
    ):
        raise Refused(_("Това населено място не е в избраната община."), field="settlement")
    PersonAddress.objects.filter(
        person=person, organization=actor.organization_id, kind=kind, until=None
    ).update(until=now)
    address = PersonAddress.objects.create(
        person=person,
        organization_id=actor.organization_id,
        kind=kind,
        municipality_id=municipality_id,
        settlement_id=settlement_id,
        text=names.tidy(text),
        since=now,
    )
    _event(actor, "people.address_recorded", person.pk, now)
    return address


@transaction.atomic
def record_phone(
    actor: Actor, *, person_id: int, number: str, now: datetime, whose: str = ""
) -> Phone:
    """One more phone of the person or of somebody near."""
    person = queries.worked_with(actor, person_id)
    refuse([rules.text_problem("whose", whose, 80, required=False)])
    phone = Phone.objects.create(
        person=person,
        organization_id=actor.organization_id,
        number=_phone(number, "number"),
        whose=names.tidy(whose),
        since=now,
    )
    _event(actor, "people.phone_recorded", person.pk, now)
    return phone


def _phone(text: str, field: str) -> str:
    plain = names.tidy(text)
    if not re.fullmatch(r"\+?[0-9 /()\-]{5,30}", plain):
        raise Refused(_("Телефонът се пише с 5 до 30 цифри, например 0888 123 456."), field=field)
    return plain


@transaction.atomic
def end_phone(actor: Actor, *, phone_id: int, now: datetime) -> None:
    """The number is no longer in use."""
    phone = Phone.objects.filter(
        pk=phone_id, organization=actor.organization_id, until=None
    ).first()
    if phone is None:
        raise NotVisible
    Phone.objects.filter(pk=phone.pk).update(until=now)
    _event(actor, "people.phone_ended", phone.person_id, now)


@transaction.atomic
def write_note(actor: Actor, *, person_id: int, text: str, now: datetime) -> Note:
    """A note that only the own organization reads."""
    person = queries.worked_with(actor, person_id)
    refuse([rules.text_problem("text", text, rules.MAX_TEXT)])
    note = Note.objects.create(
        person=person,
        organization_id=actor.organization_id,
        text=text.strip(),
        user_id=actor.user_id,
        written_at=now,
    )
    _event(actor, "people.note_written", person.pk, now)
    return note


@transaction.atomic
def add_representative(
    actor: Actor,
    *,
    person_id: int,
    kind: str,
    name: str,
    valid_from: date,
    now: datetime,
    valid_to: date | None = None,
    phone: str = "",
    document: str = "",
    linked_person_id: int | None = None,
) -> Representative:
    """Who speaks for the person and on what ground. A link leads to somebody one works with."""
    person = queries.worked_with(actor, person_id)
    refuse([rules.text_problem("name", name, 180)])
    refuse([rules.text_problem("document", document, 200, required=False)])
    if valid_to and valid_to < valid_from:
        raise Refused(_("Краят не може да е преди началото."), field="valid_to")
    if linked_person_id == person.pk:
        raise Refused(_("Лицето не може да е свой представител."), field="linked_person")
    linked = queries.worked_with(actor, linked_person_id) if linked_person_id else None
    representative = Representative.objects.create(
        person=person,
        organization_id=actor.organization_id,
        kind=kind,
        name=names.tidy(name),
        linked_person=linked,
        phone=_phone(phone, "phone") if phone.strip() else "",
        document=names.tidy(document),
        valid_from=valid_from,
        valid_to=valid_to,
    )
    _event(actor, "people.representative_added", person.pk, now)
    return representative


@transaction.atomic
def end_representative(
    actor: Actor, *, representative_id: int, valid_to: date, now: datetime
) -> None:
    """The representation ends on this day."""
    found = Representative.objects.filter(
        pk=representative_id, organization=actor.organization_id
    ).first()
    if found is None:
        raise NotVisible
    if valid_to < found.valid_from:
        raise Refused(_("Краят не може да е преди началото."), field="valid_to")
    Representative.objects.filter(pk=found.pk).update(valid_to=valid_to)
    _event(actor, "people.representative_ended", found.person_id, now)


def _event(actor: Actor, name: str, person_id: int, now: datetime) -> None:
    """Details belong to who recorded them, so nobody else hears."""
    journal.record(
        actor,
        name,
        kind="person",
        record_id=person_id,
        happened_on=timezone.localdate(now),
        recorded_at=now,
        subject_id=person_id,
    )
