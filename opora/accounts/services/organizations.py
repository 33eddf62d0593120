"""Organizations, and which directorate serves which municipality."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from opora.accounts import queries
from opora.accounts.models import DirectorateArea, Organization, User
from opora.accounts.rules import OrganizationKind, Role
from opora.journal import services as journal
from opora.journal.context import acting
from opora.lib import words
from opora.lib.actor import Actor
from opora.lib.refusals import Change, NotVisible, Refused, Stale
from opora.territory.models import District, Municipality

from .access import require
from .invitations import invite

OWN_FIELDS = ("name", "short_name", "name_en", "phone", "address")


@transaction.atomic
def create_organization(
    actor: Actor,
    *,
    kind: str,
    name: str,
    short_name: str,
    slug: str,
    municipality: Municipality | None = None,
    district: District | None = None,
    name_en: str = "",
    number_prefix: str = "",
    phone: str = "",
    address: str = "",
    now: datetime | None = None,
) -> Organization:
    """A new organization without people: `invite(organization=…)` brings its first one."""
    require(actor, "organizations.manage")
    if kind == OrganizationKind.MUNICIPALITY:
        _refuse_second(municipality)
    made = Organization.objects.create(
        kind=kind,
        name=name,
        short_name=short_name,
        name_en=name_en,
        slug=slug,
        municipality=municipality,
        district=district or (municipality.district if municipality else None),
        number_prefix=number_prefix,
        phone=phone,
        address=address,
    )
    journal.record(
        actor,
        "accounts.organization_created",
        kind="organization",
        record_id=made.pk,
        audience=[made.pk],
        recorded_at=now,
        details={"name": name, "kind": kind},
    )
    return made


@transaction.atomic
def edit_organization(
    actor: Actor,
    *,
    organization: Organization,
    values: Mapping[str, str],
    seen: Mapping[str, str] | None = None,
) -> list[str]:
    """Change names, phone or address (`OWN_FIELDS`); returns which fields changed.

    One's own, or any for an administrator of the Agency for Social Assistance. `seen` are the
    values as the form was opened: what only somebody else changed meanwhile stays theirs, what both
    changed raises Stale.
    """
    if organization.pk == actor.organization_id:
        require(actor, "organization.manage")
    else:
        require(actor, "organizations.manage")
    current = Organization.objects.select_for_update().filter(pk=organization.pk).first()
    if current is None:
        raise NotVisible
    mine = [name for name in OWN_FIELDS if name in values]
    if seen is not None:
        mine = [name for name in mine if values[name] != seen.get(name)]
        _refuse_conflict(current, [name for name in mine if name in seen], values, seen)
    changed = [name for name in mine if getattr(current, name) != values[name]]
    if not changed:
        return []
    before = {name: getattr(current, name) for name in changed}
    for name in changed:
        setattr(current, name, values[name])
    current.save(update_fields=changed)
    journal.record(
        actor,
        "accounts.organization_edited",
        kind="organization",
        record_id=current.pk,
        audience=[current.pk],
        details={"before": before, "now": {name: values[name] for name in changed}},
    )
    return changed


def _refuse_conflict(
    current: Organization, names: list[str], values: Mapping[str, str], seen: Mapping[str, str]
) -> None:
    changes = [
        Change(
            str(getattr(Organization._meta.get_field(name), "verbose_name", name)),
            seen[name],
            getattr(current, name),
        )
        for name in names
        if getattr(current, name) not in {seen[name], values[name]}
    ]
    if changes:
        raise Stale(changes)


@transaction.atomic
def change_area(
    actor: Actor,
    *,
    directorate: Organization,
    municipality: Municipality,
    valid_from: date,
    source: str,
    now: datetime | None = None,
) -> DirectorateArea:
    """From a day on another directorate serves a municipality; who served it until then stops the
    day before. Requests that are already open stay where they are."""
    require(actor, "law.edit")
    if directorate.kind != OrganizationKind.DIRECTORATE:
        raise Refused(
            _("Само дирекция „Социално подпомагане“ обслужва община."), field="directorate"
        )
    # The municipality's row, because the first area of a municipality has no row to lock.
    Municipality.objects.select_for_update(of=("self",)).get(pk=municipality.pk)
    last = queries.area_history(municipality.pk).first()
    if last is not None:
        _end(last, directorate, valid_from)
    made = DirectorateArea.objects.create(
        directorate=directorate, municipality=municipality, valid_from=valid_from, source=source
    )
    audience = [directorate.pk] + ([last.directorate_id] if last else [])
    audience += Organization.objects.filter(
        kind=OrganizationKind.MUNICIPALITY, municipality=municipality
    ).values_list("pk", flat=True)
    journal.record(
        actor,
        "accounts.area_changed",
        kind="area",
        record_id=made.pk,
        audience=audience,
        recorded_at=now,
        details={"municipality": municipality.pk, "valid_from": valid_from, "source": source},
    )
    return made


@transaction.atomic
def found_agency(*, name: str, email: str, person: str, now: datetime) -> str:
    """The first organization of a new installation, the Agency for Social Assistance, and the
    secret of its administrator's link. Only the operator, from the command line, and only once."""
    if Organization.objects.exists():
        raise Refused(_("Инсталацията вече има организации."))
    agency = Organization.objects.create(
        kind=OrganizationKind.ASSISTANCE_AGENCY, name=name, short_name=_("АСП"), slug="asp"
    )
    operator = User.objects.create_user("operator@localhost", _("Оператор на инсталацията"))
    User.objects.filter(pk=operator.pk).update(is_active=False)
    actor = Actor(operator.pk, agency.pk, frozenset({Role.ADMINISTRATOR}))
    with acting(actor):
        return invite(actor, email=email, name=person, role=Role.ADMINISTRATOR, now=now)[1]


def _end(last: DirectorateArea, directorate: Organization, valid_from: date) -> None:
    if last.valid_from >= valid_from:
        raise Refused(
            _("За тази община вече има ред от {day} или по-късно.").format(
                day=words.day(last.valid_from)
            ),
            remedy=_("Изберете по-късен ден."),
            field="valid_from",
        )
    if last.directorate_id == directorate.pk and last.valid_to is None:
        raise Refused(_("Тази дирекция вече обслужва общината."), field="directorate")
    if last.valid_to is None or last.valid_to > valid_from:
        DirectorateArea.objects.filter(pk=last.pk).update(valid_to=valid_from)


def _refuse_second(municipality: Municipality | None) -> None:
    if municipality is None:
        raise Refused(_("Изберете коя община е."), field="municipality")
    known = Organization.objects.filter(
        kind=OrganizationKind.MUNICIPALITY, municipality=municipality, is_active=True
    )
    if known.exists():
        raise Refused(_("Администрацията на тази община вече е вписана."), field="municipality")
