"""The services against a plain model of the rule, in random order, on real PostgreSQL.

The model knows only lists and numbers: who uses, who waits in what order, who holds an offer. After
every act the database must tell the same.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.lib.refusals import Refused
from opora.lib.words import SOFIA
from opora.places import queries, services
from opora.places.models import Placement, PlaceOffer, QueueChange, WaitingListEntry

from .conftest import Stage, make_stage

# Long ago, because the database compares announced capacity with the real day.
START = datetime(2024, 11, 21, 10, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
WHICH = st.integers(0, 99)
OFFER_LASTS = timedelta(hours=72)


@dataclass
class Waiter:
    """Somebody in the model's queue."""

    entry: WaitingListEntry
    priority: int
    assessed_on: date
    joined_at: datetime
    moved_back_at: datetime | None = None
    has_passed: bool = False
    expires_at: datetime | None = None

    @property
    def rank(self) -> tuple[Any, ...]:
        """What the rule sorts by."""
        moment = self.moved_back_at or self.joined_at
        day = moment.astimezone(SOFIA).date() if self.moved_back_at else self.assessed_on
        return (-self.priority, day, moment, bool(self.moved_back_at), self.entry.pk)


@dataclass
class Model:
    """The whole rule in thirty lines."""

    capacity: int
    capacity_since: date
    users: dict[int, Placement] = field(default_factory=dict)
    queue: list[Waiter] = field(default_factory=list)

    @property
    def n_free(self) -> int:
        return max(0, self.capacity - len(self.users) - len(self.offered))

    @property
    def offered(self) -> list[Waiter]:
        return [waiter for waiter in self.queue if waiter.expires_at]

    @property
    def eligible(self) -> list[Waiter]:
        return [w for w in self.queue if not w.expires_at and not w.has_passed]

    def settle(self, now: datetime) -> None:
        midnight = datetime.combine(self.capacity_since, time(), SOFIA)
        for waiter in self.queue:
            if waiter.moved_back_at and waiter.moved_back_at < midnight:
                waiter.has_passed = False
        for waiter in self.offered:
            if waiter.expires_at and waiter.expires_at <= now:
                self.move_back(waiter, now)
        self.offer_free(now)

    def move_back(self, waiter: Waiter, now: datetime) -> None:
        waiter.expires_at, waiter.moved_back_at = None, now
        waiter.has_passed, waiter.priority = True, 0

    def wake(self) -> None:
        for waiter in self.queue:
            waiter.has_passed = False

    def offer_free(self, now: datetime) -> None:
        self.queue.sort(key=lambda waiter: waiter.rank)
        for waiter in self.eligible[: self.n_free]:
            waiter.expires_at = now + OFFER_LASTS


class Places(RuleBasedStateMachine):
    """Random acts of three offices on one service."""

    stage: Stage
    people: list[int]

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.model = Model(2, date(2020, 9, 1))
        self.transaction = transaction.atomic()
        self.transaction.__enter__()

    def teardown(self) -> None:
        try:
            connection.check_constraints()
        finally:
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)

    def tick(self) -> datetime:
        self.now += SECOND
        return self.now

    def attempt(self, actor: Actor, act: Callable[[], Any], *, allowed: bool) -> Any:
        """The act must succeed exactly when the model says so; a refused one leaves no trace."""
        with acting(actor):
            if allowed:
                return act()
            with pytest.raises(Refused) as refused:
                act()
        assert refused.value.remedy
        return None

    def office(self, turn: int) -> Actor:
        return (self.stage.provider, self.stage.municipality, self.stage.directorate)[turn]

    def after_settling(self) -> Model:
        """A copy as it would stand inside the act; kept only when the act is allowed."""
        model = Model(
            self.model.capacity,
            self.model.capacity_since,
            dict(self.model.users),
            [Waiter(**vars(waiter)) for waiter in self.model.queue],
        )
        model.settle(self.now)
        return model

    def free_person(self, model: Model) -> int | None:
        waiting = {waiter.entry.person_id for waiter in model.queue}
        return next((p for p in self.people if p not in model.users and p not in waiting), None)

    @initialize(n_waiting=st.integers(0, 4))
    def fill(self, n_waiting: int) -> None:
        """Begin with a full service and some who wait, or nothing interesting happens for long."""
        for _ in range(2):
            self.take(0, by_act=False, from_queue=99)
        for _ in range(n_waiting):
            self.enqueue(1, days=1, priority=False)

    @rule(turn=st.integers(0, 2), by_act=st.booleans(), from_queue=st.integers(0, 8))
    def take(self, turn: int, by_act: bool, from_queue: int) -> None:
        now = self.tick()
        model = self.after_settling()
        waiter = model.queue[from_queue] if from_queue < len(model.queue) else None
        person_id = waiter.entry.person_id if waiter else self.free_person(model)
        if person_id is None:
            return
        is_offered = bool(waiter and waiter.expires_at)
        allowed = by_act or (model.n_free > 0 and not model.eligible and not is_offered)
        actor = self.office(turn)
        placement = self.attempt(
            actor,
            lambda: self.stage.take(
                actor,
                person_id=person_id,
                ground="court" if by_act else "regular",
                ground_document="Решение" if by_act else "",
                now=now,
            ),
            allowed=allowed,
        )
        if placement:
            if waiter:
                model.queue.remove(waiter)
            model.users[person_id] = placement
            self.model = model

    @rule(turn=st.integers(0, 2), days=st.integers(0, 3), priority=st.booleans())
    def enqueue(self, turn: int, days: int, priority: bool) -> None:
        now = self.tick()
        model = self.after_settling()
        person_id = self.free_person(model)
        if person_id is None:
            return
        assessed_on = START.date() - timedelta(days=days)
        entry = self.stage.enqueue(
            self.office(turn),
            person_id=person_id,
            assessed_on=assessed_on,
            priority_reason="Решение" if priority else "",
            now=now,
        )
        model.queue.append(Waiter(entry, int(priority), assessed_on, now))
        model.offer_free(now)
        self.model = model

    @precondition(lambda self: self.model.users)
    @rule(which=WHICH, begins=st.booleans())
    def end(self, which: int, begins: bool) -> None:
        person_id, placement = list(self.model.users.items())[which % len(self.model.users)]
        provider, today = self.stage.provider, self.now.astimezone(SOFIA).date()
        if begins and placement.state == "held":
            self.tick()
            model = self.after_settling()
            with acting(provider):
                model.users[person_id] = services.begin(
                    provider, placement=placement, started_on=today, now=self.now
                )
            self.model = model
            return
        now = self.tick()
        model = self.after_settling()
        with acting(provider):
            services.end(provider, placement=placement, reason="Край", ended_on=today, now=now)
        del model.users[person_id]
        model.wake()
        model.offer_free(now)
        self.model = model

    @precondition(lambda self: self.model.offered)
    @rule(turn=st.integers(0, 2), which=WHICH, accepts=st.booleans())
    def answer(self, turn: int, which: int, accepts: bool) -> None:
        now, actor = self.tick(), self.office(turn)
        entry_id = self.model.offered[which % len(self.model.offered)].entry.pk
        with acting(self.stage.provider):
            offer = PlaceOffer.objects.get(entry=entry_id, state="open")
        model = self.after_settling()
        waiter = next(w for w in model.queue if w.entry.pk == entry_id)
        in_time = now < offer.expires_at

        def act() -> Placement | PlaceOffer | None:
            if accepts:
                return services.accept_offer(actor, offer=offer, now=now)
            return services.decline_offer(actor, offer=offer, reason="Не", now=now)

        answered = self.attempt(actor, act, allowed=in_time)
        if not in_time:
            return
        if accepts:
            model.queue.remove(waiter)
            model.users[waiter.entry.person_id] = answered
        else:
            model.move_back(waiter, now)
            model.offer_free(now)
        self.model = model

    @precondition(lambda self: self.model.queue)
    @rule(turn=st.integers(0, 2), which=WHICH)
    def leave(self, turn: int, which: int) -> None:
        now, actor = self.tick(), self.office(turn)
        model = self.after_settling()
        waiter = model.queue[which % len(model.queue)]
        with acting(actor):
            services.leave(actor, entry=waiter.entry, reason="Отказ", now=now)
        model.queue.remove(waiter)
        model.offer_free(now)
        self.model = model

    @precondition(lambda self: self.model.queue)
    @rule(which=WHICH, gives=st.booleans())
    def priority(self, which: int, gives: bool) -> None:
        now, provider = self.tick(), self.stage.provider
        model = self.after_settling()
        waiter = model.queue[which % len(model.queue)]
        verb = services.set_priority if gives else services.end_priority
        done = self.attempt(
            provider,
            lambda: verb(provider, entry=waiter.entry, reason="Решение", now=now),
            allowed=not waiter.expires_at,
        )
        if done:
            waiter.priority = int(gives)
            model.queue.sort(key=lambda each: each.rank)
            self.model = model

    @rule(n_places=st.integers(0, 4))
    def change_capacity(self, n_places: int) -> None:
        now, provider = self.tick(), self.stage.provider
        today = now.astimezone(SOFIA).date()
        model = self.after_settling()
        n_given = len(model.users) + len(model.offered)
        offers = self.attempt(
            provider,
            lambda: services.change_capacity(
                provider,
                service_id=self.stage.service_id,
                n_places=n_places,
                valid_from=today,
                basis="Решение",
                document="№ 1",
                now=now,
            ),
            allowed=n_places >= model.capacity or n_places >= n_given,
        )
        if offers is None:
            return
        if n_places > model.capacity:
            model.wake()
        model.capacity, model.capacity_since = n_places, today
        model.offer_free(now)
        self.model = model

    @rule(hours=st.sampled_from([1, 20, 73]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule()
    def settle(self) -> None:
        now = self.tick()
        model = self.after_settling()
        services.expire_due(now)
        self.model = model

    @invariant()
    def the_database_tells_the_same(self) -> None:
        provider, service_id = self.stage.provider, self.stage.service_id
        today = self.now.astimezone(SOFIA).date()
        with acting(provider):
            rows = queries.queue(provider, service_id, today=today)
            users = queries.active_placements(provider, service_id)
            assert {user.person_id for user in users} == set(self.model.users)
            assert [row.entry.pk for row in rows] == [w.entry.pk for w in self.model.queue]
            assert [row.place for row in rows] == list(range(1, len(rows) + 1))
            assert [row.offer and row.offer.expires_at for row in rows] == [
                waiter.expires_at for waiter in self.model.queue
            ]
            changes = QueueChange.objects.filter(entry__in=[row.entry.pk for row in rows])
            latest = changes.order_by("entry_id", "-id").distinct("entry_id")
            assert {c.entry_id: c.to_place for c in latest} == {r.entry.pk: r.place for r in rows}
        counts = queries.occupancy([service_id], today)[service_id]
        assert (counts.capacity, counts.n_vacancies) == (self.model.capacity, self.model.n_free)
        assert counts.n_users == len(self.model.users)


@pytest.fixture
def machine(db: None) -> type[Places]:
    """The machine on a stage that every example finds as it was."""
    stage = make_stage()
    Places.stage = stage
    Places.people = [stage.person().pk for _ in range(9)]
    return Places


def test_places_follow_the_rule_in_any_order(machine: type[Places]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=20,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],  # shrinking against a database takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
