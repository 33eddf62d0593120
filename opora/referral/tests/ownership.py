"""The model of the ownership proof: actors, acts, what must hold after each, injected failures."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from django.db import connection, transaction

from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.places.models import Placement
from opora.referral import queries
from opora.referral import services as referral
from opora.referral.models import ServiceRequest
from opora.register.models import Service
from tests.cast import NEEDS, TODAY, Cast

REASON = {"reason": "защото"}
# What each act is called with, beside the request, the version seen and the moment.
FACTS: dict[str, Callable[["World"], dict[str, Any]]] = {
    "start_assessment": lambda world: {},
    "refer": lambda world: {"named_service": world.cast.named(), "happened_on": TODAY},
    "not_refer": lambda world: REASON | {"alternative": "", "happened_on": TODAY},
    "send_urgently": lambda world: {"service": world.service, "ground": "опасност"},
    "admit_urgently": lambda world: {"ground": "заповед 12"},
    "refuse_urgent": lambda world: REASON,
    "complete_papers": lambda world: {"happened_on": TODAY},
    "place_by_court": lambda world: {
        "service": world.service, "document": "решение 5", "happened_on": TODAY
    },
    "choose": lambda world: {"service": world.service},
    "accept": lambda world: {},
    "refuse": lambda world: REASON | {"rule": "практика", "happened_on": TODAY},
    "enqueue": lambda world: {},
    "set_priority": lambda world: REASON,
    "end_priority": lambda world: REASON,
    "leave_queue": lambda world: REASON,
    "accept_offer": lambda world: {},
    "decline_offer": lambda world: REASON,
    "withdraw": lambda world: REASON | {"happened_on": TODAY},
    "include": lambda world: {},
    "ask": lambda world: {"asked": world.target, "kind": "opinion", "question": "как е"},
    "answer": lambda world: {"text": "добре"},
    "propose_handover": lambda world: {"to": world.target} | REASON,
    "cancel_handover": lambda world: {},
    "accept_handover": lambda world: {},
    "decline_handover": lambda world: {"answer": "не е наше"},
}  # fmt: skip

STORY = (
    "referral_servicerequest", "referral_participation", "referral_handover",
    "referral_consultation", "referral_refusal", "referral_referral",
    "referral_preliminaryassessment", "people_involvement", "places_placement",
    "places_waitinglistentry", "places_placeoffer", "law_clock", "journal_event",
)  # fmt: skip
BY_REQUEST = (
    "referral_handover", "referral_consultation", "referral_refusal", "referral_referral",
    "referral_preliminaryassessment", "places_placement", "places_waitinglistentry",
)  # fmt: skip


class Interrupted(Exception):
    """The program stopped before the commit."""


@dataclass
class World:
    """One cast, one service, the requests of one run, and a way past the second wall."""

    cast: Cast
    service: Service
    owner: psycopg.Connection
    databases: Any
    actors: list[Actor]
    requests: list[ServiceRequest] = field(default_factory=list)
    target: Any = None
    left: dict[tuple[int, int], int] = field(default_factory=dict)

    def sql(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows as the owner's role sees them."""
        return self.owner.execute(query, values).fetchall()

    def state(self) -> list[tuple[Any, ...]]:
        """Everything that an act may change, condensed."""
        parts = [
            f"select '{table}', count(*), md5(string_agg(t::text, ';' order by t::text))"
            f" from {table} t"
            for table in STORY
        ]
        return self.sql(" union all ".join(parts))

    def act(self, actor: Actor, action: str, pk: int, seen: int | None = None) -> None:
        """One act in a transaction of its own, as a page does it."""
        self.cast.now = self.cast.now.replace(microsecond=self.cast.now.microsecond + 1)
        with acting(actor):
            request = ServiceRequest.objects.filter(pk=pk).first() or ServiceRequest(pk=pk)
            version = request.version if seen is None else seen
            more = FACTS[action](self)
            getattr(referral, action)(
                actor, request=request, seen=version, now=self.cast.now, **more
            )

    def write(self, actor: Actor, pk: int) -> None:
        """Fill in the assessment."""
        with acting(actor):
            request = queries.visible(actor).get(pk=pk)
            found = getattr(request, "assessment", None)
            referral.save_assessment(
                actor, request=request, fields=NEEDS, now=self.cast.now,
                seen_assessment=found.version if found else 1,
            )  # fmt: skip

    def end_use(self) -> bool:
        """The provider ends the oldest use of a place, if there is one."""
        provider = self.cast.provider
        with acting(provider):
            placement = Placement.objects.filter(service=self.service, ended_on=None).first()
            if placement is None:
                return False
            referral.end_use(
                provider, placement=placement, reason="край", ended_on=TODAY, now=self.cast.now
            )
        return True

    @contextmanager
    def interrupted(self) -> Iterator[None]:
        """The program fails after the act, before the commit."""
        with transaction.atomic():
            yield
            raise Interrupted

    @contextmanager
    def timed_out(self, pk: int) -> Iterator[None]:
        """Somebody holds the request's row until the statement's time is over."""
        with self.owner.transaction():
            self.owner.execute("select from referral_servicerequest where id = %s for update", [pk])
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("set local statement_timeout = '80ms'")
                yield

    @contextmanager
    def crashed(self, after: int) -> Iterator[None]:
        """The connection is cut off before the query with this number, at the latest at the end."""
        with connection.cursor() as cursor:
            cursor.execute("select pg_backend_pid()")
            (pid,) = cursor.fetchone()
        left = [after]

        def kill() -> None:
            self.databases.sql(f"select pg_terminate_backend({pid}, 5000)")

        def counting(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
            if left[0] == 0:
                kill()
            left[0] -= 1
            return execute(sql, params, many, context)

        try:
            with transaction.atomic(), connection.execute_wrapper(counting):
                yield
                kill()
        finally:
            connection.close()

    # What must hold after every step.

    def check(self) -> None:
        """All invariants over all requests of the run."""
        for pk in [request.pk for request in self.requests]:
            audience = self.check_one_owner(pk)
            self.check_involvement(pk)
            self.check_outsiders(pk, audience)
        self.check_places()

    def check_one_owner(self, pk: int) -> list[int]:
        """One owner; the audience is who takes part; until the end it is somebody's turn."""
        ((owner_id, audience, turn, closed),) = self.sql(
            "select owner_organization_id, audience, turn_organization_id, closed_at"
            " from referral_servicerequest where id = %s", pk
        )  # fmt: skip
        active = self.sql(
            "select organization_id, basis from referral_participation"
            " where request_id = %s and until is null", pk
        )  # fmt: skip
        assert [who for who, basis in active if basis == "owner"] == [owner_id]
        assert audience == sorted({who for who, _basis in active})
        assert turn in audience if closed is None else turn is None
        return audience

    def check_involvement(self, pk: int) -> None:
        """Who takes part sees the person, on the same ground, and nobody else does on it."""
        active = self.sql(
            "select organization_id, %s || basis from referral_participation"
            " where request_id = %s and until is null order by 1, 2", f"request:{pk}:", pk
        )  # fmt: skip
        involved = self.sql(
            "select organization_id, ground from people_involvement"
            " where ground like %s and until is null order by 1, 2", f"request:{pk}:%"
        )  # fmt: skip
        assert involved == active

    def check_outsiders(self, pk: int, audience: list[int]) -> None:
        """Who does not take part sees nothing of it, and their timeline does not grow."""
        ((person_id,),) = self.sql(
            "select person_id from referral_servicerequest where id = %s", pk
        )
        for actor in self.actors:
            key = (actor.organization_id, pk)
            if actor.organization_id in audience:
                self.left.pop(key, None)
                continue
            with acting(actor), connection.cursor() as cursor:
                cursor.execute("select count(*) from referral_servicerequest where id = %s", [pk])
                assert cursor.fetchone() == (0,)
                for table in BY_REQUEST:
                    closed = " and closed_at is null" if table.endswith("entry") else ""
                    closed = " and ended_on is null" if table.endswith("placement") else closed
                    cursor.execute(
                        f"select count(*) from {table} where request_id = %s{closed}", [pk]
                    )
                    assert cursor.fetchone() == (0,), (table, actor)
                cursor.execute("select count(*) from people_person where id = %s", [person_id])
                assert cursor.fetchone() == (0,)
                cursor.execute(
                    "select count(*) from journal_event where subject_id = %s"
                    " or (record_kind = 'request' and record_id = %s)", [person_id, pk]
                )  # fmt: skip
                (n_heard,) = cursor.fetchone()
            assert self.left.setdefault(key, n_heard) == n_heard, (actor, pk)

    def check_places(self) -> None:
        """Not more places than there are, but for urgent and court acts."""
        ((n_regular, n_offered),) = self.sql(
            "select count(*) filter (where ground = 'regular'), (select count(*)"
            " from places_placeoffer o where o.service_id = %s and o.state = 'open')"
            " from places_placement where service_id = %s and ended_on is null",
            self.service.pk, self.service.pk,
        )  # fmt: skip
        assert n_regular + n_offered <= 1
