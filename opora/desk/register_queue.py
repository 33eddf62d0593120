"""What a service's page knows of its places: queue, placements, whether it can be closed."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from opora.accounts.models import Organization
from opora.accounts.rules import may
from opora.lib.actor import Actor
from opora.lib.refusals import Refused
from opora.people import queries as people
from opora.people.models import Person
from opora.places import queries as places
from opora.places import services as place_services
from opora.places.models import Placement
from opora.register import services
from opora.register.models import Service

from .register_list import n_queue


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A place in the queue, or several neighboring places of people whom the actor may not see."""

    first: int
    last: int
    request_id: int = 0
    person: Person | None = None
    is_ours: bool = False
    why: str = ""
    wait: str = ""
    offered_until: datetime | None = None
    priority: bool = False


@dataclass(frozen=True, slots=True)
class PlacementLine:
    """A place in use or held; `person` is None when the actor may not see whom."""

    placement: Placement
    person: Person | None


def lines(actor: Actor, service: Service, *, today: date) -> list[QueueLine]:
    """The whole order of the queue: own people by name, all others only as „друго лице“.

    The ground of another's order may itself be personal, so only their places are told.
    """
    total = n_queue(places.occupancy([service.pk], today)[service.pk])
    found: list[QueueLine] = []
    reached = 0
    for each in sorted(places.queue(actor, service.pk, today=today), key=lambda row: row.place):
        if each.place > reached + 1:
            found.append(QueueLine(reached + 1, each.place - 1))
        found.append(
            QueueLine(
                each.place,
                each.place,
                request_id=each.entry.request_id,
                person=each.person,
                is_ours=True,
                why=each.why,
                wait=places.wait_words(each.wait),
                offered_until=each.offer.expires_at if each.offer else None,
                priority=bool(each.entry.priority),
            )
        )
        reached = each.place
    if total > reached:
        found.append(QueueLine(reached + 1, total))
    return found


def placements(actor: Actor, service: Service, *, today: date) -> list[PlacementLine]:
    """Who has a place now: everybody for the provider, own people for an authority."""
    rows = list(places.active_placements(actor, service.pk))
    seen = people.core(actor).in_bulk([row.person_id for row in rows])
    return [PlacementLine(row, seen.get(row.person_id)) for row in rows]


def close_empty(
    actor: Actor, service: Service, *, closed_on: date, reason: str, now: datetime
) -> Service:
    """Close a service when nobody uses it or waits for it. The book stays locked meanwhile, so that
    no office gives a place between the question and the answer."""
    place_services.open_book(service_id=service.pk)
    counts = places.occupancy([service.pk], closed_on)[service.pk]
    if counts.n_occupied or n_queue(counts):
        raise Refused(
            _("Услугата има потребители или чакащи и не може да бъде закрита."),
            rule=_("Никой не остава без услуга и без ред заради закриване."),
            remedy=_("Преместете хората и приключете списъка на чакащите, после закрийте."),
        )
    return services.close_service(
        actor, service=service, closed_on=closed_on, reason=reason, now=now
    )


def may_open(actor: Actor, organization: Organization) -> bool:
    """Whether the actor's organization enters services at all."""
    return may(organization.kind, actor.roles, "register.edit")


def service_url(slug: str, service_id: int) -> str:
    """The address of a service's page."""
    return reverse("register:service", args=[slug, service_id])
