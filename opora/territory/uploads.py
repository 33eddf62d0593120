"""A published file between its report and its writing, so that it is chosen only once.

It lies in the data folder under a name that nobody can guess, for an hour at most; the page holds
a signed word about it, which only the person who uploaded it can use.
"""

import secrets
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _

from opora.lib.actor import Actor
from opora.lib.refusals import Refused

from .imports.reading import Source

SALT = "territory.upload"
KEPT_SECONDS = 3600
KEPT_AT_MOST = 8


@dataclass(frozen=True, slots=True)
class Upload:
    """What was uploaded: of which kind, from where, and the file itself."""

    kind: str
    origin: str
    source: Source


def keep(actor: Actor, upload: Upload) -> str:
    """Put the file aside; the word by which the same person takes it back."""
    folder = _folder()
    _sweep(folder)
    key = secrets.token_hex(16)
    path = folder / key
    path.touch(mode=0o600)
    path.write_bytes(upload.source.content)
    about = [key, actor.user_id, actor.organization_id, upload.kind, upload.origin]
    return signing.dumps([*about, upload.source.name], salt=SALT)


def take(actor: Actor, word: str) -> Upload:
    """The file, which is then gone. Refused when it is too late, or was somebody else's."""
    gone = Refused(
        _("Провереният файл вече не се пази."),
        remedy=_("Изберете го отново и го проверете още веднъж."),
    )
    try:
        about = signing.loads(word, salt=SALT, max_age=KEPT_SECONDS)
        key, user_id, organization_id, kind, origin, name = about
        if (user_id, organization_id) != (actor.user_id, actor.organization_id):
            raise gone
        path = _folder() / key
        content = path.read_bytes()
        path.unlink()
    except (signing.BadSignature, FileNotFoundError):
        raise gone from None
    return Upload(kind, origin, Source(name, content))


def _folder() -> Path:
    folder = Path(settings.DATA_FOLDER) / "uploads"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _sweep(folder: Path) -> None:
    """Remove what is too old, and the oldest of too many."""
    files = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    for n, path in enumerate(files, start=1):
        if n >= KEPT_AT_MOST or path.stat().st_mtime < time.time() - KEPT_SECONDS:
            path.unlink(missing_ok=True)
