"""One place that turns the names of events into plain sentences for the timeline."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opora.accounts.models import Organization, User
from opora.journal.models import Event
from opora.lib import words
from opora.lib.labels import translated
from opora.register.models import Service

SENTENCES = {
    "referral.wish_recorded": gettext_lazy("записа желание за услуга"),
    "referral.assigned": gettext_lazy("разпредели преписката на %(officer)s"),
    "referral.assessment_started": gettext_lazy("започна предварителната оценка"),
    "referral.assessment_saved": gettext_lazy("допълни предварителната оценка"),
    "referral.referred": gettext_lazy("завърши оценката и насочи лицето"),
    "referral.not_referred": gettext_lazy("не насочи лицето"),
    "referral.sent_urgently": gettext_lazy("поиска спешен прием в %(service)s"),
    "referral.admitted_urgently": gettext_lazy("прие лицето спешно"),
    "referral.urgent_refused": gettext_lazy("отказа спешния прием"),
    "referral.papers_completed": gettext_lazy("довърши документите след спешния прием"),
    "referral.placed_by_court": gettext_lazy("вписа настаняване от съда"),
    "referral.placed_by_measure": gettext_lazy("вписа настаняване по мярка за закрила"),
    "referral.reopened": gettext_lazy("върна преписката за ново решение след обжалване"),
    "referral.refusal_served": gettext_lazy("вписа, че отказът е съобщен на лицето"),
    "referral.appeal_filed": gettext_lazy("получи жалба срещу отказ"),
    "referral.appeal_sent": gettext_lazy("изпрати жалбата на %(body)s"),
    "referral.appeal_upheld": gettext_lazy("вписа решението по жалбата: отказът остава в сила"),
    "referral.appeal_annulled": gettext_lazy("вписа решението по жалбата: отказът е отменен"),
    "referral.appeal_returned": gettext_lazy(
        "вписа решението по жалбата: върната е за ново решение"
    ),
    "referral.appeal_withdrawn": gettext_lazy("вписа, че жалбата е оттеглена"),
    "referral.appeal_followed": gettext_lazy("изпрати преписката отново до %(service)s"),
    "referral.provider_chosen": gettext_lazy(
        "изпрати преписката до %(service)s по избор на лицето"
    ),
    "referral.accepted": gettext_lazy("прие лицето и зае място"),
    "referral.refused": gettext_lazy("отказа да приеме лицето"),
    "referral.enqueued": gettext_lazy("вписа лицето в списъка на чакащите"),
    "referral.priority_set": gettext_lazy("даде предимство в списъка на чакащите"),
    "referral.priority_ended": gettext_lazy("отмени предимството в списъка на чакащите"),
    "referral.left_queue": gettext_lazy("вписа, че лицето напуска списъка на чакащите"),
    "referral.offered": gettext_lazy("предложи освободеното място"),
    "referral.offer_accepted": gettext_lazy("прие предложеното място от името на лицето"),
    "referral.offer_declined": gettext_lazy("вписа отказ от предложеното място"),
    "referral.offer_expired": gettext_lazy("срокът за отговор на предложеното място изтече"),
    "referral.withdrawn": gettext_lazy("вписа, че лицето оттегля желанието си"),
    "referral.included": gettext_lazy("включи %(organization)s в преписката"),
    "referral.asked": gettext_lazy("поиска становище от %(organization)s"),
    "referral.answered": gettext_lazy("отговори на искането за становище"),
    "referral.handover_proposed": gettext_lazy(
        "предложи да предаде преписката на %(organization)s"
    ),
    "referral.handover_canceled": gettext_lazy("върна предложението за предаване"),
    "referral.handover_accepted": gettext_lazy("пое преписката от %(organization)s"),
    "referral.handover_declined": gettext_lazy("не пое преписката"),
    "referral.code_issued": gettext_lazy("издаде на лицето код, с който то следи преписката"),
    "referral.code_revoked": gettext_lazy("оттегли кода, с който лицето следи преписката"),
    "referral.code_used": gettext_lazy("показа преписката по кода на лицето за пръв път"),
    "referral.overdue": gettext_lazy("пропусна срока; уведомен е ръководителят"),
}
NOTES = ("question", "answer", "reason", "ground", "document", "priority")


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
    details = {event.pk: _values(event) for event in told}
    organizations = Organization.objects.in_bulk(
        {event.organization_id for event in told}
        | {one["organization"] for one in details.values() if one.get("organization")}
    )
    users = User.objects.in_bulk(
        {event.user_id for event in told if event.user_id}
        | {one["officer"] for one in details.values() if one.get("officer")}
    )
    services = Service.objects.in_bulk(
        {one["service"] for one in details.values() if one.get("service")}
    )
    return [_line(event, details[event.pk], organizations, users, services) for event in told]


def _values(event: Event) -> dict[str, Any]:
    return event.detail.values if hasattr(event, "detail") else {}


def _line(
    event: Event,
    values: dict[str, Any],
    organizations: dict[int, Organization],
    users: dict[int, User],
    services: dict[int, Service],
) -> Entry:
    names = {
        "organization": organizations.get(values.get("organization", 0), _("друга организация")),
        "officer": users.get(values.get("officer", 0), _("служител")),
        "service": services.get(values.get("service", 0), _("избраната услуга")),
        "body": values.get("body", _("органа, който решава")),
    }
    recorded_on = timezone.localdate(event.recorded_at, words.SOFIA)
    return Entry(
        organization=capfirst(str(organizations[event.organization_id])),
        sentence=str(SENTENCES[event.name]) % names,
        at=event.recorded_at,
        who=str(users[event.user_id]) if event.user_id in users else "",
        article=translated(event.article),
        note="; ".join(str(values[key]) for key in NOTES if values.get(key)),
        happened_on=event.happened_on if event.happened_on != recorded_on else None,
        position=event.position or 0,
    )
