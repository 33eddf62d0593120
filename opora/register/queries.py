"""Reading the register. Everybody signed in sees it; a protected service shows little to others."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Case, Exists, OuterRef, Prefetch, Q, QuerySet, Value, When

from opora.accounts.models import Organization
from opora.accounts.rules import may
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible

from .models import (
    Capacity,
    NamedService,
    NamedServiceActivity,
    PlannedService,
    PlannedServiceName,
    Provider,
    Service,
    ServiceAddress,
    ServiceComplex,
    TargetGroup,
)
from .rules import ServiceFacts, manages


def in_force(on: date, prefix: str = "") -> Q:
    """The dated rows that hold on a day."""
    return Q(**{f"{prefix}valid_from__lte": on}) & (
        Q(**{f"{prefix}valid_to": None}) | Q(**{f"{prefix}valid_to__gt": on})
    )


def is_open(on: date) -> Q:
    """The services that work on a day."""
    return Q(opened_on__lte=on) & (Q(closed_on=None) | Q(closed_on__gt=on))


def _whole(actor: Actor) -> Q:
    """The services that may be shown whole: all but the protected ones of others."""
    return Q(is_protected=False) | Q(provider=actor.organization_id)


def services(
    actor: Actor,
    *,
    on: date,
    text: str = "",
    district: str | None = None,
    municipality: str | None = None,
    named_service: str | None = None,
    service_type: str | None = None,
    target_group: str | None = None,
    funding: str | None = None,
    provider: int | None = None,
    closed: bool = False,
) -> QuerySet[Service]:
    """The services that work on a day and match; with `closed`, those that no longer do.

    Each row has `is_shown_whole`: False means that only its kind, district and phone may be shown.
    `text` is looked for in the service's name, kind, settlement and provider.
    """
    whole = _whole(actor)
    found = Service.objects.filter(Q(closed_on__lte=on) if closed else is_open(on))
    for word in text.split():
        found = found.filter(_says(word, whole))
    plain = {
        "district": district,
        "municipality": municipality,
        "named_service": named_service,
        "funding": funding,
    }
    found = found.filter(**{name: value for name, value in plain.items() if value})
    if provider:
        found = found.filter(whole, provider=provider)
    if target_group:
        found = found.filter(Exists(_of_group(target_group)))
    if service_type:
        found = found.filter(Exists(_of_type(service_type, on)))
    return found.annotate(is_shown_whole=Case(When(whole, then=True), default=Value(False)))


def shown_whole(service: Service) -> bool:
    """What `services` and `service` said of this row: whether more than kind, district and phone
    may be shown."""
    return bool(vars(service)["is_shown_whole"])


def _says(word: str, whole: Q) -> Q:
    """Where a word is looked for; never in the name of a protected service's provider."""
    return (
        Q(name__icontains=word)
        | Q(named_service__name__icontains=word)
        | Q(named_service__abbreviation__iexact=word)
        | Q(settlement__icontains=word)
        | whole & Q(provider__organization__name__icontains=word)
    )


def _of_group(target_group: str) -> QuerySet:
    through = Service.target_groups.through
    return through.objects.filter(service=OuterRef("pk"), targetgroup=target_group)


def _of_type(service_type: str, on: date) -> QuerySet[NamedServiceActivity]:
    return NamedServiceActivity.objects.filter(
        in_force(on), named_service=OuterRef("named_service"), service_type=service_type
    )


def in_full(found: QuerySet[Service]) -> QuerySet[Service]:
    """The same services with everything that a row or a card of the list shows."""
    return found.select_related(
        "named_service", "provider__organization", "municipality", "district", "complex"
    ).prefetch_related("target_groups")


def of_ids(actor: Actor, service_ids: Iterable[int]) -> QuerySet[Service]:
    """These services, open or closed, with everything that a row shows."""
    return in_full(Service.objects.filter(pk__in=list(service_ids))).annotate(
        is_shown_whole=Case(When(_whole(actor), then=True), default=Value(False))
    )


def service(actor: Actor, service_id: int) -> Service:
    """One service with all that its page shows; refused as not visible when there is none."""
    found = of_ids(actor, [service_id])
    # PostgreSQL's own wall hides the address of a protected service from all but its provider.
    row = found.select_related("address__municipality").first()
    if row is None:
        raise NotVisible
    return row


def suitable(
    actor: Actor,
    *,
    on: date,
    named_service: str | None = None,
    service_type: str | None = None,
    target_group: str | None = None,
) -> QuerySet[Service]:
    """The services of the right kind or type, for the right people, that work on a day."""
    return in_full(
        services(
            actor,
            on=on,
            named_service=named_service,
            service_type=service_type,
            target_group=target_group,
        )
    )


def facts_of(row: Service) -> ServiceFacts:
    """What is written down about a service now. Only its provider can ask of a protected one."""
    address = row.address
    return ServiceFacts(
        named_service=row.named_service_id,
        name=row.name,
        municipality=address.municipality_id,
        settlement=address.settlement,
        level=row.level,
        funding=row.funding,
        mode=row.mode,
        environment=row.environment,
        users=row.users,
        target_groups=tuple(sorted(group.pk for group in row.target_groups.all())),
        phone=row.phone,
        line=address.line,
        email=row.email,
        complex_id=row.complex_id,
        is_protected=row.is_protected,
    )


def may_manage(actor: Actor, row: Service) -> bool:
    """Whether the actor looks after this service; see `rules.manages`."""
    return manages_service_of(actor, provider_id=row.provider_id, municipality=row.municipality_id)


def manages_service_of(actor: Actor, *, provider_id: int, municipality: str | None) -> bool:
    """Whether the actor may look after a provider's services in a municipality."""
    organization = Organization.objects.get(pk=actor.organization_id)
    return may(organization.kind, actor.roles, "register.edit") and manages(
        kind=organization.kind,
        organization_id=organization.pk,
        organization_municipality=organization.municipality_id,
        provider_id=provider_id,
        municipality=municipality,
    )


def capacity_on(service_id: int, day: date) -> int:
    """The places of a service on a day; 0 before the first row."""
    return capacities_on([service_id], day).get(service_id, 0)


def capacities_on(service_ids: Iterable[int], day: date) -> dict[int, int]:
    """The places of each service on a day; services without a row in force are left out."""
    return dict(
        Capacity.objects.filter(in_force(day), service__in=list(service_ids)).values_list(
            "service", "n_places"
        )
    )


def capacity_history(service_id: int) -> QuerySet[Capacity]:
    """The capacity rows of a service with the papers that one may see, newest first."""
    rows = Capacity.objects.filter(service=service_id).select_related("paper")
    return rows.order_by("-valid_from")


def providers(actor: Actor) -> QuerySet[Provider]:
    """All providers, by name."""
    return Provider.objects.select_related("organization").order_by("organization__name")


def my_providers(actor: Actor) -> QuerySet[Provider]:
    """The providers in whose name the actor may open a service: their own organization and, for a
    municipality, the providers registered on its territory."""
    organization = Organization.objects.get(pk=actor.organization_id)
    mine = Q(organization=organization)
    if organization.kind == "municipality":
        mine |= Q(
            organization__kind="provider", organization__municipality=organization.municipality_id
        )
    return providers(actor).filter(mine)


def complexes(actor: Actor, *, provider_id: int) -> QuerySet[ServiceComplex]:
    """The complexes of a provider with their services."""
    open_services = Service.objects.filter(closed_on=None).order_by("name")
    return ServiceComplex.objects.filter(provider=provider_id).prefetch_related(
        Prefetch("services", open_services)
    )


def neighbors(row: Service) -> QuerySet[Service]:
    """The other services of the same complex."""
    return Service.objects.filter(
        complex=row.complex_id, complex__isnull=False, closed_on=None
    ).exclude(pk=row.pk)


def named_services(on: date) -> QuerySet[NamedService]:
    """The kinds of services in force on a day, in the order of the classification."""
    return NamedService.objects.filter(in_force(on))


def activities(named_service: str, on: date) -> QuerySet[NamedServiceActivity]:
    """What a named service comprises by the law on a day."""
    return (
        NamedServiceActivity.objects.filter(in_force(on), named_service=named_service)
        .select_related("service_type__activity", "service_type__target_group")
        .order_by("service_type__activity__position", "service_type__target_group__position")
    )


def target_groups() -> QuerySet[TargetGroup]:
    """All target groups, in their order."""
    return TargetGroup.objects.all()


def addresses(actor: Actor, service_ids: Iterable[int]) -> dict[int, ServiceAddress]:
    """The addresses that the actor may see."""
    return ServiceAddress.objects.filter(
        Q(service__is_protected=False) | Q(service__provider=actor.organization_id)
    ).in_bulk(list(service_ids))


def planned_services() -> list[PlannedService]:
    """Every service that maps plan, in the order of the law."""
    return list(PlannedService.objects.all())


def planned_as(day: date) -> dict[str, tuple[str, ...]]:
    """For each named service the codes of the planned services as which it counts on `day`."""
    found: dict[str, tuple[str, ...]] = {}
    rows = PlannedServiceName.objects.filter(in_force(day)).order_by("planned_service__position")
    for named, planned in rows.values_list("named_service_id", "planned_service_id"):
        found[named] = (*found.get(named, ()), planned)
    return found
