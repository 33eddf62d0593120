"""The course of a case in words. Packages above add their own to `SENTENCES` (site/urls.py)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opora.accounts.models import Organization, User
from opora.journal.models import Event
from opora.lib import words
from opora.lib.labels import translated

from .models import CaseTerm

SENTENCES: dict[str, str | Promise] = {
    "cases.opened": gettext_lazy("откри случая"),
    "cases.lead_assigned": gettext_lazy("определи водещ случая: %(officer)s"),
    "cases.member_added": gettext_lazy("включи в екипа %(officer)s"),
    "cases.member_removed": gettext_lazy("освободи от екипа %(officer)s"),
    "cases.contact_added": gettext_lazy("вписа близък на лицето"),
    "cases.contact_removed": gettext_lazy("отписа близък на лицето"),
    "cases.party_added": gettext_lazy("включи в случая %(organization)s"),
    "cases.party_followed": gettext_lazy("прие вместо досегашния насочващ %(organization)s"),
    "cases.party_removed": gettext_lazy("прекрати участието на %(organization)s"),
    "cases.parts_set": gettext_lazy("промени какво вижда %(organization)s"),
    "cases.ground_set": gettext_lazy("вписа срока на решението"),
    "cases.hidden": gettext_lazy("направи случая поверителен"),
    "cases.shown": gettext_lazy("отмени поверителността на случая"),
    "cases.linked": gettext_lazy("свърза случая с друг"),
    "cases.unlinked": gettext_lazy("премахна връзка с друг случай"),
    "cases.ended": gettext_lazy("приключи случая: %(ground)s"),
    "cases.follow_up_planned": gettext_lazy("планира да попита как е лицето"),
    "cases.followed_up": gettext_lazy("попита как е лицето след края"),
}
NOTES = ("reason", "note", "post", "change", "why", "outcome_note")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline."""

    organization: str
    sentence: str
    at: datetime
    who: str
    article: str
    note: str
    happened_on: date | None
    position: int


def lines(events: Iterable[Event]) -> list[Entry]:
    """The events that have a sentence, in words; three queries whatever their number."""
    told = [event for event in events if event.name in SENTENCES]
    details = {event.pk: event.detail.values if hasattr(event, "detail") else {} for event in told}
    organizations = Organization.objects.in_bulk(
        {event.organization_id for event in told}
        | {one["organization"] for one in details.values() if one.get("organization")}
    )
    users = User.objects.in_bulk(
        {event.user_id for event in told if event.user_id}
        | {one["officer"] for one in details.values() if one.get("officer")}
    )
    grounds = {one.code: one for one in CaseTerm.objects.filter(kind="end_ground")}
    return [_line(event, details[event.pk], organizations, users, grounds) for event in told]


def _line(
    event: Event,
    values: dict[str, Any],
    organizations: dict[int, Organization],
    users: dict[int, User],
    grounds: dict[str, CaseTerm],
) -> Entry:
    names = {
        **values,
        "organization": organizations.get(values.get("organization", 0), _("друга организация")),
        "officer": users.get(values.get("officer", 0), _("служител")),
        "ground": grounds.get(values.get("ground", ""), _("основанието е изтрито")),
    }
    recorded_on = timezone.localdate(event.recorded_at, words.SOFIA)
    return Entry(
        organization=capfirst(str(organizations[event.organization_id])),
        sentence=str(SENTENCES[event.name]) % _Known(names),
        at=event.recorded_at,
        who=str(users[event.user_id]) if event.user_id in users else "",
        article=translated(event.article),
        note="; ".join(str(values[key]) for key in NOTES if values.get(key)),
        happened_on=event.happened_on if event.happened_on != recorded_on else None,
        position=event.position or 0,
    )


class _Known(dict[str, Any]):
    """A detail that was erased since is told as a dash."""

    def __missing__(self, key: str) -> str:
        return "—"
