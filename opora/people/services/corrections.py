"""A wrong number made right: one officer proposes, another confirms, and it may be undone."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused

from .. import queries, rules
from ..models import IdentifierCorrection, Person
from ..rules import CorrectionState
from ..wording import refuse
from .database import look_up
from .merging import MAX_REASON
from .persons import Core, KnownPerson, checked, core_of, sealed, tell


@transaction.atomic
def propose_correction(
    actor: Actor,
    *,
    person_id: int,
    identifier_kind: str,
    identifier: str,
    reason: str,
    now: datetime,
) -> IdentifierCorrection:
    """Say which number is the right one, and why. With an ЕГН the birth date and the sex follow it.

    Refused when the number is wrong in itself or belongs to another record, when the person has
    none, and while another proposal waits.
    """
    refuse([rules.text_problem("reason", reason, MAX_REASON)])
    person = queries.worked_with(actor, person_id)
    if person.identifier is None or person.identifier_index is None:
        raise Refused(_("Лицето няма номер."), remedy=_("Впишете го от страницата на лицето."))
    if identifier_kind == rules.IdentifierKind.NONE:
        raise Refused(_("Изберете вида на номера."), field="identifier_kind")
    core = _core_by(person, identifier_kind, identifier, now)
    number, index = sealed(checked(identifier_kind, identifier, "", core, now))
    if number is None or index is None:
        raise AssertionError
    if index == bytes(person.identifier_index):
        raise Refused(_("Този номер вече е записан на лицето."), field="identifier")
    other = look_up(actor, index, now)
    if other.is_known:
        raise KnownPerson(other.person_id)
    record = _proposal(actor, person, reason, now)
    record.identifier_kind, record.identifier, record.identifier_index = (
        identifier_kind, number, index
    )  # fmt: skip
    record.birth_date, record.sex = core["birth_date"], core["sex"]
    _insert_once(record)
    _tell(actor, "people.correction_proposed", record, reason, now)
    return record


def _proposal(actor: Actor, person: Person, reason: str, now: datetime) -> IdentifierCorrection:
    """What stands now, who says that it is wrong, and who hears of it."""
    return IdentifierCorrection(
        person=person,
        organization_id=actor.organization_id,
        audience=sorted({actor.organization_id, *queries.audience(person.pk)}),
        state=CorrectionState.PROPOSED,
        former_kind=person.identifier_kind,
        former=person.identifier,
        former_index=person.identifier_index,
        former_birth_date=person.birth_date,
        former_sex=person.sex,
        reason=reason.strip(),
        proposed_by_id=actor.user_id or 0,
        proposed_at=now,
    )


def _core_by(person: Person, kind: str, number: str, now: datetime) -> Core:
    """The core as the right number says it."""
    core = core_of(person)
    found = rules.identifier(kind, number, timezone.localdate(now))
    if isinstance(found, rules.Identifier):
        core["birth_date"] = found.birth_date or core["birth_date"]
        core["sex"] = found.sex or core["sex"]
    return core


def _insert_once(record: IdentifierCorrection) -> None:
    try:
        with transaction.atomic():
            record.save(force_insert=True)
    except IntegrityError:
        raise Refused(_("За това лице вече има предложена поправка, която чака решение.")) from None


@transaction.atomic
def confirm_correction(
    actor: Actor, *, record_id: int, now: datetime, reason: str = ""
) -> IdentifierCorrection:
    """A second officer of an involved organization agrees: the number is now the right one."""
    record = _locked(actor, record_id, CorrectionState.PROPOSED)
    if record.proposed_by_id == actor.user_id:
        raise Refused(
            _("Предложението е Ваше, а решава друг служител."),
            rule=_("Поправката на номер е действие на двама души."),
            remedy=_("Помолете колега или другия орган да го потвърди."),
        )
    _rewrite(record, _RIGHT, expected=record.former_index)
    return _close(actor, record, CorrectionState.CONFIRMED, reason, now)


@transaction.atomic
def refuse_correction(
    actor: Actor, *, record_id: int, reason: str, now: datetime
) -> IdentifierCorrection:
    """The number stays; a second officer says why, or the proposer takes the proposal back."""
    refuse([rules.text_problem("reason", reason, MAX_REASON)])
    record = _locked(actor, record_id, CorrectionState.PROPOSED)
    return _close(actor, record, CorrectionState.REFUSED, reason, now)


@transaction.atomic
def undo_correction(
    actor: Actor, *, record_id: int, reason: str, now: datetime
) -> IdentifierCorrection:
    """Give the person the former number back. Refused when it is somebody else's by now."""
    refuse([rules.text_problem("reason", reason, MAX_REASON)])
    record = _locked(actor, record_id, CorrectionState.CONFIRMED)
    _rewrite(record, _FORMER, expected=record.identifier_index)
    return _close(actor, record, CorrectionState.UNDONE, reason, now)


# Which column of the person is written from which of the correction.
_RIGHT = {
    "identifier_kind": "identifier_kind",
    "identifier": "identifier",
    "identifier_index": "identifier_index",
    "birth_date": "birth_date",
    "sex": "sex",
}
_FORMER = {
    "identifier_kind": "former_kind",
    "identifier": "former",
    "identifier_index": "former_index",
    "birth_date": "former_birth_date",
    "sex": "former_sex",
}


def _locked(actor: Actor, record_id: int, state: CorrectionState) -> IdentifierCorrection:
    found = IdentifierCorrection.objects.select_for_update().filter(pk=record_id).first()
    if found is None:
        raise NotVisible
    queries.worked_with(actor, found.person_id)
    if found.state != state:
        raise Refused(_("По това предложение вече е решено."))
    return found


def _rewrite(
    record: IdentifierCorrection, columns: dict[str, str], *, expected: bytes | memoryview
) -> None:
    """The number, birth date and sex of the person, if the number is still the expected one."""
    values = {to: getattr(record, column) for to, column in columns.items()}
    same = Person.objects.filter(
        pk=record.person_id, merged_into=None, identifier_index=bytes(expected)
    )
    try:
        with transaction.atomic():
            changed = same.update(**values, version=F("version") + 1)
    except IntegrityError:
        raise Refused(
            _("Междувременно този номер е записан на друго лице."),
            rule=_("Един номер принадлежи на един запис в цялата страна."),
            remedy=_("Потърсете лицето по номера и сверете двата записа с документите."),
        ) from None
    if not changed:
        raise Refused(
            _("Междувременно номерът на лицето е сменен или записът е обединен с друг."),
            remedy=_("Отворете лицето и вижте какво е записано сега."),
        )


def _close(
    actor: Actor, record: IdentifierCorrection, state: CorrectionState, reason: str, now: datetime
) -> IdentifierCorrection:
    if state != CorrectionState.UNDONE:  # who undid it, when and why stands in the event
        record.decided_by_id, record.decided_at = actor.user_id, now
        record.decision_reason = reason.strip()
    record.state = state
    record.save(update_fields=["state", "decided_by_id", "decided_at", "decision_reason"])
    _tell(actor, f"people.correction_{state}", record, reason, now)
    return record


def _tell(
    actor: Actor, name: str, record: IdentifierCorrection, reason: str, now: datetime
) -> None:
    person = queries.worked_with(actor, record.person_id)
    details = {"correction": record.pk, "reason": reason.strip()}
    tell(actor, name, person, audience=record.audience, now=now, details=details)
