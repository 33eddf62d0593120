"""What happened with the places of a service, as plain sentences."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opora.accounts.models import Organization, User
from opora.journal.models import Event
from opora.lib.words import SOFIA
from opora.referral.sentences import Entry
from opora.register.changes import label_of

SENTENCES: dict[str, str | Promise] = {
    "register.capacity_begun": gettext_lazy("започна искане за местата"),
    "register.capacity_sent": gettext_lazy("изпрати искането до АСП"),
    "register.capacity_dropped": gettext_lazy("оттегли искането за местата"),
    "register.capacity_returned": gettext_lazy("върна искането за допълване"),
    "register.capacity_ordered": gettext_lazy("издаде заповед за местата"),
    "register.capacity_refused": gettext_lazy("отказа промяната на местата"),
    "register.capacity_decided": gettext_lazy("вписа решение на общинския съвет"),
    "register.capacity_applied": gettext_lazy("вписа новите места в регистъра"),
}


def lines(found: Iterable[Event], told: Mapping[str, str | Promise] = SENTENCES) -> list[Entry]:
    """Events that have a sentence, in words."""
    events = [event for event in found if event.name in told]
    organizations = Organization.objects.in_bulk({event.organization_id for event in events})
    users = User.objects.in_bulk({event.user_id for event in events if event.user_id})
    return [_line(event, told[event.name], organizations, users) for event in events]


def _line(
    event: Event,
    sentence: str | Promise,
    organizations: dict[int, Organization],
    users: dict[int, User],
) -> Entry:
    recorded_on = timezone.localdate(event.recorded_at, SOFIA)
    values = event.detail.values if hasattr(event, "detail") else {}
    return Entry(
        organization=str(organizations[event.organization_id]),
        sentence=str(sentence),
        at=event.recorded_at,
        who=str(users.get(event.user_id or 0, "")),
        article=_(event.article) if event.article else "",
        note=_note(values),
        happened_on=event.happened_on if event.happened_on != recorded_on else None,
        position=event.position or 0,
    )


def _note(values: dict[str, Any]) -> str:
    """What changed, field by field; of hidden values only the field."""
    if "changes" in values:
        return "; ".join(
            f"{label_of(name)}: {pair[0] or '—'} → {pair[1] or '—'}" if pair else label_of(name)
            for name, pair in values["changes"].items()
        )
    if "n_places" in values and values["n_places"] is not None:
        return _("%(n)s места. %(basis)s") % {
            "n": values["n_places"],
            "basis": values.get("basis", ""),
        }
    return str(values.get("reason", ""))
