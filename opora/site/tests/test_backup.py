"""Backup and restore, on a real database with people in it."""

import tarfile
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections

from conftest import Databases
from opora.accounts.models import Organization
from opora.documents import services as documents
from opora.documents import store
from opora.documents.models import Attachment
from opora.journal.context import acting
from opora.lib import keys
from opora.lib.actor import Actor
from opora.lib.keys import KeyRing
from opora.people.models import CONTEXT, Person
from opora.site import backup, installation, production
from opora.site.backup import BadBackup
from opora.site.environment import BadEnvironment, Environment
from tests.cast import NOW, make

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
EGN = "1743019984"
DECISION = "Експертно решение, което никой чужд не чете"


@pytest.fixture
def env(tmp_path: Path) -> Environment:
    """An installation of its own folder, with one attachment."""
    made = Environment(data=tmp_path / "data", keys=tmp_path / "keys")
    (made.attachments / "17").mkdir(parents=True)
    (made.attachments / "17" / "молба.pdf").write_bytes(b"%PDF marker")
    return made


@pytest.fixture
def person(env: Environment) -> Person:
    """Somebody with a number, entered through the services."""
    number: dict[str, Any] = {"identifier_kind": "egn", "identifier": EGN, "missing_reason": ""}
    return make().person(birth_date=date(2017, 3, 1), sex="male", **number)


@pytest.fixture
def attached(env: Environment, person: Person, settings: Any) -> Attachment:
    """A file attached through the services, stored encrypted."""
    settings.ATTACHMENTS = env.attachments
    actor = Actor(None, Organization.objects.get(slug="ob-samokov").pk, frozenset({"system"}))
    with acting(actor):
        return documents.attach(
            actor,
            upload=SimpleUploadedFile("решение.txt", DECISION.encode()),
            title="Решение",
            record_kind="person",
            record_id=person.pk,
            audience=[],
            person_id=person.pk,
            now=NOW,
        )


@pytest.fixture
def written(env: Environment, person: Person, attached: Attachment, tmp_path: Path) -> Path:
    """A backup."""
    backup.write(env, tmp_path / "opora.backup")
    return tmp_path / "opora.backup"


@pytest.fixture
def empty(env: Environment, written: Path, databases: Databases) -> Iterator[Environment]:
    """Another machine: no table, no file, the same keys."""
    with databases.another():
        yield Environment(data=env.data.with_name("new"), keys=env.keys)


def rewritten(source: Path, change: dict[str, bytes]) -> Path:
    """The backup with files changed, added, or left out (empty)."""
    target = source.with_name("changed.backup")
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        contents = {member.name: old.extractfile(member).read() for member in old}  # type: ignore[union-attr]
        for name, content in (contents | change).items():
            if content:
                member = tarfile.TarInfo(name)
                member.size = len(content)
                new.addfile(member, BytesIO(content))
    return target


def test_what_was_backed_up_stands_in_the_new_place(
    empty: Environment, written: Path, settings: Any
) -> None:
    manifest = backup.restore(empty, written)
    assert manifest.rows == backup.count_rows()
    assert manifest.rows["people_person"] == 1
    assert (empty.attachments / "17" / "молба.pdf").read_bytes() == b"%PDF marker"
    file = Attachment.objects.using("owner").get()
    settings.ATTACHMENTS = empty.attachments
    assert b"".join(store.read(file.stored_as)).decode() == DECISION
    person = Person.objects.using("owner").get()
    assert keys.ring().decrypt(bytes(person.identifier or b""), CONTEXT) == EGN
    with connections["default"].cursor() as cursor:  # the second wall stands there too
        cursor.execute("select count(*) from people_person")
        assert cursor.fetchone() == (0,)


def test_a_backup_is_private_and_complete_or_not_there(
    env: Environment, written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert written.stat().st_mode & 0o077 == 0
    with pytest.raises(BadEnvironment, match="exists already"):
        backup.write(env, written)
    monkeypatch.setitem(connections["owner"].settings_dict, "USER", "opora_app")
    with pytest.raises(BadBackup, match="pg_dump failed"):
        backup.write(env, written.with_name("other.backup"))
    assert sorted(path.name for path in written.parent.iterdir() if "backup" in path.name) == [
        "opora.backup"
    ]


def test_a_backup_holds_no_keys_and_no_readable_identifier(written: Path) -> None:
    content = written.read_bytes()
    assert EGN.encode() not in content
    assert DECISION.encode() not in content
    assert keys.ring().index not in content


def test_a_database_with_tables_is_not_restored_over(env: Environment, written: Path) -> None:
    with pytest.raises(BadEnvironment, match="not empty"):
        backup.restore(env, written)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"attachments/17/молба.pdf": b"other"}, "changed or damaged: attachments/17"),
        ({"attachments/17/молба.pdf": b""}, "not whole; missing: attachments/17"),
        ({"database.dump": b"other"}, "changed or damaged: database.dump"),
        ({"../outside": b"x"}, "wants to lie outside"),
        ({"/outside": b"x"}, "wants to lie outside"),
        ({"added": b"x"}, "changed or damaged: added"),
        ({"manifest.json": b"{}"}, "not a whole backup"),
        ({"manifest.json": b""}, "not a backup of Opora"),
    ],
)
def test_a_changed_backup_is_refused_before_anything_is_written(
    empty: Environment, written: Path, change: dict[str, bytes], said: str
) -> None:
    with pytest.raises(BadBackup, match=said):
        backup.restore(empty, rewritten(written, change))
    assert installation.is_empty()
    assert not empty.attachments.exists()


def test_a_cut_or_foreign_file_is_refused(empty: Environment, written: Path) -> None:
    for content in (written.read_bytes()[:-20000], b"", b"hello"):
        written.write_bytes(content)
        with pytest.raises(BadBackup):
            backup.restore(empty, written)
    with pytest.raises(BadBackup, match="cannot be read: No such file"):
        backup.restore(empty, written.with_name("nothing"))
    assert installation.is_empty()


def test_other_keys_are_refused(
    empty: Environment, written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "ring", KeyRing.fresh)
    with pytest.raises(BadEnvironment, match="not the ones of this backup"):
        backup.restore(empty, written)
    assert installation.is_empty()


def test_start_refuses_keys_of_another_installation(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert installation.current().is_demo
    monkeypatch.setattr(keys, "ring", KeyRing.fresh)
    with pytest.raises(BadEnvironment, match="do not belong to this database"):
        installation.current()


def test_rotation_encrypts_all_identifiers_again(
    person: Person, tmp_path: Path, settings: Any
) -> None:
    settings.ATTACHMENTS = tmp_path / "attachments"  # other tests leave files in the common folder
    before = keys.ring()
    path = tmp_path / "ring.json"
    before.rotated().save(path, over=True)
    place = keys._place[0]
    keys.use(path)
    try:
        assert production.reencrypt() == 1
        person = Person.objects.using("owner").get()
        assert keys.key_id(bytes(person.identifier or b"")) == before.current + 1
        assert keys.ring().without_old().decrypt(bytes(person.identifier or b""), CONTEXT) == EGN
        assert installation.current()
        assert production.reencrypt() == 0
    finally:
        keys.use(place)
