"""Reading buildings, their needs, and what complexes share."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet, Sum

from opora.accounts.queries import allowed
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible
from opora.register.models import Service, ServiceComplex

from . import rules
from .models import (
    AccessibilityAnswer,
    AccessibilityItem,
    Building,
    BuildingVersion,
    CapitalNeed,
    ResourceShare,
    SharedResource,
)
from .rules import Saving, Share


def buildings(
    actor: Actor, *, text: str = "", municipality: str = "", condition: str = ""
) -> QuerySet[Building]:
    """The buildings that match, with the number and the sum of their open needs."""
    is_open = Q(needs__state=rules.NeedState.OPEN)
    found = Building.objects.select_related("municipality", "organization")
    for word in text.split():
        found = found.filter(
            Q(name__icontains=word) | Q(settlement__icontains=word) | Q(line__icontains=word)
        )
    if municipality:
        found = found.filter(municipality=municipality)
    if condition:
        found = found.filter(condition=condition)
    return found.annotate(
        n_needs=Count("needs", filter=is_open, distinct=True),
        needed_cents=Sum("needs__cents", filter=is_open & Q(needs__currency="EUR")),
    ).order_by("name", "pk")


def building(actor: Actor, pk: int) -> Building:
    """One building with its services."""
    found = Building.objects.select_related("municipality", "organization").filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def buildings_on(service_id: int, day: date) -> QuerySet[BuildingVersion]:
    """The buildings where a service was given on a day, as they were then."""
    held = Q(valid_to=None) | Q(valid_to__gt=day)
    return BuildingVersion.objects.filter(
        held, valid_from__lte=day, service_ids__contains=[service_id]
    ).order_by("name", "pk")


def may_edit(actor: Actor, found: Building) -> bool:
    """Whether the actor keeps this building."""
    return found.organization_id == actor.organization_id and allowed(actor, "facilities.edit")


def may_add(actor: Actor) -> bool:
    """Whether the actor's organization keeps buildings at all."""
    return allowed(actor, "facilities.edit")


@dataclass(frozen=True, slots=True)
class Checked:
    """A question with its newest answer."""

    item: AccessibilityItem
    answer: AccessibilityAnswer | None

    @property
    def tone(self) -> str:
        """Of the answer's chip."""
        return rules.ANSWER_TONES.get(self.answer.answer, "plain") if self.answer else "plain"


def checklist(found: Building) -> list[Checked]:
    """Every question, answered or not."""
    newest: dict[str, AccessibilityAnswer] = {}
    for each in found.answers.order_by("checked_on", "pk"):
        newest[each.item_id] = each
    return [Checked(item, newest.get(item.pk)) for item in AccessibilityItem.objects.all()]


def n_met(checked: Iterable[Checked]) -> tuple[int, int]:
    """How many questions are answered with yes, of how many that concern the building."""
    asked = [each for each in checked if not (each.answer and each.answer.answer == "not_needed")]
    return sum(bool(each.answer and each.answer.answer == "yes") for each in asked), len(asked)


def capital_needs(actor: Actor, *, municipality: str = "") -> QuerySet[CapitalNeed]:
    """The open needs of the buildings that one may see; finance lists them by `funding_need_id`."""
    found = CapitalNeed.objects.filter(state=rules.NeedState.OPEN)
    if municipality:
        found = found.filter(building__municipality=municipality)
    return found.select_related("building__municipality")


# Complexes


def complexes(actor: Actor) -> QuerySet[ServiceComplex]:
    """Every complex with its open services and the resources that one may see."""
    services = Service.objects.filter(closed_on=None).order_by("name")
    return ServiceComplex.objects.select_related(
        "provider__organization", "municipality"
    ).prefetch_related(Prefetch("services", services))


def complex_of(actor: Actor, pk: int) -> ServiceComplex:
    """One complex."""
    found = complexes(actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def may_share(actor: Actor, found: ServiceComplex) -> bool:
    """Whether the actor's organization is the complex's provider."""
    return found.provider_id == actor.organization_id and allowed(actor, "facilities.edit")


@dataclass(frozen=True, slots=True)
class Line:
    """A resource with the part of each service and what sharing it saves."""

    resource: SharedResource
    parts: list[tuple[Service, ResourceShare | None, int | None]]
    n_percent: int
    saving: Saving


def lines(found: ServiceComplex) -> list[Line]:
    """The resources of a complex, each against all its services."""
    services = list(found.services.all())
    rows = []
    for resource in SharedResource.objects.filter(complex=found).prefetch_related("shares"):
        shares = {each.service_id: each for each in resource.shares.all()}
        parts = [
            (
                service,
                shares.get(service.pk),
                rules.part(resource.cost_cents, shares[service.pk].percent)
                if service.pk in shares
                else None,
            )
            for service in services
        ]
        values = [
            Share(each.service_id, each.percent, each.alone_cents) for each in shares.values()
        ]
        total = sum(each.percent for each in values)
        rows.append(Line(resource, parts, total, rules.saving(resource.cost_cents, values)))
    return rows


def whole_saving(found: Iterable[Line]) -> Saving:
    """What the whole complex saves, of the resources whose amounts are all known, and how many
    amounts are missing."""
    found = list(found)
    known = [each.saving for each in found if each.saving.cents is not None]
    n_missing = sum(each.saving.n_missing for each in found)
    if not known:
        return Saving(None, None, n_missing)
    return Saving(
        sum(each.shared_cents or 0 for each in known),
        sum(each.alone_cents or 0 for each in known),
        n_missing,
    )


def last_checked(found: Building) -> date | None:
    """When the building was last looked at."""
    return found.answers.order_by("-checked_on").values_list("checked_on", flat=True).first()
