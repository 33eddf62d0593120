"""The core of a person: entered once for the country, changed with care."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import BinaryField
from django.db.models.functions import Substr
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.journal import services as journal
from opora.lib.actor import Actor
from opora.lib.keys import ring
from opora.lib.refusals import Change, Refused, Stale

from .. import names, queries, rules
from ..models import CONTEXT, Person
from ..wording import refuse
from .database import look_up, scalar

CORE = (
    "first_name",
    "middle_name",
    "last_name",
    "birth_date",
    "is_birth_date_estimated",
    "sex",
)
LABELS = {field.name: field.verbose_name for field in Person._meta.fields if field.name in CORE}


class KnownPerson(Refused):
    """The identifier belongs to somebody already entered; `person_id` when the actor sees them."""

    def __init__(self, person_id: int | None) -> None:
        super().__init__(
            _("Лице с този номер вече е записано."),
            rule=_("Един номер принадлежи на един запис в цялата страна."),
            remedy=_("Отворете съществуващия запис.")
            if person_id
            else _("Потърсете лицето по пълния номер и посочете защо Ви е нужно."),
            field="identifier",
        )
        self.person_id = person_id


@transaction.atomic
def create_person(
    actor: Actor,
    *,
    first_name: str,
    middle_name: str,
    last_name: str,
    birth_date: date,
    sex: str,
    identifier_kind: str,
    identifier: str,
    basis: str,
    now: datetime,
    missing_reason: str = "",
    is_birth_date_estimated: bool = False,
    ground: str = "",
    is_confidential: bool = False,
    is_demo: bool = False,
    creation_key: UUID | None = None,
) -> Person:
    """Enter a person; the actor's organization is involved with them from the same moment.

    Refused with the field and a sentence when a number, a name or the birth date is wrong, and with
    `KnownPerson` when the identifier is taken, also by somebody entering it at this very moment.
    The same `creation_key` twice gives the person that it gave the first time.
    """
    core = {"first_name": first_name, "middle_name": middle_name, "last_name": last_name}
    core = {name: names.tidy(text) for name, text in core.items()}
    found = _checked(
        identifier_kind, identifier, missing_reason, names_=core, born=birth_date, sex=sex, now=now
    )
    number, index = _sealed(found)
    person_id = scalar(
        f"people_create({', '.join(['%s'] * 17)})",
        [
            identifier_kind, number, index, "" if found else missing_reason,
            *core.values(), birth_date, is_birth_date_estimated, sex,
            names.search_text(core.values()), is_demo, creation_key,
            basis, ground, is_confidential, now,
        ],
    )  # fmt: skip
    if person_id is None:
        raise KnownPerson(queries.id_by_identifier(actor, identifier_kind, identifier))
    person = queries.visible(actor).get(pk=person_id)
    if person.created_at == now:  # otherwise the same form, sent twice
        journal.record(
            actor,
            "people.created",
            kind="person",
            record_id=person.pk,
            version=1,
            happened_on=timezone.localdate(now),
            recorded_at=now,
            subject_id=person.pk,
        )
    return person


def _checked(
    kind: str,
    number: str,
    missing: str,
    *,
    names_: Mapping[str, str],
    born: date,
    sex: str,
    now: datetime,
) -> rules.Identifier | None:
    today = timezone.localdate(now)
    found = rules.identifier(kind, number, today)
    if isinstance(found, rules.Problem):
        refuse([found])
        raise AssertionError
    refuse([rules.missing_problem(kind, missing)])
    refuse(names.name_problems(kind, **names_))
    refuse([rules.birth_date_problem(born, today)])
    refuse(rules.contradictions(found, born, sex))
    return found


def _sealed(found: rules.Identifier | None) -> tuple[bytes | None, bytes | None]:
    if found is None:
        return None, None
    index = ring().blind_index(rules.index_text(found.kind, found.number))
    return ring().encrypt(found.number, CONTEXT), index


@transaction.atomic
def change_core(
    actor: Actor,
    *,
    person_id: int,
    version: int,
    seen: Mapping[str, object],
    now: datetime,
    first_name: str,
    middle_name: str,
    last_name: str,
    birth_date: date,
    sex: str,
    is_birth_date_estimated: bool = False,
) -> Person:
    """Correct names, birth date or sex. `seen` are the values that the officer started from: when
    somebody saved meanwhile, `Stale` names each field that differs now."""
    person = queries.worked_with(actor, person_id)
    core: dict[str, object] = {
        "first_name": names.tidy(first_name),
        "middle_name": names.tidy(middle_name),
        "last_name": names.tidy(last_name),
        "birth_date": birth_date,
        "sex": sex,
        "is_birth_date_estimated": is_birth_date_estimated,
    }
    texts = {name: str(core[name]) for name in ("first_name", "middle_name", "last_name")}
    number = queries.identifier_of(person) or ""
    missing = person.missing_reason or rules.Missing.UNKNOWN
    _checked(
        person.identifier_kind, number, missing, names_=texts, born=birth_date, sex=sex, now=now
    )
    before = {name: getattr(person, name) for name in CORE}
    changed = Person.objects.filter(pk=person.pk, version=version, merged_into=None).update(
        **core, search_text=names.search_text(texts.values()), version=version + 1
    )
    if not changed:
        raise Stale(_differences(person.pk, seen), by=queries.last_editor(actor, person.pk))
    changes = [
        [name, str(before[name]), str(core[name])] for name in CORE if before[name] != core[name]
    ]
    journal.record(
        actor,
        "people.core_changed",
        kind="person",
        record_id=person.pk,
        version=version + 1,
        audience=queries.audience(person.pk),
        happened_on=timezone.localdate(now),
        recorded_at=now,
        subject_id=person.pk,
        details={"changes": changes},
    )
    return queries.worked_with(actor, person.pk)


def read_seen(texts: Mapping[str, str]) -> dict[str, object]:
    """The values that the officer started from, back from their texts in the form."""
    seen: dict[str, object] = dict(texts)
    seen["birth_date"] = date.fromisoformat(texts["birth_date"])
    seen["is_birth_date_estimated"] = texts["is_birth_date_estimated"] == "True"
    return seen


def _differences(person_id: int, seen: Mapping[str, object]) -> list[Change]:
    now = Person.objects.get(pk=person_id)
    return [
        Change(str(LABELS[name]), _shown(name, seen[name]), current)
        for name in CORE
        if (current := _shown(name, getattr(now, name))) != _shown(name, seen[name])
    ]


def _shown(name: str, value: object) -> str:
    if isinstance(value, bool):
        return _("да") if value else _("не")
    if isinstance(value, date):
        return rules.written(value)
    return _(rules.SEX_LABELS[rules.Sex(str(value))]) if name == "sex" else str(value)


@transaction.atomic
def add_identifier(
    actor: Actor, *, person_id: int, identifier_kind: str, identifier: str, now: datetime
) -> Person:
    """Enter a number that was learned later, or the ЕГН of somebody known by another document.

    Refused when it contradicts the birth date or the sex, and with `KnownPerson` when it belongs
    to another record: those two are then to be merged.
    """
    person = queries.worked_with(actor, person_id)
    if person.identifier_kind == rules.IdentifierKind.EGN:
        raise Refused(_("Лицето вече има ЕГН."), field="identifier")
    if identifier_kind == rules.IdentifierKind.NONE:
        raise Refused(_("Изберете вида на номера."), field="identifier_kind")
    texts = {name: getattr(person, name) for name in ("first_name", "middle_name", "last_name")}
    found = _checked(
        identifier_kind, identifier, "", names_=texts, born=person.birth_date, sex=person.sex,
        now=now,
    )  # fmt: skip
    number, index = _sealed(found)
    other = look_up(actor, index, now)
    if other.is_known:
        raise KnownPerson(other.person_id)
    try:
        with transaction.atomic():
            changed = Person.objects.filter(pk=person.pk, version=person.version).update(
                identifier_kind=identifier_kind,
                identifier=number,
                identifier_index=index,
                version=person.version + 1,
            )
    except IntegrityError:  # somebody entered the same number a moment ago
        raise KnownPerson(None) from None
    if not changed:
        raise Stale()
    journal.record(
        actor,
        "people.identifier_added",
        kind="person",
        record_id=person.pk,
        version=person.version + 1,
        audience=queries.audience(person.pk),
        happened_on=timezone.localdate(now),
        recorded_at=now,
        subject_id=person.pk,
        details={"kind": identifier_kind},
    )
    return queries.worked_with(actor, person.pk)


def reencrypt_identifiers(batch: int = 500, *, using: str = "owner") -> int:
    """Encrypt with the current key all that older keys encrypted; how many values were done.

    It runs as the owner of the database, past the second wall, in transactions of `batch` people,
    and touches nothing but the ciphertext: nothing about the person changes, so nothing is told.
    """
    done = 0
    while n := _reencrypt_some(batch, using):
        done += n
    return done


def _reencrypt_some(batch: int, using: str) -> int:
    current = b"\x01" + ring().current.to_bytes(2)  # how everything under the current key begins
    with transaction.atomic(using=using):
        old = (
            Person.objects.using(using)
            .annotate(head=Substr("identifier", 1, 3, output_field=BinaryField()))
            .filter(identifier__isnull=False)
            .exclude(head=current)
            .select_for_update()
            .order_by("pk")[:batch]
        )
        people = list(old)
        for person in people:
            plain = ring().decrypt(bytes(person.identifier or b""), CONTEXT)
            Person.objects.using(using).filter(pk=person.pk).update(
                identifier=ring().encrypt(plain, CONTEXT)
            )
    return len(people)
