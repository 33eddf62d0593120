"""Reading maps: a version shows itself to its district and its audience, adopted ones to all."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Prefetch, Q, QuerySet, Sum

from opora.accounts.models import Organization
from opora.accounts.rules import OrganizationKind, may
from opora.finance import queries as finance
from opora.finance.rules import Standard
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible
from opora.meetings import queries as meetings
from opora.meetings.models import Vote
from opora.needs.models import Cycle
from opora.register.models import PlannedService
from opora.register.rules import FUNDING_LABELS, Funding, Level
from opora.territory import queries as territory
from opora.territory import rules as geography
from opora.territory.models import District, Municipality

from . import rules
from .model import hosts
from .model.rows import Row
from .models import Coordination, HostAgreement, MapEntry, MapVersion
from .rules import Answer, Consent, Purpose, State, Who

EVERYBODY = 0
RESIDENTS = ("residents", "population")  # the first that has a figure
FUNDING_ORDER = list(FUNDING_LABELS)


# Who and which


def visible(actor: Actor | None) -> QuerySet[MapVersion]:
    """The versions that an actor may open; without an actor, what is public."""
    heard = Q(audience__contains=[EVERYBODY])
    if actor:
        heard |= Q(organization=actor.organization_id)
        heard |= Q(audience__contains=[actor.organization_id])
    return MapVersion.objects.filter(heard).select_related("district", "cycle", "organization")


def version(actor: Actor | None, pk: int) -> MapVersion:
    """One version without its content; NotVisible for everybody else."""
    found = visible(actor).defer("content").filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def of_district(actor: Actor, *, cycle: Cycle, district: str) -> list[MapVersion]:
    """The versions of a district that the actor may open, newest first, with what they sum to."""
    return list(
        visible(actor)
        .filter(cycle=cycle, district=district)
        .defer("content")
        .annotate(n_rows=Count("entries"), n_users=Sum("entries__users"))
    )


def final(actor: Actor | None, *, cycle: Cycle) -> list[MapVersion]:
    """The final maps of the districts in a cycle, one at most for a district."""
    return list(
        visible(actor)
        .filter(cycle=cycle, state=State.FINAL, district__isnull=False)
        .defer("content")
        .order_by("district__name")
    )


def indicative(actor: Actor | None, *, cycle: Cycle) -> list[MapVersion]:
    """The indicative maps of the districts in a cycle."""
    return list(
        visible(actor)
        .filter(cycle=cycle, state=State.INDICATIVE, district__isnull=False)
        .defer("content")
        .order_by("district__name")
    )


def home_district(actor: Actor) -> District | None:
    """The district for which the actor's organization works; None for those of the country."""
    found = Organization.objects.select_related("district", "municipality__district").get(
        pk=actor.organization_id
    )
    return found.municipality.district if found.municipality else found.district


def who_is(actor: Actor, district: str | None) -> frozenset[Who]:
    """What the actor is to the map of a district, by organization and rights."""
    found = Organization.objects.select_related("municipality").get(pk=actor.organization_id)
    kind = OrganizationKind(found.kind)
    who = set()
    if district and found.district_id == district and may(kind, actor.roles, "planning.district"):
        who.add(Who.DISTRICT)
    if (
        found.municipality
        and found.municipality.district_id == district
        and may(kind, actor.roles, "planning.agree")
    ):
        who.add(Who.MUNICIPALITY)
    return frozenset(who)


def administration(district: str) -> Organization | None:
    """The district administration of a district."""
    return Organization.objects.filter(
        kind=OrganizationKind.DISTRICT, district=district, is_active=True
    ).first()


def municipal_organizations(district: str) -> dict[str, Organization]:
    """The administrations of a district's municipalities that take part in Opora."""
    found = Organization.objects.filter(
        kind=OrganizationKind.MUNICIPALITY, municipality__district=district, is_active=True
    )
    return {str(each.municipality_id): each for each in found}


def readers(district: str) -> list[int]:
    """Who reads the locked versions of a district: its municipalities, the regional directorate,
    the agency and the ministry."""
    kinds = [OrganizationKind.ASSISTANCE_AGENCY, OrganizationKind.MINISTRY]
    of_district = [OrganizationKind.REGIONAL_DIRECTORATE, OrganizationKind.DISTRICT]
    return list(
        Organization.objects.filter(is_active=True)
        .filter(
            Q(kind__in=kinds)
            | Q(kind__in=of_district, district=district)
            | Q(kind=OrganizationKind.MUNICIPALITY, municipality__district=district)
        )
        .order_by("pk")
        .values_list("pk", flat=True)
    )


# Rows


def entries(found: MapVersion) -> list[MapEntry]:
    """The rows of a version with their municipality and service, by municipality."""
    return list(found.entries.select_related("municipality__district", "planned_service"))


def rows(found: MapVersion) -> list[Row]:
    """The rows of a version as plain values, in a fixed order."""
    return rows_of([found])[found.pk]


def rows_of(versions: Iterable[MapVersion]) -> dict[int, list[Row]]:
    """The rows of several versions with one query."""
    found: dict[int, list[Row]] = {each.pk: [] for each in versions}
    for entry in MapEntry.objects.filter(map_version__in=found).order_by(
        "municipality_id", "planned_service_id"
    ):
        found[entry.map_version_id].append(row_of(entry))
    return found


def row_of(entry: MapEntry) -> Row:
    """One row as plain values."""
    return Row(
        municipality=entry.municipality_id,
        service=entry.planned_service_id,
        level=entry.level,
        users=entry.users,
        existing=entry.existing,
        computed=entry.computed,
        occupied=entry.occupied,
        waiting=entry.waiting,
        year_from=entry.year_from,
        settlement=entry.settlement,
        funding=tuple(sorted(entry.funding, key=FUNDING_ORDER.index)),
        capital_cents=entry.capital_cents,
    )


def entry_of(found: MapVersion, row: Row, note: str = "") -> MapEntry:
    """A plain row as an entry of a version, not yet saved."""
    return MapEntry(
        map_version=found,
        municipality_id=row.municipality,
        planned_service_id=row.service,
        level=row.level,
        computed=row.computed,
        existing=row.existing,
        occupied=row.occupied,
        waiting=row.waiting,
        users=row.users,
        year_from=row.year_from,
        settlement=row.settlement,
        funding=list(row.funding) or [str(Funding.STATE_DELEGATED)],
        capital_cents=row.capital_cents,
        note=note,
    )


def services() -> dict[str, PlannedService]:
    """The planned services by code, in the order of the law."""
    return {each.pk: each for each in PlannedService.objects.all()}


def standards_on(day: date) -> tuple[int, dict[str, Standard]]:
    """The year whose prices a map of this day is counted in, and its standards."""
    year = min(day.year, finance.last_year())
    return year, finance.standards(year)


def content(found: MapVersion) -> bytes:
    """The canonical content of a locked version."""
    kept = MapVersion.objects.values_list("content", flat=True).get(pk=found.pk)
    return bytes(kept or b"")


# The country under a map


@dataclass(frozen=True, slots=True)
class Resident:
    """How many live in a municipality, as of when, by whom."""

    n: int | None
    as_of: date | None = None
    source: str = ""


def residents(codes: Iterable[str], on: date) -> dict[str, Resident]:
    """The residents of municipalities on a day; None where no figure is known."""
    figures = territory.values(RESIDENTS, on=on)
    found = {}
    for code in codes:
        known = next((figures[one][code] for one in RESIDENTS if code in figures[one]), None)
        found[code] = (
            Resident(int(known.value), known.as_of, known.source) if known else Resident(None)
        )
    return found


def distances(municipalities: Sequence[Municipality]) -> dict[tuple[str, str], int]:
    """Kilometers between all seats: straight line × 1.35."""
    return {
        (a.pk, b.pk): geography.distance_km((a.seat_lat, a.seat_lon), (b.seat_lat, b.seat_lon))
        for a in municipalities
        for b in municipalities
    }


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The host that the model proposes for a service, with what it weighed."""

    best: hosts.Choice
    now: hosts.Choice | None
    ranking: list[hosts.Choice]
    places: dict[str, hosts.Place]
    weight: int


def suggestion(
    found: MapVersion, service: str, *, n_hosts: int, weight: int, on: date
) -> Suggestion:
    """Where a district-level service would stand best; see `model.hosts`."""
    own = list(territory.municipalities(found.district_id))
    figures = residents([each.pk for each in own], on)
    at_work = {
        row.municipality: row.occupied + row.waiting
        for row in rows(found)
        if row.service == service and row.existing
    }
    places = [
        hosts.Place(each.pk, figures[each.pk].n or 0, at_work.get(each.pk, 0)) for each in own
    ]
    km = distances(own)
    now = sorted(row.municipality for row in rows(found) if row.service == service and row.users)
    return Suggestion(
        best=hosts.suggest(places, km, n_hosts=n_hosts, weight=weight),
        now=hosts.choice(places, now, km, weight=weight) if now else None,
        ranking=hosts.ranking(places, km, weight=weight),
        places={each.code: each for each in places},
        weight=weight,
    )


# Coordination


def coordinations(actor: Actor, *, cycle: Cycle, district: str) -> list[Coordination]:
    """What the municipalities of a district are asked, with the answers that count."""
    answers = HostAgreement.objects.select_related("municipality", "organization")
    return list(
        Coordination.objects.filter(cycle=cycle, district=district)
        .filter(
            Q(organization=actor.organization_id) | Q(audience__contains=[actor.organization_id])
        )
        .select_related("planned_service")
        .prefetch_related(Prefetch("answers", answers))
    )


def hosts_of(own: Iterable[Row]) -> list[dict[str, Any]]:
    """The hosts of one district-level service as the municipalities are asked about them."""
    return [
        {
            "municipality": row.municipality,
            "users": row.users,
            "year_from": row.year_from,
            "settlement": row.settlement,
        }
        for row in sorted(own, key=lambda each: each.municipality)
    ]


def district_level(found: Sequence[Row]) -> dict[str, list[Row]]:
    """The rows of district-level services by service."""
    own: defaultdict[str, list[Row]] = defaultdict(list)
    for row in found:
        if row.level == Level.DISTRICT:
            own[row.service].append(row)
    return dict(own)


def consents(found: MapVersion, asked: Iterable[Coordination] | None = None) -> list[Consent]:
    """How the municipalities stand now to each district-level service of a version, as far as the
    hosts they were asked about are the hosts of this version."""
    own = district_level(rows(found))
    known = {each.planned_service_id: each for each in (asked or coordination_rows(found))}
    everybody = [each.pk for each in territory.municipalities(found.district_id)]
    result = []
    for service in sorted(own):
        ask = known.get(service)
        is_asked = ask is not None and ask.hosts == hosts_of(own[service])
        answers = {}
        if ask and is_asked:
            answers = {
                each.municipality_id: (Answer(each.answer), each.reason)
                for each in ask.answers.all()
                if each.coordination_version == ask.version
            }
        result.append(rules.consent(service, everybody, answers, is_asked=is_asked))
    return result


def coordination_rows(found: MapVersion) -> QuerySet[Coordination]:
    """What was asked in the district and cycle of a version."""
    return Coordination.objects.filter(
        cycle=found.cycle_id, district=found.district_id
    ).prefetch_related("answers")


# Votes


def passed(found: MapVersion, purpose: Purpose) -> Vote | None:
    """The vote by which exactly this locked version was carried for this purpose."""
    return meetings.passed(purpose, found.pk, found.digest) if found.digest else None


def votes(actor: Actor, found: MapVersion) -> list[Vote]:
    """All votes on a version that the actor may see, newest first."""
    return [vote for purpose in Purpose for vote in meetings.votes_on(actor, purpose, found.pk)]


def open_votes(found: MapVersion) -> list[tuple[int, str, int]]:
    """Every open vote on a version, whoever holds it: id, digest, the organizer's id."""
    return [vote for purpose in Purpose for vote in meetings.open_votes(purpose, found.pk)]


def is_demonstration() -> bool:
    """Whether this database was made as a demonstration; only there illustrations may be voted."""
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(bool_or(is_demo), false) from site_installation")
        return bool(cursor.fetchone()[0])


def now_of(found: MapVersion, now: datetime) -> date:
    """The day whose figures a version stands on: of its lock, or today."""
    return (found.locked_at or now).date()
