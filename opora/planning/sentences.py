"""One place that turns the names of events of maps into plain sentences."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opora.accounts.models import Organization, User
from opora.journal.models import Event

from .rules import ANSWER_LABELS, PURPOSE_LABELS, Answer, Purpose

SENTENCES = {
    "planning.variant_opened": gettext_lazy("откри варианта от внесените анализи: %(n)s"),
    "planning.variant_transcribed": gettext_lazy("вписа карта от хартия, редове: %(n)s"),
    "planning.variant_copied": gettext_lazy("копира варианта от „%(source)s“"),
    "planning.entry_changed": gettext_lazy("промени ред: %(municipality)s, %(service)s"),
    "planning.agreement_asked": gettext_lazy("изпрати за съгласуване домакините на %(n)s услуги"),
    "planning.agreement_answered": gettext_lazy("отговори за „%(service)s“: %(answer)s"),
    "planning.agreement_recorded": gettext_lazy(
        "вписа писмен отговор на %(municipality)s за „%(service)s“: %(answer)s"
    ),
    "planning.agreements_withdrawn": gettext_lazy(
        "промени домакините на „%(service)s“; дадените съгласия отпадат"
    ),
    "planning.variant_dropped": gettext_lazy("отказа варианта"),
    "planning.version_locked": gettext_lazy("заключи версията"),
    "planning.version_put_to_vote": gettext_lazy("внесе версията за гласуване като %(purpose)s"),
    "planning.map_adopted_indicative": gettext_lazy("прие картата като индикативна"),
    "planning.map_adopted_final": gettext_lazy("прие картата като окончателна"),
    "planning.version_revised": gettext_lazy("откри нова версия „%(name)s“"),
    "planning.version_amended": gettext_lazy("откри нова версия „%(name)s“ от приетата"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the course of a map."""

    organization: str
    sentence: str
    at: datetime
    who: str
    article: str
    note: str
    happened_on: date | None
    position: int


def lines(events: Iterable[Event]) -> list[Entry]:
    """The events in words; two queries whatever their number."""
    told = [event for event in events if event.name in SENTENCES]
    offices = Organization.objects.in_bulk({event.organization_id for event in told})
    users = User.objects.in_bulk({event.user_id for event in told if event.user_id})
    return [
        Entry(
            organization=str(offices[event.organization_id]),
            sentence=str(SENTENCES[event.name]) % Words(_values(event)),
            at=event.recorded_at,
            who=str(users[event.user_id]) if event.user_id in users else "",
            article=event.article,
            note=str(_values(event).get("reason", "")),
            happened_on=event.happened_on
            if event.happened_on != event.recorded_at.date()
            else None,
            position=event.position or 0,
        )
        for event in told
    ]


class Words(dict[str, Any]):
    """What was erased stays unnamed."""

    def __missing__(self, key: str) -> str:
        return "…"


def _values(event: Event) -> dict[str, Any]:
    values = dict(event.detail.values) if hasattr(event, "detail") else {}
    if "answer" in values:
        values["answer"] = _(ANSWER_LABELS[Answer(values["answer"])])
    if "purpose" in values:
        values["purpose"] = _(PURPOSE_LABELS[Purpose(values["purpose"])])
    return values
