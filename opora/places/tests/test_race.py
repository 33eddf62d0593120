"""However many offices reach for a place at the same time, it is given once. Kept for ever.

Threads with real connections of the application's role, on a committed database. The first
`CONNECTIONS` of `GRABBERS` attempts begin at the same moment, the others follow without a pause.
"""

import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import cycle, pairwise

import pytest
from django.db import connection, connections, transaction

from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.lib.refusals import Refused
from opora.places import queries, services
from opora.places.models import Placement, PlaceOffer, QueueChange, WaitingListEntry

from .conftest import HOUR, NOW, TODAY, Stage, make_stage

pytestmark = pytest.mark.django_db(transaction=True)

GRABBERS = 200
CONNECTIONS = 24
Act = Callable[[], object]


def run_together(stage: Stage, acts: list[Act]) -> list[object]:
    """Run the acts on so many connections at once; what each returned, or its refusal.

    The service's book is held until the first ones all stand before it, so that they do collide.
    """
    waiting = iter(acts)
    lock = threading.Lock()
    results: list[object] = []

    def work() -> None:
        try:
            while True:
                with lock:
                    act = next(waiting, None)
                if act is None:
                    return
                try:
                    result = act()
                except Refused as refused:
                    result = refused
                results.append(result)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        with transaction.atomic():
            services.open_book(service_id=stage.service_id)
            running = [pool.submit(work) for _ in range(CONNECTIONS)]
            wait_for_a_crowd()
        for done in running:
            done.result(timeout=120)  # a deadlock or any other error fails the test here
    return results


def wait_for_a_crowd() -> None:
    """Until nearly all the connections wait for a lock."""
    for _ in range(600):
        with connection.cursor() as cursor:
            cursor.execute("select pg_stat_clear_snapshot()")
            cursor.execute(
                "select count(*) from pg_stat_activity"
                " where datname = current_database() and wait_event_type = 'Lock'"
            )
            (n_waiting,) = cursor.fetchone()
        if n_waiting >= CONNECTIONS - 4:
            return
        time.sleep(0.05)
    raise AssertionError(f"Only {n_waiting} connections came to the lock.")


@contextmanager
def watched(stage: Stage) -> Iterator[list[tuple[int, int]]]:
    """Looks all the time, from a connection of its own, whether more is given than there is."""
    exceeded: list[tuple[int, int]] = []
    stop = threading.Event()

    def look() -> None:
        while not stop.is_set():
            with connection.cursor() as cursor:
                cursor.execute(
                    "select n_taken + n_held + n_offered, places_lasting_capacity(service_id, %s)"
                    " from places_occupancy where service_id = %s",
                    [TODAY, stage.service_id],
                )
                for given, capacity in cursor.fetchall():
                    if given > capacity:
                        exceeded.append((given, capacity))
        connections.close_all()

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield exceeded
    finally:
        stop.set()
        watcher.join()


def attempt(stage: Stage, actor: Actor, person_id: int) -> Act:
    """The actor tries to take a place for the person."""
    return lambda: stage.take(actor, person_id=person_id)


def grabs(stage: Stage, n: int) -> list[Act]:
    """Attempts of three offices in turn to take a place, each for another person."""
    people = [stage.person().pk for _ in range(n)]
    offices = cycle([stage.provider, stage.municipality, stage.directorate])

    return [
        attempt(stage, actor, person_id) for actor, person_id in zip(offices, people, strict=False)
    ]


def given(results: list[object]) -> list[Placement]:
    return [result for result in results if isinstance(result, Placement)]


def check_whole(stage: Stage) -> None:
    """Nothing contradicts anything: states, offers, places of the queue, kept changes."""
    with acting(stage.provider):
        users = Placement.objects.filter(state__in=["held", "taken"])
        assert users.count() == len(set(users.values_list("person", flat=True)))
        offered = WaitingListEntry.objects.filter(state="offered").values_list("pk", flat=True)
        open_offers = PlaceOffer.objects.filter(state="open").values_list("entry", flat=True)
        assert sorted(offered) == sorted(open_offers)
        accepted = PlaceOffer.objects.filter(state="accepted")
        assert all(offer.placement_id for offer in accepted)
        rows = queries.queue(stage.provider, stage.service_id, today=TODAY)
        assert [row.place for row in rows] == list(range(1, len(rows) + 1))
        for row in rows:  # the chain of kept changes leads to where the entry stands now
            changes = list(QueueChange.objects.filter(entry=row.entry).order_by("id"))
            assert changes[-1].to_place == row.place
            assert all(one.to_place == two.from_place for one, two in pairwise(changes))
    counts = queries.occupancy([stage.service_id], TODAY)[stage.service_id]
    assert counts.n_occupied <= counts.lasting_capacity


def test_one_free_place_is_given_once() -> None:
    """200 attempts, one place, nobody else acts."""
    stage = make_stage(n_places=1)
    acts = grabs(stage, GRABBERS)
    with watched(stage) as exceeded:
        results = run_together(stage, acts)
    assert len(results) == GRABBERS
    assert len(given(results)) == 1
    assert exceeded == []
    check_whole(stage)


def test_the_same_person_is_not_placed_twice() -> None:
    """A double click from three offices."""
    stage = make_stage(n_places=5)
    person_id = stage.person().pk
    offices = [stage.provider, stage.municipality, stage.directorate] * 8
    results = run_together(stage, [attempt(stage, actor, person_id) for actor in offices])
    assert len(given(results)) == 1


@pytest.mark.parametrize("seed", [1, 2])
def test_cut_expiry_and_release_in_the_middle_of_200_attempts(seed: int) -> None:
    """Three places: two users and an offer whose time is over. At the same moment the capacity is
    cut to two, one user leaves, the offer expires and 200 attempts are made.

    One place is free in the end, whatever the order: cut or not, release first or last. It is given
    exactly once: to one of the attempts, or offered to the one who waits.
    """
    stage = make_stage(n_places=3)
    leaving, _staying = stage.take(), stage.take()
    stage.enqueue(now=NOW - 73 * HOUR)
    disturbed = threading.Event()
    left = threading.Semaphore(0)

    def disturb(act: Act) -> Act:
        def acted() -> object:
            try:
                return act()
            finally:
                left.release()

        return acted

    def cut() -> object:
        with acting(stage.provider):
            return services.change_capacity(
                stage.provider, service_id=stage.service_id, n_places=2, valid_from=TODAY,
                basis="Решение", document="№ 45", now=NOW,
            )  # fmt: skip

    def release() -> object:
        with acting(stage.provider):
            return services.end(
                stage.provider, placement=leaving, reason="Оттегли", ended_on=TODAY, now=NOW
            )

    def last(act: Act) -> Act:
        """Attempts after everything else is over, so that a free place finds its taker."""

        def acted() -> object:
            disturbed.wait(timeout=60)
            return act()

        return acted

    chance = random.Random(seed)
    disturbances = [disturb(act) for act in (cut, release, lambda: services.expire_due(NOW))]
    attempts = grabs(stage, GRABBERS)
    earlier, later = attempts[:150], attempts[150:]
    for disturbance in disturbances:
        earlier.insert(chance.randrange(CONNECTIONS * 2), disturbance)
    acts = [*earlier, *map(last, later)]

    def announce() -> None:
        for _ in disturbances:
            left.acquire(timeout=60)
        disturbed.set()

    herald = threading.Thread(target=announce)
    herald.start()
    with watched(stage) as exceeded:
        results = run_together(stage, acts)
    herald.join()
    assert exceeded == []
    check_whole(stage)
    counts = queries.occupancy([stage.service_id], TODAY)[stage.service_id]
    assert counts.n_vacancies == 0
    # Two places remained after the release, or three when the cut came too late and was refused;
    # one is used by who stayed, each of the others has exactly one taker.
    assert len(given(results)) + counts.n_offered == counts.capacity - 1
    refused_cuts = [r for r in results if isinstance(r, Refused) and r.field == "n_places"]
    assert counts.capacity == (3 if refused_cuts else 2)


def test_offices_that_answer_and_join_at_once_keep_the_queue_whole() -> None:
    """Accepting, declining, leaving, joining, ending and raising priority, all at the same time."""
    stage = make_stage(n_places=2)
    users = [stage.take(), stage.take()]
    entries = [stage.enqueue() for _ in range(12)]

    def end(placement: Placement) -> Act:
        def act() -> object:
            with acting(stage.provider):
                return services.end(
                    stage.provider, placement=placement, reason="Край", ended_on=TODAY, now=NOW
                )

        return act

    def answer(actor: Actor, turn: int) -> Act:
        def act() -> object:
            with acting(actor):
                offer = queries.offers(actor, stage.service_id).first()
                if not offer:
                    return None
                if turn % 3:
                    return services.decline_offer(actor, offer=offer, reason="Не", now=NOW + HOUR)
                return services.accept_offer(actor, offer=offer, now=NOW + HOUR)

        return act

    def prefer(entry: WaitingListEntry) -> Act:
        def act() -> object:
            with acting(stage.provider):
                return services.set_priority(stage.provider, entry=entry, reason="Решение", now=NOW)

        return act

    offices = cycle([stage.provider, stage.municipality, stage.directorate])
    people = [stage.person().pk for _ in range(10)]
    acts: list[Act] = [end(placement) for placement in users]
    for turn, person_id in enumerate(people):
        acts.append(partial(stage.enqueue, person_id=person_id))
        acts += [answer(next(offices), turn), answer(next(offices), turn)]
        acts.append(prefer(entries[turn]))
    with watched(stage) as exceeded:
        run_together(stage, acts)
    assert exceeded == []
    check_whole(stage)
