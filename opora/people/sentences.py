"""Turns the names of this package's events into plain sentences."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opora.accounts.models import Organization, User
from opora.journal.models import Event

SENTENCES = {
    "people.created": gettext_lazy("записа лицето"),
    "people.core_changed": gettext_lazy("поправи данните на лицето"),
    "people.identifier_added": gettext_lazy("вписа номера на лицето"),
    "people.met": gettext_lazy("откри лицето по номер"),
    "people.involved": gettext_lazy("включи %(organization)s"),
    "people.involvement_ended": gettext_lazy("%(organization)s вече не работи с лицето"),
    "people.address_recorded": gettext_lazy("записа адрес"),
    "people.phone_recorded": gettext_lazy("записа телефон"),
    "people.phone_ended": gettext_lazy("отписа телефон"),
    "people.note_written": gettext_lazy("остави бележка"),
    "people.representative_added": gettext_lazy("вписа представител"),
    "people.representative_ended": gettext_lazy("отписа представител"),
    "people.merge_proposed": gettext_lazy("предложи обединяване с друг запис"),
    "people.merged": gettext_lazy("потвърди обединяването на два записа"),
    "people.merge_refused": gettext_lazy("отказа обединяването"),
    "people.merge_undone": gettext_lazy("върна обединяването"),
    "people.correction_proposed": gettext_lazy("предложи поправка на номера"),
    "people.correction_confirmed": gettext_lazy("потвърди поправката на номера"),
    "people.correction_refused": gettext_lazy("отказа поправката на номера"),
    "people.correction_undone": gettext_lazy("върна предишния номер"),
}
OF_ITSELF = {
    "people.involved": gettext_lazy("започна работа с лицето"),
    "people.involvement_ended": gettext_lazy("приключи работата с лицето"),
}
PAGES = {
    "person": gettext_lazy("картон на лицето"),
    "request": gettext_lazy("преписка"),
    "identifier": gettext_lazy("пълен номер"),
    "meeting": gettext_lazy("намиране по номер"),
    "edit": gettext_lazy("поправка на данните"),
    "access": gettext_lazy("списък на достъпа"),
    "merge": gettext_lazy("сравняване на записи"),
    "correction": gettext_lazy("поправка на номера"),
    "document": gettext_lazy("документ"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the course of a record."""

    organization: str
    sentence: str
    at: datetime
    who: str
    position: int
    article: str = ""
    note: str = ""
    happened_on: None = None


def lines(events: Iterable[Event]) -> list[Entry]:
    """The events that have a sentence, in words; two queries whatever their number."""
    told = [event for event in events if event.name in SENTENCES]
    values = {event.pk: event.detail.values if hasattr(event, "detail") else {} for event in told}
    organizations = Organization.objects.in_bulk(
        {event.organization_id for event in told}
        | {one["organization"] for one in values.values() if "organization" in one}
    )
    users = User.objects.in_bulk({event.user_id for event in told if event.user_id})
    return [
        Entry(
            capfirst(str(organizations[event.organization_id])),
            _sentence(event, values[event.pk].get("organization", 0), organizations),
            event.recorded_at,
            str(users[event.user_id]) if event.user_id in users else "",
            event.position or 0,
        )
        for event in told
    ]


def _sentence(event: Event, other: int, organizations: dict[int, Organization]) -> str:
    """What was done; an organization that involves itself is not named twice."""
    if other == event.organization_id and event.name in OF_ITSELF:
        return str(OF_ITSELF[event.name])
    named = organizations.get(other, _("друга организация"))
    return str(SENTENCES[event.name]) % {"organization": named}


def page_label(page: str) -> str:
    """What was opened, in words."""
    return str(PAGES.get(page, page))
