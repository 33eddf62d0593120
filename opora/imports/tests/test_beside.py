"""While a file is written in one transaction, others see how far it is and may stop it.

On real connections: the writing, the progress beside it, and whoever looks from another office.
"""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from opora.imports import services, writing
from opora.imports.models import ServiceImport
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.register import services as register
from opora.register.models import Service

from .conftest import NOW, Cast
from .test_imports import HEADS, row, stage, xlsx

pytestmark = pytest.mark.django_db(transaction=True)

N_ROWS = 5


def look(actor: Actor, run_id: int, *, cancel: bool) -> tuple[int, str, int]:
    """What another connection sees meanwhile: rows done, state, services of the file."""

    def seen() -> tuple[int, str, int]:
        try:
            with acting(actor):
                if cancel:
                    services.cancel(actor, run_id=run_id)
                run = ServiceImport.objects.get(pk=run_id)
                return run.n_done, run.state, Service.objects.count()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as other:
        return other.submit(seen).result(timeout=60)


def given(actor: Actor) -> ServiceImport:
    """A file of a few new services, read, its writing begun."""
    lines = [row(Наименование=f"Дневен център № {n}") for n in range(1, N_ROWS + 1)]
    run = stage(actor, xlsx([HEADS, *lines]))
    assert run.n_new == N_ROWS
    with acting(actor):
        return services.begin(actor, run_id=run.pk)


def write(actor: Actor, run: ServiceImport, *, cancel_at: int) -> tuple[ServiceImport, list[int]]:
    """Write it with somebody looking after each batch; the rows done that they saw."""
    seen: list[int] = []
    with services.beside(actor, run.pk) as progress:

        def watched(n_done: int) -> bool:
            progress(n_done)
            n_seen, state, n_services = look(actor, run.pk, cancel=n_done == cancel_at)
            assert (state, n_services) == ("applying", 0)
            seen.append(n_seen)
            return progress(n_done)

        done = services.apply(
            actor,
            run_id=run.pk,
            change_capacity=register.write_capacity,
            now=NOW,
            progress=watched,
        )
    return done, seen


@pytest.fixture
def head(transactional_db: None, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Actor:
    """The municipality's head, whose file goes in many batches."""
    monkeypatch.setattr(writing, "BATCH", 2)
    return cast.municipality


def test_how_far_it_is_shows_to_others_and_its_services_only_at_the_end(head: Actor) -> None:
    done, seen = write(head, given(head), cancel_at=0)
    assert seen == [2, 4, 5]
    assert (done.state, done.n_done) == ("applied", N_ROWS)
    with acting(head):
        assert Service.objects.count() == N_ROWS


def test_who_cancels_from_another_connection_stops_it_and_nothing_is_written(head: Actor) -> None:
    run = given(head)
    done, seen = write(head, run, cancel_at=2)
    assert seen == [2]
    assert (done.state, done.n_done) == ("read", 0)
    assert done.failure
    with acting(head):
        assert not Service.objects.exists()
        assert services.begin(head, run_id=run.pk).state == "applying"  # may be tried again


def test_a_run_that_nobody_works_on_goes_back_at_once(head: Actor) -> None:
    """Its worker was killed, or has not come to it yet; coming late, it finds nothing to do."""
    run = given(head)
    with acting(head):
        stopped = services.cancel(head, run_id=run.pk)
    assert (stopped.state, stopped.n_done) == ("read", 0)
    late = services.apply(
        head,
        run_id=run.pk,
        change_capacity=register.write_capacity,
        now=NOW,
        progress=services.quietly,
    )
    assert late.state == "read"
    with acting(head):
        assert not Service.objects.exists()
        assert services.begin(head, run_id=run.pk).state == "applying"
