"""What a person who follows the own request is told. Never an officer's name, never what another
organization wrote."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.models import Organization
from opora.accounts.rules import KIND_LABELS, OrganizationKind
from opora.journal import queries as journal
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible
from opora.people import queries as people
from opora.places import queries as places
from opora.places.models import QueueChange

from . import queries, rules, sentences
from .models import ServiceRequest
from .rules import State

MOST_STEPS = 20
UNTOLD = ("referral.assigned",)  # its sentence names an officer


@dataclass(frozen=True, slots=True)
class Seen:
    """That an organization looked: which, in what part, when. No name of who did."""

    organization: str
    part: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Queue:
    """Where the person stands in the queue, why there, and each change with its cause."""

    place: int
    why: str
    changes: Sequence[QueueChange]


@dataclass(frozen=True, slots=True)
class Told:
    """The whole page of the person."""

    request: ServiceRequest
    stages: Sequence[dict[str, str]]
    turn: Organization | None
    awaited: str
    due_on: date | None
    after: str
    queue: Queue | None
    course: Sequence[sentences.Entry]
    looks: Sequence[Seen]
    n_looks: int


def told(actor: Actor, request_id: int) -> Told:
    """What the owner of the request knows, in the words for the person; NotVisible without it."""
    found = queries.page(actor, request_id)
    if found is None:
        raise NotVisible
    state = State(found.state)
    looks, n_looks = _looks(actor, found)
    return Told(
        request=found,
        stages=_stages(state),
        turn=found.turn_organization,
        awaited=_(found.awaited) if found.awaited else "",
        due_on=found.due_on,
        after=_after(state),
        queue=_queue(actor, found),
        course=_course(actor, found),
        looks=looks,
        n_looks=n_looks,
    )


def _stages(state: State) -> list[dict[str, str]]:
    now = next((i for i, (_label, states) in enumerate(rules.STAGES) if state in states), -1)
    if now < 0:
        return [{"label": _(rules.STATE_LABELS[state]), "state": "stopped"}]
    is_over = state == State.ACCEPTED
    return [
        {
            "label": _(label),
            "state": "done" if n < now or is_over else "now" if n == now else "next",
        }
        for n, (label, _states) in enumerate(rules.STAGES)
    ]


def _after(state: State) -> str:
    """The stage that follows the one of now; empty at the end."""
    now = next((i for i, (_label, states) in enumerate(rules.STAGES) if state in states), -1)
    if now < 0 or now + 1 >= len(rules.STAGES) or state == State.ACCEPTED:
        return ""
    return _(rules.STAGES[now + 1][0])


def _queue(actor: Actor, found: ServiceRequest) -> Queue | None:
    entry = places.entry_of(actor, request_id=found.pk)
    if entry is None:
        return None
    place = places.queue_places([entry.pk])[entry.pk]
    changes = list(places.queue_changes(actor, entry_id=entry.pk))
    return Queue(place, places.why(entry), changes)


def _course(actor: Actor, found: ServiceRequest) -> list[sentences.Entry]:
    course = journal.timeline(actor, kind="request", record_id=found.pk)
    told_ones = course.exclude(name__in=UNTOLD)[:MOST_STEPS]
    return [
        sentences.Entry(
            organization=line.organization,
            sentence=line.sentence,
            at=line.at,
            who="",
            article=line.article,
            note="",
            happened_on=line.happened_on,
            position=line.position,
        )
        for line in sentences.lines(told_ones)
    ]


def _looks(actor: Actor, found: ServiceRequest) -> tuple[list[Seen], int]:
    parts = {one.organization_id: one.get_basis_display() for one in queries.participants(found)}
    looked = people.accesses(actor, found.person_id)
    named = [
        Seen(
            organization=str(each.organization),
            part=str(
                parts.get(each.organization.pk)
                or _(KIND_LABELS[OrganizationKind(each.organization.kind)])
            ),
            at=timezone.localtime(each.at),
        )
        for each in looked.shown
        if each.organization
    ]
    return named, looked.n_all
