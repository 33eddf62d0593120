"""Writing the staged rows into the register and taking them back, many at a time."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db import IntegrityError, connection
from django.db.models import Count, ProtectedError, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.journal.services import record
from opora.lib.actor import Actor
from opora.lib.refusals import Refused
from opora.register import columns, queries, services, versions
from opora.register.models import (
    Capacity,
    CapacityPaper,
    Service,
    ServiceAddress,
    ServiceVersion,
    ServiceVersionAddress,
)
from opora.register.rules import ServiceFacts

from .models import ServiceImport, ServiceImportRow
from .states import RowStatus

BATCH = 1000
AXES = ("level", "funding", "mode", "environment", "users")
FACTS = {"kind": "named_service", "groups": "target_groups"}
# A `case` of a thousand branches for each of a thousand rows took longer than all the rest.
MADE = """
update imports_serviceimportrow written set service_id = made.service_id, seen_version = 1
from unnest(%s::bigint[], %s::bigint[]) as made (row_id, service_id)
where written.id = made.row_id
"""
ChangeCapacity = Callable[..., Any]


class Stopped(Exception):
    """Somebody cancelled."""


def batches(rows: Iterable[ServiceImportRow]) -> Iterator[list[ServiceImportRow]]:
    """So many rows at a time."""
    walk = iter(rows)
    while batch := list(islice(walk, BATCH)):
        yield batch


def write_rows(
    actor: Actor,
    run: ServiceImport,
    change_capacity: ChangeCapacity,
    now: datetime,
    progress: Callable[[int], bool],
) -> None:
    """All new and changed rows of a run. The transaction is the caller's."""
    n_done = 0
    new = run.rows.filter(status=RowStatus.NEW).order_by("line")
    for batch in batches(new.iterator(BATCH)):
        _create(actor, run, batch, now)
        n_done += len(batch)
        if not progress(n_done):
            raise Stopped
    changed = run.rows.filter(status=RowStatus.CHANGED).order_by("service_id")
    for row in changed.iterator(BATCH):
        _change(actor, run, row, change_capacity, now)
        n_done += 1
        if n_done % 100 == 0 and not progress(n_done):
            raise Stopped


def facts_of(values: dict[str, Any]) -> ServiceFacts:
    """The facts of a new service from a row."""
    return ServiceFacts(
        named_service=values["kind"],
        name=values["name"],
        municipality=values["municipality"],
        settlement=values["settlement"],
        target_groups=tuple(values["groups"]),
        phone=values["phone"],
        line=values.get("line", ""),
        email=values.get("email", ""),
        **{axis: values[axis] for axis in AXES},
    )


def _create(actor: Actor, run: ServiceImport, rows: list[ServiceImportRow], now: datetime) -> None:
    """New services with everything that stands beside them, in one statement for each table."""
    facts = [facts_of(row.values) for row in rows]
    districts = columns.districts()
    made = Service.objects.bulk_create(
        Service(
            provider_id=row.values["provider"],
            opened_on=date.fromisoformat(row.values["opened_on"]),
            entered_by=run.organization_id,
            **columns.plain(each, districts),
        )
        for row, each in zip(rows, facts, strict=True)
    )
    through = Service.target_groups.through
    through.objects.bulk_create(
        through(service_id=service.pk, targetgroup_id=group)
        for service, each in zip(made, facts, strict=True)
        for group in each.target_groups
    )
    ServiceAddress.objects.bulk_create(
        ServiceAddress(service=service, **columns.of_address(each))
        for service, each in zip(made, facts, strict=True)
    )
    _create_places(rows, made, now)
    _create_versions(actor, run, made, facts, now)
    with connection.cursor() as cursor:
        cursor.execute(MADE, [[row.pk for row in rows], [service.pk for service in made]])


def _create_places(rows: list[ServiceImportRow], made: list[Service], now: datetime) -> None:
    capacities = Capacity.objects.bulk_create(
        Capacity(
            service=service,
            n_places=row.values["n_places"],
            valid_from=date.fromisoformat(row.values.get("places_from", row.values["opened_on"])),
            recorded_at=now,
        )
        for row, service in zip(rows, made, strict=True)
    )
    CapacityPaper.objects.bulk_create(
        CapacityPaper(capacity=each, service_id=each.service_id, basis=row.values["basis"])
        for row, each in zip(rows, capacities, strict=True)
    )


def _create_versions(
    actor: Actor, run: ServiceImport, made: list[Service], facts: list[ServiceFacts], now: datetime
) -> None:
    written = ServiceVersion.objects.bulk_create(
        versions.version_of(actor, service, each, 1, service.opened_on, now, why_of(run))
        for service, each in zip(made, facts, strict=True)
    )
    ServiceVersionAddress.objects.bulk_create(
        versions.address_of(version, each) for version, each in zip(written, facts, strict=True)
    )


def why_of(run: ServiceImport) -> str:
    """By what the history explains a change from a file."""
    return _("внос № %(n)s, „%(file)s“") % {"n": run.pk, "file": run.file_name[:120]}


def _change(
    actor: Actor,
    run: ServiceImport,
    row: ServiceImportRow,
    change_capacity: ChangeCapacity,
    now: datetime,
) -> None:
    """One changed service, by the register's own verbs."""
    service = queries.service(actor, row.service_id or 0)
    if service.version != row.seen_version:
        raise _stale(row)
    new = {code: row.values[code] for code in row.before}
    places = new.pop("n_places", None)
    if new:
        service = _edit(actor, service, new, why_of(run), now)
    if places is not None:
        today = timezone.localdate(now)
        since = date.fromisoformat(row.values.get("places_from", today.isoformat()))
        change_capacity(
            actor,
            service_id=service.pk,
            n_places=places,
            valid_from=since,
            basis=row.values["basis"],
            document="",
            now=now,
        )
        row.before["places_from"] = since.isoformat()
    row.seen_version = service.version
    row.save(update_fields=["seen_version", "before"])


def _edit(actor: Actor, service: Service, new: dict[str, Any], why: str, now: datetime) -> Service:
    named: dict[str, Any] = {
        FACTS.get(code, code): tuple(value) if code == "groups" else value
        for code, value in new.items()
    }
    return services.edit_service(
        actor,
        service=service,
        seen_version=service.version,
        facts=replace(queries.facts_of(service), **named),
        why=why,
        now=now,
    )


def _stale(row: ServiceImportRow) -> Refused:
    return Refused(
        _("Услугата на ред %(line)s е променена от друг, след като файлът е прочетен.")
        % {"line": row.line},
        remedy=_("Нищо не е вписано. Качете файла отново, за да видите разликите."),
    )


# Taking back


def take_back(
    actor: Actor,
    run: ServiceImport,
    change_capacity: ChangeCapacity,
    now: datetime,
    progress: Callable[[int], bool],
) -> None:
    """All rows of a run, the changed ones first. The transaction is the caller's."""
    n_done = 0
    for row in run.rows.filter(status=RowStatus.CHANGED).iterator(BATCH):
        _restore(actor, run, row, change_capacity, now)
        n_done += 1
    for batch in batches(run.rows.filter(status=RowStatus.NEW).order_by("line").iterator(BATCH)):
        _remove(batch)
        n_done += len(batch)
        if not progress(n_done):
            raise Stopped
    try:
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
            cursor.execute("set constraints all deferred")
    except IntegrityError:
        raise _used() from None


def _restore(
    actor: Actor,
    run: ServiceImport,
    row: ServiceImportRow,
    change_capacity: ChangeCapacity,
    now: datetime,
) -> None:
    service = queries.service(actor, row.service_id or 0)
    if service.version != row.seen_version:
        raise _changed(row)
    old = dict(row.before)
    since, places = old.pop("places_from", None), old.pop("n_places", None)
    if old:
        _edit(actor, service, old, _("върнат %(what)s") % {"what": why_of(run)}, now)
    if places is not None and since:
        change_capacity(
            actor,
            service_id=service.pk,
            n_places=places,
            valid_from=date.fromisoformat(since),
            basis=_("върнат %(what)s") % {"what": why_of(run)},
            document="",
            now=now,
        )


def _remove(rows: list[ServiceImportRow]) -> None:
    """New services that nobody touched; whoever uses one holds it by a foreign key."""
    ids = [row.service_id or 0 for row in rows]
    touched = Q(version__gt=1) | Q(n_capacities__gt=1)
    counted = Service.objects.annotate(n_capacities=Count("capacities"))
    if first := counted.filter(touched, pk__in=ids).values_list("pk", flat=True).first():
        raise _changed(next(row for row in rows if row.service_id == first))
    ServiceVersionAddress.objects.filter(service__in=ids).delete()
    ServiceVersion.objects.filter(service__in=ids).delete()
    CapacityPaper.objects.filter(service__in=ids).delete()
    Capacity.objects.filter(service__in=ids).delete()
    ServiceAddress.objects.filter(service__in=ids).delete()
    Service.target_groups.through.objects.filter(service__in=ids).delete()
    try:
        Service.objects.filter(pk__in=ids).delete()
    except (ProtectedError, IntegrityError):
        raise _used() from None


def _changed(row: ServiceImportRow) -> Refused:
    return Refused(
        _("Услугата на ред %(line)s е променена след вноса.") % {"line": row.line},
        remedy=_("Нищо не е върнато: чуждата промяна не се губи. Поправете услугите поотделно."),
    )


def _used() -> Refused:
    return Refused(
        _("Някои от внесените услуги вече се ползват: има насочени, приети или чакащи хора."),
        remedy=_("Нищо не е върнато. Закрийте излишните услуги поотделно."),
    )


def tell(actor: Actor, run: ServiceImport, name: str, now: datetime) -> None:
    """One event for the providers and municipalities of the file, and one for each municipality's
    sums: kind „service“, by any service of it."""
    rows = run.rows.filter(status__in=[RowStatus.NEW, RowStatus.CHANGED])
    ids = [pk or 0 for pk in rows.values_list("service_id", flat=True)]
    places = Service.objects.filter(pk__in=ids).order_by("municipality_id", "pk")
    for pk, provider in places.distinct("municipality_id").values_list("pk", "provider_id"):
        record(
            actor,
            name,
            kind="service",
            record_id=pk,
            audience=[services.EVERYBODY, provider],
            happened_on=timezone.localdate(now),
            recorded_at=now,
            details={"import": run.pk},
        )
    record(
        actor,
        name,
        kind="provider",
        record_id=actor.organization_id,
        audience=[services.EVERYBODY],
        happened_on=timezone.localdate(now),
        recorded_at=now,
        details={"import": run.pk, "n_new": run.n_new, "n_changed": run.n_changed},
    )
