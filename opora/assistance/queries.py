"""Reading assistance: directions that the organization hears, everything else only its own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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
from opora.territory.rules import distance_km

from .checks import Other, Period
from .models import (
    AssistanceAgreement,
    AssistanceMonth,
    AssistanceRule,
    Assistant,
    Direction,
    Enrollment,
    HourlyRate,
    SupportCapacity,
    Timesheet,
    UserAbsence,
)
from .rules import (
    GUEST,
    AgreementState,
    AssistantState,
    DirectionState,
    EnrollmentState,
    Kind,
    MonthState,
    Who,
)

Row = TypeVar("Row", bound=Model)
AGREED = (AgreementState.SIGNED, AgreementState.AMENDED, AgreementState.ENDED)
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


def rates(actor: Actor) -> QuerySet[HourlyRate]:
    """The rates that the municipality typed, with their acts."""
    return HourlyRate.objects.filter(organization_id=actor.organization_id)


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


def assistants(actor: Actor) -> QuerySet[Assistant]:
    """Everybody on the municipality's list."""
    if actor.roles.isdisjoint(INSIDE):
        return Assistant.objects.none()
    return Assistant.objects.filter(organization_id=actor.organization_id).select_related(
        "person", "settlement"
    )


def agreements(actor: Actor) -> QuerySet[AssistanceAgreement]:
    """All agreements of the municipality, drafts too."""
    if actor.roles.isdisjoint(INSIDE):
        return AssistanceAgreement.objects.none()
    return AssistanceAgreement.objects.filter(organization_id=actor.organization_id).select_related(
        "enrollment__person", "enrollment__direction", "assistant__person"
    )


def in_period(actor: Actor, first: date, last: date) -> QuerySet[AssistanceAgreement]:
    """The signed agreements that hold on some day of a period."""
    return agreements(actor).filter(
        Q(valid_until=None) | Q(valid_until__gte=first),
        state__in=AGREED,
        valid_from__lte=last,
    )


def timesheets(actor: Actor) -> QuerySet[Timesheet]:
    """The municipality's timesheets."""
    if actor.roles.isdisjoint(INSIDE):
        return Timesheet.objects.none()
    return Timesheet.objects.filter(organization_id=actor.organization_id).select_related(
        "enrollment__person", "assistant__person"
    )


def absences(actor: Actor, enrollment_ids: Iterable[int]) -> QuerySet[UserAbsence]:
    """When these users were not at home."""
    return UserAbsence.objects.filter(
        organization_id=actor.organization_id, enrollment__in=list(enrollment_ids)
    )


def month_state(actor: Actor, month: date) -> str:
    """Where the municipality's month stands."""
    found = month_row(actor, month)
    return found.state if found else MonthState.OPEN


def month_row(actor: Actor, month: date) -> AssistanceMonth | None:
    """The month's own row; None while nothing was done with it."""
    return AssistanceMonth.objects.filter(
        organization_id=actor.organization_id, month=month
    ).first()


def one(found: QuerySet[Row], pk: int) -> Row:
    """One of the visible records, or `NotVisible`."""
    row = found.filter(pk=pk).first()
    if row is None:
        raise NotVisible
    return row


# Who is free


@dataclass(frozen=True, slots=True)
class Free:
    """An assistant who can take on more: how many hours, and how far from the user they live."""

    assistant: Assistant
    free_hours: int
    kilometers: int | None


def free_assistants(actor: Actor, enrollment: Enrollment, day: date) -> list[Free]:
    """Who has hours left, those of the same settlement first, then the nearest, then the rest."""
    busy: dict[int, int] = {}
    for each in in_period(actor, day, day).filter(is_substitute=False):
        busy[each.assistant_id] = busy.get(each.assistant_id, 0) + each.n_minutes
    found = []
    for assistant in assistants(actor).exclude(state=AssistantState.LEFT):
        left = assistant.n_hours - busy.get(assistant.pk, 0) // 60
        if left > 0 and assistant.person_id != enrollment.person_id:
            found.append(Free(assistant, left, _distance(assistant, enrollment)))
    return sorted(
        found,
        key=lambda each: (
            each.kilometers is None,
            each.kilometers or 0,
            -each.free_hours,
        ),
    )


def _distance(assistant: Assistant, enrollment: Enrollment) -> int | None:
    here, there = assistant.settlement, enrollment.settlement
    if here is None or there is None:
        return None
    if here.pk == there.pk:
        return 0
    if here.lat is None or here.lon is None or there.lat is None or there.lon is None:
        return None
    return distance_km((here.lat, here.lon), (there.lat, there.lon))


def workload(actor: Actor, day: date) -> dict[int, tuple[int, int]]:
    """For each assistant: agreed hours a month on a day, and at how many users."""
    sums: dict[int, tuple[int, int]] = {}
    for each in in_period(actor, day, day).filter(is_substitute=False):
        hours, n = sums.get(each.assistant_id, (0, 0))
        sums[each.assistant_id] = (hours + each.n_minutes // 60, n + 1)
    return sums


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
    names = _names(organization_id for _p, _w, organization_id, _s, _u in rows)
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
    return _names([row[0]])[row[0]] if row else None


def worked_elsewhere(
    person_ids: Sequence[int], first: date, last: date
) -> dict[int, dict[date, str]]:
    """On which days these people have hours as assistants of another municipality."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select person_id, day, organization_id from assistance_worked_elsewhere(%s, %s, %s)",
            [list(person_ids), first, last],
        )
        rows = cursor.fetchall()
    names = _names(organization_id for _p, _d, organization_id in rows)
    found: dict[int, dict[date, str]] = {}
    for person_id, day, organization_id in rows:
        found.setdefault(person_id, {})[day] = names[organization_id]
    return found


def _names(ids: Iterable[int | None]) -> dict[int, str]:
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


def is_used_by_assistant(actor: Actor, assistant: Assistant, day: date) -> bool:
    """Whether the assistant still has an agreement on a day or later."""
    return (
        agreements(actor)
        .filter(
            Q(valid_until=None) | Q(valid_until__gte=day),
            assistant=assistant,
            state=AgreementState.SIGNED,
        )
        .exists()
    )
