"""What happened with a set of criteria, as plain sentences for those who keep it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from opora.accounts.models import Organization, User
from opora.journal import queries as journal
from opora.journal.models import Event
from opora.lib.actor import Actor
from opora.register.models import PlannedService
from opora.territory.models import Indicator

from . import edits
from .models import CriteriaSet, Criterion

SHOWN = 20
SET_ONLY = frozenset({"name", "act", "source"})
SENTENCES = {
    "criteria.set_copied": gettext_lazy("направи копието"),
    "criteria.set_edited": gettext_lazy("промени името или източника"),
    "criteria.set_published": gettext_lazy("публикува набора"),
    "criteria.set_ended": gettext_lazy("отмени набора"),
    edits.EDITED: gettext_lazy("промени критерия за „%(service)s“"),
    "criteria.criterion_confirmed": gettext_lazy("потвърди критерия за „%(service)s“"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the course of a set."""

    organization: str
    sentence: str
    at: datetime
    who: str
    note: str
    position: int


def course(actor: Actor, criteria_set: CriteriaSet) -> list[Entry]:
    """The latest events of a set that the actor hears; the same few queries for any number."""
    events = list(
        journal.timeline(actor, kind=edits.KIND, record_id=criteria_set.pk).filter(
            name__in=SENTENCES
        )[:SHOWN]
    )
    users = User.objects.in_bulk({event.user_id for event in events if event.user_id})
    offices = Organization.objects.in_bulk({event.organization_id for event in events})
    services = dict(
        Criterion.objects.filter(criteria_set=criteria_set).values_list("pk", "planned_service")
    )
    names = PlannedService.objects.in_bulk(set(services.values()))
    indicators = Indicator.objects.in_bulk()
    return [_entry(event, users, offices, services, names, indicators) for event in events]


def _entry(
    event: Event,
    users: dict[int, User],
    offices: dict[int, Organization],
    services: dict[int, str],
    names: dict[str, PlannedService],
    indicators: dict[str, Indicator],
) -> Entry:
    values = event.detail.values if hasattr(event, "detail") else {}
    service = names.get(services.get(values.get("criterion", 0), ""), "")
    return Entry(
        organization=str(offices[event.organization_id]),
        sentence=str(SENTENCES[event.name]) % {"service": service},
        at=event.recorded_at,
        who=str(users.get(event.user_id or 0, "")),
        note=_note(values.get("changes", {}), indicators),
        position=event.position or 0,
    )


def _note(changes: dict[str, Any], indicators: dict[str, Indicator]) -> str:
    """What changed, field by field."""
    of_set = {field.name: str(field.verbose_name) for field in CriteriaSet._meta.fields}
    return "; ".join(
        f"{of_set[name] if name in SET_ONLY else edits.label_of(name, indicators)}:"
        f" {before or '—'} → {now or '—'}"
        for name, (before, now) in changes.items()
    )
