"""The municipalities and districts that take part in the planning without people of their own."""

from django.utils.text import slugify

from opora.accounts import services as accounts
from opora.accounts.models import Organization
from opora.accounts.rules import OrganizationKind, Role
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.territory.models import District, Municipality

from .analyses import member
from .offices import of_district
from .stage import Stage


def found_offices(stage: Stage, districts: list[str]) -> None:
    """The municipalities of these districts, and all districts themselves, take part: those that
    are not there yet, under their real names and without people."""
    installer = member(stage.office("asp"), Role.ADMINISTRATOR)
    known = set(
        Organization.objects.filter(kind=OrganizationKind.MUNICIPALITY).values_list(
            "municipality", flat=True
        )
    )
    names = list(Municipality.objects.values_list("name", flat=True))
    with acting(installer):
        missing = Municipality.objects.filter(district__in=districts).exclude(pk__in=known)
        for unit in missing.select_related("district"):
            twin = f" ({unit.district.name})" if names.count(unit.name) > 1 else ""
            tail = f"-{slugify(unit.district.name_en)}" if twin else ""
            slug = f"ob-{slugify(unit.name_en)}{tail}"
            stage.staff.offices[slug] = accounts.create_organization(
                installer,
                kind=OrganizationKind.MUNICIPALITY,
                name=f"Община {unit.name}{twin}",
                short_name=f"община {unit.name}{twin}",
                slug=slug,
                municipality=unit,
                now=stage.now,
            )
        _found_districts(stage, installer)


def _found_districts(stage: Stage, installer: Actor) -> None:
    known = set(
        Organization.objects.filter(kind=OrganizationKind.DISTRICT).values_list(
            "district", flat=True
        )
    )
    for district in District.objects.exclude(pk__in=known):
        for office in of_district(district.pk, district.name, slugify(district.name_en)):
            stage.staff.offices[office.slug] = accounts.create_organization(
                installer,
                kind=office.kind,
                name=office.name,
                short_name=office.short_name,
                slug=office.slug,
                district=district,
                now=stage.now,
            )
