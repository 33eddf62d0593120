"""Settings of one installation, read from the environment. The only place that reads it.

Every variable begins with OPORA_, is described in docs/operate.md, and is refused with a sentence
when its name or value is not understood. No Django here: the database starts before Django does.
"""

import os
import re
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import cast
from urllib.parse import quote, unquote, urlsplit

from psycopg.conninfo import conninfo_to_dict

from opora.site import postgres

PREFIX = "OPORA_"
PROJECT = Path(__file__).resolve().parents[2]


class BadEnvironment(Exception):
    """A setting that is unknown, unreadable or missing; the message says which and what to do."""


class Mode(StrEnum):
    """A demonstration shows ready accounts and invented people; production refuses both."""

    DEMO = "demo"
    PRODUCTION = "production"


@dataclass(frozen=True, slots=True)
class Environment:
    """Everything that an operator can set. A field `allowed_hosts` is OPORA_ALLOWED_HOSTS."""

    mode: Mode = Mode.PRODUCTION
    data: Path = PROJECT / "var"
    keys: Path = PROJECT / "var" / "keys"
    database_url: str = ""
    database_owner_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    allowed_hosts: tuple[str, ...] = ()
    proxies: tuple[str, ...] = ("127.0.0.1",)
    second_factor: bool = True
    email_url: str = ""
    email_from: str = ""
    debug: bool = False

    @property
    def is_demo(self) -> bool:
        """Whether this process serves a demonstration."""
        return self.mode is Mode.DEMO

    @property
    def is_embedded(self) -> bool:
        """Whether Opora runs its own PostgreSQL in the data folder."""
        return not self.database_url

    @property
    def server(self) -> Path:
        """Folder of the embedded PostgreSQL."""
        return self.data / "postgres"

    @property
    def attachments(self) -> Path:
        """Folder of the files that people attach."""
        return self.data / "attachments"

    @property
    def ring(self) -> Path:
        """File of the keys that protect identifiers; see opora.lib.keys."""
        return self.keys / "ring.json"

    @property
    def secret(self) -> Path:
        """File of the key that signs sessions and forms."""
        return self.keys / "secret"

    @property
    def secret_key(self) -> str:
        """Signs sessions and forms."""
        try:
            return self.secret.read_text("ascii").strip()
        except FileNotFoundError:
            raise BadEnvironment(
                f"There are no keys in {self.keys}. Run: opora keys create"
            ) from None

    @property
    def database(self) -> dict[str, object]:
        """The database as the application's role, for Django."""
        return _django(self.database_url or self._embedded(postgres.APP))

    @property
    def owner_database(self) -> dict[str, object]:
        """The same database as its owner's role, for migrations."""
        return _django(self.database_owner_url or self._embedded(postgres.OWNER))

    def _embedded(self, role: str) -> str:
        if server := postgres.running(self.server):
            return server.url(role)
        # Not up: settings can still be read, and a connection says which socket it missed.
        return f"postgresql://{role}@/{postgres.DATABASE}?host={quote(str(self.server), safe='')}"

    @property
    def email_backend(self) -> str:
        """Messages go by SMTP when OPORA_EMAIL_URL is set; otherwise each is a file in the data
        folder, so that the links in invitations can be used on a machine without mail."""
        kind = "smtp" if self.email_url else "filebased"
        return f"django.core.mail.backends.{kind}.EmailBackend"

    @property
    def email(self) -> dict[str, object]:
        """Where and how messages leave, as Django's EMAIL_… settings."""
        url = urlsplit(self.email_url)
        secure = url.scheme == "smtps"
        return {
            "EMAIL_HOST": url.hostname or "",
            "EMAIL_PORT": url.port or (465 if secure else 587),
            "EMAIL_HOST_USER": unquote(url.username or ""),
            "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
            "EMAIL_USE_SSL": secure,
            "EMAIL_USE_TLS": url.scheme == "smtp" and bool(url.username),
            "EMAIL_FILE_PATH": self.data / "mail",
            "DEFAULT_FROM_EMAIL": self.email_from or "opora@localhost",
        }


def _django(url: str) -> dict[str, object]:
    parts = conninfo_to_dict(url)
    names = {
        "NAME": "dbname",
        "USER": "user",
        "PASSWORD": "password",
        "HOST": "host",
        "PORT": "port",
    }
    database: dict[str, object] = {"ENGINE": "django.db.backends.postgresql"}
    database |= {name: parts.pop(part, "") for name, part in names.items()}
    return database | {"OPTIONS": parts}


def create_secret(env: Environment) -> None:
    """A new key for sessions and forms, where there is none."""
    env.keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        descriptor = os.open(env.secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))


def _one_of(*words: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in words:
            raise ValueError(f"say one of: {', '.join(words)}")
        return text

    return read


def _yes(text: str) -> bool:
    return _one_of("yes", "no")(text) == "yes"


def _folder(text: str) -> Path:
    return Path(text).expanduser().resolve()


def _names(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    if "*" in names:
        raise ValueError("list each name; “*” would let any page speak in this one's name")
    return names


def _port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise ValueError("say a number from 1 to 65535")
    return int(text)


def _matching(pattern: str, hint: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(hint)
        return text

    return read


_POSTGRES = _matching(
    r"postgres(ql)?://[^@/\s]+@[^@\s]*/[^/?\s]+(\?\S*)?",
    "say postgresql://user:password@host:port/database",
)

READERS: dict[str, Callable[[str], object]] = {
    "mode": lambda text: Mode(_one_of(*Mode)(text)),
    "data": _folder,
    "keys": _folder,
    "database_url": _POSTGRES,
    "database_owner_url": _POSTGRES,
    "host": _matching(r"[0-9A-Za-z.:-]+", "say an address to listen on, such as 127.0.0.1"),
    "port": _port,
    "allowed_hosts": _names,
    "proxies": _names,
    "second_factor": lambda text: _one_of("required", "optional")(text) == "required",
    "email_url": _matching(r"smtps?://\S+", "say smtp://user:password@host:587 or smtps://…:465"),
    "email_from": _matching(r"[^@\s]+@[^@\s]+", "say an e-mail address"),
    "debug": _yes,
}


def read(variables: Mapping[str, str] = os.environ) -> Environment:
    """The settings that `variables` ask for, defaults for the rest; refuses what is not understood.

    An empty value counts as not given, so a line of a settings file can be left blank.
    """
    given = {name: text for name, text in variables.items() if name.startswith(PREFIX)}
    unknown = [name for name in given if name.removeprefix(PREFIX).lower() not in READERS]
    if unknown:
        raise BadEnvironment(f"Unknown setting {', '.join(sorted(unknown))}. See docs/operate.md.")
    values: dict[str, object] = {}
    for name, text in given.items():
        field = name.removeprefix(PREFIX).lower()
        if text == "":
            continue
        try:
            values[field] = READERS[field](text)
        except ValueError as error:
            # The value itself may be a password, so it is not repeated.
            raise BadEnvironment(f"{name} is not understood: {error}.") from None
    return _completed(values)


def _completed(values: dict[str, object]) -> Environment:
    if ("database_url" in values) != ("database_owner_url" in values):
        raise BadEnvironment(
            "OPORA_DATABASE_URL and OPORA_DATABASE_OWNER_URL go together: two roles of one"
            " database. Give both, or neither for the embedded PostgreSQL."
        )
    data = cast("Path", values.get("data", PROJECT / "var"))
    defaults: dict[str, object] = {"data": data, "keys": data / "keys"}
    if values.get("mode") is Mode.DEMO:
        defaults |= {"second_factor": False, "allowed_hosts": ("localhost", "127.0.0.1", "[::1]")}
    return Environment(**(defaults | values))  # type: ignore[arg-type]
