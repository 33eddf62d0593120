"""Reading what was given: of cases whose use one may see."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum

from opora.cases import queries as cases
from opora.cases.models import Case
from opora.cases.rules import Part
from opora.lib.actor import Actor
from opora.register.models import Service
from opora.support import queries as support
from opora.support.models import PlanActivity
from opora.usage.rules import last_of

from . import rules
from .models import Delivery, GroupActivity


def of_case(actor: Actor, case: Case) -> QuerySet[Delivery]:
    """The activities given to a person, the newest first."""
    seen = cases.visible(actor, Part.USE).filter(pk=case.pk).values("pk")
    return Delivery.objects.filter(case__in=seen).select_related("activity", "group", "user")


def in_month(actor: Actor, case: Case, month: date) -> QuerySet[Delivery]:
    """Those of one month."""
    return of_case(actor, case).filter(day__range=(month, last_of(month)))


def minutes_on(actor: Actor, case_ids: Collection[int], day: date) -> dict[int, int]:
    """How long each person had activities on a day already."""
    rows = Delivery.objects.filter(
        organization=actor.organization_id, case__in=list(case_ids), day=day
    )
    return dict(rows.values_list("case").annotate(n=Sum("minutes")).order_by("case"))


# Of a group


@dataclass(frozen=True, slots=True)
class Choice:
    """An activity that may be written, and by how many plans of the people of the day."""

    text: str
    n_plans: int


def choices(actor: Actor, case_ids: Collection[int], day: date) -> list[Choice]:
    """The activities of the plans of some people, those of most people first."""
    texts: dict[str, str] = {}
    people: Counter[str] = Counter()
    for held in _by_case(actor, case_ids, day).values():
        for key, activity in held.items():
            texts.setdefault(key, activity.text)
            people[key] += 1
    return [Choice(texts[key], n) for key, n in sorted(people.items(), key=_most_first)]


def _most_first(pair: tuple[str, int]) -> tuple[int, str]:
    return -pair[1], pair[0]


def planned(
    actor: Actor, case_ids: Collection[int], text: str, day: date
) -> dict[int, PlanActivity]:
    """By case, the activity of the plan in force that has these words."""
    found = _by_case(actor, case_ids, day)
    key = rules.same(text)
    return {case_id: held[key] for case_id, held in found.items() if key in held}


def _by_case(
    actor: Actor, case_ids: Collection[int], day: date
) -> dict[int, dict[str, PlanActivity]]:
    found: dict[int, dict[str, PlanActivity]] = {}
    for each in support.activities_in_force(actor, case_ids, day):
        found.setdefault(each.case_id, {}).setdefault(rules.same(each.text), each)
    return found


def together(actor: Actor, *, service: Service, day: date) -> QuerySet[GroupActivity]:
    """What groups of a service of one's own had on a day, with who took part."""
    found = GroupActivity.objects.filter(
        service=service, organization=actor.organization_id, day=day
    )
    return found.prefetch_related("deliveries").order_by("pk")


def latest(actor: Actor, service: Service) -> GroupActivity | None:
    """The last activity of a group, from which the next is prepared."""
    found = GroupActivity.objects.filter(service=service, organization=actor.organization_id)
    return found.order_by("-written_at", "-pk").first()
