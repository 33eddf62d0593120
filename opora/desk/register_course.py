"""What happened with a service, as plain sentences for those who look after it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from opora.capacity import sentences as capacity
from opora.journal import queries as journal
from opora.lib.actor import Actor
from opora.referral.sentences import Entry
from opora.register.changes import KIND
from opora.register.models import Service

SHOWN = 15
SENTENCES: dict[str, str | Promise] = {
    **capacity.SENTENCES,
    "register.service_created": gettext_lazy("вписа услугата"),
    "register.service_edited": gettext_lazy("поправи данните"),
    "register.service_closed": gettext_lazy("закри услугата"),
    "register.price_written": gettext_lazy("вписа цена"),
    "register.import_applied": gettext_lazy("внесе услуги от файл"),
    "register.import_undone": gettext_lazy("върна внос от файл"),
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
    return capacity.lines(events.filter(name__in=SENTENCES)[:SHOWN], SENTENCES)
