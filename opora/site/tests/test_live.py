"""The live stream over HTTP: ids only, to who may hear them, nothing missed and nothing twice."""

import http.client
import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import DatabaseError, InterfaceError
from django.utils import timezone

from opora.accounts.models import Membership, Organization, User
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.site import admission, live

from .live_stream import Listening, Process, cookie, happen, in_thread, listening_socket

pytestmark = pytest.mark.django_db(transaction=True)


class Two:
    """Two organizations with one officer each."""

    def __init__(self) -> None:
        self.ours = self.join(Organization.objects.create(
            kind="municipality", slug="ours", name="Наша", short_name="Наша"
        ))  # fmt: skip
        self.others = self.join(Organization.objects.create(
            kind="directorate", slug="others", name="Друга", short_name="Друга"
        ))  # fmt: skip
        self.sessions = {actor: cookie(actor.user_id) for actor in (self.ours, self.others)}
        self.opened: list[Listening] = []
        self.port = 0

    def join(self, where: Organization) -> Actor:
        user = User.objects.create_user(f"{where.slug}@example.org", where.name, "тайна дума 12")
        actor = Actor(user.pk, where.pk, frozenset({"officer"}))
        with acting(actor):
            Membership.objects.create(user=user, organization=where, role="officer")
        return actor

    def listen(
        self, actor: Actor | None = None, *, after: int | str | None = None, header: str = ""
    ) -> Listening:
        actor = actor or self.ours
        slug = "ours" if actor is self.ours else "others"
        listening = Listening(self.port, slug, self.sessions[actor], after, header)
        self.opened.append(listening)
        return listening


@pytest.fixture
def two() -> Iterator[Two]:
    """The organizations; their streams are closed at the end."""
    both = Two()
    yield both
    for listening in both.opened:
        listening.close()


@pytest.fixture
def server(two: Two) -> Iterator[Two]:
    """A server in a thread of this process."""
    with in_thread() as port:
        two.port = port
        yield two


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A heart that beats often; before the server starts."""
    monkeypatch.setattr(live, "HEARTBEAT", 0.1)


def status(port: int, path: str, headers: dict[str, str]) -> tuple[int, bytes]:
    """The answer to a request that must not become a stream."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def is_reset(listening: Listening) -> bool:
    return any(one.get("event") == "reset" for one in listening.messages)


def test_ids_only_and_only_to_the_audience(server: Two) -> None:
    ours, others = server.listen().opened(), server.listen(server.others).opened()
    (alone,) = happen(server.ours)
    (both,) = happen(server.ours, server.others.organization_id)
    (everybody,) = happen(server.ours, live.EVERYBODY, name="places.changed")
    (theirs,) = happen(server.others)
    (last,) = happen(server.others, server.ours.organization_id)
    assert ours.heard(last).ids == [alone, both, everybody, last]
    assert others.heard(last).ids == [both, everybody, theirs, last]
    for listening in (ours, others):
        assert all(set(body) == {"position", "name", "kind", "id"} for body in listening.events)
        assert [int(one["id"]) for one in listening.messages if "id" in one] == [
            body["position"] for body in listening.events
        ]
        assert "Маркерова" not in listening.raw.decode()
        assert json.dumps("Маркерова").strip('"').encode() not in listening.raw


def test_many_tabs_hear_the_same(server: Two) -> None:
    tabs = [server.listen().opened() for _ in range(5)]
    ids = happen(server.ours, n=3)
    assert [tab.heard(ids[-1]).ids for tab in tabs] == [ids] * 5


def test_who_comes_again_gets_exactly_what_was_missed(server: Two) -> None:
    first = server.listen().opened()
    seen = happen(server.ours, n=2)
    position = first.heard(seen[-1]).position
    first.close()
    missed = happen(server.ours, n=3)
    happen(server.others, n=2)  # not ours to hear
    again = server.listen(after=position).opened()
    more = happen(server.ours, n=1)
    assert again.heard(more[-1]).ids == missed + more


def test_the_browsers_own_header_counts_as_well(server: Two) -> None:
    happen(server.ours, n=1)
    position = server.listen(after=0).wait(lambda it: bool(it.ids)).position
    ids = happen(server.ours, n=2)
    again = server.listen(after=0, header=str(position))  # the header is newer
    assert again.heard(ids[-1]).ids == ids


def test_too_far_behind_begins_anew(server: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "MISSED_AT_MOST", 4)
    ids = happen(server.ours, n=5)
    synced = server.listen().opened()
    (more,) = happen(server.ours)
    position = synced.heard(more).position
    behind = server.listen(after=0).wait(is_reset)
    (last,) = happen(server.ours)
    behind.heard(last)
    assert [one["id"] for one in behind.messages if one.get("event") == "reset"] == [str(position)]
    assert behind.ids == [last]
    assert server.listen(after=position - 3).heard(last).ids == [*ids[-2:], more, last]


def test_a_position_that_does_not_exist_begins_anew(server: Two) -> None:
    """As after a restored backup: the browser remembers more than the database."""
    happen(server.ours)
    ahead = server.listen(after=10**12).wait(is_reset)
    (last,) = happen(server.ours)
    assert ahead.heard(last).ids == [last]


@pytest.mark.parametrize("after", ["", "abc", "-1", "²", "1e3", "٣" * 3])
def test_an_unreadable_position_is_no_position(server: Two, after: str) -> None:
    listening = server.listen(after=after).opened()
    (last,) = happen(server.ours)
    assert listening.heard(last).ids == [last]


def test_strangers_are_refused(server: Two) -> None:
    session = {"Cookie": server.sessions[server.ours]}
    assert status(server.port, "/o/ours/live", {}) == (403, b"")
    assert status(server.port, "/o/ours/live", {"Cookie": "sessionid=forged"}) == (403, b"")
    assert status(server.port, "/o/others/live", session) == (403, b"")
    assert status(server.port, "/o/unknown/live", session) == (403, b"")
    assert status(server.port, "/o/ours/../others/live", session)[0] == 403


def test_killed_without_a_word_nothing_is_missed_or_doubled(
    two: Two, database_urls: dict[str, str]
) -> None:
    with listening_socket() as ours:
        two.port = ours.getsockname()[1]
        process = Process(ours, database_urls)
        try:
            first = two.listen().opened()
            seen = happen(two.ours, n=3)
            position = first.heard(seen[-1]).position
            process.kill()
            first.over()
            missed = happen(two.ours, n=3)
            process = Process(ours, database_urls)
            again = two.listen(after=position).opened()
            more = happen(two.ours, n=2)
            again.heard(more[-1])
            assert first.ids + again.ids == seen + missed + more
        finally:
            process.kill()


def end_membership(two: Two) -> None:
    with acting(two.ours):
        Membership.objects.filter(user=two.ours.user_id).update(until=timezone.now())


def deactivate(two: Two) -> None:
    User.objects.filter(pk=two.ours.user_id or 0).update(is_active=False)


def sign_out(two: Two) -> None:
    Session.objects.all().delete()


def change_password(two: Two) -> None:
    user = User.objects.get(pk=two.ours.user_id or 0)
    user.set_password("съвсем друга дума")
    user.save()


def close_organization(two: Two) -> None:
    Organization.objects.filter(slug="ours").update(is_active=False)


@pytest.mark.parametrize(
    "end", [end_membership, deactivate, sign_out, change_password, close_organization]
)
def test_when_the_right_ends_the_stream_ends(
    quick: None, server: Two, end: Callable[[Two], None]
) -> None:
    listening = server.listen().opened()
    end(server)
    listening.over()
    happen(Actor(None, server.ours.organization_id))
    assert listening.ids == []
    assert server.listen().status == 403


def test_every_right_is_looked_at_again_within_a_heartbeat() -> None:
    """And not all in one round, although they opened together."""
    opened = 1000.0
    tick = live.HEARTBEAT / live.ROUNDS
    checked = {n: live.first_check(n, opened) for n in range(60)}
    for n_round in range(1, 4 * live.ROUNDS):
        now = opened + n_round * tick
        due = [n for n, at in checked.items() if live.is_due(at, now)]
        assert len(due) <= 2 * len(checked) / live.ROUNDS
        checked |= dict.fromkeys(due, now)
        assert all(now - at <= live.HEARTBEAT + 1e-6 for at in checked.values())


def test_many_rights_are_asked_in_one_query(
    two: Two, django_assert_num_queries: Any, settings: Any
) -> None:
    admitted = [
        admission.admit(two.sessions[actor], slug)
        for actor, slug in ((two.ours, "ours"), (two.others, "others"))
    ]
    ours, others = [right for right in admitted if right]
    false = [
        replace(ours, session_key="forged"),
        replace(ours, user_id=others.user_id),
        replace(ours, organization_id=others.organization_id),
    ]
    with django_assert_num_queries(1):
        assert admission.still_admitted([ours, *false, others]) == {ours, others}
    Session.objects.filter(pk=ours.session_key).update(expire_date=timezone.now())
    assert admission.still_admitted([ours, others]) == {others}
    settings.SECOND_FACTOR_REQUIRED = True
    assert admission.still_admitted([ours, others]) == set()


@pytest.mark.parametrize("error", [DatabaseError, InterfaceError, RuntimeError])
def test_a_right_that_cannot_be_asked_about_ends(
    quick: None, server: Two, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    """And the watch goes on: the next stream ends with its right as well."""

    def fail(_rights: Any) -> set[admission.Admission]:
        raise error

    listening = server.listen().opened()
    monkeypatch.setattr(live, "still_admitted", fail)
    listening.over()
    monkeypatch.setattr(live, "still_admitted", admission.still_admitted)
    again = server.listen().wait(lambda it: len(it.messages) > 1)
    deactivate(server)
    again.over()


def test_without_the_second_factor_there_is_no_stream(server: Two, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    assert server.listen().status == 403


def test_a_cut_listener_comes_back_by_itself(server: Two, databases: Any) -> None:
    listening = server.listen().opened()
    before = happen(server.ours, n=2)
    listening.heard(before[-1])
    assert databases.sql(
        "select pg_terminate_backend(pid) from pg_stat_activity"
        f" where datname = '{databases.name}' and query ~ 'listen journal|from journal_event'"
    )
    after = happen(server.ours, n=2)
    assert listening.heard(after[-1]).ids == before + after


def test_a_slow_reader_is_let_go_and_misses_nothing(
    server: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its queue is bounded; when it comes again it gets the rest from the database."""
    monkeypatch.setattr(live, "LAST_WORDS", 0.1)
    monkeypatch.setattr(live, "WAITING_AT_MOST", 5)
    monkeypatch.setattr(live, "message", lambda *row: _MESSAGE(*row) + b": " + b"x" * 200_000)
    with socket.create_connection(("127.0.0.1", server.port)) as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        cookie_ = server.sessions[server.ours]
        slow.sendall(f"GET /o/ours/live HTTP/1.1\r\nHost: x\r\nCookie: {cookie_}\r\n\r\n".encode())
        assert b"beat" in _until(slow, b"beat")
        organization_id = server.ours.organization_id
        (stream,) = live.FEED.streams[organization_id]
        ids: list[int] = []
        while not stream.overflowed.is_set():
            ids += happen(server.ours)
            assert len(ids) < 200
    monkeypatch.setattr(live, "message", _MESSAGE)
    again = server.listen(after=0).heard(ids[-1])
    assert again.ids == ids


_MESSAGE = live.message


def _until(opened: socket.socket, wanted: bytes) -> bytes:
    got = b""
    while wanted not in got:
        got += opened.recv(4096)
    return got


def test_when_the_server_stops_streams_end_whole(two: Two) -> None:
    with in_thread(grace=None) as two.port:  # it would wait for an open stream for ever
        listening = two.listen().opened()
    listening.over()
    assert listening.raw.endswith(b"\n\n")
