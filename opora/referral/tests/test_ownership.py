"""Exactly one owner at every moment: a stateful property test against the real services.

Two municipalities, a directorate, a provider and a stranger act in any order on real PostgreSQL,
in committed transactions, with retries of old acts, time-outs, failures before the commit and
connections cut off in the middle. What must hold is checked by the owner's role after every step.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from django.db import connections
from django.db.utils import InterfaceError, OperationalError
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from opora.accounts.models import Organization
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused, Stale
from opora.referral import queries
from opora.referral.models import ServiceRequest
from opora.referral.rules import State, actions_for
from opora.register import services as register
from tests.cast import DAY_CENTER, Cast, make, member, organization

from .ownership import FACTS, Interrupted, World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stage(owner: psycopg.Connection, databases: Any) -> Any:
    """Makes worlds: the same cast, a new service with one place for every run."""
    cast = make()
    second = organization("municipality", "ob-bansko", "община Банско", municipality="BLG01")
    bansko = member(second, "bansko@example.org", "Борис Банков", "officer", "head")
    actors = [cast.municipality, cast.directorate, bansko, cast.provider, cast.stranger]

    def new_world() -> World:
        with acting(cast.provider):
            service = register.create_service(
                cast.provider, provider_id=cast.provider.organization_id, facts=DAY_CENTER,
                opened_on=cast.now.date(), n_places=1, basis="Заповед", now=cast.now,
            )  # fmt: skip
        world = World(cast, service, owner, databases, actors)
        world.target = Organization.objects.get(pk=bansko.organization_id)
        return world

    return new_world


def machine(new_world: Any) -> type[RuleBasedStateMachine]:
    """The machine over one stage."""

    class Ownership(RuleBasedStateMachine):
        """Everybody does anything, and everything fails that can."""

        @initialize()
        def begin(self) -> None:
            self.world: World = new_world()
            self.record(0)

        @precondition(lambda self: len(self.world.requests) < 3)
        @rule(who=st.integers(0, 1))
        def record(self, who: int) -> None:
            actor = self.world.actors[who]
            self.world.requests.append(self.world.cast.wish(actor))

        @rule(data=st.data(), how=st.sampled_from(["", "", "", "again", "late", "slow", "crash"]))
        def do(self, data: st.DataObject, how: str) -> None:
            """Somebody does what the table allows them."""
            world = self.world
            request = data.draw(st.sampled_from(world.requests))
            possible = [
                (actor, action) for actor in world.actors for action in allowed(actor, request.pk)
            ]
            if not possible:
                return
            actor, action = data.draw(st.sampled_from(possible))
            world.target = self.other(data, actor)
            note(f"{actor.organization_id} {action} {request.pk} {how}")
            if action == "refer" or action == "complete_papers":
                world.write(actor, request.pk)
            {"": self.plainly, "again": self.again}.get(how, self.failing)(
                actor, action, request.pk, how, data
            )

        @rule(data=st.data())
        def do_anything(self, data: st.DataObject) -> None:
            """Somebody does what comes to mind; mostly refused, and then nothing has changed."""
            world = self.world
            actor = data.draw(st.sampled_from(world.actors))
            action = data.draw(st.sampled_from(sorted(FACTS)))
            request = data.draw(st.sampled_from(world.requests))
            if action in allowed(actor, request.pk):
                return
            before = world.state()
            with pytest.raises((Refused, NotVisible)):
                world.act(actor, action, request.pk, seen=version_of(world, request.pk))
            assert world.state() == before

        @rule()
        def end_a_use(self) -> None:
            """A place becomes free, and is offered to whoever waits."""
            self.world.end_use()

        def other(self, data: st.DataObject, actor: Actor) -> Organization:
            others = [one for one in self.world.actors[:3] if one != actor]
            chosen = data.draw(st.sampled_from(others))
            return Organization.objects.get(pk=chosen.organization_id)

        def plainly(self, actor: Actor, action: str, pk: int, *_: Any) -> bool:
            """Done once, or refused without a trace."""
            before, version = self.world.state(), version_of(self.world, pk)
            try:
                self.world.act(actor, action, pk)
            except Refused as refused:
                assert refused.sentence in expected(action), (action, refused.sentence)
                assert self.world.state() == before
                return False
            assert version_of(self.world, pk) > version
            return True

        def again(self, actor: Actor, action: str, pk: int, *_: Any) -> None:
            """A double click, or a retry after a lost answer: never a second effect."""
            seen = version_of(self.world, pk)
            if not self.plainly(actor, action, pk):
                return
            before = self.world.state()
            with pytest.raises((Stale, NotVisible)):
                self.world.act(actor, action, pk, seen=seen)
            assert self.world.state() == before

        def failing(
            self, actor: Actor, action: str, pk: int, how: str, data: st.DataObject
        ) -> None:
            """A failure on the way leaves nothing behind; the same act can be done afterwards."""
            world = self.world
            before = world.state()
            ways = {
                "late": lambda: world.interrupted(),
                "slow": lambda: world.timed_out(pk),
                "crash": lambda: world.crashed(data.draw(st.integers(0, 60))),
            }
            with pytest.raises((Interrupted, OperationalError, InterfaceError, Refused)):
                with ways[how]():
                    world.act(actor, action, pk)
            assert world.state() == before
            self.plainly(actor, action, pk)

        @invariant()
        def everything_holds(self) -> None:
            if hasattr(self, "world"):
                self.world.check()

    return Ownership


def allowed(actor: Actor, pk: int) -> list[str]:
    """What the buttons of the actor's page offer, as far as this test does it."""
    with acting(actor):
        request = queries.visible(actor).select_related("owner_organization").filter(pk=pk).first()
        if request is None:
            return []
        found = actions_for(State(request.state), queries.who_is(actor, request))
    return [action for action in found if action in FACTS]


def version_of(world: World, pk: int) -> int:
    ((version,),) = world.sql("select version from referral_servicerequest where id = %s", pk)
    return version


def expected(action: str) -> set[str]:
    """The refusals of the matter itself: nothing to answer, nothing free, asked already."""
    return {
        "accept": {"Няма свободно място в тази услуга.", "Други лица чакат за тази услуга."},
        "ask": {"Вече чакате отговор от тази организация."},
        "propose_handover": {
            "Вече е предложено предаване, на което още не е отговорено.",
        },
        "cancel_handover": {"Няма предложено предаване, на което да се отговори."},
        "include": {"За тази община не е вписана другата компетентна организация."},
    }.get(action, set())


def test_one_owner_whatever_happens(stage: Any) -> None:
    run_state_machine_as_test(
        machine(stage),
        settings=settings(
            max_examples=8,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
