"""The tabs of assistance, and places on a user's page; packages above fill them in `site.urls`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from opora.accounts.requests import ActingRequest
from opora.accounts.rules import OrganizationKind
from opora.lib.labels import gettext_noop as _

from .models import Direction, Enrollment

MUNICIPALITY = frozenset({OrganizationKind.MUNICIPALITY})


@dataclass(frozen=True, slots=True)
class Part:
    """A tab: its name, words and address, for which kinds of organizations."""

    name: str
    label: str
    url_name: str
    by_month: bool = False
    kinds: frozenset[OrganizationKind] = MUNICIPALITY


USERS = Part("users", _("Потребители"), "assistance:users")
DIRECTIONS = Part(
    "directions",
    _("Направления"),
    "assistance:directions",
    kinds=MUNICIPALITY | {OrganizationKind.DIRECTORATE},
)
PARTS: list[Part] = [USERS, DIRECTIONS]

# A card on the page of a user; forms that were wrong are handed over by their names.
Panel = Callable[[ActingRequest, Enrollment, Mapping[str, Any]], SafeString]
PANELS: list[Panel] = []
SIDE_PANELS: list[Panel] = []
DIRECTION_PANELS: list[Callable[[ActingRequest, Direction], SafeString]] = []
