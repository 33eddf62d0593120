"""States and steps of places, moves in the queue, arithmetic of free places and waiting. Pure.

The order of the queue (`order_rules`) and the hours to answer an offer are not statute: they are
the provider's own rule, and every page says so („правило на доставчика“, „практика“).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from math import ceil

from opora.accounts.rules import CASEWORK
from opora.lib.actor import Actor
from opora.lib.labels import gettext_noop as _
from opora.lib.refusals import NotVisible, Refused

PROVIDER_RULE = _("правило на доставчика")
ORDER_RULE = _("Местата се дават по реда на списъка на чакащите (правило на доставчика).")
HOURS_TO_ANSWER = 72  # practice; the value in force is a dated row of PlaceRule
SYSTEM = "system"  # the role of what follows from an act by itself, in the provider's name
ENOUGH_ENDED = 3  # fewer ended placements in a year say nothing about waiting
YEAR_DAYS = 365
INTERVAL = (0.1, 0.9)


class PlacementState(StrEnum):
    """A place is held from the acceptance, taken from the first day of use, ended when free."""

    HELD = "held"
    TAKEN = "taken"
    ENDED = "ended"


class EntryState(StrEnum):
    """Where somebody on the waiting list stands."""

    WAITING = "waiting"
    OFFERED = "offered"
    PLACED = "placed"
    LEFT = "left"


class OfferState(StrEnum):
    """An offer is open until it is answered or its time is over."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"


class Ground(StrEnum):
    """On what ground a place is given; only the last two may exceed the capacity."""

    REGULAR = "regular"
    URGENT = "urgent"
    COURT = "court"


class Cause(StrEnum):
    """Why somebody's place in the queue changed."""

    JOINED = "joined"
    PRIORITY_GIVEN = "priority_given"
    PRIORITY_ENDED = "priority_ended"
    DECLINED = "declined"
    EXPIRED = "expired"
    PLACED = "placed"
    LEFT = "left"
    FACTS_CHANGED = "facts_changed"
    RULE_CHANGED = "rule_changed"


class Side(StrEnum):
    """Who acts, seen from a place: its provider, or an authority that works with the person."""

    PROVIDER = "provider"
    AUTHORITY = "authority"


ACTIVE_PLACEMENTS = frozenset({PlacementState.HELD, PlacementState.TAKEN})
ACTIVE_ENTRIES = frozenset({EntryState.WAITING, EntryState.OFFERED})

PLACEMENT_LABELS = {
    PlacementState.HELD: _("запазено"),
    PlacementState.TAKEN: _("заето"),
    PlacementState.ENDED: _("освободено"),
}
ENTRY_LABELS = {
    EntryState.WAITING: _("чака"),
    EntryState.OFFERED: _("предложено е място"),
    EntryState.PLACED: _("получи място"),
    EntryState.LEFT: _("отпадна"),
}
OFFER_LABELS = {
    OfferState.OPEN: _("чака отговор"),
    OfferState.ACCEPTED: _("прието"),
    OfferState.DECLINED: _("отказано"),
    OfferState.EXPIRED: _("изтекло"),
}
GROUND_LABELS = {
    Ground.REGULAR: _("по общия ред"),
    Ground.URGENT: _("спешно настаняване"),
    Ground.COURT: _("настаняване от съда"),
}
# What is said to the one who moved; about others only what concerns this person.
OWN_CAUSES = {
    Cause.JOINED: _("Записване в списъка на чакащите."),
    Cause.PRIORITY_GIVEN: _("Признато предимство."),
    Cause.PRIORITY_ENDED: _("Предимството е отменено."),
    Cause.DECLINED: _("Отказ от предложено място: преминава в края на списъка."),
    Cause.EXPIRED: _("Предложеното място не беше прието в срок: преминава в края на списъка."),
    Cause.PLACED: _("Получи място."),
    Cause.LEFT: _("Отпадна от списъка."),
    Cause.FACTS_CHANGED: _("Поправени са обстоятелствата, по които се подрежда."),
    Cause.RULE_CHANGED: _("Доставчикът промени правилото за реда."),
}
OTHERS_CAUSES = {
    Cause.JOINED: _("Записа се друг чакащ, който по правилото е по-напред."),
    Cause.PRIORITY_GIVEN: _("На друг чакащ беше признато предимство."),
    Cause.PRIORITY_ENDED: _("Предимството на друг чакащ беше отменено."),
    Cause.DECLINED: _("Чакащ преди това лице отказа място и премина в края на списъка."),
    Cause.EXPIRED: _("Чакащ преди това лице не отговори в срок и премина в края на списъка."),
    Cause.PLACED: _("Чакащ преди това лице получи място."),
    Cause.LEFT: _("Чакащ преди това лице отпадна от списъка."),
    Cause.FACTS_CHANGED: _("Поправени са обстоятелствата на друг чакащ."),
    Cause.RULE_CHANGED: _("Доставчикът промени правилото за реда."),
}


@dataclass(frozen=True, slots=True)
class Step:
    """From which states to which one, and whose act it is."""

    sources: frozenset[str]
    target: str
    who: frozenset[Side]
    by: str = PROVIDER_RULE


Steps = Mapping[str, Step]
PROVIDER_ONLY = frozenset({Side.PROVIDER})
BOTH = frozenset(Side)
NEW = frozenset({""})

PLACEMENT_STEPS: Steps = {
    "take": Step(NEW, PlacementState.HELD, BOTH),
    "begin": Step(frozenset({PlacementState.HELD}), PlacementState.TAKEN, PROVIDER_ONLY),
    "release": Step(frozenset({PlacementState.HELD}), PlacementState.ENDED, BOTH),
    "end": Step(frozenset({PlacementState.TAKEN}), PlacementState.ENDED, PROVIDER_ONLY),
}
ENTRY_STEPS: Steps = {
    "enqueue": Step(NEW, EntryState.WAITING, BOTH),
    "set_priority": Step(frozenset({EntryState.WAITING}), EntryState.WAITING, PROVIDER_ONLY),
    "end_priority": Step(frozenset({EntryState.WAITING}), EntryState.WAITING, PROVIDER_ONLY),
    "set_facts": Step(frozenset({EntryState.WAITING}), EntryState.WAITING, PROVIDER_ONLY),
    "offer": Step(frozenset({EntryState.WAITING}), EntryState.OFFERED, PROVIDER_ONLY),
    "take": Step(ACTIVE_ENTRIES, EntryState.PLACED, BOTH),
    "return": Step(frozenset({EntryState.OFFERED}), EntryState.WAITING, BOTH),
    "leave": Step(ACTIVE_ENTRIES, EntryState.LEFT, BOTH),
}
OFFER_STEPS: Steps = {
    "offer": Step(NEW, OfferState.OPEN, PROVIDER_ONLY),
    "accept": Step(frozenset({OfferState.OPEN}), OfferState.ACCEPTED, BOTH),
    "decline": Step(frozenset({OfferState.OPEN}), OfferState.DECLINED, BOTH),
    "expire": Step(frozenset({OfferState.OPEN}), OfferState.EXPIRED, PROVIDER_ONLY),
}


def side_of(actor: Actor, provider_id: int, audience: Iterable[int]) -> Side:
    """From which side the actor touches a place of this provider; a stranger does not see it."""
    if actor.organization_id == provider_id:
        return Side.PROVIDER
    if actor.organization_id in audience:
        return Side.AUTHORITY
    raise NotVisible


def next_state(steps: Steps, action: str, state: str, actor: Actor, side: Side) -> str:
    """The state after `action`; refused with a sentence when it is not this one's or not now."""
    step = steps[action]
    if side not in step.who:
        raise Refused(
            _("Това действие е на доставчика на услугата."),
            rule=step.by,
            remedy=_("Поискайте го от доставчика."),
        )
    if not actor.has(SYSTEM, *CASEWORK):
        raise Refused(
            _("Вашата роля не дава право да променяте места и чакащи."),
            remedy=_("Обърнете се към ръководителя на Вашата организация."),
        )
    if state not in step.sources:
        raise Refused(
            _("Междувременно това вече е приключено или променено от друг."),
            remedy=_("Отворете страницата отново, за да видите сегашното състояние."),
        )
    return step.target


@dataclass(frozen=True, slots=True)
class CapacityRow:
    """So many places in the half-open period [from, to)."""

    n_places: int
    valid_from: date
    valid_to: date | None = None


def capacity_on(rows: Iterable[CapacityRow], day: date) -> int:
    """How many places there are on a day; none when no row is in force."""
    return next(
        (
            row.n_places
            for row in rows
            if row.valid_from <= day and (row.valid_to is None or day < row.valid_to)
        ),
        0,
    )


def until_closed(rows: Iterable[CapacityRow], closed_on: date | None) -> list[CapacityRow]:
    """The rows as they count for a service that closes: no places from that day on."""
    if closed_on is None:
        return list(rows)
    open_rows = [row for row in rows if row.valid_from < closed_on]
    return [
        CapacityRow(row.n_places, row.valid_from, min(row.valid_to or closed_on, closed_on))
        for row in open_rows
    ]


def lasting_capacity(rows: Sequence[CapacityRow], day: date) -> int:
    """How many places can be given on a day for good: the least of that day and all later rows.

    A place is given without an end. One that a known cut will take away is not free today.
    """
    later = [row.n_places for row in rows if row.valid_from > day]
    return min([capacity_on(rows, day), *later])


@dataclass(frozen=True, slots=True)
class Occupancy:
    """The places of one service on one day. All numbers are of people or places, never names."""

    capacity: int
    lasting_capacity: int
    n_taken: int = 0
    n_held: int = 0
    n_offered: int = 0
    n_waiting: int = 0
    n_eligible: int = 0

    @property
    def n_users(self) -> int:
        """Placements in force: held and taken. („заети места“)"""
        return self.n_taken + self.n_held

    @property
    def n_occupied(self) -> int:
        """What cannot be given: users, and places offered to somebody."""
        return self.n_users + self.n_offered

    @property
    def n_vacancies(self) -> int:
        """Free places; never below zero, also when an urgent act exceeded the capacity."""
        return max(0, self.lasting_capacity - self.n_occupied)

    @property
    def n_over(self) -> int:
        """How many users there are over the capacity."""
        return max(0, self.n_users - self.capacity)


def moves(before: Sequence[int], after: Sequence[int]) -> dict[int, tuple[int | None, int | None]]:
    """Who changed place between two orders of the queue: {entry: (from, to)}, counted from 1.

    None stands for not being in the queue.
    """
    was = {entry: place for place, entry in enumerate(before, 1)}
    now = {entry: place for place, entry in enumerate(after, 1)}
    changed = {}
    for entry in [*after, *(entry for entry in before if entry not in now)]:
        if was.get(entry) != now.get(entry):
            changed[entry] = (was.get(entry), now.get(entry))
    return changed


@dataclass(frozen=True, slots=True)
class ExpectedWait:
    """How long one will probably wait, and on what the estimate stands.

    `n_days` is None when fewer than three placements ended in the history. In four of five such
    waits the place comes between `n_from` and `n_to` days from now.
    """

    n_days: int | None
    n_ended: int
    n_from: int | None = None
    n_to: int | None = None

    @property
    def has_basis(self) -> bool:
        """Whether there is enough to say a number; otherwise „няма достатъчно данни“."""
        return self.n_days is not None


def expected_wait(
    *, place: int, n_ended: int, n_vacancies: int = 0, n_days: int = YEAR_DAYS
) -> ExpectedWait:
    """Days until the one at `place` of the queue gets a free place, rounded up.

    As many places are expected to become free per day as became free in the last `n_days` of the
    service: days = place × n_days / ended. A free place now means no wait.

    The interval: places become free as a Poisson process whose rate is known only from the n that
    became free in T days, so it is Gamma(n + 1/2, T) (Jeffreys' prior). The k-th next one comes
    after T · X / (1 − X) days, X ~ Beta(k, n + 1/2); its 10th and 90th percent are told. Both grow
    with the place.
    """
    if place <= n_vacancies:
        return ExpectedWait(0, n_ended, 0, 0)
    if n_ended < ENOUGH_ENDED:
        return ExpectedWait(None, n_ended)
    k = place - n_vacancies
    n_from, n_to = (_quantile(k, n_ended, n_days, share) for share in INTERVAL)
    return ExpectedWait(-(-k * n_days // n_ended), n_ended, n_from, n_to)


@cache
def _quantile(k: int, n_ended: int, n_days: int, share: float) -> int:
    from scipy.special import betaincinv  # noqa: PLC0415  (a start without it is faster)

    x = float(betaincinv(k, n_ended + 0.5, share))
    return ceil(n_days * x / (1 - x))


def exceeds_with_ground(ground: str, document: str) -> bool:
    """Whether this ground may exceed the capacity; refused when its document is not named."""
    if ground == Ground.REGULAR:
        return False
    if not document.strip():
        raise Refused(
            _("Посочете документа, на който се основава настаняването."),
            rule=_("Капацитетът се надвишава само със съдебен или спешен акт."),
            remedy=_("Впишете вида, номера и датата на акта."),
            field="ground_document",
        )
    return True


def keeps_capacity(*, new: int, current: int, occupancy: Occupancy) -> bool:
    """Whether a capacity may become `new`: raising always, lowering not below what is occupied."""
    return new >= current or new >= occupancy.n_occupied
