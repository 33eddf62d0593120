"""After a rotation of the keys, documents and files are sealed with the new one; an interrupted run
goes on where it stopped."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, connections, transaction

from opora.accounts.models import Organization
from opora.documents import queries, services, store
from opora.documents.models import IssuedDocument
from opora.documents.paper import Paper, Section
from opora.journal.context import acting
from opora.lib import keys
from opora.lib.actor import Actor

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
LARGE = "дълъг текст\n".encode() * 200_000  # some pieces of a megabyte


@pytest.fixture
def actor(settings: Any, tmp_path: Path) -> Actor:
    """A municipality with three documents and two files."""
    settings.ATTACHMENTS = tmp_path / "attachments"
    made = Organization.objects.create(
        kind="municipality", name="Община", short_name="Община", slug="ob"
    )
    actor = Actor(None, made.pk, frozenset({"officer", "system"}))
    record: dict[str, Any] = {"record_kind": "request", "record_id": 1, "audience": [], "now": NOW}
    with acting(actor):
        for n in range(3):
            paper = Paper(f"Бележка {n}", [Section(["Текст."])])
            services.issue(actor, paper=paper, kind="note", **record)
        for content in (b"small", LARGE):
            upload = SimpleUploadedFile("a.txt", content)
            services.attach(actor, upload=upload, title="Файл", **record)
    return actor


@pytest.fixture
def rotated(actor: Actor, tmp_path: Path) -> Iterator[None]:
    """A new current key."""
    place = keys._place[0]
    path = tmp_path / "ring.json"
    keys.ring().rotated().save(path, over=True)
    keys.use(path)
    yield
    keys.use(place)


def sealed_with(pk: int) -> int:
    found = IssuedDocument.objects.using("owner").get(pk=pk)
    return keys.key_id(bytes(found.content))


def test_everything_is_sealed_again_and_reads_the_same(actor: Actor, rotated: None) -> None:
    with acting(actor):
        before = [queries.printed(each) for each in IssuedDocument.objects.order_by("pk")]
    assert services.reseal_documents(batch=2) == 3
    assert services.reseal_attachments() == 2
    assert services.reseal_documents() == services.reseal_attachments() == 0
    keys.ring().without_old().save(keys._place[0], over=True)
    keys.ring.cache_clear()
    with acting(actor):
        assert [queries.printed(each) for each in IssuedDocument.objects.order_by("pk")] == before
    assert sorted(b"".join(store.read(name)) for name in store.names()) == sorted([b"small", LARGE])


def test_an_interrupted_run_goes_on(
    actor: Actor, rotated: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *_rest, last = (
        IssuedDocument.objects.using("owner").order_by("pk").values_list("pk", flat=True)
    )
    unseal, n_read = keys.KeyRing.unseal, []

    def stopping(self: keys.KeyRing, blob: bytes, context: bytes) -> bytes:
        n_read.append(1)
        if len(n_read) == 2:
            raise KeyboardInterrupt
        return unseal(self, blob, context)

    monkeypatch.setattr(keys.KeyRing, "unseal", stopping)
    with pytest.raises(KeyboardInterrupt):
        services.reseal_documents(batch=1)
    old, new = sealed_with(last), sealed_with(first)
    assert new == old + 1
    assert services.reseal_documents(batch=1) == 2
    name = next(store.names())
    draft = store._path(name).with_name(f"{name}{store.NEW}")
    draft.write_bytes(b"half")  # the machine stopped while it was written
    assert services.reseal_attachments() == 2
    assert not draft.exists()


def test_even_the_owner_changes_nothing_else(actor: Actor) -> None:
    pk = IssuedDocument.objects.using("owner").earliest("pk").pk
    with pytest.raises(Error), connections["owner"].cursor() as cursor:
        cursor.execute("update documents_issueddocument set title = 'x' where id = %s", [pk])
    with acting(actor):
        with pytest.raises(Error), transaction.atomic():
            IssuedDocument.objects.filter(pk=pk).update(content=b"x")
        assert queries.printed(IssuedDocument.objects.get(pk=pk)).startswith(b"%PDF")
