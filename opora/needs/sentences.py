"""The events of an analysis in words, for its timeline."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from opora.accounts.models import Organization, User
from opora.journal.models import Event
from opora.lib import words
from opora.lib.labels import translated

SENTENCES = {
    "needs.opened": gettext_lazy("откри анализа"),
    "needs.saved": gettext_lazy("записа част от анализа"),
    "needs.consultation_started": gettext_lazy("откри обществено обсъждане"),
    "needs.commented": gettext_lazy("получи предложение от гражданин"),
    "needs.answered": gettext_lazy("отговори на предложение"),
    "needs.consultation_closed": gettext_lazy("общественото обсъждане приключи"),
    "needs.decided": gettext_lazy("вписа решението на общинския съвет"),
    "needs.submitted": gettext_lazy("внесе анализа"),
    "needs.returned": gettext_lazy("върна анализа за поправка"),
    "needs.accepted": gettext_lazy("прие анализа"),
}
NOTES = ("number", "document")


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
    """The events that have a sentence; savings that follow one another by one person are one."""
    told = _merged([event for event in events if event.name in SENTENCES])
    organizations = Organization.objects.in_bulk({event.organization_id for event in told})
    users = User.objects.in_bulk({event.user_id for event in told if event.user_id})
    return [_line(event, organizations, users) for event in told]


def _merged(events: list[Event]) -> list[Event]:
    kept: list[Event] = []
    for event in events:
        last = kept[-1] if kept else None
        if last and last.name == event.name == "needs.saved" and last.user_id == event.user_id:
            continue
        kept.append(event)
    return kept


def _line(event: Event, organizations: dict[int, Organization], users: dict[int, User]) -> Entry:
    values: dict[str, Any] = event.detail.values if hasattr(event, "detail") else {}
    recorded_on = timezone.localdate(event.recorded_at, words.SOFIA)
    return Entry(
        organization=capfirst(str(organizations[event.organization_id])),
        sentence=str(SENTENCES[event.name]),
        at=event.recorded_at,
        who=str(users[event.user_id]) if event.user_id in users else "",
        article=translated(event.article),
        note="; ".join(str(values[key]) for key in NOTES if values.get(key)),
        happened_on=event.happened_on if event.happened_on != recorded_on else None,
        position=event.position or 0,
    )
