"""Reading the journal; the audience fixed in each event decides who sees it."""

from django.db.models import F, QuerySet

from opora.lib.actor import Actor

from .models import Event

NEWEST = (F("position").desc(nulls_first=True), "-id")


def visible(actor: Actor) -> QuerySet[Event]:
    """The events whose audience the actor's organization belongs to, with their details."""
    return Event.objects.filter(audience__contains=[actor.organization_id]).select_related("detail")


def timeline(actor: Actor, *, kind: str, record_id: int) -> QuerySet[Event]:
    """What happened with one record, newest first. Events of the running transaction come first."""
    return visible(actor).filter(record_kind=kind, record_id=record_id).order_by(*NEWEST)


def about(actor: Actor, *, person_id: int) -> QuerySet[Event]:
    """What happened with everything that concerns one person, newest first."""
    return visible(actor).filter(subject_id=person_id).order_by(*NEWEST)
