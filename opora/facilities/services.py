"""The acts on buildings and on what services share."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.models import Organization
from opora.journal.services import record
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused, Stale
from opora.register.models import Service, ServiceComplex

from . import queries, rules
from .models import (
    AccessibilityAnswer,
    AccessibilityItem,
    Building,
    BuildingVersion,
    CapitalNeed,
    Equipment,
    ResourceShare,
    SharedResource,
)
from .rules import Share

KIND = "facility"
EVERYBODY = 0
OLDEST = 1800
KEPT = ("name", "settlement", "line", "ownership", "condition", "energy_class", "is_protected")


@dataclass(frozen=True, slots=True)
class BuildingFacts:
    """What is written down about a building."""

    name: str
    municipality_id: str
    settlement: str
    line: str
    ownership: str
    condition: str
    energy_class: str
    built_in: int | None
    renovated_in: int | None
    area: int | None
    note: str
    services: tuple[int, ...] = ()


def _columns(facts: BuildingFacts, services: Iterable[Service]) -> dict[str, Any]:
    columns = {name: getattr(facts, name) for name in facts.__slots__ if name != "services"}
    return columns | {"is_protected": any(each.is_protected for each in services)}


def _check(actor: Actor, facts: BuildingFacts, today: date) -> list[Service]:
    for name in ("built_in", "renovated_in"):
        year = getattr(facts, name)
        if year is not None and not OLDEST <= year <= today.year:
            raise Refused(_("Годината не е възможна."), field=name)
    if facts.built_in and facts.renovated_in and facts.renovated_in < facts.built_in:
        raise Refused(_("Ремонтът е преди строежа."), field="renovated_in")
    services = list(Service.objects.filter(pk__in=facts.services))
    hidden = [
        each for each in services if each.is_protected and each.provider_id != actor.organization_id
    ]
    if len(services) != len(set(facts.services)) or hidden:
        raise Refused(_("Изберете услуги от списъка."), field="services")
    return services


@transaction.atomic
def add_building(actor: Actor, *, facts: BuildingFacts, now: datetime) -> Building:
    """Enter a building that the actor's organization keeps. With a service whose address is
    protected the building shows itself to nobody else."""
    if not queries.may_add(actor):
        raise _not_yours()
    services = _check(actor, facts, timezone.localdate(now))
    found = Building.objects.create(
        organization_id=actor.organization_id, **_columns(facts, services)
    )
    found.services.set(services)
    _keep(found, services, now)
    _tell(actor, "facilities.building_added", found, now)
    return found


def _keep(found: Building, services: Iterable[Service], now: datetime) -> None:
    """The building as it stands now, as its version from today on; the one before ends today."""
    today = timezone.localdate(now)
    BuildingVersion.objects.filter(building=found, valid_to=None).update(valid_to=today)
    BuildingVersion.objects.create(
        building=found,
        number=found.version,
        valid_from=today,
        service_ids=sorted(each.pk for each in services),
        recorded_at=now,
        **{name: getattr(found, name) for name in KEPT},
    )


@transaction.atomic
def edit_building(
    actor: Actor, *, building: Building, facts: BuildingFacts, seen: int, now: datetime
) -> Building:
    """Write down what changed; Stale when somebody saved after `seen`."""
    _check_keeper(actor, building)
    services = _check(actor, facts, timezone.localdate(now))
    changed = Building.objects.filter(pk=building.pk, version=seen).update(
        version=F("version") + 1, **_columns(facts, services)
    )
    if not changed:
        raise Stale
    building.services.set(services)
    building.refresh_from_db()
    _keep(building, services, now)
    _tell(actor, "facilities.building_edited", building, now)
    return building


@transaction.atomic
def check_access(
    actor: Actor,
    *,
    building: Building,
    answers: Mapping[str, str],
    checked_on: date,
    now: datetime,
) -> int:
    """Write down what was found by the checklist on a day; returns how many questions. An answer of
    the same day is corrected."""
    _check_keeper(actor, building)
    if checked_on > timezone.localdate(now):
        raise Refused(_("Денят е в бъдещето."), field="checked_on")
    items = set(AccessibilityItem.objects.values_list("pk", flat=True))
    given = {code: answer for code, answer in answers.items() if answer and code in items}
    if not given:
        raise Refused(_("Отговорете поне на един въпрос."))
    for code, answer in given.items():
        AccessibilityAnswer.objects.update_or_create(
            building=building, item_id=code, checked_on=checked_on, defaults={"answer": answer}
        )
    _tell(actor, "facilities.access_checked", building, now, happened_on=checked_on)
    return len(given)


@transaction.atomic
def add_equipment(
    actor: Actor,
    *,
    building: Building,
    name: str,
    n_items: int,
    made_in: int | None,
    condition: str,
    now: datetime,
) -> Equipment:
    """Enter a piece of equipment."""
    _check_keeper(actor, building)
    row = Equipment.objects.create(
        building=building, name=name, n_items=n_items, made_in=made_in, condition=condition
    )
    _tell(actor, "facilities.equipment_added", building, now)
    return row


@transaction.atomic
def retire_equipment(actor: Actor, *, equipment: Equipment, now: datetime) -> Equipment:
    """It is no longer used."""
    _check_keeper(actor, equipment.building)
    equipment.retired_on = timezone.localdate(now)
    equipment.save(update_fields=["retired_on"])
    _tell(actor, "facilities.equipment_retired", equipment.building, now)
    return equipment


@transaction.atomic
def add_need(
    actor: Actor,
    *,
    building: Building,
    kind: str,
    title: str,
    cents: int | None,
    wanted_by: int | None,
    now: datetime,
) -> CapitalNeed:
    """Enter what a building needs; how much only when somebody has said it."""
    _check_keeper(actor, building)
    row = CapitalNeed.objects.create(
        building=building, kind=kind, title=title, cents=cents, wanted_by=wanted_by
    )
    _tell(actor, "facilities.need_added", building, now)
    return row


@transaction.atomic
def close_need(actor: Actor, *, need: CapitalNeed, state: str, now: datetime) -> CapitalNeed:
    """It is done, or no longer needed."""
    _check_keeper(actor, need.building)
    changed = CapitalNeed.objects.filter(pk=need.pk, state=rules.NeedState.OPEN).update(state=state)
    if not changed:
        raise Refused(_("Нуждата вече е приключена."))
    _tell(actor, "facilities.need_closed", need.building, now)
    need.refresh_from_db()
    return need


@transaction.atomic
def link_funding(
    actor: Actor, *, need: CapitalNeed, funding_need_id: int | None, now: datetime
) -> CapitalNeed:
    """Say by which need of finance the money is looked for; called from above."""
    _check_keeper(actor, need.building)
    need.funding_need_id = funding_need_id
    need.save(update_fields=["funding_need_id"])
    _tell(actor, "facilities.need_linked", need.building, now)
    return need


# What services share


@transaction.atomic
def add_resource(
    actor: Actor,
    *,
    complex_id: int,
    kind: str,
    name: str,
    cost_cents: int | None,
    now: datetime,
) -> SharedResource:
    """Enter what the services of a complex share."""
    found = ServiceComplex.objects.filter(pk=complex_id).first()
    if found is None or not queries.may_share(actor, found):
        raise _not_yours()
    local = Organization.objects.filter(
        kind="municipality", municipality=found.municipality_id
    ).values_list("pk", flat=True)
    row = SharedResource.objects.create(
        complex=found,
        organization_id=actor.organization_id,
        audience=sorted({actor.organization_id, *local}),
        kind=kind,
        name=name,
        cost_cents=cost_cents,
    )
    _tell_resource(actor, "facilities.resource_added", row, now)
    return row


@transaction.atomic
def set_shares(
    actor: Actor,
    *,
    resource: SharedResource,
    cost_cents: int | None,
    shares: Iterable[Share],
    seen: int,
    now: datetime,
) -> SharedResource:
    """Say what part of a resource each service uses and what its own would cost.

    Refused over a whole in sum and for a service of another complex; Stale when somebody saved
    after `seen`. The row is locked, so that two people do not share out one hundred twice.
    """
    locked = SharedResource.objects.select_for_update().filter(pk=resource.pk).first()
    if locked is None:
        raise NotVisible
    if locked.organization_id != actor.organization_id or not queries.may_add(actor):
        raise _not_yours()
    if locked.version != seen:
        raise Stale
    _replace_shares(locked, list(shares))
    locked.cost_cents, locked.version = cost_cents, locked.version + 1
    locked.save(update_fields=["cost_cents", "version"])
    _tell_resource(actor, "facilities.resource_shared", locked, now)
    return locked


def _replace_shares(resource: SharedResource, shares: list[Share]) -> None:
    rules.check_shares(share.percent for share in shares)
    own = set(Service.objects.filter(complex=resource.complex_id).values_list("pk", flat=True))
    if not {share.service_id for share in shares} <= own:
        raise Refused(_("Дял има само услуга от същия комплекс."), field="percent")
    resource.shares.all().delete()
    ResourceShare.objects.bulk_create(
        ResourceShare(
            resource=resource,
            service_id=share.service_id,
            percent=share.percent,
            alone_cents=share.alone_cents,
        )
        for share in shares
        if share.percent
    )


def _check_keeper(actor: Actor, building: Building) -> None:
    if not queries.may_edit(actor, building):
        raise _not_yours()


def _not_yours() -> Refused:
    return Refused(
        _("Сградите и общите ресурси поддържа организацията, която ги е вписала."),
        remedy=_("Обадете се на нея, ако нещо не е вярно."),
    )


def _tell(
    actor: Actor, name: str, building: Building, now: datetime, happened_on: date | None = None
) -> None:
    heard = [] if building.is_protected else [EVERYBODY]
    record(
        actor,
        name,
        kind=KIND,
        record_id=building.pk,
        version=building.version,
        audience=heard,
        happened_on=happened_on or timezone.localdate(now),
        recorded_at=now,
    )


def _tell_resource(actor: Actor, name: str, row: SharedResource, now: datetime) -> None:
    record(
        actor,
        name,
        kind="complex",
        record_id=row.complex_id,
        version=row.version,
        audience=row.audience,
        happened_on=timezone.localdate(now),
        recorded_at=now,
        details={"resource": row.pk},
    )
