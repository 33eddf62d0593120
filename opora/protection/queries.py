"""Reading protection: one's own directorate's cases, and the parts that were given to others."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from opora.accounts.models import Organization
from opora.accounts.rules import may
from opora.lib import words
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible
from opora.people import queries as people
from opora.people.models import Person

from .models import CaseOfficer, CasePart, ChildCase, Kin, Measure, Signal
from .rules import CHECKED_FIRST, MEASURE_OPEN, Part
from .steps import Who

SOON = timedelta(days=3)


def rights_of(actor: Actor) -> frozenset[Who]:
    """What the actor may be to the records of its own organization."""
    if actor.has("system"):
        return frozenset({Who.SYSTEM, Who.OFFICER})
    kind = Organization.objects.values_list("kind", flat=True).get(pk=actor.organization_id)
    found = set()
    if may(kind, actor.roles, "protection.work"):
        found.add(Who.OFFICER)
    if may(kind, actor.roles, "protection.order"):
        found.add(Who.HEAD)
    return frozenset(found)


def who_is(actor: Actor, case: ChildCase) -> frozenset[Who]:
    """What the actor is to a child's case; empty for whoever only has a part of it."""
    rights = rights_of(actor)
    if case.organization_id == actor.organization_id:
        return rights
    if case.transfer_to_id == actor.organization_id and Who.OFFICER in rights:
        return frozenset({Who.RECEIVER})
    return frozenset()


def visible(actor: Actor) -> QuerySet[ChildCase]:
    """The cases that the actor's organization leads, takes over, or has a part of."""
    if not actor.roles:
        return ChildCase.objects.none()
    return ChildCase.objects.filter(admits(actor), audience__contains=[actor.organization_id])


def admits(actor: Actor) -> Q:
    """A confidential case is seen by its leading officer, by those whom the director admitted, by
    the directors; of an organization that was given a part, by all."""
    if actor.user_id is None or actor.has("head"):
        return Q()
    admitted = CaseOfficer.objects.filter(case=OuterRef("pk"), user=actor.user_id, until=None)
    given = CasePart.objects.filter(
        case=OuterRef("pk"), organization=actor.organization_id, until=None
    )
    mine = Q(lead=actor.user_id) | Q(Exists(admitted)) | Q(Exists(given))
    return Q(is_confidential=False) | mine


def led(actor: Actor) -> QuerySet[ChildCase]:
    """The cases of the actor's own directorate, and those that are being handed to it."""
    mine = actor.organization_id
    return visible(actor).filter(Q(organization=mine) | Q(transfer_to=mine))


def page(actor: Actor, pk: int) -> ChildCase:
    """One case with what its page shows, or NotVisible."""
    found = (
        visible(actor)
        .select_related(
            "person", "organization", "lead", "municipality", "transfer_to", "joined_to"
        )
        .prefetch_related("parts__organization")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def part_of(actor: Actor, case: ChildCase) -> frozenset[Part]:
    """Which parts of a case the actor's organization may see; all of them for who leads it."""
    if actor.organization_id in {case.organization_id, case.transfer_to_id}:
        return frozenset(Part)
    given = CasePart.objects.filter(
        case=case, organization=actor.organization_id, until=None
    ).first()
    return frozenset(Part(one) for one in given.parts) if given else frozenset()


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another directorate that works for the same child, and since when; no more."""

    organization: Organization
    since: datetime


def elsewhere(actor: Actor, case: ChildCase) -> list[Elsewhere]:
    """The other directorates with an open case of the same child, for one that has its own."""
    if case.person_id is None or case.closed_at or case.organization_id != actor.organization_id:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "select organization_id, since from protection_elsewhere(%s)", [case.person_id]
        )
        rows = cursor.fetchall()
    known = Organization.objects.in_bulk([pk for pk, _since in rows])
    return [Elsewhere(known[pk], since) for pk, since in rows]


def signals_of(case: ChildCase) -> QuerySet[Signal]:
    """The signals about the child of a case, oldest first; only for who leads it."""
    return (
        Signal.objects.filter(pk__in=case.signals.values("signal_id"))
        .select_related("sender_organization", "municipality")
        .order_by("received_at", "id")
    )


def kin_of(actor: Actor, case: ChildCase) -> list[tuple[Kin, ChildCase]]:
    """The related cases that the actor sees."""
    rows = list(Kin.objects.filter(Q(case=case) | Q(other=case)))
    others = led(actor).select_related("person").in_bulk([_other(row, case) for row in rows])
    return [(row, others[_other(row, case)]) for row in rows if _other(row, case) in others]


def _other(row: Kin, case: ChildCase) -> int:
    return row.other_id if row.case_id == case.pk else row.case_id


TABS = ("hours", "late", "soon", "open", "nobody", "court", "closed")


def tab_conditions(now: datetime) -> dict[str, Q]:
    """What each tab of the worklist holds."""
    is_open = Q(closed_at=None)
    in_court = Measure.objects.filter(case=OuterRef("pk"), state__in=["ordered", "filed"])
    return {
        "hours": is_open & Q(in_hours=True),
        "late": is_open & Q(due_at__lt=now),
        "soon": is_open & Q(due_at__range=(now, now + SOON)),
        "open": is_open,
        "nobody": is_open & Q(lead=None),
        "court": is_open & Q(Exists(in_court)),
        "closed": ~is_open,
    }


def worklist(actor: Actor, tab: str, *, now: datetime) -> QuerySet[ChildCase]:
    """The cases of one tab by their clocks; of the own directorate only."""
    found = led(actor).filter(tab_conditions(now)[tab])
    found = found.prefetch_related("person").select_related(
        "lead", "municipality", "organization", "transfer_to"
    )
    if tab == "closed":
        return found.order_by("-closed_at")
    return found.order_by(F("due_at").asc(nulls_last=True), "id")


def counts(actor: Actor, *, now: datetime) -> dict[str, int]:
    """How many cases each tab holds; one query."""
    conditions = {name: Count("pk", filter=q) for name, q in tab_conditions(now).items()}
    return led(actor).aggregate(**conditions)


def n_urgent(actor: Actor) -> int:
    """How many cases of the own directorate wait for a check; none for other organizations."""
    return led(actor).filter(closed_at=None, state__in=sorted(CHECKED_FIRST)).count()


def given(actor: Actor) -> QuerySet[ChildCase]:
    """The open cases of which the actor's organization was given a part."""
    mine = actor.organization_id
    return (
        visible(actor)
        .exclude(Q(organization=mine) | Q(transfer_to=mine))
        .filter(closed_at=None)
        .select_related("person", "organization", "municipality")
        .order_by("-changed_at")
    )


def sent(actor: Actor) -> QuerySet[Signal]:
    """The signals that the actor's organization sent, newest first."""
    return Signal.objects.filter(sender_organization=actor.organization_id).select_related(
        "organization", "municipality"
    )


def of_person(actor: Actor, person_id: int) -> QuerySet[ChildCase]:
    """The visible cases of a child."""
    return visible(actor).filter(person=person_id).select_related("organization")


@dataclass(frozen=True, slots=True)
class Named:
    """A person told apart from others of the same names."""

    person: Person
    number: str
    mother: str

    @property
    def words(self) -> str:
        """Names, birth date, masked number, parent in one line, for a list to choose from."""
        kind = self.person.get_identifier_kind_display()
        parts = [
            self.person.full_name,
            words.day(self.person.birth_date),
            f"{kind} {self.number}" if self.number else kind,
            self.mother,
        ]
        return " · ".join(part for part in parts if part)


def told_apart(actor: Actor, found: Iterable[Person]) -> list[Named]:
    """The people with what tells apart twins who are named alike: birth date, number, parent.

    Numbers are masked. The parent is the one whom the own organization recorded.
    """
    shown = list(found)
    whole = people.visible(actor).in_bulk([each.pk for each in shown])
    named = []
    for each in shown:
        sealed = whole[each.pk].identifier
        parents = people.representatives(actor, each).filter(kind="parent")
        named.append(
            Named(
                person=each,
                number=people.masked_number(sealed) if sealed else "",
                mother=", ".join(parents.values_list("name", flat=True)[:2]),
            )
        )
    return named


def open_measures(case: ChildCase) -> QuerySet[Measure]:
    """The measures that are proposed or in force."""
    return case.measures.filter(state__in=sorted(MEASURE_OPEN))
