"""Reading assistance: directions that the organization hears, everything else only its own."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

from django.db import connection
from django.db.models import Count, Model, Q, QuerySet

from opora.accounts import rules as accounts
from opora.accounts.models import DirectorateArea, Organization
from opora.accounts.rules import OrganizationKind
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible
from opora.people import queries as people

from .models import (
    AssistanceRule,
    Direction,
    Enrollment,
    SupportCapacity,
    UserAbsence,
)
from .others import Other, Period
from .rules import (
    GUEST,
    DirectionState,
    EnrollmentState,
    Kind,
    Who,
)

Row = TypeVar("Row", bound=Model)
INSIDE = accounts.CASEWORK | {"system", GUEST}


def who(actor: Actor) -> frozenset[Who]:
    """What the actor is to assistance, by the kind of the organization and the role."""
    if actor.has("system"):
        return frozenset({Who.MUNICIPALITY, Who.HEAD})
    kind = Organization.objects.values_list("kind", flat=True).get(pk=actor.organization_id)
    found = set()
    if accounts.may(kind, actor.roles, "assistance.direct"):
        found.add(Who.DIRECTORATE)
    if accounts.may(kind, actor.roles, "assistance.manage"):
        found.add(Who.MUNICIPALITY)
    if accounts.may(kind, actor.roles, "assistance.approve"):
        found.add(Who.HEAD)
    return frozenset(found)


def sees(actor: Actor, kind: str) -> bool:
    """Whether there is anything of assistance for this actor."""
    return any(
        accounts.may(kind, actor.roles, right)
        for right in ("assistance.direct", "assistance.manage")
    )


# Numbers of the law and of the municipality


def rules_on(day: date) -> dict[str, AssistanceRule]:
    """The rows in force on a day by their code."""
    in_force = Q(valid_to=None) | Q(valid_to__gt=day)
    return {row.code: row for row in AssistanceRule.objects.filter(in_force, valid_from__lte=day)}


def capacities(actor: Actor) -> QuerySet[SupportCapacity]:
    """The approved numbers of users of assistant support."""
    return SupportCapacity.objects.filter(organization_id=actor.organization_id)


def capacity_on(actor: Actor, day: date) -> SupportCapacity | None:
    """The approved number that holds on a day."""
    in_force = Q(valid_to=None) | Q(valid_to__gt=day)
    return capacities(actor).filter(in_force, valid_from__lte=day).first()


# Records


def directions(actor: Actor) -> QuerySet[Direction]:
    """The directions that the actor's organization issued or was sent, newest first."""
    if actor.roles.isdisjoint(INSIDE):
        return Direction.objects.none()
    return Direction.objects.filter(audience__contains=[actor.organization_id]).select_related(
        "person", "organization", "office"
    )


def unused(actor: Actor) -> QuerySet[Direction]:
    """Directions in force for the actor's municipality by which nobody has applied yet."""
    return directions(actor).filter(
        ~Q(enrollments__state__in=[EnrollmentState.APPLIED, EnrollmentState.ACTIVE]),
        office=actor.organization_id,
        state=DirectionState.ACTIVE,
    )


def enrollments(actor: Actor) -> QuerySet[Enrollment]:
    """The applications and enrollments that the organization made or hears of."""
    if actor.roles.isdisjoint(INSIDE):
        return Enrollment.objects.none()
    return Enrollment.objects.filter(audience__contains=[actor.organization_id]).select_related(
        "person", "direction", "organization", "settlement"
    )


def own(actor: Actor, kind: str = "") -> QuerySet[Enrollment]:
    """The municipality's own enrollments."""
    found = enrollments(actor).filter(organization_id=actor.organization_id)
    return found.filter(kind=kind) if kind else found


def absences(actor: Actor, enrollment_ids: Iterable[int]) -> QuerySet[UserAbsence]:
    """When these users were not at home."""
    return UserAbsence.objects.filter(
        organization_id=actor.organization_id, enrollment__in=list(enrollment_ids)
    )


def one(found: QuerySet[Row], pk: int) -> Row:
    """One of the visible records, or `NotVisible`."""
    row = found.filter(pk=pk).first()
    if row is None:
        raise NotVisible
    return row


# What others answer


def elsewhere(person_ids: Sequence[int], first: date, last: date) -> dict[int, list[Other]]:
    """Other support of these people in a period, as far as it may be told: what and whom to ask."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select p, e.what, e.organization_id, e.since, e.until"
            " from unnest(%s::bigint[]) p, assistance_elsewhere(p, %s, %s) e",
            [list(person_ids), first, last],
        )
        rows = cursor.fetchall()
    names = names_of(organization_id for _p, _w, organization_id, _s, _u in rows)
    found: dict[int, list[Other]] = {}
    for person_id, what, organization_id, since, until in rows:
        other = Other(what, Period(since, until), names.get(organization_id, ""))
        found.setdefault(person_id, []).append(other)
    return found


def directed_elsewhere(person_id: int, first: date, last: date) -> str | None:
    """The directorate whose direction of the same days stands already; None when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select organization_id from assistance_directed_elsewhere(%s, %s, %s)",
            [person_id, first, last],
        )
        row = cursor.fetchone()
    return names_of([row[0]])[row[0]] if row else None


def names_of(ids: Iterable[int | None]) -> dict[int, str]:
    """The short names of organizations."""
    return {
        each.pk: each.short_name
        for each in Organization.objects.filter(pk__in={one for one in ids if one})
    }


def municipalities_of(actor: Actor, day: date) -> QuerySet[Organization]:
    """The municipalities that the directorate serves on a day."""
    return Organization.objects.filter(
        municipality__in=DirectorateArea.objects.filter(
            Q(valid_to=None) | Q(valid_to__gt=day),
            directorate=actor.organization_id,
            valid_from__lte=day,
        ).values("municipality"),
        kind=OrganizationKind.MUNICIPALITY,
        is_active=True,
    ).order_by("short_name")


def counts(actor: Actor) -> dict[str, int]:
    """How many stand where: enrollments of each kind that are used or wait for an answer."""
    rows = (
        own(actor)
        .filter(state__in=[EnrollmentState.APPLIED, EnrollmentState.ACTIVE])
        .order_by()
        .values_list("kind", "state")
        .annotate(n=Count("pk"))
    )
    found = {f"{kind}_{state}": n for kind, state, n in rows}
    return {
        f"{kind}_{state}": found.get(f"{kind}_{state}", 0)
        for kind in Kind
        for state in (EnrollmentState.APPLIED, EnrollmentState.ACTIVE)
    }


def of_person(actor: Actor, person_id: int) -> tuple[list[Direction], list[Enrollment]]:
    """What the organization sees of a person's assistance."""
    ids = people.family(actor, people.seen(actor, person_id))
    return (
        list(directions(actor).filter(person__in=ids)),
        list(enrollments(actor).filter(person__in=ids)),
    )
