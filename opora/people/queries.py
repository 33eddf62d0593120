"""Reading people: involved now, or not at all."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Q, QuerySet

from opora.accounts.models import Organization, User
from opora.journal import queries as journal
from opora.lib.actor import Actor
from opora.lib.keys import ring
from opora.lib.refusals import NotVisible

from . import names, rules
from .models import (
    CONTEXT,
    AccessLogEntry,
    IdentifierCorrection,
    Involvement,
    MergeRecord,
    Note,
    Person,
    PersonAddress,
    Phone,
    Representative,
)

LIKELY = 72  # from this likeness on two records are shown as possibly one person
NEWEST_ACCESSES = 200


@dataclass(frozen=True, slots=True)
class LookUp:
    """Whether a number is known; `person_id` only when the actor works with that person."""

    person_id: int | None
    is_known: bool


@dataclass(frozen=True, slots=True)
class Meeting:
    """The core of a person met by number, and the authorities that may be asked."""

    person: Person
    ask: list[Organization]


@dataclass(frozen=True, slots=True)
class Party:
    """An organization that works with a person, as far as the actor may be told."""

    organization: Organization
    basis: str
    core_only: bool
    since: datetime

    @property
    def basis_label(self) -> str:
        """Why it is involved; a label to be translated."""
        return rules.BASIS_LABELS[rules.Basis(self.basis)]


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked. The officer is named only for one's own organization, and an organization
    that may not be named is None."""

    organization: Organization | None
    user: User | None
    page: str
    purpose: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Looks:
    """The newest looks and how many there are in all."""

    shown: list[Look]
    n_all: int


@dataclass(frozen=True, slots=True)
class Likely:
    """A record that may be the same person, 0–100."""

    person: Person
    likeness: int


def _involved(actor: Actor) -> QuerySet[Involvement]:
    return Involvement.objects.filter(organization=actor.organization_id, until=None)


def visible(actor: Actor) -> QuerySet[Person]:
    """Everybody whose core the actor's organization may see: it is involved with them now.

    Records that were merged into others are among them, because older acts still point there.
    """
    return Person.objects.filter(pk__in=_involved(actor).values("person_id"))


def core(actor: Actor) -> QuerySet[Person]:
    """The same people without their number: nothing encrypted is read."""
    return visible(actor).defer("identifier", "identifier_index")


def fully_visible(actor: Actor) -> QuerySet[Person]:
    """The people with whom the organization works itself, not only met by their number."""
    return Person.objects.filter(
        pk__in=_involved(actor).filter(core_only=False).values("person_id")
    )


def seen(actor: Actor, person_id: int) -> Person:
    """One visible person, or `NotVisible`."""
    person = visible(actor).filter(pk=person_id).first()
    if person is None:
        raise NotVisible
    return person


def worked_with(actor: Actor, person_id: int) -> Person:
    """One fully visible person, or `NotVisible`."""
    person = fully_visible(actor).filter(pk=person_id).first()
    if person is None:
        raise NotVisible
    return person


def is_core_only(actor: Actor, person_id: int) -> bool:
    """Whether the organization may see the core and nothing else."""
    return not _involved(actor).filter(person=person_id, core_only=False).exists()


def living(actor: Actor, person: Person) -> Person:
    """The record that goes on: the person itself, or what it was merged into."""
    while person.merged_into_id:
        person = seen(actor, person.merged_into_id)
    return person


def family(actor: Actor, person: Person) -> list[int]:
    """The ids of this record and of all that were merged into it."""
    ids, newest = [person.pk], [person.pk]
    while newest:
        newest = list(visible(actor).filter(merged_into__in=newest).values_list("pk", flat=True))
        ids += newest
    return ids


def identifier_of(person: Person) -> str | None:
    """The number in clear; callers that show it whole log it first."""
    return ring().decrypt(bytes(person.identifier), CONTEXT) if person.identifier else None


def masked_number(sealed: bytes | memoryview) -> str:
    """An encrypted number with all but its last characters hidden."""
    return rules.masked(ring().decrypt(bytes(sealed), CONTEXT))


def id_by_identifier(actor: Actor, kind: str, number: str) -> int | None:
    """The person with this number, when visible."""
    index = ring().blind_index(rules.index_text(kind, rules.compact(number)))
    found = visible(actor).filter(identifier_index=index).first()
    return living(actor, found).pk if found else None


def by_former_number(actor: Actor, kind: str, number: str) -> list[Person]:
    """Visible people who had this number before it was corrected."""
    index = ring().blind_index(rules.index_text(kind, rules.compact(number)))
    with connection.cursor() as cursor:
        cursor.execute("select people_by_former_number(%s)", [index])
        ids = [person_id for (person_id,) in cursor.fetchall()]
    return list(core(actor).filter(pk__in=ids))


def corrections(actor: Actor, person_id: int) -> QuerySet[IdentifierCorrection]:
    """The corrections of a person's number, the newest first."""
    return (
        IdentifierCorrection.objects.filter(
            person=person_id, audience__contains=[actor.organization_id]
        )
        .select_related("organization")
        .order_by("-proposed_at", "-pk")
    )


def waiting_corrections(actor: Actor) -> QuerySet[IdentifierCorrection]:
    """The proposed numbers that a second officer of the organization may decide on."""
    return IdentifierCorrection.objects.filter(
        audience__contains=[actor.organization_id], state=rules.CorrectionState.PROPOSED
    ).select_related("person", "organization")


# Search


def search(actor: Actor, text: str, *, limit: int = 20) -> list[Person]:
    """Visible people for what was typed: a whole number exactly; names in either alphabet, with
    mistakes, in any order, best first, and narrowed by a birth year or date among the words."""
    asked = rules.read_query(text[: names.MAX_QUERY])
    if asked.number:
        kinds = (rules.IdentifierKind.EGN, rules.IdentifierKind.LNCH, rules.IdentifierKind.OTHER)
        ids = [id_by_identifier(actor, kind, asked.number) for kind in kinds]
        ids += [each.pk for kind in kinds for each in by_former_number(actor, kind, asked.number)]
        return list(core(actor).filter(pk__in=[each for each in ids if each]))
    return _by_name(actor, names.skeleton(asked.words), asked.born_from, asked.born_to, limit)


def _by_name(
    actor: Actor, skeleton: str, born_from: date | None, born_to: date | None, limit: int
) -> list[Person]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select person_id from people_search(%s, %s, %s, %s)",
            [skeleton, born_from, born_to, limit],
        )
        ids = [person_id for (person_id,) in cursor.fetchall()]
    found = visible(actor).in_bulk(ids)
    return [found[person_id] for person_id in ids if person_id in found]


def similar(actor: Actor, *, full_name: str, birth_date: date, limit: int = 5) -> list[Likely]:
    """Visible people whose names and birth date are almost these, the likeliest first."""
    words = names.skeleton(full_name).split()
    # The middle name is often missing in one of two records.
    candidates = _by_name(actor, " ".join({*words[:1], *words[-1:]}), None, None, 50)
    likely = [
        Likely(person, names.likeness(full_name, person.full_name, birth_date, person.birth_date))
        for person in candidates
    ]
    close = [each for each in likely if each.likeness >= LIKELY]
    return sorted(close, key=lambda each: -each.likeness)[:limit]


def possible_duplicates(actor: Actor, person: Person) -> list[Likely]:
    """Other records that may be this person. Two different ЕГН are two people, and what was
    proposed for merging is no news."""
    told = {person.pk}
    for record in merges_of(actor, person):
        told |= {record.keep_id, record.merge_id}
    found = similar(actor, full_name=person.full_name, birth_date=person.birth_date, limit=6)
    egn = rules.IdentifierKind.EGN
    return [
        each
        for each in found
        if each.person.pk not in told
        and not (person.identifier_kind == each.person.identifier_kind == egn)
    ]


# Who works with the person, who looked


def parties(actor: Actor, person_id: int) -> list[Party]:
    """The organizations involved now, as far as the actor may be told. None for a core-only one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select organization_id, basis, core_only, since from people_parties(%s)"
            " order by since",
            [person_id],
        )
        rows = cursor.fetchall()
    organizations = Organization.objects.in_bulk([row[0] for row in rows])
    return [Party(organizations[row[0]], *row[1:]) for row in rows]


def audience(person_id: int) -> list[int]:
    """Ids of the organizations that hear about changes of the core."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct organization_id from people_parties(%s) where not core_only",
            [person_id],
        )
        return [organization_id for (organization_id,) in cursor.fetchall()]


def whom_to_ask(actor: Actor, person_id: int) -> list[Organization]:
    """Municipalities and directorates that work with a person met by number. Never a service, and
    nobody when the person is in hiding."""
    with connection.cursor() as cursor:
        cursor.execute("select organization_id from people_whom_to_ask(%s)", [person_id])
        ids = [organization_id for (organization_id,) in cursor.fetchall()]
    return list(Organization.objects.filter(pk__in=ids).order_by("short_name"))


def accesses(actor: Actor, person_id: int) -> Looks:
    """Who looked at the person, newest first; of other organizations only the name, at most."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select organization_id, user_id, page, purpose, at, n_all"
            " from people_accesses(%s, %s)",
            [person_id, NEWEST_ACCESSES],
        )
        rows = cursor.fetchall()
    organizations = Organization.objects.in_bulk({row[0] for row in rows if row[0]})
    users = User.objects.in_bulk({row[1] for row in rows if row[1]})
    shown = [
        Look(organizations.get(row[0]), users.get(row[1]), row[2], row[3], row[4]) for row in rows
    ]
    return Looks(shown, rows[0][5] if rows else 0)


def access_log(actor: Actor, person_id: int) -> QuerySet[AccessLogEntry]:
    """The looks of one's own organization."""
    return AccessLogEntry.objects.filter(
        person=person_id, organization=actor.organization_id
    ).order_by("-at")


def last_editor(actor: Actor, person_id: int) -> str:
    """Who last changed the core, as far as the actor hears of it."""
    event = (
        journal.timeline(actor, kind="person", record_id=person_id)
        .filter(name="people.core_changed")
        .first()
    )
    if event is None:
        return ""
    user = User.objects.filter(pk=event.user_id or 0).first()
    return str(user or Organization.objects.get(pk=event.organization_id))


# Details of one's own organization


def addresses(actor: Actor, person: Person) -> QuerySet[PersonAddress]:
    """The addresses that hold now, current before permanent, newest first."""
    return (
        PersonAddress.objects.filter(
            person__in=family(actor, person), organization=actor.organization_id, until=None
        )
        .select_related("municipality", "settlement")
        .order_by("kind", "-since")
    )


def current_address(actor: Actor, person_id: int) -> PersonAddress | None:
    """Where the person lives now, as the own organization knows it; else the permanent address."""
    return addresses(actor, seen(actor, person_id)).first()


def phones(actor: Actor, person: Person) -> QuerySet[Phone]:
    """The phones in use."""
    return Phone.objects.filter(
        person__in=family(actor, person), organization=actor.organization_id, until=None
    ).order_by("since")


def notes(actor: Actor, person: Person) -> QuerySet[Note]:
    """The organization's own notes, newest first."""
    return Note.objects.filter(
        person__in=family(actor, person), organization=actor.organization_id
    ).order_by("-written_at")


def representatives(
    actor: Actor, person: Person, on: date | None = None
) -> QuerySet[Representative]:
    """Who speaks for the person; with `on`, only those of that day."""
    found = Representative.objects.filter(
        person__in=family(actor, person), organization=actor.organization_id
    )
    if on:
        found = found.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)
    return found.order_by("valid_to", "-valid_from")


def merges(actor: Actor) -> QuerySet[MergeRecord]:
    """Proposals and decisions about merging that the organization takes part in, newest first."""
    return (
        MergeRecord.objects.filter(audience__contains=[actor.organization_id])
        .select_related("keep", "merge", "organization")
        .order_by("-proposed_at", "-pk")
    )


def merges_of(actor: Actor, person: Person) -> QuerySet[MergeRecord]:
    """The proposals and merges of one person that hold or wait."""
    open_states = (rules.MergeState.PROPOSED, rules.MergeState.CONFIRMED)
    return merges(actor).filter(Q(keep=person) | Q(merge=person), state__in=open_states)


def recent(actor: Actor, *, limit: int = 10) -> list[Person]:
    """The people whom this officer opened last."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select person_id from people_accesslogentry"
            " where organization_id = %s and user_id = %s and page = 'person'"
            " and at > now() - interval '30 days'"
            " group by person_id order by max(at) desc limit %s",
            [actor.organization_id, actor.user_id, limit],
        )
        ids = [person_id for (person_id,) in cursor.fetchall()]
    found = visible(actor).in_bulk(ids)
    return [found[person_id] for person_id in ids if person_id in found]
