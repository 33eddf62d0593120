"""Brings organizations and their people into an empty demonstration; says who acts for whom."""

from collections import defaultdict
from datetime import date, datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from opora.accounts import services as accounts
from opora.accounts.models import Organization, User
from opora.accounts.rules import Role
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.territory.models import District, Municipality

from .offices import ACCOUNTS, AGENCY, AREA_SOURCE, AREAS, COLLEAGUES, OFFICES, PASSWORD, Member

SERVED_SINCE = date(2020, 7, 1)
CASEWORK = {Role.OFFICER, Role.HEAD}


class Staff:
    """The organizations by slug and, for each, who works on requests."""

    def __init__(self) -> None:
        self.offices: dict[str, Organization] = {}
        self.actors: defaultdict[str, list[Actor]] = defaultdict(list)

    def first(self, slug: str) -> Actor:
        """Who does the everyday work of an organization."""
        return self.actors[slug][0]

    def head(self, slug: str) -> Actor:
        """Its head, when it has one; else who does the everyday work."""
        heads = [actor for actor in self.actors[slug] if actor.has(Role.HEAD)]
        return heads[0] if heads else self.first(slug)


def employ(now: datetime) -> Staff:
    """Found the agency, enter the organizations and let everybody accept their invitation."""
    staff = Staff()
    admin = next(one for one in ACCOUNTS if one.role == Role.ADMINISTRATOR)
    links = {
        admin: accounts.found_agency(
            name=AGENCY.name, email=admin.email, person=admin.name, now=now
        )
    }
    staff.offices[AGENCY.slug] = agency = Organization.objects.get(slug=AGENCY.slug)
    operator = User.objects.get(is_active=False)
    installer = Actor(operator.pk, agency.pk, frozenset({Role.ADMINISTRATOR}))
    everybody = (*ACCOUNTS, *COLLEAGUES)
    with acting(installer):
        _enter_offices(installer, staff, now)
        for member in everybody:
            if member != admin:
                links[member] = accounts.invite(
                    installer,
                    email=member.email,
                    name=member.name,
                    role=member.role,
                    now=now,
                    organization=staff.offices[member.office],
                )[1]
    password = make_password(PASSWORD)  # slow on purpose, so once for all
    for member in everybody:
        user = _user(member, password if member in ACCOUNTS else make_password(None))
        accounts.accept_as(user, token=links[member], now=now)
        actor = Actor(user.pk, staff.offices[member.office].pk, frozenset({member.role}))
        if member.role in CASEWORK:
            staff.actors[member.office].append(actor)
    return staff


def _enter_offices(installer: Actor, staff: Staff, now: datetime) -> None:
    for office in OFFICES:
        staff.offices[office.slug] = accounts.create_organization(
            installer,
            kind=office.kind,
            name=office.name,
            short_name=office.short_name,
            slug=office.slug,
            municipality=Municipality.objects.filter(pk=office.municipality).first(),
            district=District.objects.filter(pk=office.district).first(),
            number_prefix=office.prefix,
            now=now,
        )
    for slug, codes in AREAS.items():
        for code in codes:
            accounts.change_area(
                installer,
                directorate=staff.offices[slug],
                municipality=Municipality.objects.get(pk=code),
                valid_from=SERVED_SINCE,
                source=AREA_SOURCE,
                now=now,
            )


def _user(member: Member, password: str) -> User:
    """The account, marked as a demonstration's; a second role finds the one that there is."""
    user = User.objects.filter(email=member.email).first()
    if user is None:
        user = User.objects.create_user(member.email, member.name)
        User.objects.filter(pk=user.pk).update(is_demo=True, password=password)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
