"""What every page of the shell shows: rail, organizations, search, the live stream, legal terms."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from opora.accounts import queries as accounts
from opora.accounts.models import Membership, Organization
from opora.law import queries as law
from opora.lib.actor import Actor

from .rail import COUNTS, RAIL, Entry

PERSON_MENU = [
    ("accounts:profile", "user-circle", _("Моят профил")),
    ("account_change_password", "key", _("Смяна на паролата")),
    ("mfa_index", "shield-lock", _("Втора стъпка при вход")),
    ("accounts:sessions", "devices", _("Моите сесии")),
]


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the rail or of a menu, as this person sees it."""

    label: str | Promise
    icon: str
    url: str
    short: str | Promise = ""
    active: bool = False
    count: int = 0
    on_phone: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the rail with its lines."""

    label: str | Promise
    items: list[Item]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the organizations for which the person may act."""

    organization: Organization
    roles: str
    url: str
    current: bool


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context of base.html. On pages outside an organization only the menus are filled."""
    found: dict[str, Any] = {
        "installation": settings.ENVIRONMENT,
        "terms": SimpleLazyObject(terms),
        "person_menu": person_menu(),
    }
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        if settings.ENVIRONMENT.is_demo:
            found["demo_accounts"] = SimpleLazyObject(accounts.demo_accounts)
        return found
    organization = getattr(request, "organization", None)
    found["memberships"] = SimpleLazyObject(lambda: choices(user, organization))
    if organization is None:
        return found
    sections = rail(request.actor, organization, request.resolver_match.view_name)
    return found | {
        "rail": sections,
        "rail_short": [item for each in sections for item in each.items if item.on_phone],
        "find_url": reversed_or_none("desk:find", organization.slug),
        "live_url": f"/o/{organization.slug}/live",
        "live_position": request.live_position,
    }


def terms() -> dict[str, Any]:
    """The explained words of the law, by the word."""
    return {term.term: term for term in law.legal_terms().values()}


def person_menu() -> list[Item]:
    """What a person has of their own."""
    return [
        Item(label, icon, url)
        for name, icon, label in PERSON_MENU
        if (url := reversed_or_none(name))
    ]


def choices(user: Any, current: Organization | None) -> list[Choice]:
    """The person's organizations, each once, with all roles held there."""
    roles: dict[Organization, list[Membership]] = defaultdict(list)
    for each in accounts.memberships_of(user):
        roles[each.organization].append(each)
    return [
        Choice(
            organization=organization,
            roles=", ".join(str(each.get_role_display()) for each in held),
            url=reversed_or_none("desk:home", organization.slug) or "/",
            current=organization == current,
        )
        for organization, held in roles.items()
    ]


def rail(actor: Actor, organization: Organization, view_name: str) -> list[Section]:
    """The sections that this organization's kind and the person's roles have."""
    sections = [
        Section(
            label,
            [item for entry in entries if (item := line(entry, actor, organization, view_name))],
        )
        for label, entries in RAIL
    ]
    return [section for section in sections if section.items]


def line(entry: Entry, actor: Actor, organization: Organization, view_name: str) -> Item | None:
    """One line of the rail, when it is for this person."""
    if organization.kind not in entry.kinds or not actor.roles & entry.roles:
        return None
    url = reversed_or_none(entry.url_name, organization.slug)
    if url is None:
        return None
    return Item(
        label=entry.label,
        icon=entry.icon,
        url=url,
        short=entry.short,
        active=view_name.startswith(entry.under),
        count=COUNTS[entry.count](actor) if entry.count in COUNTS else 0,
        on_phone=entry.on_phone,
    )


def reversed_or_none(name: str, slug: str = "") -> str | None:
    """The address of a named page; None while the page is not in the house yet."""
    try:
        return reverse(name, kwargs={"organization": slug} if slug else None)
    except NoReverseMatch:
        return None
