"""Encrypted files outside the web root: `<folder>/<first two letters>/<random name>`.

A file is a row of sealed pieces, each after its length. The seal of a piece binds the file's name,
the piece's place and whether it is the last: none can be moved, swapped, or cut off.
"""

import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings

from opora.lib import keys
from opora.lib.keys import WrongKeys

CHUNK = 1024 * 1024
NEW = ".new"  # the end of the name of a file that is still being written again
_LENGTH = 4


def write(name: str, content: Iterable[bytes]) -> None:
    """Store what comes piece by piece; readable by this process's user only."""
    path = _path(name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write(path, name, content)


def _write(path: Path, name: str, content: Iterable[bytes]) -> None:
    ring = keys.ring()
    with path.open("xb") as file:
        path.chmod(0o600)
        place, held = 0, b""
        for piece in content:
            if held:
                _put(file, ring.seal(held, _context(name, place, is_last=False)))
                place += 1
            held = piece
        _put(file, ring.seal(held, _context(name, place, is_last=True)))


def read(name: str) -> Iterator[bytes]:
    """What was stored, piece by piece; raises WrongKeys when the file was changed or cut."""
    ring = keys.ring()
    with _path(name).open("rb") as file:
        place, sealed = 0, _take(file)
        while sealed:
            following = _take(file)
            yield ring.unseal(sealed, _context(name, place, is_last=not following))
            place, sealed = place + 1, following
        if not place:
            raise WrongKeys("The file is empty.")


def names() -> Iterator[str]:
    """All stored files."""
    folder: Path = settings.ATTACHMENTS
    for path in sorted(folder.glob("??/*")) if folder.exists() else ():
        if not path.name.endswith(NEW):
            yield path.name


def key_of(name: str) -> int:
    """Which key a stored file is sealed with."""
    with _path(name).open("rb") as file:
        return keys.key_id(_take(file))


def reseal(name: str) -> None:
    """Write a stored file again with the current key, in its place, whole or not at all."""
    path = _path(name)
    draft = path.with_name(f"{name}{NEW}")
    draft.unlink(missing_ok=True)
    _write(draft, name, read(name))
    moment = path.stat().st_mtime
    os.utime(draft, (moment, moment))
    draft.replace(path)


def delete(name: str) -> None:
    """Forget a stored file."""
    _path(name).unlink(missing_ok=True)


def older_than(moment: datetime) -> list[str]:
    """Names of the files stored before a moment."""
    folder = settings.ATTACHMENTS
    if not folder.exists():
        return []
    return [path.name for path in folder.glob("??/*") if path.stat().st_mtime < moment.timestamp()]


def _path(name: str) -> Path:
    folder: Path = settings.ATTACHMENTS
    return folder / name[:2] / name


def _context(name: str, place: int, *, is_last: bool) -> bytes:
    return f"documents_attachment:{name}:{place}:{'last' if is_last else 'more'}".encode()


def _put(file, sealed: bytes) -> None:  # type: ignore[no-untyped-def]
    file.write(len(sealed).to_bytes(_LENGTH) + sealed)


def _take(file) -> bytes:  # type: ignore[no-untyped-def]
    length = file.read(_LENGTH)
    piece: bytes = file.read(int.from_bytes(length)) if length else b""
    return piece
