"""What every test stands on: a real PostgreSQL, the application's own role, no network.

The server is the embedded one, shared by all test processes and stopped by the last, or the one
that OPORA_DATABASE_URL and OPORA_DATABASE_OWNER_URL name (the owner then needs CREATEDB).
Migrations run once into a template, kept until a migration or a policy changes; each process works
in a clone of it. `db` rolls back; `transactional_db` commits, and a fresh clone follows it.
"""

import fcntl
import hashlib
import ipaddress
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TextIO
from urllib.parse import urlsplit, urlunsplit

import hypothesis
import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import TransactionTestCase
from psycopg.conninfo import conninfo_to_dict
from pytest_django import DjangoDbBlocker

from opora.site import postgres

# A property holds on a busy machine too: how long an example took says nothing about it.
hypothesis.settings.register_profile(
    "opora", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("opora")

ROOT = Path(__file__).parent
FOLDER = ROOT / "var" / "test" / "postgres"
KEPT_TEMPLATES = 4


class Databases:
    """Creates, clones and drops the databases of this test process."""

    def __init__(self, maintenance: str, owner: str, app: str) -> None:
        self.maintenance, self._owner, self._app = maintenance, owner, app
        self.name = f"opora_test_{os.getpid()}"
        self.template = f"opora_template_{_fingerprint()}"

    def owner(self, name: str = "") -> str:
        return _with_database(self._owner, name or self.name)

    def app(self, name: str = "") -> str:
        return _with_database(self._app, name or self.name)

    def urls(self) -> dict[str, str]:
        """Environment of another process that shall work in the same database."""
        return {"OPORA_DATABASE_URL": self.app(), "OPORA_DATABASE_OWNER_URL": self.owner()}

    def sql(self, *commands: str) -> list[tuple[str, ...]]:
        """Run commands as the one who may create databases; rows of the last."""
        with psycopg.connect(self.maintenance, autocommit=True) as connection:
            for command in commands:
                cursor = connection.execute(command)
            return cursor.fetchall() if cursor.description else []

    def renew(self) -> None:
        """A fresh clone of the template; whoever is still connected to the old one is cut off."""
        connections.close_all()
        self.clone(self.name)

    def clone(self, name: str) -> None:
        """A database that holds what the template does."""
        owner = conninfo_to_dict(self._owner)["user"]
        self.sql(
            f"drop database if exists {name} with (force)",
            f"create database {name} owner {owner} template {self.template} strategy file_copy",
            f"revoke all on database {name} from public",  # what a clone does not inherit
            f"grant connect on database {name} to {conninfo_to_dict(self._app)['user']}",
        )

    @contextmanager
    def another(self) -> Iterator[None]:
        """Meanwhile all work goes to another database, which begins empty."""
        name = f"{self.name}_other"
        self.sql(f"create database {name} owner {conninfo_to_dict(self._owner)['user']}")
        try:
            with self.at(name):
                yield
        finally:
            self.drop(name)

    @contextmanager
    def at(self, name: str) -> Iterator[None]:
        """Meanwhile all work goes to the database of this name."""
        _point("default", self.app(name))
        _point("owner", self.owner(name))
        try:
            yield
        finally:
            _point("default", self.app())
            _point("owner", self.owner())

    def drop(self, name: str = "") -> None:
        connections.close_all()
        self.sql(f"drop database if exists {name or self.name} with (force)")

    def make_template(self) -> None:
        """Migrate into the template, unless an earlier run did."""
        like = (
            "select datname from pg_database where datname like 'opora\\_template\\_%' order by oid"
        )
        known = [name for (name,) in self.sql(like)]
        if self.template in known:
            return
        draft = f"{self.name}_draft"
        owner = conninfo_to_dict(self._owner)["user"]
        self.sql(f"create database {draft} owner {owner}")
        _point("owner", self.owner(draft))
        _point("default", self.app(draft))
        try:
            call_command("migrate", database="owner", verbosity=0)
            connections.close_all()
            self.sql(f"alter database {draft} rename to {self.template}")
        finally:
            connections.close_all()
            self.sql(f"drop database if exists {draft} with (force)")
        for name in known[: 1 - KEPT_TEMPLATES]:
            self.sql(f"drop database if exists {name} with (force)")


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """The databases of this process, on the embedded server or an external one."""
    app, owner = os.environ.get("OPORA_DATABASE_URL"), os.environ.get("OPORA_DATABASE_OWNER_URL")
    if app and owner:
        yield Databases(owner, owner, app)
        return
    FOLDER.parent.mkdir(parents=True, exist_ok=True)
    with _alone():
        users = (FOLDER.parent / "users.lock").open("w")
        server = postgres.running(FOLDER) or postgres.start(FOLDER, durable=False)
        server.leave_running()  # the last test process stops it, whoever started it
        fcntl.flock(users, fcntl.LOCK_SH)
    yield Databases(
        server.url(postgres.SUPERUSER, "postgres"), server.url(postgres.OWNER), server.url()
    )
    with _alone():
        _stop_if_last(users)


@pytest.fixture(scope="session")
def django_db_setup(
    databases: Databases,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """pytest-django's name for "the database is ready"."""
    with django_db_blocker.unblock():
        with _alone():
            databases.make_template()
            databases.renew()
        _point("default", databases.app())
        _point("owner", databases.owner())
    with pytest.MonkeyPatch.context() as patch:
        # Django would truncate, which the application's role may not.
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: databases.renew())
        yield
    with django_db_blocker.unblock():
        databases.drop()


@pytest.fixture
def owner(databases: Databases, db: None) -> Iterator[psycopg.Connection]:
    """A connection of the owner's role, past the second wall. Sees what is committed."""
    with psycopg.connect(databases.owner(), autocommit=True) as connection:
        yield connection


@pytest.fixture
def database_urls(databases: Databases, db: None) -> dict[str, str]:
    """Environment of another process that shall work in this test's database."""
    return databases.urls()


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Refuse every connection but to this machine."""

    def guarded(connect: Callable[..., object]) -> Callable[..., object]:
        def checked(self: socket.socket, address: tuple[str, int]) -> object:
            if self.family in {socket.AF_INET, socket.AF_INET6} and not _is_loopback(address[0]):
                raise RuntimeError(f"A test tried to reach {address[0]}.")
            return connect(self, address)

        return checked

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded(socket.socket.connect))
        patch.setattr(socket.socket, "connect_ex", guarded(socket.socket.connect_ex))
        yield


def _is_loopback(host: str) -> bool:
    return host == "localhost" or ipaddress.ip_address(host).is_loopback


@contextmanager
def _alone() -> Iterator[None]:
    """One test process of this checkout at a time."""
    with (FOLDER.parent / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _stop_if_last(users: TextIO) -> None:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    finally:
        users.close()
    if server := postgres.running(FOLDER):
        server.stop()


def _point(alias: str, url: str) -> None:
    connections[alias].close()
    parts = conninfo_to_dict(url)
    connections.settings[alias].update(
        NAME=parts["dbname"], USER=parts["user"], PASSWORD=parts.get("password", ""),
        HOST=parts.get("host", ""), PORT=parts.get("port", ""),
    )  # fmt: skip


def _with_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _fingerprint() -> str:
    """Changes when anything changes that migrations and policies are made of."""
    digest = hashlib.sha256()
    for package in ("Django", "procrastinate", "django-allauth"):
        digest.update(version(package).encode())
    digest.update(settings.ENVIRONMENT.ring.read_bytes())
    patterns = (
        "*/migrations/*.py", "*/policies.py", "*/facts/*", "lib/wall.py", "site/second_wall.py",
        "site/management/commands/migrate.py", "territory/imports/*.py",
    )  # fmt: skip
    for pattern in patterns:
        for path in sorted((ROOT / "opora").glob(pattern)):
            digest.update(str(path).encode() + path.read_bytes())
    return digest.hexdigest()[:16]
