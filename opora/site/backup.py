"""One file with everything but the keys: the database, the attachments, and a list with digests.

The keys are exported apart: who finds a backup cannot read identifiers, who finds keys has no data.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from django.core.management import call_command
from django.db import connections, transaction
from django.utils import timezone

from opora.lib import keys
from opora.site import installation, postgres
from opora.site.environment import BadEnvironment, Environment

_MANIFEST, _DUMP, _ATTACHMENTS = "manifest.json", "database.dump", "attachments"
_FORMAT = 1


class BadBackup(BadEnvironment):
    """The file is not a whole, unchanged backup."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in a backup: SHA-256 of each file, rows of each table, which keys belong to it."""

    format: int
    made_at: str
    key_check: str
    files: dict[str, str]
    rows: dict[str, int]


def write(env: Environment, target: Path) -> Manifest:
    """Write a backup; it appears under its name only when it is whole."""
    if target.exists():
        raise BadEnvironment(f"{target} exists already and is left as it is.")
    target.parent.mkdir(parents=True, exist_ok=True)
    check = bytes(installation.current().key_check).hex()
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        dump, draft = Path(folder, _DUMP), Path(folder, "draft")
        rows = _dump(dump)
        # Attachments only ever grow: those that the dumped database names are there afterwards.
        files = {_DUMP: dump} | _attachments(env)
        digests = {name: _digest(path) for name, path in files.items()}
        manifest = Manifest(_FORMAT, timezone.now().isoformat(), check, digests, rows)
        Path(folder, _MANIFEST).write_text(json.dumps(asdict(manifest), indent=1))
        with tarfile.open(draft, "w") as archive:
            archive.add(Path(folder, _MANIFEST), _MANIFEST)
            for name, path in files.items():
                archive.add(path, name)
        draft.chmod(0o600)
        draft.rename(target)
    return manifest


def restore(env: Environment, source: Path) -> Manifest:
    """Read a backup into an empty database; nothing is touched before every digest is right."""
    if not installation.is_empty():
        raise BadEnvironment("The database is not empty; a backup is restored into an empty one.")
    if env.attachments.exists() and any(env.attachments.iterdir()):
        raise BadEnvironment(f"{env.attachments} is not empty; move it away first.")
    env.data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=env.data, prefix=".restore-") as name:
        folder = Path(name)
        manifest = _unpack(source, folder)
        if manifest.key_check != keys.ring().check().hex():
            raise BadEnvironment(
                f"The keys in {env.keys} are not the ones of this backup. Import the right ones:"
                " opora keys import FILE"
            )
        _run(
            "pg_restore", "--no-owner", "--no-comments", "--exit-on-error",
            "--single-transaction", str(folder / _DUMP),
        )  # fmt: skip
        with suppress(FileNotFoundError):
            shutil.copytree(folder / _ATTACHMENTS, env.attachments, dirs_exist_ok=True)
    if (found := count_rows()) != manifest.rows:
        raise BadBackup(
            f"Restored, but the numbers of rows differ: {_differences(found, manifest)}"
        )
    call_command("migrate", verbosity=0)
    installation.current()
    return manifest


def _dump(target: Path) -> dict[str, int]:
    """Dump the database and count its rows as of one moment, while others go on writing."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read")
        cursor.execute("select pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        _run("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={target}")
        return count_rows()


def count_rows() -> dict[str, int]:
    """How many rows each table has."""
    connection = connections["owner"]
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        counts = {}
        for name in sorted(names):
            cursor.execute(f"select count(*) from {connection.ops.quote_name(name)}")  # noqa: S608
            counts[name] = cursor.fetchone()[0]
    return counts


def _attachments(env: Environment) -> dict[str, Path]:
    found = sorted(path for path in env.attachments.rglob("*") if path.is_file())
    return {f"{_ATTACHMENTS}/{path.relative_to(env.attachments)}": path for path in found}


def _unpack(source: Path, folder: Path) -> Manifest:
    """Lay the backup's files into `folder`, each compared with its digest."""
    try:
        with tarfile.open(source) as archive:
            members = _files(archive)
            name, content = next(members)
            if name != _MANIFEST:
                raise BadBackup(f"{source} is not a backup of Opora.")
            manifest = Manifest(**json.load(content))
            missing = dict(manifest.files)
            for name, content in members:
                place = folder / _safe(name)
                place.parent.mkdir(parents=True, exist_ok=True)
                with place.open("wb") as target:
                    shutil.copyfileobj(content, target)
                if _digest(place) != missing.pop(name, None):
                    raise BadBackup(f"{source} was changed or damaged: {name}")
    except (tarfile.TarError, StopIteration, ValueError, TypeError, EOFError):
        raise BadBackup(f"{source} is not a whole backup of Opora.") from None
    except OSError as error:
        raise BadBackup(f"{source} cannot be read: {error.strerror}") from None
    if missing:
        raise BadBackup(f"{source} is not whole; missing: {', '.join(sorted(missing))}")
    return manifest


def _files(archive: tarfile.TarFile) -> Iterator[tuple[str, IO[bytes]]]:
    for member in archive:
        content = archive.extractfile(member) if member.isreg() else None
        if content is None:
            raise BadBackup(f"The file holds what no backup holds: {member.name}")
        yield member.name, content


def _safe(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        raise BadBackup(f"A file of the backup wants to lie outside of it: {name}")
    return path


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _run(name: str, *arguments: str) -> None:
    """Run a program of PostgreSQL as the owner; arguments are seen by all, so no password there."""
    found = connections["owner"].settings_dict
    variables = {
        "PGDATABASE": found["NAME"], "PGUSER": found["USER"], "PGPASSWORD": found["PASSWORD"],
        "PGHOST": found["HOST"], "PGPORT": str(found["PORT"] or ""),
    }  # fmt: skip
    variables |= {f"PG{name.upper()}": str(value) for name, value in found["OPTIONS"].items()}
    command = [str(postgres.program(name)), *arguments, f"--dbname={found['NAME']}"]
    given = {key: value for key, value in variables.items() if value}
    done = subprocess.run(command, env=os.environ | given, capture_output=True, text=True)
    if done.returncode != 0:
        raise BadBackup(f"{name} failed: {done.stderr.strip()}")


def _differences(found: dict[str, int], manifest: Manifest) -> str:
    tables = sorted(found.keys() | manifest.rows.keys())
    return ", ".join(
        f"{table} {manifest.rows.get(table)} → {found.get(table)}"
        for table in tables
        if found.get(table) != manifest.rows.get(table)
    )
