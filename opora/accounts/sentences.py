"""One place that turns the names of this package's events into plain sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opora.journal.models import Event

from .models import Organization, User
from .rules import ROLE_LABELS

SENTENCES = {
    "accounts.invited": gettext_lazy("покани %(name)s с роля „%(role)s“"),
    "accounts.invitation_renewed": gettext_lazy("направи нова връзка за поканата на %(name)s"),
    "accounts.invitation_revoked": gettext_lazy("оттегли поканата на %(name)s"),
    "accounts.invitation_accepted": gettext_lazy("прие %(name)s с роля „%(role)s“ по покана"),
    "accounts.role_added": gettext_lazy("даде на %(name)s роля „%(role)s“"),
    "accounts.role_removed": gettext_lazy("прекрати на %(name)s роля „%(role)s“"),
    "accounts.deactivated": gettext_lazy("прекрати достъпа на %(name)s"),
    "accounts.second_factor_reset": gettext_lazy("изтри втория фактор на %(name)s"),
    "accounts.organization_created": gettext_lazy("вписа организацията"),
    "accounts.organization_edited": gettext_lazy("промени данните на организацията"),
    "accounts.retention_set": gettext_lazy("определи колко се пазят подробностите"),
    "journal.details_erased": gettext_lazy("изтри подробности с изтекъл срок: %(n)s"),
    "places.rule_set": gettext_lazy("определи времето за отговор на предложено място"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the course of an organization."""

    organization: str
    sentence: str
    at: datetime
    who: str
    position: int


def lines(events: Sequence[Event]) -> list[Entry]:
    """The events in words; two queries whatever their number. What was erased stays unnamed."""
    organizations = Organization.objects.in_bulk({each.organization_id for each in events})
    users = User.objects.in_bulk({each.user_id for each in events if each.user_id})
    return [
        Entry(
            organization=str(organizations[each.organization_id]),
            sentence=str(SENTENCES[each.name]) % _names(each),
            at=each.recorded_at,
            who=str(users[each.user_id]) if each.user_id in users else "",
            position=each.position or 0,
        )
        for each in events
    ]


def _names(event: Event) -> dict[str, Any]:
    values = event.detail.values if hasattr(event, "detail") else {}
    role = ROLE_LABELS.get(values.get("role", ""))
    return {
        "name": values.get("name", _("колега")),
        "role": _(role) if role else "…",
        "n": values.get("n", "…"),
    }
