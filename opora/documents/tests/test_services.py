"""Numbers without gaps, drafts that nobody else sees; as the application's role."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from opora.documents import queries, services
from opora.documents.models import Draft, NumberSeries
from opora.journal.context import acting
from opora.lib.actor import Actor

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
SAMOKOV, ELENA = Actor(1, 10), Actor(2, 20)
COLLEAGUE = Actor(3, 10)
MARKER = "МАРКЕР Иван Петров"


@pytest.mark.django_db
def test_numbers_run_for_each_organization_series_and_year() -> None:
    with acting(SAMOKOV):
        given = [services.next_number(SAMOKOV, series="request", year=2026) for _ in range(3)]
        assert given == [1, 2, 3]
        assert services.next_number(SAMOKOV, series="request", year=2027) == 1
        assert services.next_number(SAMOKOV, series="letter", year=2026) == 1
    with acting(ELENA):
        assert services.next_number(ELENA, series="request", year=2026) == 1


@pytest.mark.django_db
def test_an_act_that_failed_leaves_no_gap() -> None:
    with acting(SAMOKOV):
        services.next_number(SAMOKOV, series="request", year=2026)
        savepoint = transaction.savepoint()
        services.next_number(SAMOKOV, series="request", year=2026)
        transaction.savepoint_rollback(savepoint)
        assert services.next_number(SAMOKOV, series="request", year=2026) == 2


@pytest.mark.django_db
def test_nobody_numbers_for_another() -> None:
    from django.db.utils import ProgrammingError

    with pytest.raises(ProgrammingError, match="row-level security"), acting(ELENA):
        services.next_number(SAMOKOV, series="request", year=2026)


@pytest.mark.django_db(transaction=True)
def test_eight_writers_get_eight_numbers_twenty_times() -> None:
    given: list[int] = []

    def write() -> None:
        try:
            for _ in range(20):
                with acting(SAMOKOV):
                    given.append(services.next_number(SAMOKOV, series="request", year=2026))
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert sorted(given) == list(range(1, 161))


@pytest.mark.django_db
def test_a_draft_is_kept_over_the_earlier_one() -> None:
    with acting(SAMOKOV):
        services.save_draft(SAMOKOV, key="request:new", content={"name": "И"}, now=NOW)
        later = NOW + timedelta(seconds=5)
        services.save_draft(SAMOKOV, key="request:new", content={"name": "Иван"}, now=later)
        found = queries.draft(SAMOKOV, "request:new")
        assert found
        assert (found.content, found.saved_at) == ({"name": "Иван"}, later)
        assert queries.content(SAMOKOV, "request:17") == {}
        assert Draft.objects.count() == 1


@pytest.mark.django_db
def test_secrets_are_not_kept() -> None:
    typed = {"csrfmiddlewaretoken": "t", "password": "p", "again": "p", "code": "1", "name": "И"}
    with acting(SAMOKOV):
        services.save_draft(SAMOKOV, key="k", content=typed, now=NOW)
        assert queries.content(SAMOKOV, "k") == {"name": "И"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "other",
    [ELENA, COLLEAGUE, Actor(1, 20), Actor(None, 10), Actor(1, 0)],
    ids=["stranger", "colleague", "same person elsewhere", "job", "nowhere"],
)
def test_nobody_else_sees_a_draft_even_without_a_filter(other: Actor) -> None:
    with acting(SAMOKOV):
        services.save_draft(SAMOKOV, key="k", content={"name": MARKER}, now=NOW)
    with acting(other):
        assert not Draft.objects.exists()
        assert Draft.objects.update(key="stolen") == 0
        assert Draft.objects.all().delete()[0] == 0
        assert queries.content(other, "k") == {}
        assert not services.drop_draft(other, "k")
    with acting(SAMOKOV):
        assert queries.content(SAMOKOV, "k") == {"name": MARKER}


@pytest.mark.django_db
def test_a_dropped_draft_is_gone() -> None:
    with acting(SAMOKOV):
        services.save_draft(SAMOKOV, key="k", content={}, now=NOW)
        assert services.drop_draft(SAMOKOV, "k")
        assert not services.drop_draft(SAMOKOV, "k")


@pytest.mark.django_db
def test_after_thirty_days_nothing_is_left() -> None:
    long_ago = datetime(2020, 1, 31, tzinfo=UTC)
    for key, age in {"old": timedelta(days=31), "kept": timedelta(days=30)}.items():
        for actor in (SAMOKOV, ELENA):
            with acting(actor):
                services.save_draft(actor, key=key, content={}, now=long_ago - age)

    assert services.drop_old_drafts(long_ago) == 2
    for actor in (SAMOKOV, ELENA):
        with acting(actor):
            assert [each.key for each in Draft.objects.all()] == ["kept"]


@pytest.mark.django_db
def test_a_wrong_clock_erases_nothing_young() -> None:
    with acting(SAMOKOV):
        services.save_draft(SAMOKOV, key="k", content={}, now=datetime.now(UTC))
    assert services.drop_old_drafts(datetime(2999, 1, 1, tzinfo=UTC)) == 0


@pytest.mark.django_db
def test_the_numbers_of_another_are_not_seen() -> None:
    with acting(SAMOKOV):
        services.next_number(SAMOKOV, series="request", year=2026)
    with acting(ELENA):
        assert not NumberSeries.objects.exists()
