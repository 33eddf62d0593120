"""Counting again what events have moved. The worker follows the journal and calls `catch_up`."""

from datetime import date, datetime

from django.db import connection, transaction

from opora.journal.context import acting
from opora.journal.services import record
from opora.lib.actor import Actor
from opora.lib.words import SOFIA
from opora.register.models import Service

from . import counting, rules
from .models import Tally, TallyBook
from .rules import Figures, Happened, Key, Moved

EVERYBODY = 0  # in an event's audience: a public fact without personal data
SYSTEM = Actor(None, EVERYBODY, frozenset({"system"}))
AT_ONCE = 5_000
BATCH = 500
# What the sums themselves say moves nothing.
_READ = """
    select position, name, record_kind, record_id from journal_event
    where position > %s order by position limit %s
"""


def catch_up(*, now: datetime) -> int:
    """Count again the municipalities that events since the last time touch; how many events.

    Idempotent: the position is kept in the same transaction as the figures, and the book is locked,
    so that two workers never count the same event. On a new day everything is counted, because
    capacities begin and end by date. When a figure moves, open pages hear "sums.moved".
    """
    with acting(SYSTEM):
        book = TallyBook.objects.select_for_update().get()
        events = read(book.position)
        moved = rules.moved(events)
        if _is_new_day(book, now):
            moved = Moved(everything=True)
        if moved and write(moved, today=now.astimezone(SOFIA).date()):
            record(SYSTEM, "sums.moved", kind="sums", record_id=0, recorded_at=now)
        if events or moved:
            book.position = events[-1].position if events else book.position
            book.counted_at = now
            book.save()
        return len(events)


@transaction.atomic
def recount(*, now: datetime) -> int:
    """Count everything from its sources; how many rows were not as they should have been."""
    with acting(SYSTEM):
        TallyBook.objects.select_for_update().get()
        return write(Moved(everything=True), today=now.astimezone(SOFIA).date())


def read(position: int) -> list[Happened]:
    """What committed after a position, as the role that reads order and record only."""
    with connection.cursor() as cursor:
        cursor.execute("set local role opora_live")
        cursor.execute(_READ, [position, AT_ONCE])
        rows = cursor.fetchall()
        cursor.execute("reset role")
    return [Happened(*row) for row in rows]


def write(moved: Moved, *, today: date) -> int:
    """Count what moved and write the rows that differ; how many did."""
    municipalities = None if moved.everything else municipalities_of(moved)
    if municipalities is not None and not municipalities:
        return 0
    found = counting.count(municipalities, today=today)
    kept = {key_of(row): row for row in counting.tallies(municipalities)}
    fresh = [_filled(_empty(key), found[key]) for key in found.keys() - kept.keys()]
    changed = [
        _filled(row, found[key])
        for key, row in kept.items()
        if key in found and counting.figures_of(row) != found[key]
    ]
    gone = [row.pk for key, row in kept.items() if key not in found]
    Tally.objects.bulk_create(fresh)
    Tally.objects.bulk_update(changed, rules.NAMES, batch_size=BATCH)
    Tally.objects.filter(pk__in=gone).delete()
    return len(fresh) + len(changed) + len(gone)


def municipalities_of(moved: Moved) -> set[str | None]:
    """Where the moved services and analyses are; None stands for protected services."""
    services = Service.objects.filter(pk__in=moved.services).values_list("municipality", flat=True)
    return {*services, *counting.municipalities_of_analyses(moved.analyses)}


def key_of(row: Tally) -> Key:
    """What a tally is of."""
    return row.district_id, row.municipality_id, row.planned_service_id


def _empty(key: Key) -> Tally:
    district, municipality, planned = key
    return Tally(district_id=district, municipality_id=municipality, planned_service_id=planned)


def _filled(row: Tally, figures: Figures) -> Tally:
    for name in rules.NAMES:
        setattr(row, name, getattr(figures, name))
    return row


def _is_new_day(book: TallyBook, now: datetime) -> bool:
    last = book.counted_at
    return last is None or last.astimezone(SOFIA).date() != now.astimezone(SOFIA).date()
