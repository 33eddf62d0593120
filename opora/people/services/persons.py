"""The core of a person: entered once for the country, changed with care."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NotRequired, TypedDict, Unpack
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import BinaryField, Model
from django.db.models.functions import Substr
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.journal import services as journal
from opora.lib.actor import Actor
from opora.lib.keys import ring
from opora.lib.refusals import Change, Refused, Stale

from .. import names, queries, rules
from ..models import CONTEXT, IdentifierCorrection, Person
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
ENCRYPTED: list[tuple[type[Model], str]] = [
    (Person, "identifier"),
    (IdentifierCorrection, "identifier"),
    (IdentifierCorrection, "former"),
]
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


class Core(TypedDict):
    """What the country knows of everybody beside the number."""

    first_name: str
    middle_name: str
    last_name: str
    birth_date: date
    sex: str
    is_birth_date_estimated: NotRequired[bool]


class Entry(TypedDict):
    """On what ground, and how, a person is entered."""

    basis: str
    ground: NotRequired[str]
    is_confidential: NotRequired[bool]
    is_demo: NotRequired[bool]
    creation_key: NotRequired[UUID | None]


class _Told(Core, Entry):
    pass


@transaction.atomic
def create_person(
    actor: Actor,
    *,
    identifier_kind: str,
    identifier: str,
    now: datetime,
    missing_reason: str = "",
    **told: Unpack[_Told],
) -> Person:
    """Enter a person; the actor's organization is involved with them from the same moment.

    Refused with the field and a sentence when a number, a name or the birth date is wrong, and with
    `KnownPerson` when the identifier is taken, also by somebody entering it at this very moment.
    The same `creation_key` twice gives the person that it gave the first time.
    """
    core = _tidied(told)
    found = checked(identifier_kind, identifier, missing_reason, core, now)
    missing = "" if found else missing_reason
    person_id = _insert([identifier_kind, *sealed(found), missing], core, told, now)
    if person_id is None:
        raise KnownPerson(queries.id_by_identifier(actor, identifier_kind, identifier))
    person = queries.visible(actor).get(pk=person_id)
    if person.created_at == now:  # otherwise the same form, sent twice
        tell(actor, "people.created", person, audience=[], now=now)
    return person


def _insert(
    number: list[str | bytes | None], core: Core, entry: Entry, now: datetime
) -> int | None:
    """The new row and its first involvement, in the one way there is; None for a known number."""
    found: int | None = scalar(
        f"people_create({', '.join(['%s'] * 17)})",
        [
            *number, *_texts(core).values(), core["birth_date"],
            core.get("is_birth_date_estimated", False), core["sex"],
            names.search_text(_texts(core).values()),
            entry.get("is_demo", False), entry.get("creation_key"),
            entry["basis"], entry.get("ground", ""), entry.get("is_confidential", False), now,
        ],
    )  # fmt: skip
    return found


def tell(
    actor: Actor,
    name: str,
    person: Person,
    *,
    audience: Iterable[int],
    now: datetime,
    details: Mapping[str, object] | None = None,
) -> None:
    """The event of an act on a person, as it stands after it."""
    journal.record(
        actor,
        name,
        kind="person",
        record_id=person.pk,
        version=person.version,
        audience=audience,
        happened_on=timezone.localdate(now),
        recorded_at=now,
        subject_id=person.pk,
        details=details,
    )


def _tidied(told: Core) -> Core:
    """The core with its names as they are written down."""
    return {
        "first_name": names.tidy(told["first_name"]),
        "middle_name": names.tidy(told["middle_name"]),
        "last_name": names.tidy(told["last_name"]),
        "birth_date": told["birth_date"],
        "sex": told["sex"],
        "is_birth_date_estimated": told.get("is_birth_date_estimated", False),
    }


def _texts(core: Core) -> dict[str, str]:
    return {
        "first_name": core["first_name"],
        "middle_name": core["middle_name"],
        "last_name": core["last_name"],
    }


def core_of(person: Person) -> Core:
    """The core as it stands."""
    return {
        "first_name": person.first_name,
        "middle_name": person.middle_name,
        "last_name": person.last_name,
        "birth_date": person.birth_date,
        "sex": person.sex,
        "is_birth_date_estimated": person.is_birth_date_estimated,
    }


def checked(
    kind: str, number: str, missing: str, core: Core, now: datetime
) -> rules.Identifier | None:
    """The number, when it and the core are in order and agree; refused otherwise."""
    today = timezone.localdate(now)
    found = rules.identifier(kind, number, today)
    if isinstance(found, rules.Problem):
        refuse([found])
        raise AssertionError
    refuse([rules.missing_problem(kind, missing)])
    refuse(names.name_problems(kind, **_texts(core)))
    refuse([rules.birth_date_problem(core["birth_date"], today)])
    refuse(rules.contradictions(found, core["birth_date"], core["sex"]))
    return found


def sealed(found: rules.Identifier | None) -> tuple[bytes | None, bytes | None]:
    """The number encrypted, and its blind index."""
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
    **told: Unpack[Core],
) -> Person:
    """Correct names, birth date or sex. `seen` are the values that the officer started from: when
    somebody saved meanwhile, `Stale` names each field that differs now."""
    person = queries.worked_with(actor, person_id)
    core = _tidied(told)
    number = queries.identifier_of(person) or ""
    missing = person.missing_reason or rules.Missing.UNKNOWN
    checked(person.identifier_kind, number, missing, core, now)
    changed = Person.objects.filter(pk=person.pk, version=version, merged_into=None).update(
        **core, search_text=names.search_text(_texts(core).values()), version=version + 1
    )
    if not changed:
        raise Stale(_differences(person.pk, seen), by=queries.last_editor(actor, person.pk))
    fresh = queries.worked_with(actor, person.pk)
    details = {"changes": _changes(core_of(person), core)}
    heard = queries.audience(person.pk)
    tell(actor, "people.core_changed", fresh, audience=heard, now=now, details=details)
    return fresh


def _changes(before: Core, after: Core) -> list[list[str]]:
    """What the timeline tells: field, old value, new value."""
    old, new = dict(before), dict(after)
    return [[name, str(old[name]), str(new[name])] for name in CORE if old[name] != new[name]]


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
    found = checked(identifier_kind, identifier, "", core_of(person), now)
    _give_number(actor, person, identifier_kind, found, now)
    fresh = queries.worked_with(actor, person.pk)
    heard, details = queries.audience(person.pk), {"kind": identifier_kind}
    tell(actor, "people.identifier_added", fresh, audience=heard, now=now, details=details)
    return fresh


def _give_number(
    actor: Actor, person: Person, kind: str, found: rules.Identifier | None, now: datetime
) -> None:
    """Write the number, unless it is somebody else's or the record changed meanwhile."""
    number, index = sealed(found)
    other = look_up(actor, index, now)
    if other.is_known:
        raise KnownPerson(other.person_id)
    try:
        with transaction.atomic():
            changed = Person.objects.filter(pk=person.pk, version=person.version).update(
                identifier_kind=kind,
                identifier=number,
                identifier_index=index,
                version=person.version + 1,
            )
    except IntegrityError:  # somebody entered the same number a moment ago
        raise KnownPerson(None) from None
    if not changed:
        raise Stale()


def reencrypt_identifiers(batch: int = 500, *, using: str = "owner") -> int:
    """Encrypt with the current key all that older keys encrypted; how many values were done.

    It runs as the owner of the database, past the second wall, in transactions of `batch` rows,
    and touches nothing but the ciphertext: nothing about the person changes, so nothing is told.
    """
    done = 0
    for model, column in ENCRYPTED:
        while n := _reencrypt_some(model, column, batch, using):
            done += n
    return done


def _reencrypt_some(model: type[Model], column: str, batch: int, using: str) -> int:
    current = b"\x01" + ring().current.to_bytes(2)  # how everything under the current key begins
    rows = model._default_manager.using(using)
    with transaction.atomic(using=using):
        old = (
            rows.annotate(head=Substr(column, 1, 3, output_field=BinaryField()))
            .filter(**{f"{column}__isnull": False})
            .exclude(head=current)
            .select_for_update()
            .order_by("pk")[:batch]
        )
        found = list(old)
        for row in found:
            plain = ring().decrypt(bytes(getattr(row, column)), CONTEXT)
            rows.filter(pk=row.pk).update(**{column: ring().encrypt(plain, CONTEXT)})
    return len(found)
