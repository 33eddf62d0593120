"""Services as they were on a past day: every fact from its own dated row, nothing from today."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from opora.accounts.models import Organization, User
from opora.finance import queries as finance
from opora.lib.actor import Actor
from opora.lib.money import Money
from opora.licensing import queries as licensing
from opora.licensing.models import License
from opora.register import changes, prices, versions
from opora.register import queries as register
from opora.register.models import Capacity, Service, ServicePrice, ServiceVersion, TargetGroup
from opora.register.rules import Funding, ServiceFacts
from opora.register.tables import Cell


@dataclass(frozen=True, slots=True)
class PastLine:
    """A service on a day: what the register said of it, its places and its provider's license."""

    version: ServiceVersion
    n_places: int | None
    license: License | None
    needs_license: bool

    @property
    def license_words(self) -> str:
        """Its license of that day in words."""
        if self.license:
            return f"№ {self.license.number}"
        return _("няма лиценз") if self.needs_license else _("не е нужен")


@dataclass(frozen=True, slots=True)
class Course:
    """A version with what it changed, who wrote it and why."""

    row: ServiceVersion
    organization: str
    who: str
    changes: list[tuple[str, str, str]]


def rows(
    actor: Actor, day: date, *, text: str = "", municipality: str = "", kind: str = ""
) -> QuerySet[ServiceVersion]:
    """The versions that held on a day and match; searched in what was said then."""
    found = versions.on_day(ServiceVersion.objects.all(), day)
    shown = Q(is_protected=False) | Q(provider=actor.organization_id)
    for word in text.split():
        found = found.filter(
            Q(name__icontains=word)
            | Q(named_service__name__icontains=word)
            | Q(settlement__icontains=word)
            | shown & Q(provider__organization__name__icontains=word)
        )
    if municipality:
        found = found.filter(municipality=municipality)
    if kind:
        found = found.filter(named_service=kind)
    return found.select_related(
        "service", "address", "municipality", "district", "named_service", "provider__organization"
    ).order_by("name", "service_id")


def lines(actor: Actor, found: Iterable[ServiceVersion], day: date) -> list[PastLine]:
    """The versions with their places and licenses of the same day; three queries more."""
    found = list(found)
    ids = [each.service_id for each in found]
    places = register.capacities_on(ids, day)
    licenses = licensing.by_kind({each.provider_id for each in found}, day)
    duties = {
        form: bool(duty and duty.needs_license)
        for form in {each.provider.legal_form for each in found}
        for duty in [licensing.duty(form, day)]
    }
    return [
        PastLine(
            each,
            places.get(each.service_id),
            licenses.get((each.provider_id, each.named_service_id)),
            duties[each.provider.legal_form],
        )
        for each in found
    ]


def may_see_whole(actor: Actor, version: ServiceVersion) -> bool:
    """Whether the provider and the address of a version may be told."""
    return not version.is_protected or version.provider_id == actor.organization_id


def facts_of(row: ServiceVersion) -> ServiceFacts:
    """A version as the register's form would hold it, with the address that one may see."""
    address = getattr(row, "address", None)
    return ServiceFacts(
        named_service=row.named_service_id,
        name=row.name,
        municipality=address.municipality_id if address else row.municipality_id or "",
        settlement=address.settlement if address else row.settlement,
        level=row.level,
        funding=row.funding,
        mode=row.mode,
        environment=row.environment,
        users=row.users,
        target_groups=tuple(row.target_groups),
        phone=row.phone,
        line=address.line if address else "",
        email=row.email,
        complex_id=row.complex_id,
        is_protected=row.is_protected,
    )


def course(service: Service) -> list[Course]:
    """The versions that the actor may see, newest first, each with what it changed."""
    found = list(versions.of_service(service.pk))
    organizations = Organization.objects.in_bulk({each.organization_id for each in found})
    users = User.objects.in_bulk({each.user_id for each in found if each.user_id})
    before = {each.number: facts_of(each) for each in found}
    return [
        Course(
            each,
            str(organizations.get(each.organization_id, "")),
            str(users.get(each.user_id or 0, "")),
            list(_changes(before.get(each.number - 1), before[each.number])),
        )
        for each in found
    ]


def _changes(before: ServiceFacts | None, after: ServiceFacts) -> Iterator[tuple[str, str, str]]:
    if before is None:
        return
    for name, pair in changes.between(before, after).items():
        old, new = pair or ["", ""]
        yield changes.label_of(name), old, new


def version_on(service: Service, day: date) -> ServiceVersion | None:
    """What the register said of a service on a day; None when it said nothing yet."""
    rows = versions.of_service(service.pk).filter(valid_from__lte=day)
    return rows.exclude(valid_to__lte=day).first()


def prices_on(service: Service, day: date) -> QuerySet[ServicePrice]:
    """What it cost on a day."""
    return prices.of_service(service.pk, day)


def groups_of(row: ServiceVersion) -> list[str]:
    """For whom the service was."""
    return [str(each) for each in TargetGroup.objects.filter(pk__in=row.target_groups)]


def standard_on(row: ServiceVersion, day: date) -> Money | None:
    """What the state paid on a day for one place of such a service in a year; nothing for one that
    it did not pay."""
    if row.funding != Funding.STATE_DELEGATED:
        return None
    found = finance.standards_by_name(day.year).get(row.named_service_id)
    if found is None:
        return None
    steps = [step.cents for step in found.steps if step.month <= day.month]
    return Money(steps[-1], found.currency) if steps else None


def heads() -> list[str]:
    """The heads of the columns."""
    return [
    _("Услуга"), _("Вид услуга"), _("Доставчик"), _("Област"), _("Община"), _("Адрес"),
    _("Телефон"), _("Ниво"), _("Финансиране"), _("Начин на ползване"), _("Капацитет"), _("Лиценз"),
    ]  # fmt: skip


def cells(actor: Actor, line: PastLine) -> list[Cell]:
    """One row of the file; of a protected service nothing that says whose it is and where."""
    row = line.version
    is_whole = may_see_whole(actor, row)
    address = getattr(row, "address", None)
    return [
        row.name,
        str(row.named_service),
        str(row.provider) if is_whole else "",
        str(row.district),
        str(row.municipality or ""),
        str(address or "") if is_whole else "",
        row.phone,
        row.get_level_display(),
        row.get_funding_display(),
        row.get_mode_display(),
        line.n_places,
        line.license_words if is_whole else "",
    ]


def capacity_cells(actor: Actor, rows: Iterable[Capacity]) -> Iterator[list[Cell]]:
    """The dated places of services as rows of a file."""
    for each in rows:
        yield [
            each.service.name,
            each.n_places,
            each.valid_from,
            each.valid_to,
            each.basis,
            each.document,
        ]


def course_cells(found: Iterable[Course]) -> Iterator[list[Any]]:
    """The versions of a service as rows of a file."""
    for each in found:
        said = "; ".join(
            f"{label}: {old or '—'} → {new or '—'}" for label, old, new in each.changes
        )
        yield [
            each.row.number,
            each.row.valid_from,
            each.row.valid_to,
            each.row.name,
            said,
            each.organization,
            each.who,
            each.row.why,
        ]
