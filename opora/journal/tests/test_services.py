"""Writing to the journal: append-only, shown to its audience, provable, without personal data."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opora.journal import queries, rules
from opora.journal import services as journal
from opora.journal.context import acting
from opora.journal.models import Event, EventDetail
from opora.lib.actor import Actor

pytestmark = pytest.mark.django_db

MARK = "Маркерова"
OURS, OTHERS = Actor(7, 1), Actor(8, 2)
DAY = date(2026, 11, 20)

plain = st.none() | st.booleans() | st.integers() | st.dates() | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20
)  # fmt: skip
details_strategy = st.dictionaries(
    st.text("абвgh_\"' ", min_size=1, max_size=8), plain | st.lists(plain, max_size=3), min_size=1
)
on_one_database = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def record(actor: Actor = OURS, **more: Any) -> Event:
    facts: dict[str, Any] = {"kind": "request", "record_id": 17, "happened_on": DAY}
    return journal.record(actor, "referral.asked", **(facts | more))


def refused_by_database(command: Callable[[], object]) -> None:
    with pytest.raises(ProgrammingError) as refused, transaction.atomic():
        command()
    assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)


def test_an_event_is_for_ever() -> None:
    """Nor its details: they are erased by retention, with the owner's role, not by a page."""
    with acting(OURS):
        event = record(details={"question": MARK})
        refused_by_database(lambda: Event.objects.filter(pk=event.pk).update(name="another.name"))
        refused_by_database(lambda: Event.objects.filter(pk=event.pk)._raw_delete("default"))
        refused_by_database(lambda: EventDetail.objects.filter(pk=event.pk).update(values={}))
        refused_by_database(lambda: EventDetail.objects.filter(pk=event.pk).delete())


def test_nobody_chooses_a_position() -> None:
    with acting(OURS):
        refused_by_database(
            lambda: Event.objects.create(
                position=9_000_000, name="referral.asked", organization_id=1, audience=[1],
                record_kind="request", record_id=1, happened_on=DAY, recorded_at=datetime.now(UTC),
            )
        )  # fmt: skip


def test_nobody_writes_in_anothers_name() -> None:
    with acting(OTHERS):
        refused_by_database(lambda: record(OURS))
        refused_by_database(lambda: record(OURS, audience=[2]))


def test_without_context_nothing_is_written() -> None:
    refused_by_database(record)


@pytest.mark.parametrize(
    ("audience", "hears"), [([], False), ([2], True), ([3], False), ([2, 3], True), ([0], False)]
)
def test_the_audience_hears_and_nobody_else(audience: list[int], hears: bool) -> None:
    with acting(OURS):
        event = record(audience=audience, details={"question": MARK})
        assert queries.timeline(OURS, kind="request", record_id=17).get() == event
        assert event.audience == sorted({1, *audience})
    with acting(OTHERS):
        assert queries.visible(OTHERS).exists() is hears
        # The second wall alone, whatever a query forgets.
        assert Event.objects.exists() is hears
        assert EventDetail.objects.exists() is hears


def test_a_query_asks_for_the_actor_not_for_the_connection() -> None:
    """The first wall holds where the second one is open to another organization."""
    with acting(OURS):
        record()
        assert not queries.visible(OTHERS).exists()
        assert not queries.timeline(OTHERS, kind="request", record_id=17).exists()
        assert not queries.about(OTHERS, person_id=1).exists()


@on_one_database
@given(details_strategy)
def test_the_digest_proves_the_details(details: dict[str, Any]) -> None:
    with acting(OURS):
        event = Event.objects.get(pk=record(details=details).pk)
        salt, values = bytes(event.detail.salt), event.detail.values
    assert rules.proves(bytes(event.digest or b""), salt=salt, values=values)
    assert not rules.proves(bytes(event.digest or b""), salt=salt, values=values | {"more": 1})
    assert not rules.proves(bytes(event.digest or b""), salt=salt[::-1] + b"x", values=values)


def test_equal_details_have_different_digests() -> None:
    """So that nobody guesses a short value by trying all."""
    with acting(OURS):
        digests = {bytes(record(details={"reason": MARK}).digest or b"") for _ in range(3)}
    assert len(digests) == 3


def test_without_details_there_is_nothing_to_prove() -> None:
    with acting(OURS):
        event = record()
        assert event.digest is None
        assert not EventDetail.objects.exists()


@on_one_database
@given(st.dictionaries(st.sampled_from(["reason", "wish", MARK]), st.just(MARK), min_size=1))
def test_the_event_itself_never_holds_the_details(details: dict[str, str]) -> None:
    with acting(OURS), connection.cursor() as cursor:
        event = record(details=details)
        cursor.execute("select t::text from journal_event t where id = %s", [event.pk])
        (row,) = cursor.fetchone()
    assert MARK not in row
    assert MARK.encode().hex() not in row


def test_what_stood_before_is_put_back() -> None:
    def context() -> tuple[str, str]:
        with connection.cursor() as cursor:
            cursor.execute(
                "select current_setting('opora.organization', true),"
                " current_setting('opora.user', true)"
            )
            return cursor.fetchone()

    with acting(OURS):
        with acting(OTHERS):
            assert context() == ("2", "8")
        assert context() == ("1", "7")
        with acting(Actor(None, 2)):
            assert context() == ("2", "")


def test_the_live_role_reads_five_columns_and_nothing_else() -> None:
    with acting(OURS):
        record(details={"question": MARK})
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local role opora_live")
        cursor.execute("select position, name, record_kind, record_id, audience from journal_event")
        assert cursor.fetchall()
        cursor.execute(
            "select table_name::text || '.' || column_name"
            " from information_schema.column_privileges"
            " where grantee = 'opora_live' and table_schema = 'public'"
        )
        assert {name for (name,) in cursor.fetchall()} == {
            f"journal_event.{name}"
            for name in ("position", "name", "record_kind", "record_id", "audience")
        }
    for forbidden in (
        "select user_id from journal_event",
        "select subject_id from journal_event",
        "select digest from journal_event",
        "select * from journal_eventdetail",
        "select * from people_person",
        "select * from referral_servicerequest",
        "select * from django_session",
        "insert into journal_event (name) values ('x')",
        "delete from journal_event",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("set local role opora_live")
                cursor.execute(forbidden)
