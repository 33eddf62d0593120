"""What happened with a service, as plain sentences for those who look after it."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opora.accounts.models import Organization, User
from opora.journal import queries as journal
from opora.journal.models import Event
from opora.lib.actor import Actor
from opora.lib.words import SOFIA
from opora.referral.sentences import Entry
from opora.register.changes import KIND, label_of
from opora.register.models import Service

SHOWN = 15
SENTENCES = {
    "register.service_created": gettext_lazy("вписа услугата"),
    "register.service_edited": gettext_lazy("поправи данните"),
    "register.service_closed": gettext_lazy("закри услугата"),
    "register.price_written": gettext_lazy("вписа цена"),
    "register.import_applied": gettext_lazy("внесе услуги от файл"),
    "register.import_undone": gettext_lazy("върна внос от файл"),
    "register.capacity_begun": gettext_lazy("започна искане за местата"),
    "register.capacity_sent": gettext_lazy("изпрати искането до АСП"),
    "register.capacity_dropped": gettext_lazy("оттегли искането за местата"),
    "register.capacity_returned": gettext_lazy("върна искането за допълване"),
    "register.capacity_ordered": gettext_lazy("издаде заповед за местата"),
    "register.capacity_refused": gettext_lazy("отказа промяната на местата"),
    "register.capacity_decided": gettext_lazy("вписа решение на общинския съвет"),
    "register.capacity_applied": gettext_lazy("вписа новите места в регистъра"),
    "places.capacity_changed": gettext_lazy("промени капацитета"),
    "places.taken": gettext_lazy("запази място за прието лице"),
    "places.begun": gettext_lazy("настани лице"),
    "places.ended": gettext_lazy("освободи място"),
    "places.order_rule_set": gettext_lazy("прие правило за реда на чакане"),
    "places.facts_changed": gettext_lazy("поправи обстоятелства за реда"),
    "places.enqueued": gettext_lazy("записа лице в списъка на чакащите"),
    "places.left": gettext_lazy("отписа лице от списъка на чакащите"),
    "places.offered": gettext_lazy("предложи свободно място на следващия чакащ"),
    "places.offer_accepted": gettext_lazy("прие предложеното място"),
    "places.offer_declined": gettext_lazy("отказа предложеното място"),
    "places.offer_expired": gettext_lazy("предложеното място не беше прието в срок"),
}


def lines(actor: Actor, service: Service) -> list[Entry]:
    """The latest events of a service that the actor hears; three queries whatever their number.

    People are not named: whom an event concerns stands in the queue and among the placements.
    """
    events = journal.timeline(actor, kind=KIND, record_id=service.pk)
    return sentences_of(events.filter(name__in=SENTENCES)[:SHOWN])


def sentences_of(found: Iterable[Event]) -> list[Entry]:
    """Events that have a sentence, in words."""
    events = [event for event in found if event.name in SENTENCES]
    organizations = Organization.objects.in_bulk({event.organization_id for event in events})
    users = User.objects.in_bulk({event.user_id for event in events if event.user_id})
    return [_line(event, organizations, users) for event in events]


def _line(event: Event, organizations: dict[int, Organization], users: dict[int, User]) -> Entry:
    recorded_on = timezone.localdate(event.recorded_at, SOFIA)
    values = event.detail.values if hasattr(event, "detail") else {}
    return Entry(
        organization=str(organizations[event.organization_id]),
        sentence=str(SENTENCES[event.name]),
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
