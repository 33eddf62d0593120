"""Reading assistants and agreements: only of the own municipality."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from opora.assistance.models import Enrollment
from opora.assistance.queries import INSIDE
from opora.lib.actor import Actor
from opora.people.models import Involvement
from opora.territory.rules import distance_km

from .models import AssistanceAgreement, Assistant
from .rules import AgreementState, AssistantState

MONTHS = "months:"  # the ground of an involvement that only keeps the names in locked months
AGREED = (AgreementState.SIGNED, AgreementState.AMENDED, AgreementState.ENDED)


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


def let_go(actor: Actor) -> set[int]:
    """The ended uses for whose months only the names are still known."""
    grounds = Involvement.objects.filter(
        organization_id=actor.organization_id, ground__startswith=MONTHS, until=None
    ).values_list("ground", flat=True)
    return {int(ground.removeprefix(MONTHS)) for ground in grounds}
