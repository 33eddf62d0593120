"""The rail: the sections of the product, for whom, and where each leads."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from opora.accounts.rules import OrganizationKind as Kind
from opora.accounts.rules import Role
from opora.lib.actor import Actor

AUTHORITIES = frozenset({Kind.MUNICIPALITY, Kind.DIRECTORATE})
WORKING = frozenset({*AUTHORITIES, Kind.PROVIDER})
OVERSEEING = frozenset(
    {Kind.REGIONAL_DIRECTORATE, Kind.DISTRICT, Kind.ASSISTANCE_AGENCY, Kind.QUALITY_AGENCY}
)
PEOPLES_ROLES = frozenset({Role.OFFICER, Role.HEAD})

# What the numbers beside the lines count, by the name that `Entry.count` gives.
COUNTS: dict[str, Callable[[Actor], int]] = {}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the rail. `under` is the prefix of url names that it stays lit for."""

    label: str | Promise
    short: str | Promise
    icon: str
    url_name: str
    under: tuple[str, ...]
    kinds: frozenset[Kind]
    roles: frozenset[Role] = frozenset(Role)
    count: str = ""
    on_phone: bool = False


RAIL: list[tuple[str | Promise, list[Entry]]] = [
    (
        "",
        [
            Entry(
                _("Работен списък"),
                _("Списък"),
                "list-check",
                "desk:worklist",
                ("desk:worklist", "referral:"),
                WORKING,
                PEOPLES_ROLES,
                count="worklist",
                on_phone=True,
            ),
            Entry(
                _("Хора"),
                _("Хора"),
                "users",
                "people:search",
                ("people:",),
                WORKING,
                PEOPLES_ROLES,
                on_phone=True,
            ),
            Entry(
                _("Услуги и места"),
                _("Места"),
                "home-heart",
                "register:services",
                ("register:",),
                WORKING | OVERSEEING,
                on_phone=True,
            ),
            Entry(
                _("Опашки"),
                _("Опашки"),
                "hourglass",
                "places:queues",
                ("places:",),
                WORKING,
                PEOPLES_ROLES,
                count="queues",
                on_phone=True,
            ),
        ],
    ),
    (
        _("Организацията"),
        [
            Entry(
                _("Натоварване"),
                _("Товар"),
                "users-group",
                "desk:workload",
                ("desk:workload",),
                WORKING,
                frozenset({Role.HEAD}),
            ),
            Entry(
                _("Настройки и достъп"),
                _("Достъп"),
                "settings",
                "accounts:organization",
                ("accounts:",),
                frozenset(Kind),
                frozenset({Role.HEAD, Role.ADMINISTRATOR}),
            ),
        ],
    ),
]
