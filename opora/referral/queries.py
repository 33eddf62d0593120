"""Reading requests: only those in which the actor's organization takes part."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opora.accounts.models import User
from opora.accounts.rules import CASEWORK, KIND_LABELS, OrganizationKind
from opora.lib.actor import Actor
from opora.lib.refusals import Refused
from opora.register.models import NamedService

from .models import Participation, ReferralPower, ServiceRequest
from .rules import WITH_PROVIDER, Participants, State, Who

SOON_DAYS = 3


def visible(actor: Actor) -> QuerySet[ServiceRequest]:
    """The requests in which the actor's organization takes part now."""
    return ServiceRequest.objects.filter(audience__contains=[actor.organization_id])


def unmet(day: date, *, patience: int) -> list[tuple[str | None, str, str, str, int]]:
    """How many wishes came to no place, over the whole country, without the people. One query.

    Rows of municipality (none for protected kinds of services), district, named service, reason
    (`not_referred`, `withdrawn`, `refused`, `long_wait`: over `patience` days), how many.
    """
    with connection.cursor() as cursor:
        cursor.execute("select * from referral_unmet(%s, %s)", [day, patience])
        return cursor.fetchall()


def page(actor: Actor, request_id: int) -> ServiceRequest | None:
    """One request with all that its page shows."""
    return (
        visible(actor)
        .select_related(
            "person",
            "owner_organization",
            "turn_organization",
            "provider_organization",
            "municipality__district",
            "named_service",
            "service__municipality",
            "assessment__author",
        )
        .prefetch_related(
            "participations__organization",
            "participations__officer",
            "consultations__asked_organization",
            "consultations__organization",
            "handovers__from_organization",
            "handovers__to_organization",
            "refusals__organization",
        )
        .filter(pk=request_id)
        .first()
    )


def who_is(actor: Actor, request: ServiceRequest) -> frozenset[Who]:
    """What the actor is to the request; empty for a bystander."""
    if actor.has("system"):
        return frozenset({Who.SYSTEM})
    if not actor.roles & CASEWORK:
        return frozenset()
    mine = actor.organization_id
    found = set()
    if request.owner_organization_id == mine:
        found.add(Who.OWNER)
        if actor.has("head"):
            found.add(Who.OWNER_HEAD)
        if request.owner_organization.kind == OrganizationKind.DIRECTORATE:
            found.add(Who.DIRECTORATE)
    if request.provider_organization_id == mine and request.state in WITH_PROVIDER:
        found.add(Who.PROVIDER)
    bases = set(
        request.participations.filter(organization=mine, until=None).values_list("basis", flat=True)
    )
    if Participants.RECEIVER in bases:
        found.add(Who.RECEIVER)
    if request.consultations.filter(asked_organization=mine, answered_at=None).exists():
        found.add(Who.ASKED)
    return frozenset(found)


def check_power(kind: str, named_service: NamedService, *, is_child: bool, on: date) -> None:
    """Refuse when the dated table of powers gives this service to another kind of authority."""
    rows = ReferralPower.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=on),
        Q(for_children=None) | Q(for_children=is_child),
        named_service=named_service,
        valid_from__lte=on,
    )
    allowed = {row.organization_kind: row for row in rows}
    if allowed and kind not in allowed:
        row = next(iter(allowed.values()))
        names = ", ".join(_(KIND_LABELS[OrganizationKind(one)]) for one in sorted(allowed))
        raise Refused(
            _("За услугата „%(service)s“ насочва само: %(who)s.")
            % {"service": named_service, "who": names},
            rule=row.article or _("предстои проверка"),
            remedy=_("Предайте преписката на органа, който насочва за тази услуга."),
            field="named_service",
        )


@dataclass(frozen=True, slots=True)
class Filters:
    """What a worklist is narrowed to."""

    tab: str = "open"
    officer: str = ""
    state: str = ""
    service: str = ""
    sort: str = "due"


TABS = {
    "late": gettext_lazy("Просрочени"),
    "soon": gettext_lazy("До 3 дни"),
    "ours": gettext_lazy("Наш ред"),
    "others": gettext_lazy("Чакаме друг орган"),
    "open": gettext_lazy("Всички в работа"),
    "vacant": gettext_lazy("Свободни места"),
    "closed": gettext_lazy("Приключени"),
}


def tab_conditions(actor: Actor, today: date, vacant: set[str]) -> dict[str, Q]:
    """What each tab of the worklist holds. `vacant`: kinds of services with free places now."""
    mine = actor.organization_id
    is_open = Q(closed_at=None)
    at_us = Q(owner_organization=mine) | Q(turn_organization=mine)
    return {
        "late": is_open & at_us & Q(due_on__lt=today),
        "soon": is_open & at_us & Q(due_on__range=(today, today + timedelta(days=SOON_DAYS))),
        "ours": is_open & Q(turn_organization=mine),
        "others": is_open & Q(owner_organization=mine) & ~Q(turn_organization=mine),
        "open": is_open,
        "vacant": is_open & Q(state=State.REFERRED, named_service__in=vacant),
        "closed": ~is_open,
    }


SORTS: dict[str, tuple[Any, ...]] = {
    "due": (F("due_on").asc(nulls_last=True), "wished_on", "id"),
    "-due": (F("due_on").desc(nulls_last=True), "-wished_on", "-id"),
    "person": ("person__first_name", "person__last_name", "id"),
    "-person": ("-person__first_name", "-person__last_name", "-id"),
    "service": ("named_service__name", "id"),
    "-service": ("-named_service__name", "-id"),
    "state": ("state", "id"),
    "-state": ("-state", "-id"),
    "changed": ("-changed_at",),
}


def worklist(
    actor: Actor, filters: Filters, *, today: date, vacant: set[str]
) -> QuerySet[ServiceRequest]:
    """The requests of one tab, by clock unless asked otherwise; with the own officer's name."""
    own = Participation.objects.filter(
        request=OuterRef("pk"),
        organization=actor.organization_id,
        until=None,
        officer__isnull=False,
    )
    found = visible(actor).filter(tab_conditions(actor, today, vacant)[filters.tab])
    found = found.annotate(
        officer_id=Subquery(own.values("officer")[:1]),
        officer_name=Subquery(own.values("officer__name")[:1]),
    )
    if filters.officer == "none":
        found = found.filter(officer_id=None)
    elif filters.officer == "me":
        found = found.filter(officer_id=actor.user_id)
    elif filters.officer:
        found = found.filter(officer_id=filters.officer)
    if filters.state:
        found = found.filter(state=filters.state)
    if filters.service:
        found = found.filter(named_service=filters.service)
    # People are fetched apart: their wall's list of ids looks short to the planner, which began
    # with everybody whom the organization works with.
    found = found.prefetch_related("person").select_related(
        "named_service", "turn_organization", "municipality", "owner_organization"
    )
    return found.order_by(*SORTS[filters.sort])


def unassigned(actor: Actor, *, today: date) -> QuerySet[ServiceRequest]:
    """What the actor's organization leads or has to answer, and none of its officers holds."""
    mine = actor.organization_id
    return worklist(actor, Filters(officer="none"), today=today, vacant=set()).filter(
        Q(owner_organization=mine) | Q(turn_organization=mine)
    )


def lines(found: QuerySet[ServiceRequest], ids: Iterable[int]) -> list[ServiceRequest]:
    """The requests of one page of a worklist, whole, in the order of `ids`.

    Fetched after paging: joining thousands of rows to show 25 of them cost 30 ms.
    """
    whole = found.order_by().in_bulk(list(ids))
    return [whole[pk] for pk in ids if pk in whole]


def counts(actor: Actor, *, today: date, vacant: set[str]) -> dict[str, int]:
    """How many requests each tab holds, and how many are the actor's own; one query."""
    conditions = tab_conditions(actor, today, vacant)
    own = Participation.objects.filter(
        request=OuterRef("pk"),
        organization=actor.organization_id,
        until=None,
        officer=actor.user_id,
    )
    found = visible(actor).filter(conditions.pop("closed") | Q(closed_at=None))
    return found.aggregate(
        **{name: Count("pk", filter=condition) for name, condition in conditions.items()},
        closed=Count("pk", filter=~Q(closed_at=None)),
        mine=Count("pk", filter=Q(Exists(own), closed_at=None)),
    )


def of_person(actor: Actor, person_id: int) -> QuerySet[ServiceRequest]:
    """The visible requests of one person, the newest first."""
    return (
        visible(actor)
        .filter(person=person_id)
        .select_related("named_service", "owner_organization", "turn_organization")
        .order_by("-wished_on", "-id")
    )


def workload(actor: Actor, *, today: date) -> QuerySet[User]:
    """The organization's officers with how much each holds: open, late, soon; busiest first."""
    held = Q(
        participation_officer__until=None,
        participation_officer__organization=actor.organization_id,
        participation_officer__request__closed_at=None,
    )
    due = "participation_officer__request__due_on"
    return (
        User.objects.filter(
            memberships__organization=actor.organization_id, memberships__until=None
        )
        .annotate(
            n_open=Count("participation_officer__request", filter=held, distinct=True),
            n_late=Count(
                "participation_officer__request",
                filter=held & Q(**{f"{due}__lt": today}),
                distinct=True,
            ),
            n_soon=Count(
                "participation_officer__request",
                filter=held & Q(**{f"{due}__range": (today, today + timedelta(days=SOON_DAYS))}),
                distinct=True,
            ),
        )
        .order_by("-n_late", "-n_open", "name")
    )


def participants(request: ServiceRequest) -> list[Participation]:
    """Who takes part now, the owner first."""
    now = [one for one in request.participations.all() if one.until is None]
    return sorted(now, key=lambda one: (one.basis != Participants.OWNER, one.since))
