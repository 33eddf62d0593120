"""Reading places. Counts are for everybody; names for those who work with the person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.lib import words
from opora.lib.actor import Actor
from opora.lib.words import SOFIA
from opora.people import queries as people
from opora.people.models import Person
from opora.register.models import Service

from . import order, order_rules, rules
from .models import (
    ACTIVE,
    IN_QUEUE,
    OrderRule,
    Placement,
    PlaceOffer,
    PlaceRule,
    QueueChange,
    WaitingListEntry,
)
from .rules import ExpectedWait, Occupancy, OfferState

YEAR = timedelta(days=365)
MONTH_DAYS = 30


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line of the queue as the actor may see it. `person` is None when they may not see whom."""

    entry: WaitingListEntry
    person: Person | None
    place: int
    why: str
    wait: ExpectedWait
    offer: PlaceOffer | None


# What concerns the actor


def placements(actor: Actor, service_id: int | None = None) -> QuerySet[Placement]:
    """The placements that the actor's organization gives or follows, those in force first."""
    found = Placement.objects.filter(audience__contains=[actor.organization_id])
    if service_id is not None:
        found = found.filter(service=service_id)
    return found.select_related("service").order_by("ended_on", "held_at").reverse()


def active_placements(actor: Actor, service_id: int | None = None) -> QuerySet[Placement]:
    """Those of them that are held or taken now, the oldest first."""
    return placements(actor, service_id).filter(ACTIVE).order_by("held_at", "id")


def placement_of(actor: Actor, *, request_id: int) -> Placement | None:
    """The latest placement that came from a request."""
    return placements(actor).filter(request_id=request_id).order_by("-id").first()


def entries(actor: Actor, service_id: int | None = None) -> QuerySet[WaitingListEntry]:
    """Who waits now, of those with whom the actor's organization works, in order."""
    found = WaitingListEntry.objects.filter(IN_QUEUE, audience__contains=[actor.organization_id])
    if service_id is not None:
        found = found.filter(service=service_id)
    return found.select_related("service").order_by("service", "order_key", "id")


def entry_of(actor: Actor, *, request_id: int) -> WaitingListEntry | None:
    """The entry in a queue that came from a request and still waits."""
    return entries(actor).filter(request_id=request_id).first()


def offers(actor: Actor, service_id: int | None = None) -> QuerySet[PlaceOffer]:
    """The open offers of the actor's organization or to people it works with, the soonest first."""
    found = PlaceOffer.objects.filter(
        audience__contains=[actor.organization_id], state=OfferState.OPEN
    )
    if service_id is not None:
        found = found.filter(service=service_id)
    return found.select_related("entry", "service").order_by("expires_at", "id")


def all_offers(actor: Actor) -> QuerySet[PlaceOffer]:
    """Every offer that the actor may see, answered ones too, for finding one by its number."""
    return PlaceOffer.objects.filter(audience__contains=[actor.organization_id]).select_related(
        "entry", "service"
    )


def queue_changes(actor: Actor, *, entry_id: int) -> QuerySet[QueueChange]:
    """Every change of somebody's place in the queue with its cause, the newest first."""
    return QueueChange.objects.filter(
        entry=entry_id, audience__contains=[actor.organization_id]
    ).order_by("-id")


def queue(actor: Actor, service_id: int, *, today: date) -> list[Waiting]:
    """The queue of a service: whole for its provider; for others own people, at true places."""
    rows = list(entries(actor, service_id).select_related(None))
    places = queue_places([row.pk for row in rows])
    seen = people.core(actor).in_bulk([row.person_id for row in rows])
    open_offers = {offer.entry_id: offer for offer in offers(actor, service_id)}
    counts = occupancy([service_id], today)[service_id]
    history = _histories([service_id], today)[service_id]
    return [
        Waiting(
            entry=row,
            person=seen.get(row.person_id),
            place=places[row.pk],
            why=why(row),
            wait=_wait_at(places[row.pk], counts, history, row.pk in open_offers),
            offer=open_offers.get(row.pk),
        )
        for row in rows
    ]


def why(entry: WaitingListEntry) -> str:
    """Why the entry stands where it does, in words for the person."""
    if entry.priority:
        return _("Предимство: %(reason)s") % {"reason": entry.priority_reason}
    if entry.moved_back_at:
        return _("В края на списъка от %(day)s, защото предложено място не беше прието.") % {
            "day": words.day(entry.moved_back_at.astimezone(SOFIA).date())
        }
    return _("Предварителна оценка от %(assessed)s, записване на %(joined)s") % {
        "assessed": words.day(entry.assessed_on),
        "joined": words.moment(entry.joined_at),
    }


# Counts, for everybody


# What comes later is put together once: asked for service by service it cost four times as much.
_CAPACITIES = """
with later as (
    select coming.service_id, min(coming.n_places) as n_places
    from register_capacity coming join register_service service on service.id = coming.service_id
    where coming.service_id = any(%(services)s) and coming.valid_from > %(day)s
        and (service.closed_on is null or coming.valid_from < service.closed_on)
    group by coming.service_id
)
select service.id, now.n_places, least(now.n_places, later.n_places)
from register_service service
join register_capacity now on now.service_id = service.id
    and now.valid_from <= %(day)s and (now.valid_to is null or now.valid_to > %(day)s)
left join later on later.service_id = service.id
where service.id = any(%(services)s)
    and (service.closed_on is null or service.closed_on > %(day)s)
"""
# The limit stops at the first service of a kind that has a place.
_VACANT_KINDS = """
select kind from unnest(%(kinds)s::text[]) kind cross join lateral (
    select from register_service service
    cross join lateral (
        select min(n_places) filter (where valid_from <= %(day)s) as now,
               min(n_places) filter (where valid_from > %(day)s
                   and (service.closed_on is null or valid_from < service.closed_on)) as later
        from register_capacity
        where service_id = service.id and (valid_to is null or valid_to > %(day)s)
    ) capacity
    where service.named_service_id = kind and service.opened_on <= %(day)s
        and (service.closed_on is null or service.closed_on > %(day)s)
        and capacity.now is not null
        and least(capacity.now, capacity.later) > coalesce((
            select n_taken + n_held + n_offered from places_occupancy
            where service_id = service.id
        ), 0)
    limit 1
) vacancy
"""


def vacant_kinds(kinds: Iterable[str], day: date) -> set[str]:
    """Which of these kinds of services have a free place somewhere, as `Occupancy.n_vacancies`."""
    with connection.cursor() as cursor:
        cursor.execute(_VACANT_KINDS, {"kinds": list(kinds), "day": day})
        return {kind for (kind,) in cursor.fetchall()}


def occupancy(service_ids: Iterable[int], day: date) -> dict[int, Occupancy]:
    """How full each service is now, against its capacity of `day`. Two queries for any number.

    The same as `rules.capacity_on` and `rules.lasting_capacity` over `rules.until_closed`, counted
    by the database, because the register asks it for every service of the country at once.
    """
    wanted = list(service_ids)
    with connection.cursor() as cursor:
        cursor.execute(_CAPACITIES, {"day": day, "services": wanted})
        capacities = {service_id: found for service_id, *found in cursor.fetchall()}
    counts = _counts(wanted)
    return {
        service_id: Occupancy(*capacities.get(service_id, (0, 0)), *counts.get(service_id, ()))
        for service_id in wanted
    }


class Tally(NamedTuple):
    """The two counts by which services are chosen and sorted."""

    n_vacancies: int
    n_queue: int


def tallies(day: date) -> dict[int, Tally]:
    """`Occupancy.n_vacancies` and everybody on the list, of every service of the country."""
    with connection.cursor() as cursor:
        cursor.execute("select * from places_tallies(%s)", [day])
        return {row[0]: Tally(row[1], row[2]) for row in cursor.fetchall()}


class Count(NamedTuple):
    """Places and people of one kind of service in one municipality; none of a protected kind."""

    municipality: str | None
    district: str
    named_service: str
    n_places: int
    n_occupied: int
    n_placed: int
    n_waiting: int


def counts(day: date) -> list[Count]:
    """Every place, everybody who holds or uses one and who waits on a day, in one query.

    Over the whole country by municipality and kind of service, without the people.
    """
    with connection.cursor() as cursor:
        cursor.execute("select * from places_counts(%s)", [day])
        return [Count(*row) for row in cursor.fetchall()]


def _counts(service_ids: list[int]) -> dict[int, tuple[int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select service_id, n_taken, n_held, n_offered, n_waiting, n_eligible"
            " from places_occupancy where service_id = any(%s)",
            [service_ids],
        )
        return {service_id: tuple(counts) for service_id, *counts in cursor.fetchall()}


def queue_places(entry_ids: Iterable[int]) -> dict[int, int]:
    """Which place of its queue each entry has, counted from 1 over everybody who waits."""
    services = WaitingListEntry.objects.filter(pk__in=list(entry_ids)).values_list("pk", "service")
    with connection.cursor() as cursor:
        cursor.execute(
            "select entry_id, place from places_queueplace where service_id = any(%s)",
            [sorted({service_id for _entry, service_id in services})],
        )
        all_places = dict(cursor.fetchall())
    return {
        entry_id: all_places[entry_id] for entry_id, _service in services if entry_id in all_places
    }


def expected_wait(
    service_ids: Iterable[int], today: date, *, counts: Mapping[int, Occupancy] | None = None
) -> dict[int, ExpectedWait]:
    """How long somebody who joins the queue of each service today will probably wait.

    `counts` is today's occupancy where the caller knows it already.
    """
    wanted = list(service_ids)
    past, now = _histories(wanted, today), counts or occupancy(wanted, today)
    return {
        service_id: rules.expected_wait(
            place=now[service_id].n_waiting + 1,
            n_ended=past[service_id].n_ended,
            n_days=past[service_id].n_days,
            n_vacancies=now[service_id].n_vacancies,
        )
        for service_id in wanted
    }


class History(NamedTuple):
    """How many places of a service became free, in how many days up to today."""

    n_ended: int
    n_days: int


def _wait_at(place: int, counts: Occupancy, history: History, is_offered: bool) -> ExpectedWait:
    """Those with an open offer stand before, and their places are occupied already."""
    if is_offered:
        return ExpectedWait(0, history.n_ended, 0, 0)
    behind = max(1, place - counts.n_offered)
    return rules.expected_wait(place=behind, n_ended=history.n_ended, n_days=history.n_days)


def _histories(service_ids: list[int], today: date) -> dict[int, History]:
    """The last twelve months of each service, or its whole life when that is shorter."""
    with connection.cursor() as cursor:
        cursor.execute("select * from places_ended_since(%s, %s)", [service_ids, today - YEAR])
        ended = dict(cursor.fetchall())
    opened = Service.objects.filter(pk__in=service_ids).values_list("pk", "opened_on")
    return {
        service_id: History(
            ended.get(service_id, 0), max(1, min(rules.YEAR_DAYS, (today - opened_on).days))
        )
        for service_id, opened_on in opened
    }


@dataclass(frozen=True, slots=True)
class CheckedOrder:
    """A list as the rule in force orders the facts known then, beside the list that was told."""

    moment: datetime
    rule: OrderRule
    computed: tuple[int, ...]
    told: tuple[int, ...]

    @property
    def is_same(self) -> bool:
        """Whether everybody stood where the rule puts them."""
        return self.computed == self.told

    @property
    def seal(self) -> str:
        """The hash of the computed list."""
        return order_rules.seal(self.computed)

    @property
    def told_seal(self) -> str:
        """The hash of the list that was told."""
        return order_rules.seal(self.told)


def order_at(service_id: int, moment: datetime) -> CheckedOrder:
    """Who stood where at a moment: computed again, and as it was told. Numbers of entries only."""
    with connection.cursor() as cursor:
        cursor.execute("select * from places_order_at(%s, %s)", [service_id, moment])
        rows = cursor.fetchall()
    computed = tuple(entry for entry, place, _told in rows if place)
    told = sorted((place, entry) for entry, _place, place in rows if place)
    return CheckedOrder(
        moment, order.rule_at(service_id, moment), computed, tuple(entry for _place, entry in told)
    )


def answer_rules(actor: Actor) -> QuerySet[PlaceRule]:
    """How long an answer to an offered place is awaited: the provider's own rows, then everybody's,
    the newest first."""
    return PlaceRule.objects.filter(
        Q(organization=actor.organization_id) | Q(organization=None)
    ).order_by(F("organization").asc(nulls_last=True), "-valid_from")


def services_to_settle(*, now: datetime, among: Iterable[int] | None = None) -> list[int]:
    """The services with an offer past its time or places that begin today; ids only. `among` asks
    only about these."""
    given = None if among is None else list(among)
    with connection.cursor() as cursor:
        cursor.execute(
            "select places_to_settle(%s, %s, %s::bigint[])", [now, timezone.localdate(now), given]
        )
        return sorted(service_id for (service_id,) in cursor.fetchall())


def wait_words(wait: ExpectedWait) -> str:
    """„очаквано чакане около 3 месеца“; nothing when a place is free."""
    if wait.n_days is None:
        return _("очаквано чакане: няма достатъчно данни")
    if wait.n_days == 0:
        return ""
    about = _("очаквано чакане около %(time)s") % {"time": _days_words(wait.n_days)}
    if wait.n_from is None or wait.n_to is None:
        return about
    return (
        about
        + " "
        + _("(обикновено от %(shortest)s до %(longest)s)")
        % {
            "shortest": _days_words(max(1, wait.n_from)),
            "longest": _days_words(max(1, wait.n_to)),
        }
    )


def _days_words(n_days: int) -> str:
    if n_days < 2 * MONTH_DAYS:
        return words.plural(n_days, _("ден"), _("дни"))
    return words.plural(-(-n_days // MONTH_DAYS), _("месец"), _("месеца"))
