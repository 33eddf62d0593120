"""What happened with a building, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy

from opora.accounts.models import Organization, User
from opora.journal.models import Event
from opora.lib.words import SOFIA

SENTENCES = {
    "facilities.building_added": gettext_lazy("вписа сградата"),
    "facilities.building_edited": gettext_lazy("поправи данните на сградата"),
    "facilities.access_checked": gettext_lazy("провери достъпността"),
    "facilities.equipment_added": gettext_lazy("вписа оборудване"),
    "facilities.equipment_retired": gettext_lazy("бракува оборудване"),
    "facilities.need_added": gettext_lazy("вписа капиталова нужда"),
    "facilities.need_closed": gettext_lazy("приключи капиталова нужда"),
    "facilities.need_linked": gettext_lazy("свърза нужда със средства"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline."""

    organization: str
    sentence: str
    at: datetime
    who: str
    happened_on: date | None
    position: int
    article: str = ""
    note: str = ""


def lines(events: Iterable[Event]) -> list[Entry]:
    """The events in words; two queries whatever their number."""
    told = [event for event in events if event.name in SENTENCES]
    organizations = Organization.objects.in_bulk({event.organization_id for event in told})
    users = User.objects.in_bulk({event.user_id for event in told if event.user_id})
    return [
        Entry(
            organization=str(organizations[event.organization_id]),
            sentence=str(SENTENCES[event.name]),
            at=event.recorded_at,
            who=str(users.get(event.user_id or 0, "")),
            happened_on=None
            if event.happened_on == timezone.localdate(event.recorded_at, SOFIA)
            else event.happened_on,
            position=event.position or 0,
        )
        for event in told
    ]
