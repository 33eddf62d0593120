"""What happened with a family, in words."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opora.accounts.models import Organization, User
from opora.journal.models import Event
from opora.lib.words import SOFIA
from opora.referral.sentences import Entry

SENTENCES = {
    "foster.applied": _("записа кандидат за приемно семейство"),
    "foster.assess": _("вписа оценката"),
    "foster.enter": _("вписа семейството в регистъра"),
    "foster.refuse": _("отказа вписване"),
    "foster.pause": _("спря временно приемането"),
    "foster.resume": _("поднови приемането"),
    "foster.end": _("заличи семейството"),
    "foster.profile_changed": _("промени кого приема семейството"),
    "foster.contact_changed": _("поправи адреса или телефона"),
    "foster.trained": _("вписа обучение"),
    "foster.placed": _("настани дете"),
    "foster.stay_ended": _("приключи престой"),
    "documents.issued": _("издаде документ"),
}


def lines(events: Iterable[Event]) -> list[Entry]:
    """The events that have a sentence, in words; three queries whatever their number."""
    told = [event for event in events if event.name in SENTENCES]
    organizations = Organization.objects.in_bulk({event.organization_id for event in told})
    users = User.objects.in_bulk({event.user_id for event in told if event.user_id})
    return [
        Entry(
            organization=str(organizations[event.organization_id]),
            sentence=str(SENTENCES[event.name]),
            at=event.recorded_at,
            who=str(users.get(event.user_id or 0, "")),
            article="",
            note="",
            happened_on=_other_day(event),
            position=event.position or 0,
        )
        for event in told
    ]


def _other_day(event: Event) -> date | None:
    """The day on which it happened, where it was written down on another."""
    recorded_on = timezone.localdate(event.recorded_at, SOFIA)
    return event.happened_on if event.happened_on != recorded_on else None
