"""What every page of the shell shows: rail, organizations, search, the live stream, legal terms."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from opora.accounts import queries as accounts
from opora.accounts import rules as rights
from opora.accounts.models import Membership, Organization, User
from opora.law import queries as law
from opora.lib.actor import Actor
from opora.notices import queries as notices

from .demo.citizens import FOLLOWED_BORN, FOLLOWED_CODE
from .rail import RAIL, Entry

PERSON_MENU = [
    ("accounts:profile", "user-circle", _("Моят профил")),
    ("account_change_password", "key", _("Смяна на паролата")),
    ("mfa_index", "shield-lock", _("Втора стъпка при вход")),
    ("accounts:sessions", "devices", _("Моите сесии")),
    ("about", "info-circle", _("За Опора")),
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
        "guide_url": guide_url(beside(request)),
    }
    if settings.ENVIRONMENT.is_demo:
        found["demo_citizen"] = {"code": FOLLOWED_CODE, "birth_year": FOLLOWED_BORN}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        if settings.ENVIRONMENT.is_demo:
            found["demo_accounts"] = SimpleLazyObject(ready)
        return found
    organization: Organization | None = getattr(request, "organization", None)
    found["memberships"] = SimpleLazyObject(lambda: choices(user, organization))
    if organization is None:
        return found
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = beside(request)
    return found | {
        "rail_at": at,
        "n_notices": SimpleLazyObject(lambda: notices.n_unread(actor)),
        "rail": SimpleLazyObject(lambda: rail(actor, organization, at)),
        "find_url": reverse("desk:find", args=[organization.slug]),
        "live_url": f"/o/{organization.slug}/live",
        "live_position": request.live_position,  # type: ignore[attr-defined]
    }


def beside(request: HttpRequest) -> str:
    """The name of the page beside which the rail stands; a refreshed rail says it itself."""
    name = request.resolver_match.view_name if request.resolver_match else ""
    return request.GET.get("at", "") if name == "rail" else name


def guide_url(view_name: str) -> str:
    """Where the user guide explains this page; its first page when none does."""
    for _label, entries in RAIL:
        for entry in entries:
            if view_name.startswith(entry.under):
                return reverse("public:guide_page", args=[entry.guide])
    return reverse("public:guide")


def ready() -> list[tuple[User, list[Membership]]]:
    """The accounts of the demonstration that one may sign in as, in the order of their making."""
    found = accounts.demo_accounts()
    return sorted(
        ((user, roles) for user, roles in found if user.has_usable_password()),
        key=lambda pair: pair[0].pk,
    )


def terms() -> dict[str, Any]:
    """The explained words of the law, by the word."""
    return {term.term: term for term in law.legal_terms().values()}


def person_menu() -> list[Item]:
    """What a person has of their own."""
    return [Item(label, icon, reverse(name)) for name, icon, label in PERSON_MENU]


def choices(user: Any, current: Organization | None) -> list[Choice]:
    """The person's organizations, each once, with all roles held there."""
    roles: dict[Organization, list[Membership]] = defaultdict(list)
    for each in accounts.memberships_of(user):
        roles[each.organization].append(each)
    return [
        Choice(
            organization=organization,
            roles=", ".join(str(each.get_role_display()) for each in held),
            url=reverse("desk:home", args=[organization.slug]),
            current=organization == current,
        )
        for organization, held in roles.items()
    ]


def rail(actor: Actor, organization: Organization, view_name: str) -> list[Section]:
    """The sections that this organization's kind and the person's roles have."""
    shown = [
        (label, [one for one in entries if rights.may(organization.kind, actor.roles, one.right)])
        for label, entries in RAIL
    ]
    short = on_phone([entry for _label, entries in shown for entry in entries])
    sections = [
        Section(
            label,
            [line(one, actor, organization, view_name, one in short) for one in entries],
        )
        for label, entries in shown
    ]
    return [section for section in sections if section.items]


def on_phone(shown: list[Entry]) -> list[Entry]:
    """The bar of a phone: its own entries; else those that count, up to four."""
    chosen = [entry for entry in shown if entry.on_phone]
    others = [entry for entry in shown if not entry.on_phone]
    others.sort(key=lambda entry: entry.count is None)
    return chosen + others[: max(0, 4 - len(chosen))]


def line(
    entry: Entry, actor: Actor, organization: Organization, view_name: str, is_short: bool
) -> Item:
    """One line of the rail."""
    return Item(
        label=entry.label,
        icon=entry.icon,
        url=reverse(entry.url_name, args=[organization.slug]),
        short=entry.short,
        active=view_name.startswith(entry.under),
        count=entry.count(actor) if entry.count else 0,
        on_phone=is_short,
    )
