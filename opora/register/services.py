"""The acts of the register. Each leaves an event that every open register page hears.

The audience of an event is 0 (everybody: ids are public among authorities), the provider and, of a
service that is not protected, the organization of its municipality.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.models import Organization
from opora.journal.services import record
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused

from . import changes, columns, queries, rules, versions
from .models import (
    Capacity,
    CapacityPaper,
    NamedService,
    Provider,
    Service,
    ServiceAddress,
    ServiceComplex,
    TargetGroup,
)
from .rules import ServiceFacts

EVERYBODY = 0


@transaction.atomic
def create_provider(
    actor: Actor, *, organization_id: int, eik: str, legal_form: str, now: datetime
) -> Provider:
    """Enter an organization as a provider. The organization itself does it, or the municipality on
    whose territory it is. Refused for a wrong ЕИК and for one that another provider has."""
    organization = Organization.objects.get(pk=organization_id)
    if not queries.manages_service_of(
        actor, provider_id=organization_id, municipality=organization.municipality_id
    ):
        raise not_yours()
    digits = rules.check_eik(eik)
    if Provider.objects.filter(Q(eik=digits) | Q(organization=organization_id)).exists():
        raise Refused(
            _("Този доставчик вече е вписан."),
            rule=_("Един ЕИК и една организация се вписват веднъж."),
            remedy=_("Потърсете го в регистъра."),
            field="eik",
        )
    provider = Provider.objects.create(organization=organization, eik=digits, legal_form=legal_form)
    record(
        actor,
        "register.provider_created",
        kind="provider",
        record_id=organization_id,
        audience=_audience(organization_id, organization.municipality_id),
        happened_on=timezone.localdate(now),
        recorded_at=now,
        details={"eik": digits, "legal_form": legal_form},
    )
    return provider


@transaction.atomic
def create_complex(
    actor: Actor, *, provider_id: int, name: str, municipality: str, now: datetime
) -> ServiceComplex:
    """Open a complex of services of one provider; services join it by their own facts."""
    _check_may_manage(actor, provider_id, municipality)
    if ServiceComplex.objects.filter(provider=provider_id, name=name).exists():
        raise Refused(_("Доставчикът вече има комплекс с това име."), field="name")
    row = ServiceComplex.objects.create(
        provider_id=provider_id, name=name, municipality_id=municipality
    )
    record(
        actor,
        "register.complex_created",
        kind="complex",
        record_id=row.pk,
        audience=_audience(provider_id, municipality),
        happened_on=timezone.localdate(now),
        recorded_at=now,
    )
    return row


@transaction.atomic
def create_service(
    actor: Actor,
    *,
    provider_id: int,
    facts: ServiceFacts,
    opened_on: date,
    now: datetime,
    n_places: int | None = None,
    basis: str = "",
    document: str = "",
) -> Service:
    """Enter a service and, when `n_places` is known, its first capacity from `opened_on`.

    Refused for somebody else's provider, a kind of service that is not in force, a complex of
    another provider. A protected service takes the name of its kind and district and shows no
    place; only its own provider may enter it.
    """
    _check_may_manage(actor, provider_id, _managed_municipality(facts))
    today = timezone.localdate(now)
    _check_day(opened_on, today, field="opened_on")
    _check_facts(facts, provider_id, today)
    service = _write_new(provider_id, facts, opened_on)
    versions.write(actor, service, facts, valid_from=opened_on, now=now, why=basis)
    if n_places is not None:
        _insert_capacity(
            service_id=service.pk,
            n_places=n_places,
            valid_from=opened_on,
            basis=basis,
            document=document,
            now=now,
        )
    _tell(
        actor, "register.service_created", service, today, now,
        version=1, details={"n_places": n_places},
    )  # fmt: skip
    return service


def _tell(
    actor: Actor, name: str, service: Service, happened_on: date, now: datetime, **more: Any
) -> None:
    """The event of a service for everybody and for its two sides."""
    record(
        actor,
        name,
        kind=changes.KIND,
        record_id=service.pk,
        audience=_audience(service.provider_id, service.municipality_id),
        happened_on=happened_on,
        recorded_at=now,
        **more,
    )


@transaction.atomic
def edit_service(
    actor: Actor,
    *,
    service: Service,
    seen_version: int,
    facts: ServiceFacts,
    changed_on: date | None = None,
    why: str = "",
    now: datetime,
) -> Service:
    """Write down what changed, since when (today) and why. Refused as in `create_service`; when
    somebody saved after `seen_version`, raises Stale with what they changed. Without a difference
    nothing is written."""
    _check_may_manage(actor, service.provider_id, service.municipality_id)
    _check_may_manage(actor, service.provider_id, _managed_municipality(facts))
    today = timezone.localdate(now)
    _check_day(changed_on or today, today, field="changed_on")
    current = _locked(service.pk)
    if current.version != seen_version:
        raise changes.stale(actor, service.pk, seen_version)
    before = queries.facts_of(current)
    _check_facts(facts, service.provider_id, today, kept=before.named_service)
    changed = changes.between(before, facts)
    if not changed:
        return current
    Service.objects.filter(pk=current.pk).update(
        version=F("version") + 1, **columns.of_service(facts)
    )
    ServiceAddress.objects.filter(pk=current.pk).update(**columns.of_address(facts))
    current.target_groups.set(TargetGroup.objects.filter(pk__in=facts.target_groups))
    written = queries.service(actor, current.pk)
    versions.write(actor, written, facts, valid_from=changed_on or today, now=now, why=why)
    _tell(
        actor, "register.service_edited", written, changed_on or today, now,
        version=seen_version + 1, details={"changes": changed, "reason": why},
    )  # fmt: skip
    return written


@transaction.atomic
def close_service(
    actor: Actor, *, service: Service, closed_on: date, reason: str, now: datetime
) -> Service:
    """Close a service from a day on; it stays in the register among the closed ones.

    Who still uses it or waits for it is not known here: the caller above asks `places` first.
    """
    _check_may_manage(actor, service.provider_id, service.municipality_id)
    today = timezone.localdate(now)
    _check_day(closed_on, today, field="closed_on")
    if closed_on < service.opened_on:
        raise Refused(_("Услугата е открита след този ден."), field="closed_on")
    closed = Service.objects.filter(pk=service.pk, closed_on=None).update(
        closed_on=closed_on, close_reason=reason, version=F("version") + 1
    )
    if not closed:
        raise Refused(_("Услугата вече е закрита."), remedy=_("Отворете страницата ѝ отново."))
    service.refresh_from_db(fields=["closed_on", "close_reason", "version"])
    record(
        actor,
        "register.service_closed",
        kind=changes.KIND,
        record_id=service.pk,
        version=service.version,
        audience=_audience(service.provider_id, service.municipality_id),
        happened_on=closed_on,
        recorded_at=now,
        details={"reason": reason},
    )
    return service


@transaction.atomic
def write_capacity(
    actor: Actor,
    *,
    service_id: int,
    n_places: int,
    valid_from: date,
    basis: str,
    document: str,
    now: datetime,
) -> Capacity:
    """Insert the dated row and end the one before it. Called by `places`, which holds the lock of
    the service's places, has compared the number with its users and records the event.

    A row from the same day is corrected in place; before a later row, the new one lasts until it.
    """
    service = Service.objects.get(pk=service_id)
    _check_may_manage(actor, service.provider_id, service.municipality_id)
    return _insert_capacity(
        service_id=service_id,
        n_places=n_places,
        valid_from=valid_from,
        basis=basis,
        document=document,
        now=now,
    )


def _insert_capacity(
    *,
    service_id: int,
    n_places: int,
    valid_from: date,
    basis: str,
    document: str,
    now: datetime,
) -> Capacity:
    if not basis.strip():
        raise Refused(
            _("Капацитетът се променя на основание."),
            rule=_("Всяка промяна на местата се обяснява и се пази."),
            remedy=_("Впишете заповедта, решението или договора."),
            field="basis",
        )
    rows = Capacity.objects.filter(service=service_id)
    rows.filter(Q(valid_to=None) | Q(valid_to__gt=valid_from), valid_from__lt=valid_from).update(
        valid_to=valid_from
    )
    later = rows.filter(valid_from__gt=valid_from).order_by("valid_from").first()
    row, _created = Capacity.objects.update_or_create(
        service_id=service_id,
        valid_from=valid_from,
        defaults={
            "n_places": n_places,
            "valid_to": later.valid_from if later else None,
            "recorded_at": now,
        },
    )
    CapacityPaper.objects.update_or_create(
        capacity=row, service_id=service_id, defaults={"basis": basis, "document": document}
    )
    return row


def _audience(provider_id: int, municipality: str | None) -> list[int]:
    """Everybody hears that something changed; what, only those who look after the service."""
    local = Organization.objects.filter(kind="municipality", municipality=municipality)
    return [EVERYBODY, provider_id, *local.values_list("pk", flat=True)]


# Checks


def not_yours() -> Refused:
    """What somebody is told who does not look after a service."""
    return Refused(
        _("Тази услуга се поддържа от своя доставчик или от общината, на чиято територия е."),
        rule=_("Регистърът се чете от всички, а се променя от отговорния за услугата."),
        remedy=_("Обадете се на доставчика, ако нещо не е вярно."),
    )


def _check_may_manage(actor: Actor, provider_id: int, municipality: str | None) -> None:
    if not queries.manages_service_of(actor, provider_id=provider_id, municipality=municipality):
        raise not_yours()


def _managed_municipality(facts: ServiceFacts) -> str | None:
    return None if facts.is_protected else facts.municipality


def _check_day(day: date, today: date, *, field: str) -> None:
    if day > today:
        raise Refused(
            _("Денят е в бъдещето."),
            rule=_("В регистъра се вписва това, което вече е станало."),
            remedy=_("Впишете днешния или по-ранен ден."),
            field=field,
        )


def _check_facts(facts: ServiceFacts, provider_id: int, today: date, *, kept: str = "") -> None:
    """The kind of service must be in force (unless it is the one it had), the provider known, the
    complex the provider's own, the target groups of the list."""
    if not Provider.objects.filter(pk=provider_id).exists():
        raise Refused(
            _("Организацията още не е вписана като доставчик."),
            remedy=_("Впишете първо доставчика с неговия ЕИК."),
        )
    known = NamedService.objects.filter(queries.in_force(today), pk=facts.named_service)
    if facts.named_service != kept and not known.exists():
        raise Refused(
            _("Този вид услуга не е в сила днес."),
            remedy=_("Изберете друг вид от списъка."),
            field="named_service",
        )
    _check_protection(facts)
    groups = TargetGroup.objects.filter(pk__in=facts.target_groups).count()
    if not groups or groups != len(set(facts.target_groups)):
        raise Refused(_("Изберете поне една целева група от списъка."), field="target_groups")
    own = ServiceComplex.objects.filter(pk=facts.complex_id or 0, provider=provider_id)
    if facts.complex_id and (facts.is_protected or not own.exists()):
        raise Refused(
            _("Комплексът трябва да е на същия доставчик, а защитена услуга не влиза в комплекс."),
            field="complex",
        )


def _check_protection(facts: ServiceFacts) -> None:
    kind = NamedService.objects.filter(pk=facts.named_service, is_protected=True)
    if not facts.is_protected and kind.exists():
        raise Refused(
            _("Адресът на тази услуга трябва да е защитен."),
            rule=_("Услугите за пострадали от насилие показват само област и телефон."),
            remedy=_("Отбележете „адресът е защитен“."),
            field="is_protected",
        )


def _locked(service_id: int) -> Service:
    try:
        return Service.objects.select_for_update().get(pk=service_id)
    except Service.DoesNotExist:
        raise NotVisible from None


# Columns


def _write_new(provider_id: int, facts: ServiceFacts, opened_on: date) -> Service:
    service = Service.objects.create(
        provider_id=provider_id, opened_on=opened_on, **columns.of_service(facts)
    )
    service.target_groups.set(TargetGroup.objects.filter(pk__in=facts.target_groups))
    ServiceAddress.objects.create(service=service, **columns.of_address(facts))
    return service
