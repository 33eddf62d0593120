"""Reading the National Map, its amendments and annual plans; what is adopted is everybody's."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q, QuerySet

from opora.accounts.models import Organization
from opora.accounts.rules import OrganizationKind, may
from opora.lib.actor import Actor
from opora.lib.money import Money
from opora.lib.refusals import NotVisible
from opora.planning import queries as planning
from opora.planning.exports import Amended
from opora.planning.model.rows import Row, currency_of, priced, summed
from opora.planning.models import MapVersion
from opora.register.models import PlannedService, Service
from opora.register.queries import is_open
from opora.sums.models import Tally
from opora.territory import queries as territory
from opora.territory.models import District

from . import model
from .model import Change, Density, Left
from .models import Amendment, AnnualPlan, AnnualPlanRow, DiscussionComment, NationalMap
from .rules import AmendmentState, MapState, PlanState, Who

PUBLIC = (MapState.DISCUSSION, MapState.DISCUSSED, MapState.ADOPTED, MapState.IN_FORCE,
          MapState.REPLACED)  # fmt: skip


# Who and which


def agency() -> Organization | None:
    """The Agency for Social Assistance."""
    return Organization.objects.filter(
        kind=OrganizationKind.ASSISTANCE_AGENCY, is_active=True
    ).first()


def who_is(actor: Actor, *, municipality: str | None = None, right: str = "") -> frozenset[Who]:
    """What the actor is: the agency by `planning.national`, the municipality by `right`."""
    found = Organization.objects.get(pk=actor.organization_id)
    who = {Who.SYSTEM, Who.CITIZEN} if actor.has("system") else set()
    kind = OrganizationKind(found.kind)
    if may(kind, actor.roles, "planning.national"):
        who.add(Who.AGENCY)
    if municipality and found.municipality_id == municipality and may(kind, actor.roles, right):
        who.add(Who.MUNICIPALITY)
    return frozenset(who)


def maps(actor: Actor | None) -> QuerySet[NationalMap]:
    """The national versions that an actor may open; without an actor, what is public."""
    heard = Q(state__in=PUBLIC)
    if actor:
        heard |= Q(organization=actor.organization_id)
    return (
        NationalMap.objects.filter(heard)
        .select_related("map_version__cycle", "organization")
        .defer("map_version__content")
    )


def national_map(actor: Actor | None, pk: int) -> NationalMap:
    """One national version; NotVisible for everybody else."""
    found = maps(actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def map_in_force() -> NationalMap | None:
    """The National Map in force."""
    return maps(None).filter(state=MapState.IN_FORCE).first()


def comments(found: NationalMap | AnnualPlan) -> QuerySet[DiscussionComment]:
    """What was said in a discussion; outsiders get only what is answered (second wall)."""
    return found.comments.all()


def public_comments(found: NationalMap | AnnualPlan) -> QuerySet[DiscussionComment]:
    """What everybody may read: answered, and not withheld."""
    return found.comments.filter(answered_at__isnull=False, is_withheld=False)


# The finals


@dataclass(frozen=True, slots=True)
class Final:
    """A district and its final map, if there is one; whether the draft has taken it in."""

    district: District
    version: MapVersion | None
    is_in: bool


def finals(actor: Actor, found: NationalMap) -> list[Final]:
    """Which of the 28 are in, which are missing, which came after the draft was assembled."""
    ready = {str(each.district_id): each for each in planning.final(
        actor, cycle=found.map_version.cycle)}  # fmt: skip
    taken = set(
        found.map_version.entries.values_list("municipality__district", flat=True).distinct()
    )
    return [Final(each, ready.get(each.pk), each.pk in taken) for each in territory.districts()]


# Rows


def changes(found: NationalMap) -> list[Change]:
    """The ordered amendments of a Map."""
    rows = Amendment.objects.filter(national_map=found, state=AmendmentState.ORDERED)
    return [
        Change(
            municipality=row.municipality_id,
            service=row.planned_service_id,
            level=row.planned_service.level,
            users=row.users_after,
            effective_on=row.effective_on,
            settlement=row.settlement,
        )
        for row in rows.select_related("planned_service")
        if row.effective_on
    ]


def rows_on(found: NationalMap, on: date) -> list[Row]:
    """The rows of a Map on a day, with what was ordered until then."""
    return model.in_force(planning.rows(found.map_version), changes(found), on)


def amended(found: NationalMap, on: date) -> Amended | None:
    """The rows of a Map on a day when something was ordered until then; else None."""
    ordered = [each for each in changes(found) if each.effective_on <= on]
    if not ordered:
        return None
    rows = model.in_force(planning.rows(found.map_version), ordered, on)
    return Amended(rows, on, len(ordered))


def rows_of_municipality(found: NationalMap, municipality: str, on: date) -> list[Row]:
    """The rows of one municipality on a day."""
    return [row for row in rows_on(found, on) if row.municipality == municipality]


# The country


def districts_by_municipality() -> dict[str, str]:
    """The district of each municipality."""
    return {each.pk: each.district_id for each in territory.municipalities()}


def residents_of_districts(on: date) -> dict[str, int | None]:
    """Residents of each district; None when a municipality of it has no figure."""
    of = districts_by_municipality()
    figures = planning.residents(of, on)
    found: dict[str, int | None] = dict.fromkeys((each.pk for each in territory.districts()), 0)
    for code, district in of.items():
        so_far, n = found[district], figures[code].n
        found[district] = None if so_far is None or n is None else so_far + n
    return found


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """One service in the country: sum, density by district, where there is none."""

    service: PlannedService
    users: int
    existing: int
    running: Money
    n_without_standard: int
    densities: list[Density]
    nowhere: list[str]
    least: Density | None
    most: Density | None


def analysis(rows: list[Row], on: date) -> tuple[list[ServiceLine], int]:
    """The national analysis of some rows, in the prices of the year that is returned with it."""
    year, standards = planning.standards_on(on)
    names = {each.pk: str(each) for each in territory.districts()}
    per = model.densities(rows, districts_by_municipality(), residents_of_districts(on))
    costs = priced(rows, standards)
    lines = []
    for service in planning.services().values():
        own = [row for row in rows if row.service == service.pk]
        if not own:
            continue
        total = summed(own, costs, currency_of(standards))
        spread = [replace(each, district=names[each.district]) for each in per[service.pk]]
        known = [each for each in spread if each.per_thousand is not None]
        some = [each for each in known if each.users]
        lines.append(
            ServiceLine(
                service=service,
                users=total.users,
                existing=total.existing,
                running=total.running,
                n_without_standard=total.n_without_standard,
                densities=spread,
                nowhere=[each.district for each in spread if not each.users],
                least=min(some, key=lambda each: each.per_thousand or 0, default=None),
                most=max(some, key=lambda each: each.per_thousand or 0, default=None),
            )
        )
    return lines, year


@dataclass(frozen=True, slots=True)
class Rest:
    """What of a service remains until the horizon, with a year's money of the rest."""

    service: PlannedService
    left: Left
    money: Money | None


def existing_places() -> dict[tuple[str, str], int]:
    """Places that exist today by municipality and planned service, from the register."""
    rows = Tally.objects.filter(municipality__isnull=False, planned_service__isnull=False)
    return {
        (municipality, service): places
        for municipality, service, places in rows.values_list(
            "municipality_id", "planned_service_id", "places"
        )
        if municipality and service
    }


def remaining(rows: list[Row], on: date) -> list[Rest]:
    """What exists today of each service of the Map, and what remains."""
    _year, standards = planning.standards_on(on)
    found = model.remaining(rows, existing_places())
    services = planning.services()
    lines = []
    for code in (code for code in services if code in found):
        left, standard = found[code], standards.get(code)
        money = Money(left.remaining * standard.amount.cents) if standard else None
        lines.append(Rest(services[code], left, money))
    return lines


# Amendments


def amendments(actor: Actor | None, found: NationalMap) -> QuerySet[Amendment]:
    """The amendments of a Map that the actor may read, newest first."""
    heard = Q(state=AmendmentState.ORDERED)
    if actor:
        heard |= Q(organization=actor.organization_id)
        heard |= Q(audience__contains=[actor.organization_id])
    return found.amendments.filter(heard).select_related(
        "municipality__district", "planned_service", "organization"
    )


# Annual plans


def plans(actor: Actor | None) -> QuerySet[AnnualPlan]:
    """The plans that an actor may open: the municipality's own, others' once put to discussion."""
    heard = ~Q(state=PlanState.DRAFT)
    if actor:
        heard |= Q(organization=actor.organization_id)
        heard |= Q(audience__contains=[actor.organization_id])
    return (
        AnnualPlan.objects.filter(heard)
        .select_related("municipality__district", "organization", "national_map__map_version")
        .defer("content", "national_map__map_version__content")
    )


def plan(actor: Actor | None, pk: int) -> AnnualPlan:
    """One plan; NotVisible for everybody else."""
    found = plans(actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def plan_rows(found: AnnualPlan) -> list[AnnualPlanRow]:
    """The rows of a plan: those of the Map, then those of the municipality's own budget."""
    return list(found.rows.select_related("planned_service"))


def municipal_services(municipality: str, on: date) -> list[Service]:
    """The services that the municipality pays itself and that work on a day."""
    return list(
        Service.objects.filter(
            is_open(on), municipality=municipality, funding="municipal"
        ).select_related("named_service")
    )


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """The names of municipalities with their district."""
    wanted = set(codes)
    return {each.pk: each.full_name for each in territory.municipalities() if each.pk in wanted}
