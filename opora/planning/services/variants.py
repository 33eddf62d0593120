"""Working variants of a district's map: opened from what was submitted, edited, copied, dropped."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.criteria import queries as criteria
from opora.journal import services as journal
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused
from opora.needs.models import Cycle, NeedsAnalysis
from opora.needs.queries import analyses
from opora.register.models import PlannedService
from opora.register.rules import Funding, Level
from opora.territory.models import District, Municipality

from .. import queries, rules
from ..model.rows import Key, Row
from ..models import Coordination, MapEntry, MapVersion
from ..rules import OPEN, TRANSCRIBE, Who
from .steps import KIND, Act, begin, finish

COPIED = ("municipality_id", "planned_service_id", "level", "computed", "existing", "occupied",
          "waiting", "users", "year_from", "settlement", "funding", "capital_cents",
          "note")  # fmt: skip
PLANNED = ("users", "year_from", "settlement", "funding", "capital_cents", "note")


@transaction.atomic
def open_variant(
    actor: Actor, *, cycle: Cycle, district: District, name: str, now: datetime
) -> MapVersion:
    """A working variant with a row for everything that the municipalities submitted.

    A service of district level gets a row where a municipality offers to host it. Refused for other
    districts, in a closed cycle, and while nobody has submitted.
    """
    if Who.DISTRICT not in queries.who_is(actor, district.pk):
        raise Refused(
            _("Областната карта се съставя от администрацията на областта."), rule=rules.PRACTICE
        )
    submitted = analyses.submitted(actor, cycle=cycle, district=district.pk)
    if not submitted:
        raise Refused(
            _("Още нито една община от областта не е внесла анализ."),
            rule=_("чл. 35, ал. 1 ЗСУ"),
            remedy=_("Варианти се откриват от внесените предложения."),
        )
    found = _create(actor, cycle=cycle, district=district, name=name, now=now)
    MapEntry.objects.bulk_create(_entries(found, submitted))
    journal.record(
        actor,
        OPEN.event,
        kind=KIND,
        record_id=found.pk,
        version=found.version,
        recorded_at=now,
        details={"name": found.name, "n": len(submitted)},
    )
    return found


@transaction.atomic
def transcribe(
    actor: Actor,
    *,
    cycle: Cycle,
    district: District,
    name: str,
    rows: Sequence[Row],
    now: datetime,
    notes: Mapping[Key, str] | None = None,
) -> MapVersion:
    """A working variant with the rows of a map that was made on paper; the district enters it.

    It is locked, voted and adopted as any other, and stays labeled as transcribed. `notes` are by
    the row's key. Refused for a municipality of another district.
    """
    if Who.DISTRICT not in queries.who_is(actor, district.pk):
        raise Refused(
            _("Областната карта се съставя от администрацията на областта."), rule=rules.PRACTICE
        )
    own = set(district.municipalities.values_list("pk", flat=True))
    if not {row.municipality for row in rows} <= own:
        raise Refused(_("Общината не е от тази област."), field="municipality")
    found = _create(actor, cycle=cycle, district=district, name=name, now=now, is_transcribed=True)
    notes = notes or {}
    MapEntry.objects.bulk_create(
        queries.entry_of(found, row, notes.get(row.key, "")) for row in rows
    )
    journal.record(
        actor,
        TRANSCRIBE.event,
        kind=KIND,
        record_id=found.pk,
        version=found.version,
        recorded_at=now,
        details={"name": found.name, "n": len(rows)},
    )
    return found


def _create(
    actor: Actor,
    *,
    cycle: Cycle,
    district: District,
    name: str,
    now: datetime,
    based_on: MapVersion | None = None,
    is_transcribed: bool = False,
) -> MapVersion:
    if not name.strip():
        raise Refused(_("Дайте име на варианта."), field="name")
    # The district's row is the lock under which numbers are given.
    District.objects.select_for_update(of=("self",)).get(pk=district.pk)
    numbers = MapVersion.objects.filter(cycle=cycle, district=district)
    found = criteria.set_in_force(cycle.base_on)
    return MapVersion.objects.create(
        cycle=cycle,
        district=district,
        organization_id=actor.organization_id,
        name=name.strip(),
        number=(numbers.aggregate(last=Max("number"))["last"] or 0) + 1,
        based_on=based_on,
        is_illustrative=bool(found and found.is_illustrative),
        is_transcribed=is_transcribed or bool(based_on and based_on.is_transcribed),
        opened_at=now,
    )


def _entries(found: MapVersion, submitted: Iterable[NeedsAnalysis]) -> list[MapEntry]:
    """Rows of what is proposed or exists; a municipality that proposes nothing keeps its places."""
    return [
        MapEntry(
            map_version=found,
            municipality_id=one.municipality_id,
            planned_service_id=row.planned_service_id,
            level=row.planned_service.level,
            computed=row.computed,
            existing=row.existing,
            occupied=row.occupied,
            waiting=row.waiting,
            users=row.existing if row.users is None else row.users,
            year_from=row.year_from,
            settlement=row.settlement,
            funding=row.funding or [str(Funding.STATE_DELEGATED)],
            capital_cents=row.capital_cents,
            note=row.note,
        )
        for one in submitted
        for row in one.proposals.all()
        if row.users or row.existing
    ]


@transaction.atomic
def copy(actor: Actor, *, version: MapVersion, name: str, now: datetime) -> MapVersion:
    """Another working variant with the same rows, to be changed beside the first."""
    act = begin(actor, version, "copy", now=now)
    return duplicate(act, name=name)


def duplicate(act: Act, *, name: str) -> MapVersion:
    """A working variant with the rows of the act's version; its event is the act's."""
    source = act.version
    if source.district is None:
        raise Refused(_("Националната карта се променя в своя раздел."))
    found = _create(
        act.actor,
        cycle=source.cycle,
        district=source.district,
        name=name,
        now=act.now,
        based_on=source,
    )
    own = source.entries.all()
    MapEntry.objects.bulk_create(
        MapEntry(map_version=found, **{field: getattr(row, field) for field in COPIED})
        for row in own
    )
    journal.record(
        act.actor,
        rules.STEPS[act.action].event,
        kind=KIND,
        record_id=found.pk,
        version=found.version,
        recorded_at=act.now,
        details={"name": found.name, "source": source.name},
    )
    return found


@transaction.atomic
def set_entry(
    actor: Actor,
    *,
    version: MapVersion,
    municipality: Municipality,
    service: PlannedService,
    users: int,
    now: datetime,
    year_from: int | None = None,
    settlement: str = "",
    funding: Sequence[str] = (),
    capital_cents: int | None = None,
    note: str = "",
    seen: int | None = None,
) -> MapEntry:
    """Write a row of a working variant, a new one when there is none.

    A change of the hosts of a district-level service withdraws what municipalities agreed to.
    Refused for another district's municipality, and for a year outside of the cycle.
    """
    act = begin(actor, version, "edit", seen=seen, now=now)
    _check(act, municipality, year_from)
    row = MapEntry.objects.filter(
        map_version=act.version, municipality=municipality, planned_service=service
    ).first()
    before = {} if row is None else {name: getattr(row, name) for name in PLANNED}
    row = row or MapEntry(
        map_version=act.version,
        municipality=municipality,
        planned_service=service,
        level=service.level,
    )
    row.users, row.year_from, row.settlement = users, year_from, settlement.strip()
    row.funding = list(funding) or [str(Funding.STATE_DELEGATED)]
    row.capital_cents, row.note = capital_cents, note.strip()
    row.save()
    _withdraw(act, service.pk)
    now_is = {name: getattr(row, name) for name in PLANNED}
    finish(act, details=_about(municipality, service) | {"before": before, "now": now_is})
    return row


def _check(act: Act, municipality: Municipality, year_from: int | None) -> None:
    if municipality.district_id != act.version.district_id:
        raise Refused(_("Общината не е от тази област."), field="municipality")
    first, last = act.version.cycle.opened_on.year, act.version.cycle.horizon_year
    if year_from is not None and not first <= year_from <= last:
        raise Refused(
            _("Годината трябва да е между %(first)s и %(last)s.") % {"first": first, "last": last},
            rule=_("хоризонт на цикъла"),
            field="year_from",
        )


def _about(municipality: Municipality, service: PlannedService) -> dict[str, Any]:
    return {"municipality": str(municipality), "service": str(service)}


@transaction.atomic
def remove_entry(
    actor: Actor, *, version: MapVersion, entry_id: int, now: datetime, seen: int | None = None
) -> None:
    """Take a row out of a working variant."""
    act = begin(actor, version, "edit", seen=seen, now=now)
    row = _entry(act, entry_id)
    about, service = _about(row.municipality, row.planned_service), row.planned_service_id
    row.delete()
    _withdraw(act, service)
    finish(act, details=about | {"removed": True})


@transaction.atomic
def move_host(
    actor: Actor,
    *,
    version: MapVersion,
    entry_id: int,
    municipality: Municipality,
    now: datetime,
    seen: int | None = None,
) -> MapEntry:
    """Let another municipality host a district-level service with the same users, year and money.

    Refused when it already hosts the service: then the users are changed in its own row.
    """
    act = begin(actor, version, "edit", seen=seen, now=now)
    _check(act, municipality, None)
    row = _entry(act, entry_id)
    if row.level != Level.DISTRICT:
        raise Refused(_("Домакин се избира само за услуга на областно ниво."))
    if MapEntry.objects.filter(
        map_version=act.version, municipality=municipality, planned_service=row.planned_service
    ).exists():
        raise Refused(
            _("Общината вече е домакин на тази услуга."),
            remedy=_("Променете броя потребители в нейния ред."),
            field="municipality",
        )
    before = str(row.municipality)
    row.municipality, row.settlement, row.existing = municipality, "", 0
    row.occupied, row.waiting, row.computed = 0, 0, None
    row.save()
    _withdraw(act, row.planned_service_id)
    finish(act, details=_about(municipality, row.planned_service) | {"host_before": before})
    return row


def _entry(act: Act, entry_id: int) -> MapEntry:
    row = (
        MapEntry.objects.filter(map_version=act.version, pk=entry_id)
        .select_related("municipality", "planned_service")
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def _withdraw(act: Act, service: str) -> None:
    """When the hosts are no longer those that were asked about, the answers count no more."""
    ask = (
        Coordination.objects.select_for_update(of=("self",))
        .filter(map_version=act.version, planned_service=service)
        .first()
    )
    own = queries.district_level(queries.rows(act.version)).get(service, [])
    hosts = queries.hosts_of(own)
    if ask is None or ask.hosts == hosts:
        return
    ask.hosts, ask.asked_at = hosts, act.now
    ask.version += 1
    ask.save(update_fields=["hosts", "asked_at", "version"])
    journal.record(
        act.actor,
        "planning.agreements_withdrawn",
        kind=KIND,
        record_id=act.version.pk,
        audience=ask.audience,
        recorded_at=act.now,
        happened_on=timezone.localdate(act.now),
        details={"service": str(ask.planned_service)},
    )


@transaction.atomic
def drop(
    actor: Actor, *, version: MapVersion, now: datetime, seen: int | None = None
) -> MapVersion:
    """Give a working variant up; it stays to be read, unchanged."""
    act = begin(actor, version, "drop", seen=seen, now=now)
    return finish(act)
